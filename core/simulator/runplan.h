// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/crews.h"
#include "core/simulator/payloads.h"
#include "core/simulator/simrandom.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// What a run is meant to show; `Chance` leaves it to the dice.
enum class RunWish : std::uint8_t {
    Chance,
    Succeed,
    Fail,
    FailByModel,
    Escalate,
    Cancel,
    LoopTwice,
    LoopGivesUp,
    Insufficient
};
enum class RunEnd : std::uint8_t { Completed, Failed, Canceled };

struct RunRequest
{
    std::string_view mobId;
    const CrewTemplate *crew = nullptr;
    const FlowTemplate *flow = nullptr;
    RunWish wish = RunWish::Chance;
    std::int64_t startNs = 0;
    int attempt = 1; ///< 2 and more: a new run after a failed one
};

struct PlannedEvent
{
    std::int64_t atNs = 0;
    std::string kindJson;
    bool retiresEveryone = false; ///< an escalation: the simulation retires the members behind it
};

/// Everything that one run will write unless somebody ends it before, ascending in time; the last event ends
/// it.
struct RunPlan
{
    std::string runId;
    std::string_view flowId;
    std::string params;
    std::vector<PlannedEvent> events;
    RunEnd end = RunEnd::Completed;
    std::int64_t endNs = 0;
};

/// Plans a run with the members of `roster`, whose busyUntilNs it moves.
[[nodiscard]] RunPlan planRun(const RunRequest &request, std::vector<SimMember> &roster, SimRandom &random);

} // namespace mobwatch
