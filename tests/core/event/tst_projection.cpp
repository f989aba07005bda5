// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/event/projection.h"
#include "tests/support/testmacros.h"

#include <QTest>

using namespace mobwatch;

namespace {

MobEvent stored(const std::string &kind, const std::string &fields, Cursor cursor = 42)
{
    return {cursor, "release-crew", 1787418699123, kind, "{" + fields + R"("type":")" + kind + "\"}", 9};
}

QByteArray slotsText(const StructuralFields &fields)
{
    const auto text = [](const std::optional<std::string> &value) {
        return value ? QByteArray::fromStdString(*value) : QByteArray("-");
    };
    return text(fields.runId) + ' ' + text(fields.stepId) + ' ' + text(fields.agentIdentity) + ' ' +
           text(fields.flowId) + ' ' + QByteArray::number(static_cast<int>(fields.severity));
}

} // namespace

class TestProjection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsSlots_data();
    void fillsSlots();
    void projectsTheSeedExamples();
    void writesTheExampleOfTheSpecification();
    void looksLabelsUpNow();
    void readsLabelFiles();
    void refusesOtherLabelFiles_data();
    void refusesOtherLabelFiles();
};

void TestProjection::fillsSlots_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QByteArray>("expected"); // run step agent flow severity
    const auto add = [](const char *name, const char *kind, const char *fields, const char *expected) {
        QTest::newRow(name) << QByteArray(kind) << QByteArray(fields) << QByteArray(expected);
    };
    add("flow", "flow_started", R"("flow_id":"f","params":null,"run_id":"r",)", "r - - f 0");
    add("dispatch", "step_dispatched",
        R"("run_id":"r","step_id":"s","target":{"generation":0,"identity":"a"},)", "r s a - 0");
    add("decoded", "member_retired", R"("agent_identity":"mk--review_csingleton","generation":0,)",
        "- - review:singleton - 0");
    add("wired", "members_wired", R"("a":"x","b":"y","agent_identity":"z","run_id":"r",)", "- - - - 0");
    add("batch", "members_wired_batch", R"("edges":[{"a":"x","b":"y"}],)", "- - - - 0");
    add("peer", "external_peer_wired", R"("local":"lead","spec":{},)", "- - lead - 0");
    add("owner", "objective_owner_bound", R"("objective_id":"o","owner":"lead",)", "- - lead - 0");
    add("concluded", "objective_concluded", R"("member":"lead",)", "- - lead - 1");
    add("escalation", "supervisor_escalation", R"("escalated_to":"lead","run_id":"r","step_id":"s",)",
        "r s lead - 2");
    add("remote turn", "remote_turn_outcome_resolved",
        R"("obligation":{"agent_identity":"x","run_id":"r","step_id":"s"},)", "r s x - 0");
    add("placed", "placed_completion_obligation_recorded",
        R"("obligation":{"agent_identity":"x","run_id":"r","step_id":"s"},)", "- - x - 0");
    add("kickoff failed", "member_kickoff_updated",
        R"("kickoff":{"error":"e","phase":"failed"},"member":"a",)", "- - a - 3");
    add("kickoff cancelled", "member_kickoff_updated", R"("kickoff":{"phase":"cancelled"},"member":"a",)",
        "- - a - 2");
    add("kickoff started", "member_kickoff_updated", R"("kickoff":{"phase":"started"},"member":"a",)",
        "- - a - 1");
    add("kickoff pending", "member_kickoff_updated", R"("kickoff":{"phase":"pending"},"member":"a",)",
        "- - a - 0");
    add("outcome failed", "placed_completion_outcome_resolved",
        R"("obligation":{"agent_identity":"x"},"outcome":{"error":"e","kind":"interaction_failed"},)",
        "- - x - 3");
    add("outcome counts, not kickoff", "placed_kickoff_outcome_resolved",
        R"("kickoff":{"phase":"failed"},"obligation":{"agent_identity":"x"},"outcome":{"kind":"interaction_complete"},)",
        "- - x - 1");
    add("no run slot", "mob_reset", R"("run_id":"r",)", "- - - - 2");
    add("missing field", "step_dispatched", R"("run_id":"r","target":"a",)", "r - - - 0");
    add("null", "flow_started", R"("run_id":null,)", "- - - - 0");
    add("unknown kind", "brand_new",
        R"("agent_identity":"mk--a_cb","run_id":"r","step_id":5,"target":{"identity":"t"},)", "r - a:b - 0");
}

void TestProjection::fillsSlots()
{
    QFETCH(QByteArray, kind);
    QFETCH(QByteArray, fields);
    QFETCH(QByteArray, expected);
    const MobEvent sample = stored(kind.toStdString(), fields.toStdString());
    QCOMPARE(slotsText(structuralFields(sample.kind, sample.data)), expected);
}

