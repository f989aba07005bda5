// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/crews.h"

#include <string>
#include <string_view>

namespace mobwatch {

/// MobDefinition (specification 2.6) of a simulated mob: compact JSON, keys sorted.
[[nodiscard]] std::string mobDefinition(std::string_view mobId, const CrewTemplate &crew);

} // namespace mobwatch
