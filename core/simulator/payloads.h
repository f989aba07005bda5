// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mobwatch {

/// A member as the simulation knows it; `name` as it stands in the ledger (encoded where it must be).
struct SimMember
{
    std::string name;
    std::string role;
    std::string runtimeMode;
    std::string sessionId;
    std::string peerId;
    std::uint64_t generation = 0;
    std::uint64_t fence = 0;
    std::int64_t busyUntilNs = 0;
};

/// Payloads as they stand in a ledger: compact JSON, keys sorted at every depth, replay-only keys included.
namespace payloads {

using Edge = std::pair<std::string, std::string>;

[[nodiscard]] std::string plain(std::string_view type);
[[nodiscard]] std::string mobCreated(const std::string &definition);
[[nodiscard]] std::string definitionUpdated(const std::string &definition, int epoch);
[[nodiscard]] std::string quiesce(bool started, std::string_view intent);

struct Spawn
{
    std::string mobId;
    std::string spawnedBy;  ///< empty = nobody
    std::string secret;     ///< runtime_session_token of the direct fence; empty = no such key
    std::string continuity; ///< continuity key; empty = ephemeral
    bool labelled = false;
};
[[nodiscard]] std::string memberSpawned(const SimMember &member, const Spawn &spawn);
[[nodiscard]] std::string memberRetirementStarted(const SimMember &member, std::string_view mobId,
                                                  bool keepsTopology);
[[nodiscard]] std::string memberRetired(const SimMember &member);
[[nodiscard]] std::string kickoff(std::string_view member, std::string_view phase, std::string_view objective,
                                  std::string_view error, std::int64_t timeNs);
[[nodiscard]] std::string wired(bool wires, Edge edge);
[[nodiscard]] std::string wiredBatch(std::vector<Edge> edges);
[[nodiscard]] std::string externalPeerWired(std::string_view local, std::string_view peer,
                                            std::string_view peerId, int port);
[[nodiscard]] std::string externalPeerUnwired(std::string_view local, std::string_view peer);
[[nodiscard]] std::string objectiveOwnerBound(std::string_view owner, std::string_view objective);
[[nodiscard]] std::string objectiveConcluded(std::string_view member, std::string_view objective,
                                             std::string_view outcome);
[[nodiscard]] std::string operatorAction(std::string_view tool, std::string_view principal,
                                         std::string_view invocation, std::string_view mobId,
                                         std::string_view sessionId);
[[nodiscard]] std::string topologyViolation(std::string_view from, std::string_view to);
/// A kind that no catalogue knows.
[[nodiscard]] std::string budgetSnapshot(std::string_view member, std::int64_t spentCents,
                                         std::int64_t tokens);

[[nodiscard]] std::string flowStarted(std::string_view run, std::string_view flow, std::string_view params);
[[nodiscard]] std::string flowCompleted(std::string_view run, std::string_view flow,
                                        std::string_view structuredOutput);
[[nodiscard]] std::string flowFailed(std::string_view run, std::string_view flow, std::string_view cause,
                                     std::string_view reason);
[[nodiscard]] std::string flowCanceled(std::string_view run, std::string_view flow, std::string_view cause);
[[nodiscard]] std::string stepDispatched(std::string_view run, std::string_view step,
                                         std::string_view member);
[[nodiscard]] std::string stepTargetCompleted(std::string_view run, std::string_view step,
                                              std::string_view member, std::string_view output);
[[nodiscard]] std::string stepTargetFailed(std::string_view run, std::string_view step,
                                           std::string_view member, std::string_view reason,
                                           std::string_view errorJson, std::string_view errorReportJson);
[[nodiscard]] std::string stepCompleted(std::string_view run, std::string_view step);
[[nodiscard]] std::string stepEnded(std::string_view type, std::string_view run, std::string_view step,
                                    std::string_view reason);
[[nodiscard]] std::string escalation(std::string_view run, std::string_view step, std::string_view member);

} // namespace payloads

} // namespace mobwatch
