// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/facetmodel.h"
#include "tests/support/fakesource.h"
#include "tests/support/testmacros.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <random>

using namespace mobwatch;
using Item = FacetModel::Item;

namespace {

/// A store with everything that a session keeps beside it.
struct Bench
{
    EventStore store;
    FilterIndex index{store, {}};
    Facets facets{store, index};
    RunStates runs{store};
    Cursor cursor = 0;

    void add(std::vector<test::FakeRow> rows)
    {
        for (test::FakeRow &row : rows)
            row.cursor = ++cursor;
        const RowRange range = store.append(*test::makeBatch(rows));
        index.extend(range);
        facets.extend(range);
        runs.extend(range);
    }
    Filter setFilter(const std::string &text)
    {
        const auto filter = Filter::parse(text);
        index.setFilter(filter.value(), 2'000'000'000'000);
        return *filter;
    }
};

test::FakeRow row(std::string kind, std::string run = {}, std::string agent = {}, std::string mob = "crew")
{
    test::FakeRow made;
    made.kind = std::move(kind);
    made.mob = std::move(mob);
    if (!run.empty())
        made.run = std::move(run);
    if (!agent.empty())
        made.agent = std::move(agent);
    return made;
}

QString line(const QModelIndex &index)
{
    static const QString marks = QStringLiteral(" +-");
    const auto item = static_cast<Item>(index.data(FacetModel::ItemRole).toInt());
    if (item == Item::Find)
        return QStringLiteral("find %1").arg(index.data(FacetModel::TotalRole).toUInt());
    if (item == Item::More)
        return QStringLiteral("more %1").arg(index.data(FacetModel::TotalRole).toUInt());
    if (item == Item::None)
        return QStringLiteral("none");
    const QString mark(marks.at(index.data(FacetModel::StateRole).toInt()));
    return (mark + index.data().toString() + QLatin1Char(' ') + index.data(FacetModel::CountRole).toString())
        .trimmed();
}

QStringList lines(const FacetModel &model, const QModelIndex &parent)
{
    QStringList out;
    for (int i = 0; i < model.rowCount(parent); ++i)
        out.append(line(model.index(i, 0, parent)));
    return out;
}

QStringList lines(const FacetModel &model, FacetSection section)
{
    return lines(model, model.sectionIndex(section));
}

QStringList texts(std::initializer_list<const char *> all)
{
    QStringList out;
    for (const char *text : all)
        out.append(QString::fromUtf8(text));
    return out;
}

QString number(int value)
{
    return QString::number(value);
}

} // namespace

