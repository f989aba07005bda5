// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/options/arguments.h"

namespace mobwatch {

/// What the command line asks the window to show first: the query flags and --filter as one filter, which the
/// user can change like any other. Errors: InvalidArgument for flags that a window has no meaning for,
/// FilterSyntax.
[[nodiscard]] Result<Filter> windowFilter(const options::Arguments &arguments);

} // namespace mobwatch
