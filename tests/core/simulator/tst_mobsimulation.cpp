// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/kindcatalogue.h"
#include "core/event/projection.h"
#include "core/ledger/storedrow.h"
#include "core/simulator/ledgerwriter.h"
#include "core/simulator/mobsimulation.h"
#include "tests/support/testmacros.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace mobwatch;

namespace {

constexpr std::int64_t startNs = 1'787'418'699'123'456'789;

MobSimulation::Setup setup(int mobs, std::uint64_t seed)
{
    MobSimulation::Setup result;
    result.mobs = mobs;
    result.seed = seed;
    result.startNs = startNs;
    return result;
}

std::vector<SimulatedEvent> simulate(const MobSimulation::Setup &with, std::size_t count)
{
    MobSimulation simulation(with);
    std::vector<SimulatedEvent> events;
    for (std::size_t i = 0; i < count; ++i)
        events.push_back(simulation.next());
    return events;
}

const std::vector<SimulatedEvent> &longStory()
{
    static const std::vector<SimulatedEvent> events = simulate(setup(3, 7), 20'000);
    return events;
}

const std::vector<nlohmann::json> &longStoryPayloads()
{
    static const std::vector<nlohmann::json> payloads = [] {
        std::vector<nlohmann::json> result;
        for (const SimulatedEvent &event : longStory())
            result.push_back(nlohmann::json::parse(event.kindJson));
        return result;
    }();
    return payloads;
}

std::string text(const nlohmann::json &object, const char *key)
{
    return object.contains(key) ? object[key].get<std::string>() : std::string();
}

} // namespace

class TestMobSimulation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameSeedSameEvents();
    void timesAscendAndKeepTheRate();
    void everyRowDecodesAndIsSorted();
    void runsEndOnceAndThenRest();
    void dispatchesCloseBeforeTheirStepCompletes();
    void everySituationOccurs();
    void failuresAreAFewPercent();
    void quietAndBusyTimes();
    void resumeEndsLostRunsAndResets();
    void spawnedMembersHaveRisingFences();
};

void TestMobSimulation::sameSeedSameEvents()
{
    QVERIFY(simulate(setup(2, 5), 3000) == simulate(setup(2, 5), 3000));
    QVERIFY(simulate(setup(2, 5), 300) != simulate(setup(2, 6), 300));
    // Another start moves the times and what is made of them, and nothing else.
    MobSimulation::Setup later = setup(2, 5);
    later.startNs += 86'400'000'000'000;
    const auto first = simulate(setup(2, 5), 2000);
    const auto second = simulate(later, 2000);
    for (std::size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(second[i].timeNs - first[i].timeNs, 86'400'000'000'000);
        QCOMPARE(second[i].mobId, first[i].mobId);
        QCOMPARE(second[i].runId, first[i].runId);
    }
}

