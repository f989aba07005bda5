// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/projection.h"
#include "tests/support/fixtures.h"
#include "ui/widgets/eventwords.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::ui;

namespace {

/// Facts with the slots as the projection fills them; keeps the strings that the facts point at.
struct Told
{
    Told(std::string label, std::string payload, std::string flowId = {})
        : kind(std::move(label))
        , data(std::move(payload))
        , flow(std::move(flowId))
        , fields(structuralFields(kind, data))
    {
        facts.kind = kind;
        facts.mob = "release-crew";
        if (fields.runId)
            facts.run = *fields.runId;
        if (fields.stepId)
            facts.step = *fields.stepId;
        if (fields.agentIdentity)
            facts.agent = *fields.agentIdentity;
        facts.severity = fields.severity;
        facts.flow = flow;
        facts.data = data;
    }
    Q_DISABLE_COPY_MOVE(Told)
    std::string kind, data, flow;
    StructuralFields fields;
    EventFacts facts;
};

QString sentence(const Told &told)
{
    return plainText(eventSentence(told.facts));
}

/// The first payload of `kind` in a recorded scenario whose text holds `needle`.
std::string recorded(const QString &scenario, const std::string &kind, const std::string &needle = {})
{
    for (const std::string &line :
         test::lines(test::readAll(test::fixture(scenario + QStringLiteral("/stdio-all.jsonl"))))) {
        const auto reply = nlohmann::json::parse(line, nullptr, false);
        if (!reply.is_object() || !reply.contains("result") || !reply["result"].contains("events"))
            continue;
        for (const auto &event : reply["result"]["events"]) {
            const std::string data = event["data"].dump();
            if (event["kind"] == kind && data.find(needle) != std::string::npos)
                return data;
        }
    }
    return {};
}

const std::string run = "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11";
const std::string stepSlots = R"("run_id":"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11","step_id":"analyze")";

} // namespace

class TestEventWords : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsEachKind_data();
    void tellsEachKind();
    void everyKnownKindHasASentence();
    void leavesOutWhatIsNotRead();
    void marksNamesIdsAndReasons();
    void gistOfRecordedReasons_data();
    void gistOfRecordedReasons();
    void neverCallsTheSealedFrameACause();
    void decodesMemberNames();
    void showsControlCharactersVisibly();
    void showsNumbersOfLook();
    void survivesBrokenPayloads_data();
    void survivesBrokenPayloads();
};

