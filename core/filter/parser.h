// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"
#include "core/support/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// The whole language. Errors as Filter::parse says.
[[nodiscard]] Result<FilterNodePtr> parseFilter(std::string_view text,
                                                const std::vector<std::string> &knownLabels);

} // namespace mobwatch
