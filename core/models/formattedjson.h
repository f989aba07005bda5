// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mobwatch {

struct FormattedJson
{
    std::string text;
    bool complete = true;
};

/// Indented JSON for people, two spaces a level (up to a depth, so that deep values do not grow with its
/// square); everything but the space between is as it was written. Stops behind about `limit` bytes of
/// output, 0 = no limit.
[[nodiscard]] FormattedJson formatJson(std::string_view json, std::size_t limit);

} // namespace mobwatch
