// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mobwatch {

using FormPairs = std::vector<std::pair<std::string, std::string>>;

/// Decodes form-urlencoded pairs (specification 7): `+` is a space, `%XX` a byte, a broken escape stays as it
/// stands, bytes that are no UTF-8 become U+FFFD. Empty parts are dropped; never fails.
[[nodiscard]] FormPairs readForm(std::string_view query);

} // namespace mobwatch
