// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/payloads.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace mobwatch::payloads {

namespace {

using nlohmann::json;

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::size_t size = 0;
    for (const std::string_view part : parts)
        size += part.size();
    std::string text;
    text.reserve(size);
    for (const std::string_view part : parts)
        text += part;
    return text;
}

std::string quoted(std::string_view text)
{
    return json(text).dump();
}

json runtimeId(const SimMember &member)
{
    return {{"generation", member.generation}, {"identity", member.name}};
}

// The key is a throw-away pattern: it must look like one and open nothing.
json endpoint(const SimMember &member, std::string_view mobId)
{
    json key = json::array();
    for (int i = 0; i < 32; ++i)
        key.push_back((static_cast<int>(member.fence) * 37 + i * 11 + static_cast<int>(member.name.size())) %
                      256);
    const std::string address = joined({mobId, "/", member.role, "/", member.name});
    return {{"address", {{"endpoint", address}, {"transport", "inproc"}}},
            {"name", address},
            {"peer_id", member.peerId},
            {"pubkey", key}};
}

json edgeObject(Edge edge)
{
    if (edge.second < edge.first)
        std::swap(edge.first, edge.second);
    return {{"a", edge.first}, {"b", edge.second}};
}

} // namespace

std::string plain(std::string_view type)
{
    return joined({R"({"type":")", type, R"("})"});
}

std::string mobCreated(const std::string &definition)
{
    return joined({R"({"definition":)", definition, R"(,"type":"mob_created"})"});
}

std::string definitionUpdated(const std::string &definition, int epoch)
{
    return joined({R"({"definition":)", definition, R"(,"epoch":)", std::to_string(epoch),
                   R"(,"type":"mob_definition_updated"})"});
}

std::string quiesce(bool started, std::string_view intent)
{
    return joined({R"({"intent":")", intent, R"(","type":"placed_completion_lifecycle_quiesce_)",
                   started ? "started" : "ended", R"("})"});
}

std::string memberSpawned(const SimMember &member, const Spawn &spawn)
{
    json payload{{"agent_identity", member.name},
                 {"agent_runtime_id", runtimeId(member)},
                 {"bridge_member_ref", {{"bridge_session_id", member.sessionId}, {"kind", "session"}}},
                 {"fence_token", member.fence},
                 {"generation", member.generation},
                 {"member_peer_endpoint", endpoint(member, spawn.mobId)},
                 {"role", member.role},
                 {"runtime_mode", member.runtimeMode},
                 {"type", "member_spawned"}};
    if (spawn.labelled)
        payload["labels"] = {{"größe", "XL ✓"}, {"team", "night"}};
    if (!spawn.spawnedBy.empty())
        payload["spawned_by"] = spawn.spawnedBy;
    if (!spawn.continuity.empty())
        payload["continuity_intent"] = {{"continuity_key", spawn.continuity}, {"type", "durable_identity"}};
    if (!spawn.secret.empty()) {
        payload["direct_member_fence"] = {
            {"agent_identity", member.name},   {"fence_token", member.fence},
            {"generation", member.generation}, {"member_session_id", member.sessionId},
            {"mob_id", spawn.mobId},           {"runtime_session_token", spawn.secret}};
    }
    return payload.dump();
}

std::string memberRetirementStarted(const SimMember &member, std::string_view mobId, bool keepsTopology)
{
    json payload{{"agent_identity", member.name},
                 {"agent_runtime_id", runtimeId(member)},
                 {"generation", member.generation},
                 {"releasing", keepsTopology ? json() : json(member.sessionId)},
                 {"retiring_peer_endpoint", endpoint(member, mobId)},
                 {"role", member.role},
                 {"session_id", member.sessionId},
                 {"type", "member_retirement_started"}};
    if (keepsTopology)
        payload["preserve_machine_topology"] = true;
    return payload.dump();
}

std::string memberRetired(const SimMember &member)
{
    return json{{"agent_identity", member.name},
                {"generation", member.generation},
                {"role", member.role},
                {"type", "member_retired"}}
        .dump();
}

std::string kickoff(std::string_view member, std::string_view phase, std::string_view objective,
                    std::string_view error, std::int64_t timeNs)
{
    json snapshot{
        {"phase", phase},
        {"updated_at",
         {{"nanos_since_epoch", timeNs % 1'000'000'000}, {"secs_since_epoch", timeNs / 1'000'000'000}}}};
    if (!objective.empty())
        snapshot["objective_id"] = objective;
    if (!error.empty())
        snapshot["error"] = error;
    return json{{"kickoff", snapshot}, {"member", member}, {"type", "member_kickoff_updated"}}.dump();
}

std::string wired(bool wires, Edge edge)
{
    json payload = edgeObject(std::move(edge));
    payload["type"] = wires ? "members_wired" : "members_unwired";
    return payload.dump();
}

std::string wiredBatch(std::vector<Edge> edges)
{
    json list = json::array();
    for (Edge &edge : edges)
        list.push_back(edgeObject(std::move(edge)));
    return json{{"edges", list}, {"type", "members_wired_batch"}}.dump();
}

std::string externalPeerWired(std::string_view local, std::string_view peer, std::string_view peerId,
                              int port)
{
    const json spec{{"address", {{"endpoint", "127.0.0.1:" + std::to_string(port)}, {"transport", "tcp"}}},
                    {"name", peer},
                    {"peer_id", peerId},
                    {"pubkey", std::vector<int>(32, port % 256)}};
    return json{{"local", local}, {"spec", spec}, {"type", "external_peer_wired"}}.dump();
}

