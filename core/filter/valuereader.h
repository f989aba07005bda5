// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"
#include "core/filter/scanner.h"
#include "core/support/result.h"

#include <optional>
#include <string_view>
#include <vector>

namespace mobwatch {

/// The values behind an operator, checked against the field's type. Several only behind `:` (`isColon`).
[[nodiscard]] Result<std::vector<FilterValue>> readValues(Scanner &scan, const FieldRef &field, FilterOp op,
                                                          bool isColon);

/// The one time behind `since:` and `until:`.
[[nodiscard]] Result<std::vector<FilterValue>> readShortTime(Scanner &scan);

/// A whole value, taken literally; std::nullopt where the field cannot have it (a cursor "abc", a severity
/// "none").
[[nodiscard]] std::optional<FilterValue> literalValue(const FieldRef &field, std::string_view text);

/// True for what `run:` also takes as the beginning of an id.
[[nodiscard]] bool looksLikeRunPrefix(std::string_view text);

/// An unquoted payload value that is a range of numbers; std::nullopt for everything else.
[[nodiscard]] std::optional<FilterValue> readDataRange(const FieldRef &field, std::string_view text);

} // namespace mobwatch
