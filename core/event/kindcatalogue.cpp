// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/kindcatalogue.h"

#include <algorithm>
#include <array>

namespace mobwatch {

namespace {

using Keys = std::span<const std::string_view>;
constexpr std::string_view none;

// The fence is a secret whatever event holds it; upstream's decoder removes the other two wherever they
// appear.
constexpr std::array<std::string_view, 3> privateInEveryKind{"bridge_member_ref", "placed_spawn_id",
                                                             "direct_member_fence"};
// Words that make an unlisted key of a known kind private: a later version may have added a secret.
constexpr std::array<std::string_view, 4> secretWords{"token", "secret", "password", "private"};

constexpr std::array<std::string_view, 1> mobCreatedKeys{"definition"};
constexpr std::array<std::string_view, 5> memberSpawnedPrivate{
    "bridge_member_ref", "member_peer_endpoint", "placed_spawn_id", "identity_intent_authority_digest",
    "direct_member_fence"};
constexpr std::array<std::string_view, 14> memberSpawnedKeys{"agent_identity",
                                                             "generation",
                                                             "fence_token",
                                                             "agent_runtime_id",
                                                             "role",
                                                             "runtime_mode",
                                                             "labels",
                                                             "effective_profile_override",
                                                             "effective_model_override",
                                                             "continuity_intent",
                                                             "spawned_by",
                                                             "fork_job",
                                                             "fork_source",
                                                             "fork_overlay"};
constexpr std::array<std::string_view, 3> memberRetiredKeys{"agent_identity", "generation", "role"};
constexpr std::array<std::string_view, 5> memberResetKeys{
    "agent_identity", "previous_generation", "new_generation", "fence_token", "agent_runtime_id"};
constexpr std::array<std::string_view, 2> memberKickoffUpdatedKeys{"member", "kickoff"};
constexpr std::array<std::string_view, 2> membersWiredKeys{"a", "b"};
constexpr std::array<std::string_view, 1> membersWiredBatchKeys{"edges"};
constexpr std::array<std::string_view, 2> externalPeerWiredKeys{"local", "spec"};
constexpr std::array<std::string_view, 2> externalPeerUnwiredKeys{"local", "peer_name"};
constexpr std::array<std::string_view, 3> flowStartedKeys{"run_id", "flow_id", "params"};
constexpr std::array<std::string_view, 3> flowCompletedKeys{"run_id", "flow_id", "structured_output"};
constexpr std::array<std::string_view, 4> flowFailedKeys{"run_id", "flow_id", "cause", "reason"};
constexpr std::array<std::string_view, 3> flowCanceledKeys{"run_id", "flow_id", "cause"};
constexpr std::array<std::string_view, 3> stepDispatchedKeys{"run_id", "step_id", "target"};
constexpr std::array<std::string_view, 5> stepTargetCompletedKeys{"run_id", "step_id", "target", "output",
                                                                  "remote_turn_obligation"};
constexpr std::array<std::string_view, 7> stepTargetFailedKeys{
    "run_id", "step_id", "target", "reason", "error_report", "error", "remote_turn_obligation"};
constexpr std::array<std::string_view, 2> stepCompletedKeys{"run_id", "step_id"};
constexpr std::array<std::string_view, 3> stepFailedKeys{"run_id", "step_id", "reason"};
constexpr std::array<std::string_view, 2> topologyViolationKeys{"from_role", "to_role"};
constexpr std::array<std::string_view, 3> supervisorEscalationKeys{"run_id", "step_id", "escalated_to"};
constexpr std::array<std::string_view, 4> operatorActionRecordedKeys{
    "tool_name", "principal_token", "caller_provenance", "audit_invocation_id"};
constexpr std::array<std::string_view, 3> mobOwnerBridgeSessionBoundKeys{
    "bridge_session_id", "destroy_on_owner_archive", "implicit_delegation_mob"};
constexpr std::array<std::string_view, 2> memberSessionBindingRecoveredPrivate{"bridge_session_id",
                                                                               "member_peer_endpoint"};
constexpr std::array<std::string_view, 2> memberSessionBindingRecoveredKeys{"agent_identity",
                                                                            "agent_runtime_id"};
constexpr std::array<std::string_view, 2> memberRetirementStartedPrivate{"retiring_peer_endpoint",
                                                                         "preserve_machine_topology"};
constexpr std::array<std::string_view, 6> memberRetirementStartedKeys{
    "agent_identity", "agent_runtime_id", "generation", "role", "releasing", "session_id"};
constexpr std::array<std::string_view, 4> remoteMemberRuntimeRetiredKeys{"agent_identity", "agent_runtime_id",
                                                                         "fence_token", "generation"};
constexpr std::array<std::string_view, 2> objectiveOwnerBoundKeys{"owner", "objective_id"};
constexpr std::array<std::string_view, 3> objectiveConcludedKeys{"member", "objective_id", "outcome"};
constexpr std::array<std::string_view, 2> respawnTopologyAbandonedPrivate{"agent_runtime_id", "fence_token"};
constexpr std::array<std::string_view, 2> respawnTopologyAbandonedKeys{"agent_identity", "generation"};
constexpr std::array<std::string_view, 1> obligationKeys{"obligation"};
constexpr std::array<std::string_view, 1> placedCompletionLifecycleQuiesceStartedKeys{"intent"};
constexpr std::array<std::string_view, 2> placedCompletionOutcomeResolvedKeys{"obligation", "outcome"};
constexpr std::array<std::string_view, 2> placedCompletionOutcomeClosedKeys{"obligation", "closure"};
constexpr std::array<std::string_view, 3> placedKickoffOutcomeResolvedKeys{"obligation", "outcome",
                                                                           "kickoff"};
constexpr std::array<std::string_view, 3> placedKickoffRejectedNoEffectKeys{"obligation", "error", "kickoff"};
constexpr std::array<std::string_view, 5> remoteMemberReleaseConfirmedKeys{
    "agent_identity", "host_id", "member_session_id", "generation", "fence_token"};
constexpr std::array<std::string_view, 2> remoteHostBindStartedKeys{"operation_id", "request"};
constexpr std::array<std::string_view, 2> remoteHostBindConfirmedKeys{"operation_id", "authority"};
constexpr std::array<std::string_view, 4> remoteHostBindCompletedKeys{
    "operation_id", "host_id", "authority_epoch", "binding_generation"};
constexpr std::array<std::string_view, 4> remoteHostRevokeStartedKeys{"operation_id", "host_id", "epoch",
                                                                      "binding_generation"};
constexpr std::array<std::string_view, 2> mobDefinitionUpdatedKeys{"epoch", "definition"};

constexpr std::array<KindInfo, 63> catalogue{{
    {"mob_created", Category::Mob, Severity::Info, false, none, none, none, none, Keys{}, mobCreatedKeys},
    {"mob_completed", Category::Mob, Severity::Ok, false, none, none, none, none, Keys{}, Keys{}},
    {"mob_destroying", Category::Mob, Severity::Warning, false, none, none, none, none, Keys{}, Keys{}},
    {"mob_destroy_storage_finalizing", Category::Mob, Severity::Info, false, none, none, none, none, Keys{},
     Keys{}},
    {"mob_reset", Category::Mob, Severity::Warning, false, none, none, none, none, Keys{}, Keys{}},
    {"member_spawned", Category::Member, Severity::Info, false, none, none, none, "agent_identity",
     memberSpawnedPrivate, memberSpawnedKeys},
    {"member_retired", Category::Member, Severity::Info, false, none, none, none, "agent_identity", Keys{},
     memberRetiredKeys},
    {"member_reset", Category::Member, Severity::Info, false, none, none, none, "agent_identity", Keys{},
     memberResetKeys},
    {"member_kickoff_updated", Category::Member, Severity::Info, true, "kickoff.phase", none, none, "member",
     Keys{}, memberKickoffUpdatedKeys},
    {"members_wired", Category::Wiring, Severity::Info, false, none, none, none, none, Keys{},
     membersWiredKeys},
    {"members_wired_batch", Category::Wiring, Severity::Info, false, none, none, none, none, Keys{},
     membersWiredBatchKeys},
    {"members_unwired", Category::Wiring, Severity::Info, false, none, none, none, none, Keys{},
     membersWiredKeys},
    {"external_peer_wired", Category::Wiring, Severity::Info, false, none, none, none, "local", Keys{},
     externalPeerWiredKeys},
    {"external_peer_unwired", Category::Wiring, Severity::Info, false, none, none, none, "local", Keys{},
     externalPeerUnwiredKeys},
    {"flow_started", Category::Flow, Severity::Info, false, none, "run_id", none, none, Keys{},
     flowStartedKeys},
    {"flow_completed", Category::Flow, Severity::Ok, false, none, "run_id", none, none, Keys{},
     flowCompletedKeys},
    {"flow_failed", Category::Flow, Severity::Error, false, none, "run_id", none, none, Keys{},
     flowFailedKeys},
    {"flow_canceled", Category::Flow, Severity::Warning, false, none, "run_id", none, none, Keys{},
     flowCanceledKeys},
    {"step_dispatched", Category::Step, Severity::Info, false, none, "run_id", "step_id", "target.identity",
     Keys{}, stepDispatchedKeys},
    {"step_target_completed", Category::Step, Severity::Ok, false, none, "run_id", "step_id",
     "target.identity", Keys{}, stepTargetCompletedKeys},
    {"step_target_failed", Category::Step, Severity::Error, false, none, "run_id", "step_id",
     "target.identity", Keys{}, stepTargetFailedKeys},
    {"step_completed", Category::Step, Severity::Ok, false, none, "run_id", "step_id", none, Keys{},
     stepCompletedKeys},
    {"step_failed", Category::Step, Severity::Error, false, none, "run_id", "step_id", none, Keys{},
     stepFailedKeys},
    {"step_skipped", Category::Step, Severity::Info, false, none, "run_id", "step_id", none, Keys{},
     stepFailedKeys},
    {"topology_violation", Category::Supervisor, Severity::Warning, false, none, none, none, none, Keys{},
     topologyViolationKeys},
    {"supervisor_escalation", Category::Supervisor, Severity::Warning, false, none, "run_id", "step_id",
     "escalated_to", Keys{}, supervisorEscalationKeys},
    {"operator_action_recorded", Category::Operator, Severity::Info, false, none, none, none, none, Keys{},
     operatorActionRecordedKeys},
    {"mob_owner_bridge_session_bound", Category::Mob, Severity::Info, false, none, none, none, none, Keys{},
     mobOwnerBridgeSessionBoundKeys},
    {"member_session_binding_recovered", Category::Member, Severity::Info, false, none, none, none,
     "agent_identity", memberSessionBindingRecoveredPrivate, memberSessionBindingRecoveredKeys},
    {"member_retirement_started", Category::Member, Severity::Info, false, none, none, none, "agent_identity",
     memberRetirementStartedPrivate, memberRetirementStartedKeys},
    {"remote_member_runtime_retired", Category::Remote, Severity::Info, false, none, none, none,
     "agent_identity", Keys{}, remoteMemberRuntimeRetiredKeys},
    {"remote_member_supervisor_revoked", Category::Remote, Severity::Info, false, none, none, none,
     "agent_identity", Keys{}, remoteMemberRuntimeRetiredKeys},
    {"objective_owner_bound", Category::Member, Severity::Info, false, none, none, none, "owner", Keys{},
     objectiveOwnerBoundKeys},
    {"objective_concluded", Category::Member, Severity::Ok, false, none, none, none, "member", Keys{},
     objectiveConcludedKeys},
    {"respawn_topology_abandoned", Category::Wiring, Severity::Warning, false, none, none, none,
     "agent_identity", respawnTopologyAbandonedPrivate, respawnTopologyAbandonedKeys},
    {"remote_turn_obligation_recorded", Category::Remote, Severity::Info, false, none, "obligation.run_id",
     "obligation.step_id", "obligation.agent_identity", Keys{}, obligationKeys},
    {"remote_turn_outcome_resolved", Category::Remote, Severity::Info, false, none, "obligation.run_id",
     "obligation.step_id", "obligation.agent_identity", Keys{}, obligationKeys},
    {"remote_turn_outcome_acknowledged", Category::Remote, Severity::Info, false, none, "obligation.run_id",
     "obligation.step_id", "obligation.agent_identity", Keys{}, obligationKeys},
    {"remote_turn_outcome_disposed", Category::Remote, Severity::Info, false, none, "obligation.run_id",
     "obligation.step_id", "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_completion_lifecycle_quiesce_started", Category::Remote, Severity::Info, false, none, none, none,
     none, Keys{}, placedCompletionLifecycleQuiesceStartedKeys},
    {"placed_completion_lifecycle_quiesce_ended", Category::Remote, Severity::Info, false, none, none, none,
     none, Keys{}, placedCompletionLifecycleQuiesceStartedKeys},
    {"mob_stopped", Category::Mob, Severity::Info, false, none, none, none, none, Keys{}, Keys{}},
    {"placed_completion_obligation_recorded", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_completion_cancellation_requested", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_completion_outcome_resolved", Category::Remote, Severity::Info, true, "outcome.kind", none, none,
     "obligation.agent_identity", Keys{}, placedCompletionOutcomeResolvedKeys},
    {"placed_completion_outcome_closed", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, placedCompletionOutcomeClosedKeys},
    {"placed_completion_outcome_acknowledged", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_completion_outcome_disposed", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_kickoff_obligation_recorded", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_kickoff_outcome_resolved", Category::Remote, Severity::Info, true, "outcome.kind", none, none,
     "obligation.agent_identity", Keys{}, placedKickoffOutcomeResolvedKeys},
    {"placed_kickoff_rejected_no_effect", Category::Remote, Severity::Warning, false, none, none, none,
     "obligation.agent_identity", Keys{}, placedKickoffRejectedNoEffectKeys},
    {"placed_kickoff_outcome_acknowledged", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"placed_kickoff_outcome_disposed", Category::Remote, Severity::Info, false, none, none, none,
     "obligation.agent_identity", Keys{}, obligationKeys},
    {"remote_member_release_confirmed", Category::Remote, Severity::Info, false, none, none, none,
     "agent_identity", Keys{}, remoteMemberReleaseConfirmedKeys},
    {"remote_host_bind_started", Category::Remote, Severity::Info, false, none, none, none, none, Keys{},
     remoteHostBindStartedKeys},
    {"remote_host_bind_confirmed", Category::Remote, Severity::Info, false, none, none, none, none, Keys{},
     remoteHostBindConfirmedKeys},
    {"remote_host_bind_completed", Category::Remote, Severity::Ok, false, none, none, none, none, Keys{},
     remoteHostBindCompletedKeys},
    {"remote_host_bind_aborted_no_effect", Category::Remote, Severity::Warning, false, none, none, none, none,
     Keys{}, remoteHostBindCompletedKeys},
    {"remote_host_revoke_started", Category::Remote, Severity::Info, false, none, none, none, none, Keys{},
     remoteHostRevokeStartedKeys},
    {"remote_host_revoke_confirmed", Category::Remote, Severity::Info, false, none, none, none, none, Keys{},
     remoteHostRevokeStartedKeys},
    {"remote_host_revoke_completed", Category::Remote, Severity::Ok, false, none, none, none, none, Keys{},
     remoteHostRevokeStartedKeys},
    {"supervisor_escalation_failed", Category::Supervisor, Severity::Error, false, none, "run_id", "step_id",
     none, Keys{}, stepFailedKeys},
    {"mob_definition_updated", Category::Mob, Severity::Info, false, none, none, none, none, Keys{},
     mobDefinitionUpdatedKeys},
}};
// Open addressing over a table four times the catalogue's size, filled by the compiler: a label is looked up
// once per row of a ledger.
constexpr std::size_t slotCount = 256;
static_assert(slotCount >= catalogue.size() * 4);

constexpr std::size_t slotOf(std::string_view label)
{
    std::size_t hash = label.size();
    for (const char c : label)
        hash = hash * 31 + static_cast<unsigned char>(c);
    return (hash ^ (hash >> 8)) % slotCount;
}

constexpr auto slots = [] {
    std::array<std::uint8_t, slotCount> table{}; // 0 = free, else index + 1
    for (std::size_t i = 0; i < catalogue.size(); ++i) {
        std::size_t slot = slotOf(catalogue[i].label);
        while (table[slot] != 0)
            slot = (slot + 1) % slotCount;
        table[slot] = static_cast<std::uint8_t>(i + 1);
    }
    return table;
}();

constexpr std::array<std::string_view, categoryCount> categoryNames{
    "step", "flow", "member", "wiring", "supervisor", "operator", "unknown", "remote", "mob"};
constexpr std::array<std::string_view, severityCount> severityNames{"info", "ok", "warning", "error"};

bool contains(Keys keys, std::string_view key)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool soundsSecret(std::string_view key)
{
    return std::any_of(secretWords.begin(), secretWords.end(),
                       [key](std::string_view word) { return key.find(word) != std::string_view::npos; });
}

} // namespace

std::string_view categoryName(Category category)
{
    return categoryNames[static_cast<std::size_t>(category)];
}

std::string_view severityName(Severity severity)
{
    return severityNames[static_cast<std::size_t>(severity)];
}

std::span<const KindInfo> kindCatalogue()
{
    return catalogue;
}

const KindInfo *findKind(std::string_view label)
{
    for (std::size_t slot = slotOf(label); slots[slot] != 0; slot = (slot + 1) % slotCount) {
        const KindInfo &kind = catalogue[slots[slot] - 1U];
        if (kind.label == label)
            return &kind;
    }
    return nullptr;
}

Category categoryOf(std::string_view label)
{
    const KindInfo *const kind = findKind(label);
    return kind ? kind->category : Category::Unknown;
}

Severity severityFromPayload(std::string_view word)
{
    if (word == "failed" || word == "interaction_failed")
        return Severity::Error;
    if (word == "cancelled" || word == "interaction_cancelled")
        return Severity::Warning;
    if (word == "started" || word == "interaction_complete")
        return Severity::Ok;
    return Severity::Info;
}

bool isPrivateKey(const KindInfo *kind, std::string_view key)
{
    if (contains(privateInEveryKind, key))
        return true;
    if (!kind)
        return false;
    return contains(kind->replayOnlyKeys, key) ||
           (soundsSecret(key) && key != "type" && !contains(kind->knownKeys, key));
}

} // namespace mobwatch
