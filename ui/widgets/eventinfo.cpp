// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/sentencebuilder.h"

#include "core/event/memberalias.h"

#include <unordered_map>

namespace mobwatch::ui {

namespace {

constexpr std::size_t shortOutput = 60;
constexpr std::size_t longestParams = 400;

using Informer = QString (*)(const EventFacts &, const JsonSlice &);

QString decoded(const std::string &rawName)
{
    return shownText(decodeMemberName(rawName));
}

QString generationOf(const JsonSlice &data)
{
    const auto generation = data.number("generation");
    return generation ? QStringLiteral("generation %1").arg(shownCount(*generation)) : QString();
}

QString flowOf(const EventFacts &facts, const JsonSlice &data)
{
    if (!facts.flow.empty())
        return shownText(facts.flow);
    const auto flow = data.text("flow_id");
    return flow ? shownText(*flow) : QString();
}

QString created(const EventFacts &, const JsonSlice &data)
{
    const auto flows = data.count("definition.flows");
    const auto profiles = data.count("definition.profiles");
    if (!flows || !profiles)
        return {};
    return countOf(*flows, u"flow", u"flows") + QLatin1String(", ") +
           countOf(*profiles, u"profile", u"profiles");
}

QString definition(const EventFacts &, const JsonSlice &data)
{
    const auto epoch = data.number("epoch");
    return epoch ? QStringLiteral("definition %1").arg(shownCount(*epoch)) : QString();
}

QString quiesceStarted(const EventFacts &, const JsonSlice &data)
{
    const auto intent = data.text("intent");
    return intent ? intentInWords(*intent) : QString();
}

QString quiesceEnded(const EventFacts &, const JsonSlice &data)
{
    const auto intent = data.text("intent");
    if (!intent)
        return {};
    return *intent == "Stop" ? QStringLiteral("runs again")
                             : QStringLiteral("finished %1").arg(intentInWords(*intent));
}

QString spawned(const EventFacts &, const JsonSlice &data)
{
    const auto role = data.text("role");
    const bool again = data.number("generation").value_or(0) > 0;
    QString text = role ? shownText(*role) : QString();
    if (again)
        text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + generationOf(data);
    return text;
}

QString memberReset(const EventFacts &, const JsonSlice &data)
{
    const auto before = data.number("previous_generation");
    const auto after = data.number("new_generation");
    if (!before || !after)
        return {};
    return QStringLiteral("generation %1 → %2").arg(shownCount(*before), shownCount(*after));
}

QString kickoff(const EventFacts &facts, const JsonSlice &data)
{
    if (const QString reason = shownReason(facts); !reason.isEmpty())
        return reason;
    const auto phase = data.text("kickoff.phase");
    return phase ? inWords(*phase) : QString();
}

QString pair(const EventFacts &, const JsonSlice &data)
{
    const auto first = data.text("a");
    const auto second = data.text("b");
    return first && second ? decoded(*first) + QStringLiteral(" – ") + decoded(*second) : QString();
}

QString batch(const EventFacts &, const JsonSlice &data)
{
    const auto edges = data.count("edges");
    return edges ? countOf(*edges, u"pair", u"pairs") : QString();
}

QString peer(const EventFacts &, const JsonSlice &data)
{
    const auto name = externalPeer(data);
    return name ? shownText(*name) : QString();
}

QString objective(const EventFacts &, const JsonSlice &data)
{
    const auto id = data.text("objective_id");
    return id ? shownRunId(*id) : QString();
}

QString outcomeText(const EventFacts &, const JsonSlice &data)
{
    const auto outcome = data.text("outcome");
    return outcome ? shownText(*outcome) : QString();
}

QString flowStarted(const EventFacts &facts, const JsonSlice &data)
{
    QString text = flowOf(facts, data);
    std::string params = data.compact("params");
    if (params.empty() || params == "null" || params == "{}")
        return text;
    QString shown = shownText(std::string_view(params).substr(0, longestParams));
    if (params.size() > longestParams)
        shown += QChar(0x2026);
    return text.isEmpty() ? shown : text + QLatin1String(", ") + shown;
}

QString flowFailed(const EventFacts &facts, const JsonSlice &data)
{
    if (const QString reason = shownReason(facts); !reason.isEmpty())
        return reason;
    const auto cause = data.text("cause");
    return cause ? inWords(*cause) : flowOf(facts, data);
}

QString output(const EventFacts &, const JsonSlice &data)
{
    const auto raw = data.raw("output");
    if (!raw)
        return {};
    const std::string compact = raw->size() < shortOutput * 4 ? data.compact("output") : std::string();
    if (!compact.empty() && compact.size() < shortOutput)
        return shownText(compact);
    return shownBytes(raw->size());
}

QString topology(const EventFacts &, const JsonSlice &data)
{
    const auto from = data.text("from_role");
    const auto to = data.text("to_role");
    return from && to ? shownText(*from) + QStringLiteral(" → ") + shownText(*to) : QString();
}

QString escalation(const EventFacts &facts, const JsonSlice &)
{
    return facts.agent ? QStringLiteral("to %1").arg(shownText(*facts.agent)) : QString();
}

QString operatorAction(const EventFacts &, const JsonSlice &data)
{
    const auto tool = data.text("tool_name");
    const auto caller = data.text("caller_provenance.caller_member_id");
    QString text = tool ? shownText(*tool) : QString();
    if (tool && caller)
        text += QStringLiteral(" by %1").arg(decoded(*caller));
    return text;
}

QString resolved(const EventFacts &facts, const JsonSlice &data)
{
    if (const QString reason = shownReason(facts); !reason.isEmpty())
        return reason;
    const auto kind = data.text("outcome.kind");
    if (kind == "interaction_complete")
        return QStringLiteral("completed");
    if (kind == "interaction_callback_pending")
        return QStringLiteral("waits for a callback");
    return kind ? inWords(*kind) : QString();
}

QString whichHost(const JsonSlice &data)
{
    for (const std::string_view path :
         {"host_id", "request.host_id", "authority.host_id", "obligation.host_id"}) {
        if (const auto host = data.text(path); host && !host->empty())
            return QStringLiteral("host %1").arg(shownRunId(*host));
    }
    return {};
}

QString ownReason(const EventFacts &facts, const JsonSlice &)
{
    return shownReason(facts);
}

QString flowName(const EventFacts &facts, const JsonSlice &data)
{
    return flowOf(facts, data);
}

QString canceled(const EventFacts &, const JsonSlice &data)
{
    const auto cause = data.text("cause");
    return cause ? inWords(*cause) : QString();
}

QString nothing(const EventFacts &, const JsonSlice &)
{
    return {};
}

const std::unordered_map<std::string_view, Informer> &informers()
{
    static const std::unordered_map<std::string_view, Informer> table = {
        {"mob_created", created},
        {"mob_reset",
         [](const EventFacts &, const JsonSlice &) { return QStringLiteral("roster starts anew"); }},
        {"mob_completed", nothing},
        {"mob_stopped", nothing},
        {"mob_destroying", nothing},
        {"mob_destroy_storage_finalizing", nothing},
        {"mob_definition_updated", definition},
        {"mob_owner_bridge_session_bound", nothing},
        {"placed_completion_lifecycle_quiesce_started", quiesceStarted},
        {"placed_completion_lifecycle_quiesce_ended", quiesceEnded},
        {"member_spawned", spawned},
        {"member_reset", memberReset},
        {"member_retirement_started",
         [](const EventFacts &, const JsonSlice &) { return QStringLiteral("retiring"); }},
        {"member_retired", [](const EventFacts &, const JsonSlice &data) { return generationOf(data); }},
        {"member_kickoff_updated", kickoff},
        {"members_wired", pair},
        {"members_unwired", pair},
        {"members_wired_batch", batch},
        {"external_peer_wired", peer},
        {"external_peer_unwired", peer},
        {"objective_owner_bound", objective},
        {"objective_concluded", outcomeText},
        {"flow_started", flowStarted},
        {"flow_completed", flowName},
        {"flow_failed", flowFailed},
        {"flow_canceled", canceled},
        {"step_dispatched", nothing},
        {"step_target_completed", output},
        {"step_target_failed", ownReason},
        {"step_completed", nothing},
        {"step_failed", ownReason},
        {"step_skipped", ownReason},
        {"topology_violation", topology},
        {"supervisor_escalation", escalation},
        {"supervisor_escalation_failed", ownReason},
        {"operator_action_recorded", operatorAction},
        {"placed_completion_outcome_resolved", resolved},
        {"placed_kickoff_outcome_resolved", resolved},
        {"placed_kickoff_rejected_no_effect", ownReason},
    };
    return table;
}

} // namespace

QString eventInfo(const EventFacts &facts)
{
    const JsonSlice data(facts.data.value_or(std::string_view{}));
    const auto informer = informers().find(facts.kind);
    if (informer != informers().end())
        return informer->second(facts, data);
    if (!findKind(facts.kind))
        return QStringLiteral("unknown kind");
    return whichHost(data); // the agent has a column of its own
}

} // namespace mobwatch::ui