void TestMobSimulation::timesAscendAndKeepTheRate()
{
    const auto &events = longStory();
    QCOMPARE(events.front().timeNs, startNs);
    for (std::size_t i = 1; i < events.size(); ++i)
        QVERIFY(events[i - 1].timeNs <= events[i].timeNs);
    const double seconds = static_cast<double>(events.back().timeNs - startNs) / 1e9;
    const double rate = static_cast<double>(events.size()) / seconds;
    QVERIFY2(rate > 15 && rate < 25, qPrintable(QString::number(rate)));
    MobSimulation::Setup fast = setup(3, 7);
    fast.eventsPerSecond = 200;
    const auto flood = simulate(fast, 40'000);
    const double fastRate = 40'000 / (static_cast<double>(flood.back().timeNs - startNs) / 1e9);
    QVERIFY2(fastRate > 130 && fastRate < 290, qPrintable(QString::number(fastRate)));
}

void TestMobSimulation::everyRowDecodesAndIsSorted()
{
    Cursor cursor = 0;
    for (const SimulatedEvent &event : longStory()) {
        const std::string row = storedRowJson(++cursor, event);
        // nlohmann's object is sorted by the bytes of its keys: printing it again changes nothing in a sorted
        // row.
        const auto json = nlohmann::json::parse(row, nullptr, false);
        QVERIFY2(!json.is_discarded(), row.c_str());
        QVERIFY2(json.dump() == row, row.c_str());
        const auto decoded = decodeStoredRow(cursor, row);
        VERIFY_OK(decoded);
        QCOMPARE(decoded->cursor, cursor);
        QCOMPARE(decoded->mobId, event.mobId);
        QCOMPARE(decoded->schemaVersion, 9);
        QCOMPARE(decoded->timestampMs, static_cast<TimestampMs>(event.timeNs / 1'000'000));
        QVERIFY(decoded->data.find("simulated-session-token") == std::string::npos);
    }
}

void TestMobSimulation::runsEndOnceAndThenRest()
{
    std::map<std::string, int> state; // 1 = running, 2 = ended
    int running = 0;
    for (std::size_t i = 0; i < longStory().size(); ++i) {
        const SimulatedEvent &event = longStory()[i];
        const nlohmann::json &payload = longStoryPayloads()[i];
        const std::string kind = payload["type"];
        const std::string run = text(payload, "run_id");
        if (run.empty())
            continue;
        if (kind == "flow_started") {
            QCOMPARE(state[run], 0);
            QCOMPARE(event.side, SimulatedEvent::Side::RunStarted);
            state[run] = 1;
            ++running;
            continue;
        }
        QVERIFY2(state[run] == 1, event.kindJson.c_str());
        if (kind == "flow_completed" || kind == "flow_failed" || kind == "flow_canceled") {
            QCOMPARE(event.side, SimulatedEvent::Side::RunEnded);
            QCOMPARE(event.runId, run);
            state[run] = 2;
            --running;
        }
    }
    QVERIFY(state.size() > 200);
    QVERIFY2(running < 40, qPrintable(QString::number(running)));
}

void TestMobSimulation::dispatchesCloseBeforeTheirStepCompletes()
{
    std::map<std::string, std::set<std::string>>
        dispatched; // by run and step: who was asked and did not answer yet
    for (std::size_t i = 0; i < longStory().size(); ++i) {
        const SimulatedEvent &event = longStory()[i];
        const nlohmann::json &payload = longStoryPayloads()[i];
        const std::string kind = payload["type"];
        if (!kind.starts_with("step_"))
            continue;
        const std::string key = text(payload, "run_id") + "/" + text(payload, "step_id");
        if (kind == "step_dispatched") {
            dispatched[key].insert(payload["target"]["identity"].get<std::string>());
            QCOMPARE(payload["target"]["generation"].get<int>(), 0);
        } else if (kind.starts_with("step_target")) {
            QVERIFY2(dispatched[key].erase(payload["target"]["identity"].get<std::string>()) == 1,
                     event.kindJson.c_str());
        } else if (kind == "step_completed") {
            dispatched.erase(key);
        }
    }
}

void TestMobSimulation::everySituationOccurs()
{
    std::set<std::string> kinds, causes, phases, mobs;
    std::map<std::string, std::map<std::string, int>> completions; // rounds: the same step twice in a run
    bool repeated = false, retried = false, errorTail = false, errorReport = false, encoded = false,
         nested = false, longText = false;
    for (std::size_t i = 0; i < longStory().size(); ++i) {
        const SimulatedEvent &event = longStory()[i];
        const nlohmann::json &payload = longStoryPayloads()[i];
        const std::string kind = payload["type"];
        kinds.insert(kind);
        mobs.insert(event.mobId);
        if (payload.contains("cause"))
            causes.insert(text(payload, "cause"));
        if (kind == "member_kickoff_updated")
            phases.insert(text(payload["kickoff"], "phase"));
        if (kind == "step_completed")
            repeated |= ++completions[text(payload, "run_id")][text(payload, "step_id")] > 1;
        if (kind == "flow_started")
            retried |= payload["params"].contains("attempt");
        if (kind == "step_failed")
            errorTail |=
                text(payload, "reason").find("; error={\"kind\":\"llm_failure\"") != std::string::npos;
        errorReport |= payload.contains("error_report");
        encoded |= kind == "member_spawned" && text(payload, "agent_identity").starts_with("mk--");
        nested |= kind == "step_target_completed" && payload["output"].is_string() &&
                  text(payload, "output").starts_with("{");
        longText |= kind == "step_target_completed" && event.kindJson.size() > 3000;
    }
    QCOMPARE(mobs, (std::set<std::string>{"docs-crew", "release-crew", "triage"}));
    for (const char *kind : {"mob_created",
                             "mob_definition_updated",
                             "mob_reset",
                             "mob_stopped",
                             "member_spawned",
                             "member_retirement_started",
                             "member_retired",
                             "member_kickoff_updated",
                             "members_wired",
                             "members_wired_batch",
                             "members_unwired",
                             "external_peer_wired",
                             "external_peer_unwired",
                             "flow_started",
                             "flow_completed",
                             "flow_failed",
                             "flow_canceled",
                             "step_dispatched",
                             "step_target_completed",
                             "step_target_failed",
                             "step_completed",
                             "step_failed",
                             "step_skipped",
                             "topology_violation",
                             "supervisor_escalation",
                             "supervisor_escalation_failed",
                             "operator_action_recorded",
                             "objective_owner_bound",
                             "objective_concluded",
                             "placed_completion_lifecycle_quiesce_started",
                             "placed_completion_lifecycle_quiesce_ended",
                             "budget_snapshot"})
        QVERIFY2(kinds.contains(kind), kind);
    for (const std::string &kind : kinds)
        QVERIFY2(kind == "budget_snapshot" || findKind(kind), kind.c_str());
    QVERIFY(findKind("budget_snapshot") == nullptr);
    for (const char *cause : {"step_error", "insufficient_targets", "cancel_requested"})
        QVERIFY2(causes.contains(cause), cause);
    for (const char *phase : {"pending", "starting", "started", "failed"})
        QVERIFY2(phases.contains(phase), phase);
    QVERIFY(repeated);
    QVERIFY(retried);
    QVERIFY(errorTail);
    QVERIFY(errorReport);
    QVERIFY(encoded);
    QVERIFY(nested);
    QVERIFY(longText);
}

void TestMobSimulation::failuresAreAFewPercent()
{
    int errors = 0, ended = 0, failed = 0;
    for (std::size_t i = 0; i < longStory().size(); ++i) {
        const SimulatedEvent &event = longStory()[i];
        const nlohmann::json &payload = longStoryPayloads()[i];
        const std::string kind = payload["type"];
        errors += structuralFields(kind, event.kindJson).severity == Severity::Error;
        ended += event.side == SimulatedEvent::Side::RunEnded;
        failed += kind == "flow_failed";
    }
    const double share = 100.0 * errors / static_cast<double>(longStory().size());
    QVERIFY2(share > 2.0 && share < 7.0, qPrintable(QString::number(share)));
    const double runs = 100.0 * failed / ended;
    QVERIFY2(runs > 10 && runs < 45, qPrintable(QString::number(runs)));
}

void TestMobSimulation::quietAndBusyTimes()
{
    std::map<std::int64_t, int> perSecond;
    for (const SimulatedEvent &event : longStory())
        ++perSecond[(event.timeNs - startNs) / 1'000'000'000];
    const std::int64_t last = perSecond.rbegin()->first;
    int quiet = 0, busy = 0;
    for (std::int64_t second = 0; second < last; ++second) {
        const auto found = perSecond.find(second);
        const int count = found == perSecond.end() ? 0 : found->second;
        quiet += count <= 3;
        busy += count >= 45;
    }
    QVERIFY2(quiet > last / 50, qPrintable(QString::number(quiet)));
    QVERIFY2(busy > last / 50, qPrintable(QString::number(busy)));
}

void TestMobSimulation::resumeEndsLostRunsAndResets()
{
    MobSimulation::Setup again = setup(2, 9);
    again.mobsBefore = 2;
    again.dangling = {{"release-crew", "00000000-0000-4000-8000-000000000001", "hotfix"}};
    const auto events = simulate(again, 2000);
    QCOMPARE(
        events.front().kindJson,
        std::string(
            R"({"cause":"execution_custody_lost","flow_id":"hotfix","run_id":"00000000-0000-4000-8000-000000000001","type":"flow_canceled"})"));
    QCOMPARE(events.front().side, SimulatedEvent::Side::RunEnded);
    QCOMPARE(events.front().runEnd, RunEnd::Canceled);
    int resets = 0;
    for (const SimulatedEvent &event : events) {
        QVERIFY(event.kindJson.find("\"mob_created\"") == std::string::npos);
        resets += event.kindJson == R"({"type":"mob_reset"})";
    }
    QVERIFY(resets >= 2);
}

void TestMobSimulation::spawnedMembersHaveRisingFences()
{
    std::map<std::string, std::uint64_t> fences;
    for (std::size_t i = 0; i < longStory().size(); ++i) {
        const SimulatedEvent &event = longStory()[i];
        const nlohmann::json &payload = longStoryPayloads()[i];
        if (payload["type"] != "member_spawned")
            continue;
        const auto fence = payload["fence_token"].get<std::uint64_t>();
        QVERIFY2(fence > fences[event.mobId], event.kindJson.c_str());
        fences[event.mobId] = fence;
        QVERIFY(payload["agent_runtime_id"]["identity"] == payload["agent_identity"]);
        QVERIFY(payload["bridge_member_ref"]["bridge_session_id"].is_string());
    }
    QCOMPARE(fences.size(), std::size_t(3));
}

QTEST_GUILESS_MAIN(TestMobSimulation)
#include "tst_mobsimulation.moc"
