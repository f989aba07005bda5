// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

// Private to the units that read payloads with the on-demand parser.

#include "core/event/kindcatalogue.h"
#include "core/event/ondemandjson.h"

#include <array>
#include <optional>
#include <string_view>

namespace mobwatch::ondemand {

/// Every payload field that some slot of some kind is filled from. Keys are sorted, so the label (`type`)
/// comes last and all of them have to be picked up before it is known which count.
enum class PayloadPath : std::uint8_t {
    Type,
    RunId,
    StepId,
    FlowId,
    AgentIdentity,
    Member,
    Local,
    Owner,
    EscalatedTo,
    TargetIdentity,
    ObligationAgent,
    ObligationRun,
    ObligationStep,
    KickoffPhase,
    OutcomeKind,
};
inline constexpr std::size_t payloadPathCount = 15;

struct PayloadFields
{
    std::array<std::optional<std::string_view>, payloadPathCount> texts;

    [[nodiscard]] const std::optional<std::string_view> &at(PayloadPath path) const
    {
        return texts[static_cast<std::size_t>(path)];
    }
    void clear() { texts.fill(std::nullopt); }
};

/// Slots as the payload has them; the identity still encoded.
struct PayloadSlots
{
    std::optional<std::string_view> runId, stepId, agentName, flowId;
    Severity severity = Severity::Info;
};

/// One pass over the top level of a payload. `end` is the end of the document. A later key of the same name
/// wins.
[[nodiscard]] simdjson::error_code readPayloadFields(simdjson::ondemand::object payload, const char *end,
                                                     PayloadFields &fields);

/// The same of a payload that was parsed as a whole.
void readPayloadFields(simdjson::dom::object payload, PayloadFields &fields);

/// What the fields mean for an event of kind `label`; best effort for unknown kinds (specification 2.3).
[[nodiscard]] PayloadSlots slotsOf(std::string_view label, const PayloadFields &fields);

} // namespace mobwatch::ondemand
