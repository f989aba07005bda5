// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"

#include <string>

namespace mobwatch {

/// Canonical text: parsing it gives an equal tree.
[[nodiscard]] std::string printFilter(const FilterNode &node);

/// A value as a person reads it: unquoted, stars that stand for anything as `*`, ranges as a..b.
[[nodiscard]] std::string readableValue(const FilterValue &value);

} // namespace mobwatch
