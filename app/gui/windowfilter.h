// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/options/arguments.h"
#include "ui/mainwindow/sourcerequest.h"

namespace mobwatch {

/// What the command line asks the window to show first of `request`: the query flags, --filter and where a
/// file has its beginning in --from, as one filter, which the user can change like any other. For a server
/// --from goes into the request. Errors: InvalidArgument, FilterSyntax.
[[nodiscard]] Result<Filter> windowFilter(const options::Arguments &arguments, ui::SourceRequest &request);

} // namespace mobwatch