void TestEventWords::tellsEachKind_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("info");
    const auto row = [](const char *kind, const std::string &data, const char *said, const char *info) {
        QTest::addRow("%s: %s", kind, said) << QString::fromUtf8(kind) << QString::fromStdString(data)
                                            << QString::fromUtf8(said) << QString::fromUtf8(info);
    };
    row("mob_created", R"({"definition":{"flows":{"a":{},"b":{}},"profiles":{"x":{"y":1},"z":[],"w":""}}})",
        "Mob release-crew was created with 2 flows and 3 profiles", "2 flows, 3 profiles");
    row("mob_created", R"({"definition":{"flows":{"a":{}},"profiles":{}}})",
        "Mob release-crew was created with 1 flow and 0 profiles", "1 flow, 0 profiles");
    row("mob_reset", "{}", "Mob release-crew was reset; its roster starts anew", "roster starts anew");
    row("mob_completed", "{}", "Mob release-crew completed", "");
    row("mob_destroy_storage_finalizing", "{}",
        "Mob release-crew is destroyed; its ledger is about to be emptied", "");
    row("mob_definition_updated", R"({"epoch":2})", "Definition 2 of release-crew is in force",
        "definition 2");
    row("placed_completion_lifecycle_quiesce_started", R"({"intent":"RetireAll"})",
        "Mob release-crew is retiring all", "retiring all");
    row("placed_completion_lifecycle_quiesce_ended", R"({"intent":"Stop"})", "Mob release-crew runs again",
        "runs again");
    row("placed_completion_lifecycle_quiesce_ended", R"({"intent":"Complete"})",
        "Mob release-crew finished completing", "finished completing");
    row("member_spawned",
        R"({"agent_identity":"researcher-1","generation":0,"role":"researcher","runtime_mode":"turn_driven"})",
        "researcher-1 joined as researcher (turn driven)", "researcher");
    row("member_spawned", R"({"agent_identity":"researcher-1","generation":1,"role":"researcher"})",
        "researcher-1 joined again as researcher", "researcher, generation 1");
    row("member_reset", R"({"agent_identity":"researcher-1","new_generation":1,"previous_generation":0})",
        "researcher-1 was reset: generation 0 → 1", "generation 0 → 1");
    row("member_retirement_started", R"({"agent_identity":"w"})", "w is retiring", "retiring");
    row("member_retired", R"({"agent_identity":"w","generation":1})", "w retired at generation 1",
        "generation 1");
    row("member_kickoff_updated", R"({"kickoff":{"phase":"starting"},"member":"researcher-1"})",
        "Kickoff of researcher-1: starting", "starting");
    row("member_kickoff_updated",
        R"({"kickoff":{"error":"model refused the first turn","phase":"failed"},"member":"researcher-1"})",
        "researcher-1 failed to start: model refused the first turn", "model refused the first turn");
    row("members_wired", R"({"a":"lead","b":"researcher-1"})", "lead and researcher-1 were wired",
        "lead – researcher-1");
    row("members_unwired", R"({"a":"lead","b":"researcher-1"})", "lead and researcher-1 were unwired",
        "lead – researcher-1");
    row("members_wired_batch", R"({"edges":[{"a":"x","b":"y"},{"a":"x","b":"z"}]})", "2 pairs were wired",
        "2 pairs");
    row("members_wired_batch", R"({"edges":[{"a":"x","b":"y"}]})", "1 pair was wired", "1 pair");
    row("external_peer_wired", R"({"local":"lead","spec":{"name":"partner-mob/review/rev-1"}})",
        "lead was wired to external peer rev-1", "rev-1");
    row("external_peer_unwired", R"({"local":"lead","peer_name":"partner-mob/review/rev-1"})",
        "lead was unwired from external peer rev-1", "rev-1");
    row("objective_owner_bound", R"({"objective_id":"306c9fe5-4f7e-4b52-8b0a-7c1d1b7f2a10","owner":"lead"})",
        "lead owns objective 306c9fe5", "306c9fe5");
    row("objective_concluded",
        R"({"member":"lead","objective_id":"306c9fe5-4f7e-4b52-8b0a-7c1d1b7f2a10","outcome":"all done"})",
        "lead concluded objective 306c9fe5: all done", "all done");
    row("flow_started", R"({"flow_id":"draft-notes","params":{"since": "v0.8.25"},"run_id":")" + run + "\"}",
        "Run 6f0c2f3e of flow draft-notes started", R"(draft-notes, {"since":"v0.8.25"})");
    row("flow_started", R"({"flow_id":"draft-notes","params":null,"run_id":")" + run + "\"}",
        "Run 6f0c2f3e of flow draft-notes started", "draft-notes");
    row("flow_completed", R"({"flow_id":"draft-notes","run_id":")" + run + "\"}",
        "Run 6f0c2f3e of flow draft-notes completed", "draft-notes");
    row("flow_failed",
        R"({"cause":"step_timeout","flow_id":"draft-notes","reason":"too slow","run_id":")" + run + "\"}",
        "Run 6f0c2f3e of flow draft-notes failed (step timeout): too slow", "too slow");
    row("flow_canceled", R"({"cause":"cancel_requested","flow_id":"draft-notes","run_id":")" + run + "\"}",
        "Run 6f0c2f3e of flow draft-notes was canceled (cancel requested)", "cancel requested");
    row("step_dispatched", "{" + stepSlots + R"(,"target":{"identity":"researcher-3"}})",
        "Step analyze of run 6f0c2f3e went to researcher-3", "");
    row("step_target_completed",
        "{" + stepSlots + R"(,"output":{"n": 1, "passed": false},"target":{"identity":"researcher-3"}})",
        "researcher-3 finished step analyze of run 6f0c2f3e", R"({"n":1,"passed":false})");
    row("step_target_completed",
        R"({"output":")" + std::string(1841, 'x') + "\"," + stepSlots +
            R"(,"target":{"identity":"researcher-3"}})",
        "researcher-3 finished step analyze of run 6f0c2f3e", "1.8 KB");
    row("step_target_failed",
        "{" + stepSlots + R"(,"reason":"rate limited","target":{"identity":"researcher-3"}})",
        "researcher-3 failed step analyze of run 6f0c2f3e: rate limited", "rate limited");
    row("step_completed", "{" + stepSlots + "}", "Step analyze of run 6f0c2f3e completed", "");
    row("step_skipped", "{" + stepSlots + R"(,"reason":"branch not taken"})",
        "Step analyze of run 6f0c2f3e was skipped: branch not taken", "branch not taken");
    row("topology_violation", R"({"from_role":"writer","to_role":"researcher"})",
        "writer addressed researcher, which the topology does not allow", "writer → researcher");
    row("supervisor_escalation", "{" + stepSlots + R"(,"escalated_to":"lead"})",
        "Step analyze of run 6f0c2f3e was escalated to lead", "to lead");
    row("supervisor_escalation_failed", "{" + stepSlots + R"(,"reason":"no live member"})",
        "Step analyze of run 6f0c2f3e could not be escalated: no live member", "no live member");
    row("operator_action_recorded",
        R"({"tool_name":"mob_spawn","caller_provenance":{"caller_member_id":"lead"}})",
        "Operator action mob_spawn, called by lead", "mob_spawn by lead");
    row("remote_turn_obligation_recorded",
        R"({"obligation":{"agent_identity":"probe-eu-1","host_id":"b7d7e2c4-52b0-5d8e-9a1f-0c2d4e6f8a90",)" +
            stepSlots + "}}",
        "probe-eu-1 on host b7d7e2c4 owes a turn for step analyze of run 6f0c2f3e", "host b7d7e2c4");
    row("placed_completion_outcome_resolved",
        R"({"obligation":{"agent_identity":"remote-1"},"outcome":{"error":"host went away","kind":"interaction_failed"}})",
        "A placed completion of remote-1 failed: host went away", "host went away");
    row("placed_completion_outcome_resolved",
        R"({"obligation":{"agent_identity":"remote-1"},"outcome":{"kind":"interaction_callback_pending"}})",
        "A placed completion of remote-1 waits for a callback", "waits for a callback");
    row("remote_host_bind_started",
        R"({"operation_id":"b","request":{"host_id":"e91f7db2-52b0-5d8e-9a1f-0c2d4e6f8a90"}})",
        "remote host bind started, host e91f7db2", "host e91f7db2");
    row("budget_snapshot", R"({"run_id":")" + run + "\"}",
        "budget_snapshot in run 6f0c2f3e (this version does not know this kind)", "unknown kind");
}