class TestFacetModel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void listsValuesByCountThenName()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        bench.add({row("step_dispatched", "r1", "b"), row("step_failed", "r1", "a"),
                   row("step_dispatched", "r1", "c"), row("flow_started", "r1"),
                   row("step_dispatched", "r1", "c")});
        model.update();
        QCOMPARE(lines(model, FacetSection::Agent), texts({"c 2", "a 1", "b 1"}));
        QCOMPARE(lines(model, FacetSection::Mob), texts({"crew 5"}));
        QCOMPARE(lines(model, FacetSection::Kind), texts({"step 4", "flow 1"}));
        const QModelIndex steps = model.index(0, 0, model.sectionIndex(FacetSection::Kind));
        QCOMPARE(lines(model, steps), texts({"step_dispatched 3", "step_failed 1"}));
        QCOMPARE(model.index(1, 0, steps).data(FacetModel::SeverityRole).toInt(), int(Severity::Error));
        QCOMPARE(model.index(1, 0, steps).data(FacetModel::ShareRole).toDouble(), 0.333);
        QCOMPARE(model.sectionIndex(FacetSection::Kind).data(FacetModel::TotalRole).toUInt(), 3U);
        QCOMPARE(lines(model, FacetSection::Severity), texts({"error 0", "warning 0", "ok 0", "info 5"}));
        QCOMPARE(lines(model, FacetSection::Step), texts({"none"}));
    }

    void listsRunningRunsFirstThenTheNewest()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        TimestampMs time = 1'000'000;
        const auto at = [&time](test::FakeRow made) {
            made.timestampMs = time += 1000;
            return made;
        };
        bench.add({at(row("flow_started", "old")), at(row("flow_started", "mid")),
                   at(row("flow_started", "new")), at(row("flow_completed", "new")),
                   at(row("flow_failed", "old"))});
        model.update();
        QCOMPARE(lines(model, FacetSection::Run), texts({"mid 1", "new 2", "old 2"}));
        const QModelIndex runs = model.sectionIndex(FacetSection::Run);
        QCOMPARE(model.index(0, 0, runs).data(FacetModel::RunStateRole).toInt(), int(RunState::Running));
        QCOMPARE(model.index(2, 0, runs).data(FacetModel::RunStateRole).toInt(), int(RunState::Failed));

        const QPersistentModelIndex kept = model.index(0, 0, runs);
        bench.add({at(row("flow_completed", "mid"))});
        model.update();
        QCOMPARE(lines(model, FacetSection::Run), texts({"new 2", "mid 2", "old 2"}));
        QCOMPARE(kept.data().toString(), QStringLiteral("mid"));
        QCOMPARE(kept.row(), 1);
    }

    void marksWhatTheFilterSays()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        bench.add(
            {row("step_dispatched", "r1", "a"), row("step_failed", "r1", "b"), row("flow_started", "r2")});
        model.setFilter(bench.setFilter("agent:a -kind:step_failed"));
        // Each facet counts under all other conditions: of the agents, b only has the excluded kind.
        QCOMPARE(lines(model, FacetSection::Agent), texts({"+a 1"}));
        const QModelIndex kinds = model.sectionIndex(FacetSection::Kind);
        QCOMPARE(lines(model, model.index(0, 0, kinds)), texts({"step_dispatched 1", "-step_failed 0"}));
        QCOMPARE(lines(model, FacetSection::Run), texts({"r1 1"}));
        model.setFilter(bench.setFilter("category:flow"));
        QVERIFY(lines(model, FacetSection::Kind).contains(QStringLiteral("+flow 1")));
        model.setFilter(bench.setFilter(""));
        QCOMPARE(lines(model, FacetSection::Agent), texts({"a 1", "b 1"}));
    }

    void holdsTheOrderWhileAsked()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        bench.add({row("k", {}, "a"), row("k", {}, "a"), row("k", {}, "b")});
        model.update();
        model.setOrderHeld(true);
        bench.add({row("k", {}, "b"), row("k", {}, "b"), row("k", {}, "c"), row("k2", {}, "c")});
        model.update();
        QCOMPARE(lines(model, FacetSection::Agent), texts({"a 2", "b 3"}));
        model.setOrderHeld(false);
        QTRY_COMPARE(lines(model, FacetSection::Agent), texts({"b 3", "a 2", "c 2"}));
    }

    void findsValuesAndFlows()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        std::vector<test::FakeRow> rows;
        for (int i = 0; i < 30; ++i)
            rows.push_back(row("k", {}, (i % 2 ? "Worker-" : "lead-") + std::to_string(i)));
        bench.add(rows);
        model.update();
        QCOMPARE(lines(model, FacetSection::Agent).constFirst(), QStringLiteral("find 30"));
        QCOMPARE(model.rowCount(model.sectionIndex(FacetSection::Agent)), 31);
        model.setOrderHeld(true); // typing is a wish of the user: it is heeded at once
        model.setFind(FacetSection::Agent, QStringLiteral("worker-2"));
        QCOMPARE(lines(model, FacetSection::Agent), texts({"find 30", "Worker-21 1", "Worker-23 1",
                                                           "Worker-25 1", "Worker-27 1", "Worker-29 1"}));
        QCOMPARE(model.found(FacetSection::Agent).size(), std::size_t(5));
        bench.add({row("k", {}, "worker-299")});
        model.setOrderHeld(false);
        QTRY_COMPARE(model.found(FacetSection::Agent).size(), std::size_t(6));
        model.setFind(FacetSection::Agent, QStringLiteral("nobody"));
        QCOMPARE(lines(model, FacetSection::Agent), texts({"find 31", "none"}));
    }

    void announcesOnlyWhatChanged()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        bench.add(
            {row("k", {}, "a"), row("k", {}, "b"), row("k", {}, "c"), row("k", {}, "c"), row("k", {}, "c")});
        model.update();
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.update();
        QCOMPARE(changed.count() + inserted.count(), 0);
        for (int i = 0; i < 50; ++i)
            bench.add({row("k", {}, "c")});
        QCOMPARE(changed.count(), 0);
        QTRY_VERIFY(changed.count() > 0); // fifty batches, one update
        QVERIFY(changed.count() <= 8);
    }

    void showsLabelsOnceThereAreSome()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        QCOMPARE(model.rowCount(), facetSectionCount - 1);
        test::FakeRow labelled = row("k");
        labelled.mobLabels = {{"env", "staging"}, {"odd key", "x"}};
        bench.add({labelled});
        model.update();
        QCOMPARE(model.rowCount(), facetSectionCount);
        QCOMPARE(lines(model, FacetSection::Label), texts({"env=staging 1", "\"odd key\"=x 1"}));
        const FacetModel::Target target =
            model.target(model.index(1, 0, model.sectionIndex(FacetSection::Label)));
        QCOMPARE(target, (FacetModel::Target{"label.\"odd key\"", "x"}));
        const Filter filter = Filter().withOnly(target.field, {target.value});
        VERIFY_OK(Filter::parse(filter.text()));
        QVERIFY(!filter.isEmpty());
        model.setFilter(filter);
        QVERIFY(lines(model, FacetSection::Label).contains(QStringLiteral("+\"odd key\"=x 1")));
    }

    void labelsCountUnderEverythingButTheirOwnKey()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        test::FakeRow prod = row("a");
        prod.mobLabels = {{"env", "prod"}, {"team", "x"}};
        test::FakeRow testing = row("b");
        testing.mobLabels = {{"env", "test"}, {"team", "y"}};
        test::FakeRow overridden = row("b", "r");
        overridden.mobLabels = {{"env", "prod"}, {"team", "x"}};
        overridden.runLabels = {{"env", "test"}}; // the run's label stands before the mob's
        bench.add({prod, prod, testing, overridden, row("a")});
        model.update();
        QCOMPARE(lines(model, FacetSection::Label),
                 texts({"env=prod 2", "env=test 2", "team=x 3", "team=y 1"}));
        model.setFilter(bench.setFilter("label.env:test"));
        QCOMPARE(lines(model, FacetSection::Label),
                 texts({"env=prod 2", "+env=test 2", "team=x 1", "team=y 1"}));
        model.setFilter(bench.setFilter("label.env:test label.team:x kind:b"));
        QCOMPARE(lines(model, FacetSection::Label), texts({"+env=test 1", "+team=x 1", "team=y 1"}));
        bench.add({prod, overridden});
        model.update();
        QCOMPARE(lines(model, FacetSection::Label), texts({"+env=test 2", "+team=x 2", "team=y 1"}));
    }

    void staysQuickWithFiftyThousandRuns()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        std::vector<test::FakeRow> rows;
        for (int i = 0; i < 50'000; ++i)
            rows.push_back(row("step_dispatched", "run-" + std::to_string(i), "agent-" + std::to_string(i)));
        bench.add(rows);
        QElapsedTimer timer;
        timer.start();
        model.update();
        const qint64 first = timer.elapsed();
        QCOMPARE(model.rowCount(model.sectionIndex(FacetSection::Run)), FacetModel::shownLimit + 2);
        QCOMPARE(lines(model, FacetSection::Run).constLast(), QStringLiteral("more 49800"));
        bench.add({row("step_dispatched", "run-77", "agent-77")});
        timer.restart();
        model.update();
        const qint64 second = timer.elapsed();
        model.setFilter(bench.setFilter("run=run-49999"));
        QVERIFY(lines(model, FacetSection::Run).contains(QStringLiteral("+run-49999 1")));
        // A debug build under load has to stay far below what a person notices as a freeze.
        QVERIFY2(first < 1500 && second < 1000,
                 qPrintable(number(int(first)) + QLatin1Char('/') + number(int(second))));
    }

    void agreesWithAFreshModelAfterRandomSteps()
    {
        Bench bench;
        FacetModel model(bench.store, bench.facets, bench.runs);
        QAbstractItemModelTester tester(&model);
        std::mt19937 random(7);
        const auto pick = [&random](int n) { return int(random() % unsigned(n)); };
        const std::vector<std::string> kinds{"flow_started", "flow_completed", "step_dispatched",
                                             "step_failed",  "member_spawned", "budget_snapshot"};
        const std::vector<std::string> filters{
            "", "agent:a1", "-kind:step_failed", "severity>=warning run=r3", "category:step", "mob:none"};
        Filter filter;
        for (int step = 0; step < 60; ++step) {
            std::vector<test::FakeRow> rows;
            for (int i = pick(20); i >= 0; --i) {
                rows.push_back(row(kinds[std::size_t(pick(6))], "r" + std::to_string(pick(25)),
                                   "a" + std::to_string(pick(6))));
                rows.back().timestampMs = TimestampMs(1'000'000 + pick(1'000'000));
            }
            bench.add(rows);
            if (pick(3) == 0)
                filter = bench.setFilter(filters[std::size_t(pick(6))]);
            model.setFilter(filter);
            FacetModel fresh(bench.store, bench.facets, bench.runs);
            fresh.setFilter(filter);
            for (int section = 0; section < model.rowCount(); ++section) {
                const auto which = static_cast<FacetSection>(section);
                QCOMPARE(lines(model, which), lines(fresh, which));
                for (int group = 0; group < model.rowCount(model.sectionIndex(which)); ++group)
                    QCOMPARE(lines(model, model.index(group, 0, model.sectionIndex(which))),
                             lines(fresh, fresh.index(group, 0, fresh.sectionIndex(which))));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestFacetModel)
#include "tst_facetmodel.moc"
