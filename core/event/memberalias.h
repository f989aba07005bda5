// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mobwatch {

/// The member alias codec (specification 1.4). decode() is total: a malformed body stays the literal text.
[[nodiscard]] std::string decodeMemberName(std::string_view name);
[[nodiscard]] std::string encodeMemberName(std::string_view name);

} // namespace mobwatch