void TestEventWords::tellsEachKind()
{
    QFETCH(QString, kind);
    QFETCH(QString, data);
    QFETCH(QString, said);
    QFETCH(QString, info);
    const Told told(kind.toStdString(), data.toStdString());
    QCOMPARE(sentence(told), said);
    QCOMPARE(eventInfo(told.facts), info);
}

void TestEventWords::everyKnownKindHasASentence()
{
    QCOMPARE(kindCatalogue().size(), 63U);
    for (const KindInfo &kind : kindCatalogue()) {
        // Neither with nor without the payload may a sentence end in words that wait for a value.
        for (const bool read : {false, true}) {
            const Told told(std::string(kind.label), "{}");
            EventFacts facts = told.facts;
            if (!read)
                facts.data.reset();
            const QString said = plainText(eventSentence(facts));
            QVERIFY2(!said.isEmpty(), kind.label.data());
            QVERIFY2(!said.contains(QLatin1String("does not know")), qPrintable(said));
            QVERIFY2(!said.endsWith(QLatin1Char(' ')) && !said.endsWith(QLatin1Char(':')), qPrintable(said));
        }
    }
}

void TestEventWords::leavesOutWhatIsNotRead()
{
    const Told told("flow_failed",
                    R"({"cause":"step_timeout","flow_id":"nightly","reason":"late","run_id":")" + run +
                        "\"}");
    EventFacts facts = told.facts;
    facts.data.reset();
    QCOMPARE(plainText(eventSentence(facts)), QStringLiteral("Run 6f0c2f3e failed"));
    QCOMPARE(eventInfo(facts), QString());
    facts.flow = "nightly"; // the store may know it from the run's start
    QCOMPARE(plainText(eventSentence(facts)), QStringLiteral("Run 6f0c2f3e of flow nightly failed"));
    QCOMPARE(eventInfo(facts), QStringLiteral("nightly"));
}

void TestEventWords::marksNamesIdsAndReasons()
{
    using Role = SentencePart::Role;
    const Told told("step_target_failed",
                    "{" + stepSlots + R"(,"reason":"rate limited","target":{"identity":"researcher-3"}})");
    const std::vector<SentencePart> expected = {
        {Role::Name, QStringLiteral("researcher-3")},   {Role::Word, QStringLiteral(" failed step ")},
        {Role::Name, QStringLiteral("analyze")},        {Role::Word, QStringLiteral(" of run ")},
        {Role::Id, QStringLiteral("6f0c2f3e")},         {Role::Word, QStringLiteral(": ")},
        {Role::Reason, QStringLiteral("rate limited")},
    };
    QVERIFY(eventSentence(told.facts) == expected);
}

void TestEventWords::gistOfRecordedReasons_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("needle");
    QTest::addColumn<QString>("gist");
    const auto row = [](const char *scenario, const char *needle, const char *gist) {
        QTest::addRow("%s", gist) << QString::fromUtf8(scenario) << QString::fromUtf8(needle)
                                  << QString::fromUtf8(gist);
    };
    row("escalation", "not today", "Content filtered: not today");
    row("escalation", "no: filter", "Content filtered: provider said no: filter");
    row("escalation", "Authentication", "Authentication failed: provider said no: auth");
    row("failures", "Invalid request: provider", "Invalid request: provider said no: request");
    row("failures", "quota", "Provider quota exhausted: provider said no: quota");
    row("failures", "Context length", "Context length exceeded: 2000 > 1000");
    row("failures", "schema validation",
        "schema validation failed for step shape: 7 is not of type \"string\"");
    // Three targets with the same answer: said once.
    row("failures", "no vote", "Invalid request: no vote");
}

