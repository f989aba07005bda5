// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/payloadfields.h"

#include <vector>

namespace mobwatch::ondemand {

using simdjson::error_code;
using simdjson::SUCCESS;

namespace {

constexpr std::array<std::string_view, payloadPathCount> pathNames{"type",
                                                                   "run_id",
                                                                   "step_id",
                                                                   "flow_id",
                                                                   "agent_identity",
                                                                   "member",
                                                                   "local",
                                                                   "owner",
                                                                   "escalated_to",
                                                                   "target.identity",
                                                                   "obligation.agent_identity",
                                                                   "obligation.run_id",
                                                                   "obligation.step_id",
                                                                   "kickoff.phase",
                                                                   "outcome.kind"};

// An object in the payload that holds fields of slots.
enum class Nest : std::uint8_t { None, Target, Obligation, Kickoff, Outcome };

constexpr std::uint8_t noPath = 0xff;
constexpr std::uint8_t number(PayloadPath path)
{
    return static_cast<std::uint8_t>(path);
}

std::uint8_t topLevelPath(std::string_view key)
{
    switch (key.size()) {
    case 4:
        return key == "type" ? number(PayloadPath::Type) : noPath;
    case 5:
        return key == "local"   ? number(PayloadPath::Local)
               : key == "owner" ? number(PayloadPath::Owner)
                                : noPath;
    case 6:
        return key == "run_id"   ? number(PayloadPath::RunId)
               : key == "member" ? number(PayloadPath::Member)
                                 : noPath;
    case 7:
        return key == "step_id"   ? number(PayloadPath::StepId)
               : key == "flow_id" ? number(PayloadPath::FlowId)
                                  : noPath;
    case 12:
        return key == "escalated_to" ? number(PayloadPath::EscalatedTo) : noPath;
    case 14:
        return key == "agent_identity" ? number(PayloadPath::AgentIdentity) : noPath;
    default:
        return noPath;
    }
}

Nest nestOf(std::string_view key)
{
    switch (key.size()) {
    case 6:
        return key == "target" ? Nest::Target : Nest::None;
    case 7:
        return key == "kickoff" ? Nest::Kickoff : key == "outcome" ? Nest::Outcome : Nest::None;
    case 10:
        return key == "obligation" ? Nest::Obligation : Nest::None;
    default:
        return Nest::None;
    }
}

std::uint8_t nestedPath(Nest nest, std::string_view key)
{
    switch (nest) {
    case Nest::Target:
        return key == "identity" ? number(PayloadPath::TargetIdentity) : noPath;
    case Nest::Kickoff:
        return key == "phase" ? number(PayloadPath::KickoffPhase) : noPath;
    case Nest::Outcome:
        return key == "kind" ? number(PayloadPath::OutcomeKind) : noPath;
    case Nest::Obligation:
        return key == "agent_identity" ? number(PayloadPath::ObligationAgent)
               : key == "run_id"       ? number(PayloadPath::ObligationRun)
               : key == "step_id"      ? number(PayloadPath::ObligationStep)
                                       : noPath;
    case Nest::None:
        break;
    }
    return noPath;
}

void forget(Nest nest, PayloadFields &fields)
{
    if (nest == Nest::Target)
        fields.texts[number(PayloadPath::TargetIdentity)].reset();
    if (nest == Nest::Kickoff)
        fields.texts[number(PayloadPath::KickoffPhase)].reset();
    if (nest == Nest::Outcome)
        fields.texts[number(PayloadPath::OutcomeKind)].reset();
    if (nest != Nest::Obligation)
        return;
    fields.texts[number(PayloadPath::ObligationAgent)].reset();
    fields.texts[number(PayloadPath::ObligationRun)].reset();
    fields.texts[number(PayloadPath::ObligationStep)].reset();
}

error_code readNest(Nest nest, simdjson::ondemand::value value, const char *end, PayloadFields &fields)
{
    forget(nest, fields);
    if (!isObject(value))
        return SUCCESS;
    simdjson::ondemand::object object;
    if (const auto error = value.get_object().get(object))
        return error;
    return eachField(object, end, [&](std::string_view key, simdjson::ondemand::value each) {
        const std::uint8_t path = nestedPath(nest, key);
        return path == noPath ? SUCCESS : readText(each, fields.texts[path]);
    });
}

// The catalogue's paths as numbers, once for all rows.
struct KindPaths
{
    std::uint8_t run, step, agent, severity;
};

std::uint8_t pathNumber(std::string_view name)
{
    for (std::size_t i = 0; i < pathNames.size(); ++i) {
        if (pathNames[i] == name)
            return static_cast<std::uint8_t>(i);
    }
    return noPath;
}

const KindPaths &pathsOf(const KindInfo &kind)
{
    static const std::vector<KindPaths> all = [] {
        std::vector<KindPaths> paths;
        for (const KindInfo &info : kindCatalogue())
            paths.push_back({pathNumber(info.runPath), pathNumber(info.stepPath), pathNumber(info.agentPath),
                             pathNumber(info.severityPath)});
        return paths;
    }();
    return all[static_cast<std::size_t>(&kind - kindCatalogue().data())];
}

} // namespace

error_code readPayloadFields(simdjson::ondemand::object payload, const char *end, PayloadFields &fields)
{
    fields.clear();
    return eachField(payload, end, [&](std::string_view key, simdjson::ondemand::value each) {
        if (const std::uint8_t path = topLevelPath(key); path != noPath)
            return readText(each, fields.texts[path]);
        const Nest nest = nestOf(key);
        return nest == Nest::None ? SUCCESS : readNest(nest, each, end, fields);
    });
}

void readPayloadFields(simdjson::dom::object payload, PayloadFields &fields)
{
    fields.clear();
    const auto take = [&fields](std::uint8_t path, const simdjson::dom::element &value) {
        if (path == noPath)
            return;
        std::string_view text;
        fields.texts[path].reset();
        if (value.get_string().get(text) == SUCCESS)
            fields.texts[path] = text;
    };
    for (const simdjson::dom::key_value_pair field : payload) {
        const Nest nest = nestOf(field.key);
        take(topLevelPath(field.key), field.value);
        if (nest == Nest::None)
            continue;
        forget(nest, fields);
        simdjson::dom::object inner;
        if (field.value.get_object().get(inner) != SUCCESS)
            continue;
        for (const simdjson::dom::key_value_pair nested : inner)
            take(nestedPath(nest, nested.key), nested.value);
    }
}

PayloadSlots slotsOf(std::string_view label, const PayloadFields &fields)
{
    const auto text = [&fields](std::uint8_t path) {
        return path == noPath ? std::optional<std::string_view>() : fields.texts[path];
    };
    PayloadSlots slots;
    const KindInfo *const kind = findKind(label);
    if (!kind) {
        slots.runId = fields.at(PayloadPath::RunId);
        slots.stepId = fields.at(PayloadPath::StepId);
        slots.agentName = fields.at(PayloadPath::AgentIdentity);
    } else {
        const KindPaths &paths = pathsOf(*kind);
        slots.runId = text(paths.run);
        slots.stepId = text(paths.step);
        slots.agentName = text(paths.agent);
        slots.severity = kind->severity;
        if (const auto word = text(paths.severity))
            slots.severity = severityFromPayload(*word);
    }
    if (label.starts_with("flow_"))
        slots.flowId = fields.at(PayloadPath::FlowId);
    return slots;
}

} // namespace mobwatch::ondemand
