// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/crews.h"
#include "core/simulator/simrandom.h"

#include <string>
#include <string_view>

namespace mobwatch {

/// One answer of a member as JSON text (sorted keys). `passed` is what a verdict says; `round` counts from 1.
[[nodiscard]] std::string answerJson(Answer answer, const CrewTemplate &crew, bool passed, int round,
                                     SimRandom &random);

/// Params of a run as JSON text. `attempt` counts from 1; `budget` decides whether optional steps run.
[[nodiscard]] std::string paramsJson(const CrewTemplate &crew, int budget, int attempt, SimRandom &random);

/// A few sentences of plausible work, `length` bytes at least.
[[nodiscard]] std::string prose(const CrewTemplate &crew, std::size_t length, SimRandom &random);

/// The reason of a step that failed on a model error: free text with the runtime's `error={...}` tail.
[[nodiscard]] std::string modelErrorReason(SimRandom &random);
[[nodiscard]] std::string malformedAnswerReason(std::string_view step, std::string_view member,
                                                SimRandom &random);
[[nodiscard]] std::string schemaReason(std::string_view step, SimRandom &random);

/// Reason with error and error_report (specification 2.7) of an attempt that is tried again.
struct AttemptError
{
    std::string reason;
    std::string errorJson;       ///< TurnErrorMetadata; empty in most cases, as in new ledgers
    std::string errorReportJson; ///< AgentErrorReport; empty likewise
};
[[nodiscard]] AttemptError attemptError(SimRandom &random);

} // namespace mobwatch