void TestEventWords::gistOfRecordedReasons()
{
    QFETCH(QString, scenario);
    QFETCH(QString, needle);
    QFETCH(QString, gist);
    const Told told("step_failed", recorded(scenario, "step_failed", needle.toStdString()));
    const QString reason = eventReason(told.facts);
    QVERIFY(reason.contains(needle));
    QCOMPARE(reasonGist(reason), gist);
    QCOMPARE(eventInfo(told.facts), gist);
    QVERIFY(sentence(told).endsWith(QStringLiteral(" failed: ") + gist));
}

void TestEventWords::neverCallsTheSealedFrameACause()
{
    const Told told("flow_failed", recorded(QStringLiteral("failures"), "flow_failed", "root frame sealed"));
    QVERIFY(eventReason(told.facts).endsWith(QLatin1String("root frame sealed failed")));
    QVERIFY(sentence(told).endsWith(QLatin1String(" failed (step error)")));
    QCOMPARE(eventInfo(told.facts), QStringLiteral("step error"));

    const Told quorum("flow_failed", recorded(QStringLiteral("failures"), "flow_failed", "no-quorum"));
    QCOMPARE(eventInfo(quorum.facts),
             QStringLiteral("insufficient targets for step vote: required 9, available 1"));
}

void TestEventWords::decodesMemberNames()
{
    const Told told("members_wired", recorded(QStringLiteral("names"), "members_wired", "csingleton"));
    QCOMPARE(eventInfo(told.facts), QStringLiteral("lead-1 – review:singleton:0"));
}

void TestEventWords::showsControlCharactersVisibly()
{
    QCOMPARE(shownText("a\nb\tc\x7f"), QStringLiteral("a\\nb\\tc\\u007f"));
    QCOMPARE(shownText("x\u202ey"), QStringLiteral("x\\u202ey"));
    QCOMPARE(shownText(""), QStringLiteral("\"\""));
    QCOMPARE(shownText("naïve <b>"), QStringLiteral("naïve <b>"));
}

void TestEventWords::showsNumbersOfLook()
{
    QCOMPARE(shownDuration(412), QStringLiteral("412 ms"));
    QCOMPARE(shownDuration(2149), QStringLiteral("2.1 s"));
    QCOMPARE(shownDuration(59999), QStringLiteral("59.9 s"));
    QCOMPARE(shownDuration(252000), QStringLiteral("4 m 12 s"));
    QCOMPARE(shownDuration(64000), QStringLiteral("1 m 04 s"));
    QCOMPARE(shownDuration(11100000), QStringLiteral("3 h 05 m"));
    QCOMPARE(shownDuration(187200000), QStringLiteral("2 d 4 h"));
    QCOMPARE(shownAge(230), QStringLiteral("0.2 s ago"));
    QCOMPARE(shownAge(64000), QStringLiteral("1 m 04 s ago"));
    QCOMPARE(shownBytes(312), QStringLiteral("312 B"));
    QCOMPARE(shownBytes(1023), QStringLiteral("1023 B"));
    QCOMPARE(shownBytes(1229), QStringLiteral("1.2 KB"));
    QCOMPARE(shownBytes(61ULL << 20), QStringLiteral("61 MB"));
    QCOMPARE(shownRunId(run), QStringLiteral("6f0c2f3e"));
    QCOMPARE(shownRunId("night-7"), QStringLiteral("night-7"));
    QCOMPARE(shownTime(1787418699123, false).size(), 12);
    QCOMPARE(shownTime(1787418699123, true).size(), 18);
}

void TestEventWords::survivesBrokenPayloads_data()
{
    QTest::addColumn<QByteArray>("data");
    for (const char *data :
         {"", "null", "[]", "7", "{", R"({"a")", R"({"a":)", R"({"reason":7,"params":{)", "\"", "{\"\\"})
        QTest::addRow("<%s>", data) << QByteArray(data);
}

void TestEventWords::survivesBrokenPayloads()
{
    QFETCH(QByteArray, data);
    const std::string text = data.toStdString();
    for (const KindInfo &kind : kindCatalogue()) {
        EventFacts facts;
        facts.kind = kind.label;
        facts.mob = "m";
        facts.data = text;
        QVERIFY(!plainText(eventSentence(facts)).isEmpty());
        QVERIFY(eventInfo(facts).size() < 100);
    }
}

QTEST_GUILESS_MAIN(TestEventWords)
#include "tst_eventwords.moc"