// Specification 9, items 1 to 4, 7, 8 and 11.
void TestProjection::projectsTheSeedExamples()
{
    const Envelope flow = project(stored("flow_started", R"("flow_id":"f","params":null,"run_id":"r",)"), {});
    QCOMPARE(flow.kind, std::string("flow_started"));
    QCOMPARE(eventId(flow.cursor), std::string("mob-evt-42"));
    QCOMPARE(flow.runId, std::optional<std::string>("r"));
    QVERIFY(!flow.stepId);
    QCOMPARE(flow.mobId, std::string("release-crew"));

    const Envelope batch = project(stored("members_wired_batch", R"("edges":[{"a":"x","b":"y"}],)"), {});
    QVERIFY(!batch.agentIdentity);
    QCOMPARE(batch.data, std::string(R"({"edges":[{"a":"x","b":"y"}],"type":"members_wired_batch"})"));

    for (const Cursor cursor : {Cursor{11}, Cursor{12}})
        QCOMPARE(project(stored("mob_stopped", "", cursor), {}).cursor, cursor);

    const Envelope completed = project(stored("flow_completed", R"("flow_id":"f","run_id":"r",)"), {});
    QVERIFY(completed.data.find("structured_output") == std::string::npos);

    const Envelope decoded = project(stored("member_retired", R"("agent_identity":"mk--a_cb",)"), {});
    QCOMPARE(decoded.agentIdentity, std::optional<std::string>("a:b"));
    QVERIFY(decoded.data.find("mk--a_cb") != std::string::npos);
}

void TestProjection::writesTheExampleOfTheSpecification()
{
    LabelTable labels;
    labels.setMobLabels("release-crew", {{"env", "staging"}});
    labels.setRunLabels("release-crew", "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11", {{"ticket", "REL-118"}});
    const MobEvent sample =
        stored("step_dispatched", R"("run_id":"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11","step_id":"collect",)"
                                  R"("target":{"generation":0,"identity":"researcher-1"},)");
    QCOMPARE(
        writeEnvelope(project(sample, labels)),
        std::string(
            R"({"event_id":"mob-evt-42","cursor":42,"mob_id":"release-crew","timestamp_ms":1787418699123,)"
            R"("kind":"step_dispatched","run_id":"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11",)"
            R"("step_id":"collect","agent_identity":"researcher-1","mob_labels":{"env":"staging"},)"
            R"("run_labels":{"ticket":"REL-118"},"data":{"run_id":"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11",)"
            R"("step_id":"collect","target":{"generation":0,"identity":"researcher-1"},)"
            R"("type":"step_dispatched"}})"));
}

void TestProjection::looksLabelsUpNow()
{
    LabelTable labels;
    labels.setRunLabels("release-crew", "r", {{"a", "1"}});
    labels.setRunLabels("other", "r", {{"a", "2"}});
    const MobEvent sample = stored("flow_started", R"("run_id":"r",)");
    QCOMPARE(project(sample, labels).runLabels, (LabelMap{{"a", "1"}}));
    QVERIFY(project(stored("mob_reset", ""), labels).runLabels.empty());
    labels.setRunLabels("release-crew", "r", {});
    QVERIFY(project(sample, labels).runLabels.empty());
    QVERIFY(!labels.isEmpty());
    labels.setRunLabels("other", "r", {});
    QVERIFY(labels.isEmpty());
}

void TestProjection::readsLabelFiles()
{
    const auto table =
        LabelTable::fromJson(R"({"mobs":{"m":{"env":"größe"}},"runs":{"m":{"r":{"ticket":"1"}}},"other":1})");
    VERIFY_OK(table);
    QCOMPARE(table->mobLabels("m"), (LabelMap{{"env", "größe"}}));
    QCOMPARE(table->runLabels("m", "r"), (LabelMap{{"ticket", "1"}}));
    QVERIFY(table->runLabels("m", "x").empty());
    const auto missing = LabelTable::fromFile(QStringLiteral("/no/such/file.json"));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

void TestProjection::refusesOtherLabelFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"", "[]", "{", R"({"mobs":[]})", R"({"mobs":{"m":{"k":1}}})",
                             R"({"runs":{"m":{"r":"x"}}})", R"({"runs":{"m":1}})"})
        QTest::newRow(*text ? text : "empty") << QByteArray(text);
}

void TestProjection::refusesOtherLabelFiles()
{
    QFETCH(QByteArray, text);
    const auto table = LabelTable::fromJson(text.toStdString());
    QVERIFY(!table);
    QCOMPARE(table.error().code, ErrorCode::Malformed);
}

QTEST_GUILESS_MAIN(TestProjection)
#include "tst_projection.moc"
