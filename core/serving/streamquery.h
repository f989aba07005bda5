// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/eventquery.h"
#include "core/support/result.h"

#include <string_view>

namespace mobwatch {

/// The parameters of the stream's URL (specification 6.1). Unknown ones are ignored, `limit` too. Errors:
/// InvalidArgument, the message being the text after `Failed to deserialize query string: `.
[[nodiscard]] Result<EventQuery> readStreamQuery(std::string_view query);

} // namespace mobwatch
