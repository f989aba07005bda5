// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// What a mob is made of, as far as a reader wants to name it (specification 4.10, `mob_specs`).
struct MobDefinition
{
    std::string mobId;
    std::optional<std::int64_t> revision; ///< the definition epoch (2.5)
    std::vector<std::string> flows;       ///< ids, in the order of the document
    std::vector<std::string> profiles;    ///< role names
    friend bool operator==(const MobDefinition &, const MobDefinition &) = default;
};

/// From `spec_json`. Errors: Malformed.
[[nodiscard]] Result<MobDefinition> readMobSpec(const std::string &mobId, std::string_view json);
/// From the payload of `mob_created` or `mob_definition_updated`: older ledgers have no mob_specs.
[[nodiscard]] Result<MobDefinition> definitionOfEvent(const std::string &mobId, std::string_view payload);

} // namespace mobwatch
