// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace mobwatch {

/// A JSON number. long double keeps every 64-bit integer exact, so 2^53 + 1 does not equal its neighbour.
/// std::nullopt for what is no number or does not fit.
[[nodiscard]] inline std::optional<long double> parseNumber(std::string_view text)
{
    const bool isNegative = !text.empty() && text.front() == '-';
    const std::string_view digits = text.substr(isNegative ? 1 : 0);
    if (digits.empty() || digits.front() < '0' || digits.front() > '9')
        return std::nullopt;
    const char *const end = digits.data() + digits.size();
    unsigned long long integer = 0;
    if (const auto read = std::from_chars(digits.data(), end, integer);
        read.ec == std::errc() && read.ptr == end) {
        const auto value = static_cast<long double>(integer);
        return isNegative ? -value : value;
    }
    double number = 0;
    if (const auto read = std::from_chars(digits.data(), end, number);
        read.ec != std::errc() || read.ptr != end)
        return std::nullopt;
    return isNegative ? -number : number;
}

} // namespace mobwatch
