// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/eventquery.h"
#include "core/support/result.h"

#include <nlohmann/json_fwd.hpp>

namespace mobwatch {

/// The params of mob_events/query and subscribe (specification 5.1): null, an object, or a list of the fields
/// in their order. Errors: InvalidArgument in the runtime's words, without the leading `invalid query
/// params`.
[[nodiscard]] Result<EventQuery> readQueryParams(const nlohmann::json &params);

/// The key whose value in `params` is a reserved name (specification 5.7); empty when there is none.
[[nodiscard]] std::string_view reservedNameIn(const nlohmann::json &params);

} // namespace mobwatch
