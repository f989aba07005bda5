// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/sentencebuilder.h"

#include "core/event/memberalias.h"

#include <unordered_map>

namespace mobwatch::ui {

namespace {

using Builder = SentenceBuilder;
using Teller = void (*)(Builder &);

void tellMobCreated(Builder &b)
{
    b.mob().word(u" was created");
    const auto flows = b.data.count("definition.flows");
    const auto profiles = b.data.count("definition.profiles");
    if (flows && profiles)
        b.word(QStringLiteral(" with %1 and %2")
                   .arg(countOf(*flows, u"flow", u"flows"), countOf(*profiles, u"profile", u"profiles")));
}

void tellDefinition(Builder &b)
{
    if (const auto epoch = b.data.number("epoch"))
        b.word(QStringLiteral("Definition %1 of ").arg(shownCount(*epoch)));
    else
        b.word(u"A new definition of ");
    b.name(b.facts.mob).word(u" is in force");
}

void tellQuiesceStarted(Builder &b)
{
    const auto intent = b.data.text("intent");
    b.mob();
    if (intent)
        b.word(QStringLiteral(" is %1").arg(intentInWords(*intent)));
    else
        b.word(u" began to quiesce");
}

void tellQuiesceEnded(Builder &b)
{
    const auto intent = b.data.text("intent");
    b.mob();
    if (!intent)
        b.word(u" ended its quiescence");
    else if (*intent == "Stop")
        b.word(u" runs again");
    else
        b.word(QStringLiteral(" finished %1").arg(intentInWords(*intent)));
}

void tellSpawned(Builder &b)
{
    b.agent().word(u" joined");
    if (b.data.number("generation").value_or(0) > 0)
        b.word(u" again");
    if (const auto role = b.data.text("role"))
        b.word(u" as ").name(*role);
    if (const auto mode = b.data.text("runtime_mode"))
        b.word(QStringLiteral(" (%1)").arg(inWords(*mode)));
}

void tellReset(Builder &b)
{
    b.agent().word(u" was reset");
    const auto before = b.data.number("previous_generation");
    const auto after = b.data.number("new_generation");
    if (before && after)
        b.word(QStringLiteral(": generation %1 → %2").arg(shownCount(*before), shownCount(*after)));
}

void tellRetired(Builder &b)
{
    b.agent().word(u" retired");
    if (const auto generation = b.data.number("generation"))
        b.word(QStringLiteral(" at generation %1").arg(shownCount(*generation)));
}

void tellKickoff(Builder &b)
{
    const auto phase = b.data.text("kickoff.phase");
    if (b.facts.severity == Severity::Error || phase == "failed") {
        b.agent().word(u" failed to start").reason();
        return;
    }
    b.word(u"Kickoff of ").agent();
    if (phase)
        b.word(QStringLiteral(": %1").arg(inWords(*phase)));
}

void tellPair(Builder &b, QStringView verb)
{
    const auto first = b.data.text("a");
    const auto second = b.data.text("b");
    if (first && second)
        b.member(*first).word(u" and ").member(*second).word(verb);
    else
        b.word(u"Two members").word(verb);
}

void tellBatch(Builder &b)
{
    if (const auto edges = b.data.count("edges"))
        b.word(countOf(*edges, u"pair was wired", u"pairs were wired"));
    else
        b.word(u"Pairs were wired");
}

void tellExternal(Builder &b, QStringView verb)
{
    b.agent().word(verb);
    if (const auto peer = externalPeer(b.data))
        b.word(u" ").name(*peer);
}

void tellObjective(Builder &b, QStringView verb)
{
    b.agent().word(verb);
    if (const auto objective = b.data.text("objective_id"))
        b.word(u" ").id(*objective);
}

void tellConcluded(Builder &b)
{
    tellObjective(b, u" concluded objective");
    if (const auto outcome = b.data.text("outcome"))
        b.reason(shownText(*outcome));
}

void tellFlowEnd(Builder &b, QStringView verb)
{
    b.run().word(verb);
    if (const auto cause = b.data.text("cause"))
        b.word(QStringLiteral(" (%1)").arg(inWords(*cause)));
    b.reason();
}

void tellDispatched(Builder &b)
{
    b.step().word(u" went to ");
    if (b.facts.agent)
        b.name(*b.facts.agent);
    else
        b.word(u"a member");
}

void tellTarget(Builder &b, QStringView verb)
{
    b.agent().word(verb);
    if (b.facts.step)
        b.word(u" step ").name(*b.facts.step);
    else
        b.word(u" a step");
    b.ofRun().reason();
}

void tellTopology(Builder &b)
{
    const auto from = b.data.text("from_role");
    const auto to = b.data.text("to_role");
    if (from && to)
        b.name(*from).word(u" addressed ").name(*to).word(u", which the topology does not allow");
    else
        b.word(u"A member addressed another, which the topology does not allow");
}

void tellEscalation(Builder &b)
{
    b.step().word(u" was escalated");
    if (b.facts.agent)
        b.word(u" to ").name(*b.facts.agent);
}

void tellOperator(Builder &b)
{
    b.word(u"Operator action");
    if (const auto tool = b.data.text("tool_name"))
        b.word(u" ").name(*tool);
    if (const auto caller = b.data.text("caller_provenance.caller_member_id"))
        b.word(u", called by ").member(*caller);
}

void tellObligation(Builder &b)
{
    b.agent();
    if (const auto host = b.data.text("obligation.host_id"); host && !host->empty())
        b.word(u" on host ").id(*host);
    b.word(u" owes a turn");
    if (b.facts.step)
        b.word(u" for step ").name(*b.facts.step);
    b.ofRun();
}

void tellOutcome(Builder &b)
{
    const auto kind = b.data.text("outcome.kind");
    b.word(u"A placed completion of ");
    if (b.facts.agent)
        b.name(*b.facts.agent);
    else
        b.word(u"a member");
    if (kind == "interaction_failed")
        b.word(u" failed").reason();
    else if (kind == "interaction_complete")
        b.word(u" completed");
    else if (kind == "interaction_callback_pending")
        b.word(u" waits for a callback");
    else
        b.word(u" was resolved");
}

/// Any other known kind: its label in words, with agent, host or operation.
void tellLabel(Builder &b)
{
    b.word(inWords(b.facts.kind));
    if (b.facts.agent)
        b.word(u", ").name(*b.facts.agent);
    for (const std::string_view path :
         {"host_id", "request.host_id", "authority.host_id", "obligation.host_id"}) {
        if (const auto host = b.data.text(path); host && !host->empty()) {
            b.word(u", host ").id(*host);
            return;
        }
    }
    if (const auto operation = b.data.text("operation_id"); operation && !b.facts.agent)
        b.word(u", operation ").name(*operation);
}

void tellUnknown(Builder &b)
{
    b.name(b.facts.kind);
    if (b.facts.run)
        b.word(u" in run ").id(*b.facts.run);
    b.word(u" (this version does not know this kind)");
}

const std::unordered_map<std::string_view, Teller> &tellers()
{
    static const std::unordered_map<std::string_view, Teller> table = {
        {"mob_created", tellMobCreated},
        {"mob_reset", [](Builder &b) { b.mob().word(u" was reset; its roster starts anew"); }},
        {"mob_completed", [](Builder &b) { b.mob().word(u" completed"); }},
        {"mob_stopped", [](Builder &b) { b.mob().word(u" stopped"); }},
        {"mob_destroying", [](Builder &b) { b.mob().word(u" is being destroyed"); }},
        {"mob_destroy_storage_finalizing",
         [](Builder &b) { b.mob().word(u" is destroyed; its ledger is about to be emptied"); }},
        {"mob_definition_updated", tellDefinition},
        {"mob_owner_bridge_session_bound",
         [](Builder &b) { b.mob().word(u" was bound to its owner's session"); }},
        {"placed_completion_lifecycle_quiesce_started", tellQuiesceStarted},
        {"placed_completion_lifecycle_quiesce_ended", tellQuiesceEnded},
        {"member_spawned", tellSpawned},
        {"member_reset", tellReset},
        {"member_retirement_started", [](Builder &b) { b.agent().word(u" is retiring"); }},
        {"member_retired", tellRetired},
        {"member_kickoff_updated", tellKickoff},
        {"members_wired", [](Builder &b) { tellPair(b, u" were wired"); }},
        {"members_unwired", [](Builder &b) { tellPair(b, u" were unwired"); }},
        {"members_wired_batch", tellBatch},
        {"external_peer_wired", [](Builder &b) { tellExternal(b, u" was wired to external peer"); }},
        {"external_peer_unwired", [](Builder &b) { tellExternal(b, u" was unwired from external peer"); }},
        {"objective_owner_bound", [](Builder &b) { tellObjective(b, u" owns objective"); }},
        {"objective_concluded", tellConcluded},
        {"flow_started", [](Builder &b) { b.run().word(u" started"); }},
        {"flow_completed", [](Builder &b) { b.run().word(u" completed"); }},
        {"flow_failed", [](Builder &b) { tellFlowEnd(b, u" failed"); }},
        {"flow_canceled", [](Builder &b) { tellFlowEnd(b, u" was canceled"); }},
        {"step_dispatched", tellDispatched},
        {"step_target_completed", [](Builder &b) { tellTarget(b, u" finished"); }},
        {"step_target_failed", [](Builder &b) { tellTarget(b, u" failed"); }},
        {"step_completed", [](Builder &b) { b.step().word(u" completed"); }},
        {"step_failed", [](Builder &b) { b.step().word(u" failed").reason(); }},
        {"step_skipped", [](Builder &b) { b.step().word(u" was skipped").reason(); }},
        {"topology_violation", tellTopology},
        {"supervisor_escalation", tellEscalation},
        {"supervisor_escalation_failed",
         [](Builder &b) { b.step().word(u" could not be escalated").reason(); }},
        {"operator_action_recorded", tellOperator},
        {"remote_turn_obligation_recorded", tellObligation},
        {"placed_completion_outcome_resolved", tellOutcome},
    };
    return table;
}

} // namespace

std::vector<SentencePart> eventSentence(const EventFacts &facts)
{
    Builder builder(facts);
    const auto teller = tellers().find(facts.kind);
    if (teller != tellers().end())
        teller->second(builder);
    else if (findKind(facts.kind))
        tellLabel(builder);
    else
        tellUnknown(builder);
    return builder.take();
}

QString plainText(const std::vector<SentencePart> &parts)
{
    QString text;
    for (const SentencePart &part : parts)
        text += part.text;
    return text;
}

} // namespace mobwatch::ui