std::string externalPeerUnwired(std::string_view local, std::string_view peer)
{
    return json{{"local", local}, {"peer_name", peer}, {"type", "external_peer_unwired"}}.dump();
}

std::string objectiveOwnerBound(std::string_view owner, std::string_view objective)
{
    return json{{"objective_id", objective}, {"owner", owner}, {"type", "objective_owner_bound"}}.dump();
}

std::string objectiveConcluded(std::string_view member, std::string_view objective, std::string_view outcome)
{
    return json{{"member", member},
                {"objective_id", objective},
                {"outcome", outcome},
                {"type", "objective_concluded"}}
        .dump();
}

std::string operatorAction(std::string_view tool, std::string_view principal, std::string_view invocation,
                           std::string_view mobId, std::string_view sessionId)
{
    json payload{{"principal_token", principal}, {"tool_name", tool}, {"type", "operator_action_recorded"}};
    if (!invocation.empty())
        payload["audit_invocation_id"] = invocation;
    if (!sessionId.empty())
        payload["caller_provenance"] = {
            {"caller_member_id", "lead-1"}, {"caller_mob_id", mobId}, {"caller_session_id", sessionId}};
    return payload.dump();
}

std::string topologyViolation(std::string_view from, std::string_view to)
{
    return json{{"from_role", from}, {"to_role", to}, {"type", "topology_violation"}}.dump();
}

std::string budgetSnapshot(std::string_view member, std::int64_t spentCents, std::int64_t tokens)
{
    return json{{"agent_identity", member},
                {"limit_usd", 50.0},
                {"spent_usd", static_cast<double>(spentCents) / 100.0},
                {"tokens", {{"input", tokens}, {"output", tokens / 9}}},
                {"type", "budget_snapshot"}}
        .dump();
}

// The payloads of flows and steps are most of a ledger, so they are joined from parts that need no escaping:
// ids of runs, flows and steps, member names in stored form, and finished JSON.

std::string flowStarted(std::string_view run, std::string_view flow, std::string_view params)
{
    return joined({R"({"flow_id":")", flow, R"(","params":)", params, R"(,"run_id":")", run,
                   R"(","type":"flow_started"})"});
}

std::string flowCompleted(std::string_view run, std::string_view flow, std::string_view structuredOutput)
{
    if (structuredOutput.empty())
        return joined({R"({"flow_id":")", flow, R"(","run_id":")", run, R"(","type":"flow_completed"})"});
    return joined({R"({"flow_id":")", flow, R"(","run_id":")", run, R"(","structured_output":)",
                   structuredOutput, R"(,"type":"flow_completed"})"});
}

std::string flowFailed(std::string_view run, std::string_view flow, std::string_view cause,
                       std::string_view reason)
{
    return joined({R"({"cause":")", cause, R"(","flow_id":")", flow, R"(","reason":)", quoted(reason),
                   R"(,"run_id":")", run, R"(","type":"flow_failed"})"});
}

std::string flowCanceled(std::string_view run, std::string_view flow, std::string_view cause)
{
    return joined({R"({"cause":")", cause, R"(","flow_id":")", flow, R"(","run_id":")", run,
                   R"(","type":"flow_canceled"})"});
}

std::string stepDispatched(std::string_view run, std::string_view step, std::string_view member)
{
    return joined({R"({"run_id":")", run, R"(","step_id":")", step,
                   R"(","target":{"generation":0,"identity":")", member, R"("},"type":"step_dispatched"})"});
}

std::string stepTargetCompleted(std::string_view run, std::string_view step, std::string_view member,
                                std::string_view output)
{
    return joined({R"({"output":)", output, R"(,"run_id":")", run, R"(","step_id":")", step,
                   R"(","target":{"generation":0,"identity":")", member,
                   R"("},"type":"step_target_completed"})"});
}

std::string stepTargetFailed(std::string_view run, std::string_view step, std::string_view member,
                             std::string_view reason, std::string_view errorJson,
                             std::string_view errorReportJson)
{
    std::string text = "{";
    if (!errorJson.empty())
        text += joined({R"("error":)", errorJson, ","});
    if (!errorReportJson.empty())
        text += joined({R"("error_report":)", errorReportJson, ","});
    return text + joined({R"("reason":)", quoted(reason), R"(,"run_id":")", run, R"(","step_id":")", step,
                          R"(","target":{"generation":0,"identity":")", member,
                          R"("},"type":"step_target_failed"})"});
}

std::string stepCompleted(std::string_view run, std::string_view step)
{
    return joined({R"({"run_id":")", run, R"(","step_id":")", step, R"(","type":"step_completed"})"});
}

std::string stepEnded(std::string_view type, std::string_view run, std::string_view step,
                      std::string_view reason)
{
    return joined({R"({"reason":)", quoted(reason), R"(,"run_id":")", run, R"(","step_id":")", step,
                   R"(","type":")", type, R"("})"});
}

std::string escalation(std::string_view run, std::string_view step, std::string_view member)
{
    return joined({R"({"escalated_to":")", member, R"(","run_id":")", run, R"(","step_id":")", step,
                   R"(","type":"supervisor_escalation"})"});
}

} // namespace mobwatch::payloads
