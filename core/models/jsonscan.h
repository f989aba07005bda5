// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mobwatch::jsonscan {

/// Bytes of one value, without the space around it.
struct Span
{
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t size() const { return end - begin; }
};

// Readers for JSON that is known to be valid. On anything else they stay inside the bytes and come to an end,
// what they return then means nothing.

[[nodiscard]] std::size_t skipSpace(std::string_view json, std::size_t at);
/// Behind the value that starts at `at`. Not recursive: depth costs nothing.
[[nodiscard]] std::size_t skipValue(std::string_view json, std::size_t at);
/// The value of the string literal that stands in `literal`, quotes included.
[[nodiscard]] std::string unescape(std::string_view literal);
/// The object that starts at `at` in a text that goes on behind it; std::nullopt if it does not close.
[[nodiscard]] std::optional<Span> objectAt(std::string_view text, std::size_t at);
/// True for text that is a whole, valid JSON object or array.
[[nodiscard]] bool isObjectOrArray(std::string_view text);

/// A key as a part of a path of the filter language: as it is, or quoted.
[[nodiscard]] std::string pathKey(std::string_view key);

/// Walks the members of the object or array whose first byte is at `at`.
class Members
{
public:
    Members(std::string_view json, std::size_t at);
    /// The next member; false behind the last one.
    [[nodiscard]] bool next();
    [[nodiscard]] bool isObject() const { return m_isObject; }
    [[nodiscard]] Span key() const { return m_key; } ///< literal with its quotes; empty in arrays
    [[nodiscard]] Span value() const { return m_value; }

private:
    std::string_view m_json;
    std::size_t m_at;
    bool m_isObject;
    Span m_key;
    Span m_value;
};

} // namespace mobwatch::jsonscan
