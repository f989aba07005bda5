// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/kindcatalogue.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace mobwatch;

class TestKindCatalogue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsEveryKindOnce();
    void slotsAreCounted();
    void findsByLabel();
    void categoriesAndSeverities_data();
    void categoriesAndSeverities();
    void payloadDecides_data();
    void payloadDecides();
    void namesAreThoseOfTheLanguage();
    void privateKeysDependOnTheKind();
};

void TestKindCatalogue::holdsEveryKindOnce()
{
    std::set<std::string_view> labels;
    for (const KindInfo &kind : kindCatalogue())
        labels.insert(kind.label);
    QCOMPARE(labels.size(), std::size_t{63});
    QCOMPARE(kindCatalogue().size(), std::size_t{63});
}

void TestKindCatalogue::slotsAreCounted()
{
    const auto kinds = kindCatalogue();
    const auto count = [kinds](std::string_view KindInfo::*path) {
        return std::count_if(kinds.begin(), kinds.end(),
                             [path](const KindInfo &kind) { return !(kind.*path).empty(); });
    };
    QCOMPARE(count(&KindInfo::agentPath), 33);
    QCOMPARE(count(&KindInfo::runPath), 16);
    QCOMPARE(count(&KindInfo::stepPath), 12);
    for (const KindInfo &kind : kinds) {
        QVERIFY(kind.stepPath.empty() || !kind.runPath.empty());
        QCOMPARE(kind.payloadDecidesSeverity, !kind.severityPath.empty());
    }
    // No slots at all, although it stands last in the table (specification 9, item 6).
    const KindInfo *const updated = findKind("mob_definition_updated");
    QVERIFY(updated && updated->runPath.empty() && updated->stepPath.empty() && updated->agentPath.empty());
}

void TestKindCatalogue::findsByLabel()
{
    for (const KindInfo &kind : kindCatalogue())
        QCOMPARE(findKind(kind.label), &kind);
    for (const std::string_view label : {"", "mob", "mob_created ", "Mob_created", "flow_paused"}) {
        QVERIFY(!findKind(label));
        QCOMPARE(categoryOf(label), Category::Unknown);
    }
}

void TestKindCatalogue::categoriesAndSeverities_data()
{
    QTest::addColumn<int>("category");
    QTest::addColumn<int>("severity");
    const auto add = [](const char *label, Category category, Severity severity) {
        QTest::newRow(label) << static_cast<int>(category) << static_cast<int>(severity);
    };
    add("mob_created", Category::Mob, Severity::Info);
    add("mob_completed", Category::Mob, Severity::Ok);
    add("mob_destroying", Category::Mob, Severity::Warning);
    add("mob_reset", Category::Mob, Severity::Warning);
    add("member_spawned", Category::Member, Severity::Info);
    add("objective_concluded", Category::Member, Severity::Ok);
    add("members_wired_batch", Category::Wiring, Severity::Info);
    add("external_peer_unwired", Category::Wiring, Severity::Info);
    add("respawn_topology_abandoned", Category::Wiring, Severity::Warning);
    add("flow_completed", Category::Flow, Severity::Ok);
    add("flow_failed", Category::Flow, Severity::Error);
    add("flow_canceled", Category::Flow, Severity::Warning);
    add("step_dispatched", Category::Step, Severity::Info);
    add("step_target_completed", Category::Step, Severity::Ok);
    add("step_target_failed", Category::Step, Severity::Error);
    add("topology_violation", Category::Supervisor, Severity::Warning);
    add("supervisor_escalation", Category::Supervisor, Severity::Warning);
    add("supervisor_escalation_failed", Category::Supervisor, Severity::Error);
    add("operator_action_recorded", Category::Operator, Severity::Info);
    add("remote_member_runtime_retired", Category::Remote, Severity::Info);
    add("remote_host_bind_completed", Category::Remote, Severity::Ok);
    add("remote_host_bind_aborted_no_effect", Category::Remote, Severity::Warning);
    add("placed_kickoff_rejected_no_effect", Category::Remote, Severity::Warning);
    add("placed_completion_lifecycle_quiesce_started", Category::Remote, Severity::Info);
}

void TestKindCatalogue::categoriesAndSeverities()
{
    QFETCH(int, category);
    QFETCH(int, severity);
    const KindInfo *const kind = findKind(QTest::currentDataTag());
    QVERIFY(kind);
    QCOMPARE(static_cast<int>(kind->category), category);
    QCOMPARE(static_cast<int>(kind->severity), severity);
}

void TestKindCatalogue::payloadDecides_data()
{
    QTest::addColumn<int>("severity");
    QTest::newRow("failed") << static_cast<int>(Severity::Error);
    QTest::newRow("cancelled") << static_cast<int>(Severity::Warning);
    QTest::newRow("started") << static_cast<int>(Severity::Ok);
    QTest::newRow("starting") << static_cast<int>(Severity::Info);
    QTest::newRow("callback_pending") << static_cast<int>(Severity::Info);
    QTest::newRow("interaction_failed") << static_cast<int>(Severity::Error);
    QTest::newRow("interaction_cancelled") << static_cast<int>(Severity::Warning);
    QTest::newRow("interaction_complete") << static_cast<int>(Severity::Ok);
    QTest::newRow("interaction_callback_pending") << static_cast<int>(Severity::Info);
}

void TestKindCatalogue::payloadDecides()
{
    QFETCH(int, severity);
    QCOMPARE(static_cast<int>(severityFromPayload(QTest::currentDataTag())), severity);
}

void TestKindCatalogue::namesAreThoseOfTheLanguage()
{
    QCOMPARE(categoryName(Category::Mob), std::string_view("mob"));
    QCOMPARE(categoryName(Category::Unknown), std::string_view("unknown"));
    QCOMPARE(categoryName(Category::Step), std::string_view("step"));
    QCOMPARE(severityName(Severity::Info), std::string_view("info"));
    QCOMPARE(severityName(Severity::Error), std::string_view("error"));
}

void TestKindCatalogue::privateKeysDependOnTheKind()
{
    const KindInfo *const spawned = findKind("member_spawned");
    QVERIFY(isPrivateKey(spawned, "direct_member_fence"));
    QVERIFY(isPrivateKey(spawned, "member_peer_endpoint"));
    QVERIFY(!isPrivateKey(spawned, "fence_token"));
    QVERIFY(!isPrivateKey(spawned, "a_new_public_field"));
    QVERIFY(isPrivateKey(spawned, "a_new_token"));
    QVERIFY(isPrivateKey(findKind("respawn_topology_abandoned"), "fence_token"));
    QVERIFY(isPrivateKey(nullptr, "bridge_member_ref"));
    QVERIFY(!isPrivateKey(nullptr, "a_new_token"));
}

QTEST_GUILESS_MAIN(TestKindCatalogue)
#include "tst_kindcatalogue.moc"
