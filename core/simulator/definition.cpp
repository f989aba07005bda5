// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/definition.h"

#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

using nlohmann::json;

json dependencies(std::string_view ids)
{
    json result = json::array();
    while (!ids.empty()) {
        const std::size_t end = std::min(ids.find(' '), ids.size());
        result.push_back(ids.substr(0, end));
        ids.remove_prefix(std::min(end + 1, ids.size()));
    }
    return result;
}

json textOrNull(std::string_view text)
{
    return text.empty() ? json() : json(text);
}

json collectionPolicy(const StepTemplate &step)
{
    switch (step.collect) {
    case Collect::All:
        return {{"type", "all"}};
    case Collect::Any:
        return {{"type", "any"}};
    case Collect::Quorum:
        return {{"n", step.quorum}, {"type", "quorum"}};
    }
    return {};
}

std::string_view dispatchMode(DispatchMode mode)
{
    switch (mode) {
    case DispatchMode::FanOut:
        return "fan_out";
    case DispatchMode::OneToOne:
        return "one_to_one";
    case DispatchMode::FanIn:
        return "fan_in";
    }
    return {};
}

bool joinsBranches(const FlowTemplate &flow, const StepTemplate &step)
{
    for (const StepTemplate &other : flow.steps) {
        if (!other.branch.empty() && step.branch.empty() &&
            step.dependsOn.find(other.id) != std::string_view::npos)
            return true;
    }
    return false;
}

json flowStep(const FlowTemplate &flow, const StepTemplate &step)
{
    json condition;
    if (step.optional)
        condition = {{"op", "gt"}, {"path", "params.budget"}, {"value", 10}};
    json result{{"allowed_tools", nullptr},
                {"blocked_tools", nullptr},
                {"branch", textOrNull(step.branch)},
                {"collection_policy", collectionPolicy(step)},
                {"condition", condition},
                {"depends_on", dependencies(step.dependsOn)},
                {"depends_on_mode", joinsBranches(flow, step) ? "any" : "all"},
                {"dispatch_mode", dispatchMode(step.mode)},
                {"expected_schema_ref", nullptr},
                {"failure_policy", step.tolerated ? "continue" : "escalate"},
                {"message", step.message},
                {"role", step.role},
                {"timeout_ms", 120000}};
    if (step.answer == Answer::Verdict) {
        result["expected_schema_ref"] =
            R"({"properties":{"passed":{"type":"boolean"}},"required":["passed"],"type":"object"})";
        result["output_format"] = "json";
    }
    return result;
}

json flowNode(const FlowTemplate &flow, const StepTemplate &step)
{
    return {{"branch", textOrNull(step.branch)},
            {"depends_on", dependencies(step.dependsOn)},
            {"depends_on_mode", joinsBranches(flow, step) ? "any" : "all"},
            {"failure_policy", step.tolerated ? "continue" : "escalate"},
            {"kind", "step"},
            {"step_id", step.id}};
}

json flowSpec(const FlowTemplate &flow)
{
    json steps = json::object();
    json nodes = json::object();
    for (const StepTemplate &step : flow.steps) {
        steps[std::string(step.id)] = flowStep(flow, step);
        if (step.loop.empty()) {
            nodes[std::string(step.id)] = flowNode(flow, step);
            continue;
        }
        json &loop = nodes[std::string(step.loop)];
        if (loop.is_null()) {
            loop = {{"body", {{"nodes", json::object()}}},
                    {"depends_on", dependencies(step.dependsOn)},
                    {"depends_on_mode", "all"},
                    {"failure_policy", "escalate"},
                    {"kind", "repeat_until"},
                    {"loop_id", step.loop},
                    {"max_iterations", 3}};
        }
        loop["body"]["nodes"][std::string(step.id)] = flowNode(flow, step);
        loop["until"] = {
            {"op", "eq"}, {"path", "steps." + std::string(step.id) + ".passed"}, {"value", true}};
    }
    return {{"description", flow.description}, {"root", {{"nodes", nodes}}}, {"steps", steps}};
}

json profile(const RoleTemplate &role)
{
    const bool leads = role.role == "lead";
    return {{"auto_compact_threshold", nullptr},
            {"backend", nullptr},
            {"external_addressable", true},
            {"image_generation_provider", nullptr},
            {"max_inline_peer_notifications", nullptr},
            {"model", role.model},
            {"output_schema", nullptr},
            {"peer_description", role.description},
            {"provider", nullptr},
            {"provider_params", nullptr},
            {"resume_overrides", json::array()},
            {"runtime_mode", role.runtimeMode},
            {"self_hosted_server_id", nullptr},
            {"skills", json::array()},
            {"tools",
             {{"builtins", true},
              {"comms", true},
              {"image_generation", false},
              {"mcp", json::array()},
              {"mcp_servers", json::array()},
              {"memory", false},
              {"mob", leads},
              {"read_only", role.role == "reviewer"},
              {"rust_bundles", json::array()},
              {"schedule", false},
              {"shell", role.role == "tester"},
              {"workgraph", false}}}};
}

} // namespace

std::string mobDefinition(std::string_view mobId, const CrewTemplate &crew)
{
    json profiles = json::object();
    json wiring = json::array();
    for (const RoleTemplate &role : crew.roles) {
        profiles[std::string(role.role)] = profile(role);
        if (role.role != "lead")
            wiring.push_back({{"a", "lead"}, {"b", role.role}});
    }
    json flows = json::object();
    for (const FlowTemplate &flow : crew.flows)
        flows[std::string(flow.id)] = flowSpec(flow);
    const json definition{
        {"backend", {{"default", "session"}, {"external", nullptr}}},
        {"event_router", nullptr},
        {"flows", flows},
        {"id", mobId},
        {"image_generation_provider", nullptr},
        {"limits", nullptr},
        {"models", json::object()},
        {"orchestrator", {{"profile", "lead"}}},
        {"profiles", profiles},
        {"runtime", json::object()},
        {"skills", json::object()},
        {"spawn_policy", nullptr},
        {"supervisor",
         {{"escalation_threshold", 1}, {"escalation_turn_timeout_ms", nullptr}, {"role", "lead"}}},
        {"topology",
         {{"mode", "advisory"},
          {"rules",
           json::array({json{{"allowed", false}, {"from_role", "reviewer"}, {"to_role", "writer"}}})}}},
        {"wiring", {{"auto_wire_orchestrator", true}, {"role_wiring", wiring}}}};
    return definition.dump();
}

} // namespace mobwatch
