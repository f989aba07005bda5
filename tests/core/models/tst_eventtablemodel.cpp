// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/cellfilters.h"
#include "core/models/clausecounts.h"
#include "core/models/eventtablemodel.h"
#include "tests/support/fakesource.h"
#include "tests/support/testmacros.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace Qt::StringLiterals;

namespace {

/// A store with its matches, fed as a session does it.
struct Fixture
{
    std::shared_ptr<MemoryPayloads> payloads = std::make_shared<MemoryPayloads>();
    EventStore store;
    FilterIndex matches{store, payloads};

    RowRange add(const std::vector<FakeRow> &rows, Epoch epoch = 1)
    {
        const RowRange range = store.append(*makeBatch(rows, Arrival::Live, epoch, payloads.get()));
        matches.extend(range);
        return range;
    }
    void filter(std::string_view text) { matches.setFilter(Filter::parse(text).value(), currentTimeMs()); }
};

FakeRow ev(Cursor cursor, std::string kind = "step_dispatched", std::optional<std::string> run = {})
{
    FakeRow row;
    row.cursor = cursor;
    row.kind = std::move(kind);
    row.run = std::move(run);
    row.timestampMs = 1'787'418'699'000 + cursor * 10;
    return row;
}

std::vector<FakeRow> events(Cursor first, Cursor last)
{
    std::vector<FakeRow> rows;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        rows.push_back(ev(cursor, cursor % 3 == 0 ? "step_failed" : "step_dispatched"));
    return rows;
}

/// The rows as text: cursors, "--" for a seam.
QString rows(const EventTableModel &model)
{
    QStringList shown;
    for (int row = 0; row < model.rowCount(); ++row)
        shown << (model.seamAt(row) ? u"--"_s
                                    : model.index(row, EventTableModel::CursorColumn).data().toString());
    return shown.join(u' ');
}

Seam seam(Epoch epoch, SeamReason reason = SeamReason::LedgerCleared)
{
    return {reason, epoch, 3};
}

} // namespace

class TestEventTableModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsMatchesInLedgerOrder();
    void saysWhatARowIs();
    void putsOlderHistoryInFront();
    void followsTheFilter();
    void mirrorsRowsWhenSortedDescending();
    void sortsByText();
    void sortsByTimeAndMergesNewRows();
    void keepsPersistentIndexesOnTheirEvents();
    void showsSeamsBetweenEpochs();
    void movesASeamThatOlderRowsSlipBehind();
    void hidesSeamsInOtherOrders();
    void findsTheNearestRow();
    void survivesRandomGrowthInEveryOrder_data();
    void survivesRandomGrowthInEveryOrder();
    void makesFiltersOfCells();
    void makesTextsOfRows();
    void countsWhatDroppingAClauseWouldLeave();
};

void TestEventTableModel::showsMatchesInLedgerOrder()
{
    Fixture f;
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    f.add(events(1, 3));
    f.add(events(4, 5));
    QCOMPARE(rows(model), u"1 2 3 4 5"_s);
    QCOMPARE(model.eventCount(), 5U);
    QVERIFY(model.isAppending());
}

void TestEventTableModel::saysWhatARowIs()
{
    Fixture f;
    FakeRow row = ev(7, "step_failed", "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11");
    row.agent = "";
    row.severity = Severity::Error;
    f.add({ev(6), row});
    const EventTableModel model(f.store, f.matches);
    const auto cell = [&](int column) { return model.index(1, column); };
    QCOMPARE(cell(0).data(EventTableModel::SeverityRole).toInt(), static_cast<int>(Severity::Error));
    QCOMPARE(cell(0).data(EventTableModel::CategoryRole).toInt(), static_cast<int>(Category::Step));
    QCOMPARE(cell(0).data(EventTableModel::RowIndexRole).toUInt(), 1U);
    QCOMPARE(cell(EventTableModel::KindColumn).data().toString(), u"step_failed"_s);
    QCOMPARE(cell(EventTableModel::RunColumn).data().toString(), u"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11"_s);
    QCOMPARE(cell(EventTableModel::RunColumn).data(EventTableModel::TextIdRole).toUInt(), 1U);
    QVERIFY(!cell(EventTableModel::StepColumn).data().isValid());
    QVERIFY(cell(EventTableModel::AgentColumn).data().isValid());
    QCOMPARE(cell(EventTableModel::AgentColumn).data().toString(), QString());
    QCOMPARE(cell(EventTableModel::DeltaColumn).data().toLongLong(), 10);
    QVERIFY(!model.index(0, EventTableModel::DeltaColumn).data().isValid());
}

void TestEventTableModel::putsOlderHistoryInFront()
{
    Fixture f;
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    f.add(events(10, 12));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    f.add(events(5, 9));
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(inserted[0][1].toInt(), 0);
    QCOMPARE(rows(model), u"5 6 7 8 9 10 11 12"_s);
}

void TestEventTableModel::followsTheFilter()
{
    Fixture f;
    f.add(events(1, 9));
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    f.filter("kind:step_failed");
    QCOMPARE(rows(model), u"3 6 9"_s);
    f.add(events(10, 12));
    QCOMPARE(rows(model), u"3 6 9 12"_s);
    f.filter("kind:nothing");
    QCOMPARE(model.rowCount(), 0);
    f.filter("");
    QCOMPARE(model.rowCount(), 12);
}

void TestEventTableModel::mirrorsRowsWhenSortedDescending()
{
    Fixture f;
    f.add(events(3, 5));
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    model.sort(EventTableModel::CursorColumn, Qt::DescendingOrder);
    QCOMPARE(rows(model), u"5 4 3"_s);
    f.add(events(6, 7));
    f.add(events(1, 2));
    QCOMPARE(rows(model), u"7 6 5 4 3 2 1"_s);
    QVERIFY(!model.isAppending());
    QCOMPARE(model.rowOf(rowIndex(0)), 4);
}

void TestEventTableModel::sortsByText()
{
    Fixture f;
    f.add({ev(1, "b"), ev(2, "a"), ev(3, "c"), ev(4, "a")});
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    model.sort(EventTableModel::KindColumn);
    QCOMPARE(rows(model), u"2 4 1 3"_s);
    model.sort(EventTableModel::KindColumn, Qt::DescendingOrder);
    QCOMPARE(rows(model), u"3 1 4 2"_s);
    f.add({ev(5, "aa"), ev(6, "0")});
    QTRY_COMPARE(rows(model), u"3 1 5 4 2 6"_s);
    model.sort(EventTableModel::RunColumn);
    QCOMPARE(rows(model), u"1 2 3 4 5 6"_s);
    model.sort(EventTableModel::CursorColumn);
    QCOMPARE(rows(model), u"1 2 3 4 5 6"_s);
}

void TestEventTableModel::sortsByTimeAndMergesNewRows()
{
    Fixture f;
    auto late = ev(1);
    late.timestampMs += 1000;
    f.add({late, ev(2), ev(3)});
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    model.sort(EventTableModel::TimeColumn);
    QCOMPARE(rows(model), u"2 3 1"_s);
    QSignalSpy layouts(&model, &QAbstractItemModel::layoutChanged);
    for (Cursor cursor = 4; cursor < 10; ++cursor)
        f.add({ev(cursor)});
    QTRY_COMPARE(rows(model), u"2 3 4 5 6 7 8 9 1"_s);
    QCOMPARE(layouts.size(), 1); // six batches, one frame
    QCOMPARE(model.rowOf(rowIndex(0)), 8);
}

void TestEventTableModel::keepsPersistentIndexesOnTheirEvents()
{
    Fixture f;
    f.add({ev(1, "b"), ev(2, "a"), ev(3, "c")});
    EventTableModel model(f.store, f.matches);
    const QPersistentModelIndex second(model.index(1, 3));
    model.sort(EventTableModel::KindColumn, Qt::DescendingOrder);
    QCOMPARE(second.row(), 2);
    f.add({ev(4, "0")});
    QTRY_COMPARE(model.rowCount(), 4);
    QCOMPARE(model.eventAt(second.row()), std::optional(rowIndex(1)));
}

void TestEventTableModel::showsSeamsBetweenEpochs()
{
    Fixture f;
    f.add(events(1, 3));
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    model.setSeams({seam(2)});
    QCOMPARE(rows(model), u"1 2 3 --"_s);
    QCOMPARE(model.index(3, 0).data(EventTableModel::SeamRole).toInt(),
             static_cast<int>(SeamReason::LedgerCleared));
    QVERIFY(!model.eventAt(3));
    QCOMPARE(model.flags(model.index(3, 0)), Qt::NoItemFlags);
    f.add(events(1, 2), 2);
    QCOMPARE(rows(model), u"1 2 3 -- 1 2"_s);
    QCOMPARE(model.eventCount(), 5U);
    QCOMPARE(model.rowOf(rowIndex(3)), 4);
    model.setSeams({seam(2), {SeamReason::LedgerDeleted, 2, 2}});
    QCOMPARE(rows(model), u"1 2 3 -- 1 2 --"_s);
    f.filter("kind:step_failed");
    QCOMPARE(rows(model), u"3 -- --"_s);
    f.filter("");
    model.sort(EventTableModel::CursorColumn, Qt::DescendingOrder);
    QCOMPARE(rows(model), u"-- 2 1 -- 3 2 1"_s);
    QCOMPARE(model.rowOfSeam(0), 3);
}

void TestEventTableModel::movesASeamThatOlderRowsSlipBehind()
{
    Fixture f;
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    f.add(events(1, 2), 2);
    model.setSeams({seam(2)});
    QCOMPARE(rows(model), u"-- 1 2"_s);
    f.add(events(1, 3), 1); // the old epoch's events come after the seam was known
    QCOMPARE(rows(model), u"1 2 3 -- 1 2"_s);
}

void TestEventTableModel::hidesSeamsInOtherOrders()
{
    Fixture f;
    f.add(events(1, 2));
    f.add(events(1, 1), 2);
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    model.setSeams({seam(2)});
    model.sort(EventTableModel::TimeColumn);
    QCOMPARE(model.rowCount(), 3);
    QVERIFY(!rows(model).contains(u"--"_s));
    model.sort(EventTableModel::CursorColumn);
    QCOMPARE(rows(model), u"1 2 -- 1"_s);
}

void TestEventTableModel::findsTheNearestRow()
{
    Fixture f;
    f.add(events(1, 12));
    EventTableModel model(f.store, f.matches);
    f.filter("kind:step_failed"); // 3 6 9 12
    QCOMPARE(model.rowOf(rowIndex(0)), -1);
    QCOMPARE(model.nearestRowOf(rowIndex(0)), 0);
    QCOMPARE(model.nearestRowOf(rowIndex(3)), 0); // cursor 4: 3 is nearer than 6
    QCOMPARE(model.nearestRowOf(rowIndex(4)), 1); // cursor 5: 6
    QCOMPARE(model.nearestRowOf(rowIndex(11)), 3);
    f.filter("kind:none");
    QCOMPARE(model.nearestRowOf(rowIndex(3)), -1);
}

void TestEventTableModel::survivesRandomGrowthInEveryOrder_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<bool>("descending");
    for (int column = 0; column < EventTableModel::ColumnCount; ++column) {
        if (!EventTableModel::isSortable(column))
            continue;
        QTest::addRow("column %d up", column) << column << false;
        QTest::addRow("column %d down", column) << column << true;
    }
}

void TestEventTableModel::survivesRandomGrowthInEveryOrder()
{
    QFETCH(const int, column);
    QFETCH(const bool, descending);
    Fixture f;
    EventTableModel model(f.store, f.matches);
    QAbstractItemModelTester tester(&model);
    model.sort(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    std::uint32_t seed = 7;
    const auto random = [&seed](std::uint32_t below) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        return (seed >> 8) % below;
    };
    Cursor newest = 500;
    Cursor oldest = 500;
    for (int batch = 0; batch < 12; ++batch) {
        const bool older = random(3) == 0;
        std::vector<FakeRow> rowsToAdd;
        const Cursor count = 1 + random(9);
        const Cursor first = older ? oldest - count : newest;
        (older ? oldest : newest) = older ? first : first + count;
        for (Cursor cursor = first; cursor < first + count; ++cursor) {
            FakeRow row = ev(cursor, "kind" + std::to_string(random(4)));
            row.timestampMs = 1'787'418'699'000 + random(50);
            if (random(2) == 0)
                row.run = "run" + std::to_string(random(3));
            row.severity = static_cast<Severity>(random(4));
            rowsToAdd.push_back(row);
        }
        f.add(rowsToAdd);
        if (batch % 4 == 3)
            QTRY_COMPARE(model.rowCount(), static_cast<int>(f.store.rowCount()));
    }
    QTRY_COMPARE(model.rowCount(), static_cast<int>(f.store.rowCount()));
    for (std::uint32_t row = 0; row < f.store.rowCount(); ++row)
        QCOMPARE(model.eventAt(model.rowOf(rowIndex(row))), std::optional(rowIndex(row)));
}

void TestEventTableModel::makesFiltersOfCells()
{
    Fixture f;
    FakeRow row = ev(9, "step_failed", "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11");
    row.step = "analyze";
    row.agent = "researcher-3";
    row.severity = Severity::Error;
    f.add({ev(8, "flow_started", "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11"), row});
    const RowIndex failed = rowIndex(1);
    const auto text = [&](int column, CellAction action, std::string_view current = {}) {
        return QString::fromStdString(
            filterForCell(Filter::parse(current).value(), cellCondition(f.store, failed, column), action)
                .text());
    };
    QCOMPARE(text(EventTableModel::KindColumn, CellAction::ShowOnly), u"kind:step_failed"_s);
    QCOMPARE(text(EventTableModel::KindColumn, CellAction::Add, "kind:flow_started"),
             u"kind:flow_started,step_failed"_s);
    QCOMPARE(text(EventTableModel::AgentColumn, CellAction::Exclude, "mob:crew"),
             u"mob:crew -agent:researcher-3"_s);
    QCOMPARE(text(EventTableModel::MarkColumn, CellAction::ShowOnly), u"severity:error"_s);
    QCOMPARE(text(EventTableModel::InfoColumn, CellAction::ShowOnly), u"kind:step_failed"_s);
    const Filter absent = filterForCell(
        Filter(), cellCondition(f.store, rowIndex(0), EventTableModel::StepColumn), CellAction::ShowOnly);
    f.matches.setFilter(absent, currentTimeMs());
    QCOMPARE(f.matches.size(), 1U);
    QCOMPARE(f.matches.rowAt(0), rowIndex(0));

    const auto count = [&](const std::optional<Filter> &filter) {
        f.matches.setFilter(*filter, currentTimeMs());
        return f.matches.size();
    };
    QCOMPARE(count(filterForRun(f.store, failed)), 2U);
    QCOMPARE(count(filterForStep(f.store, failed)), 1U);
    QCOMPARE(count(filterForAgent(f.store, failed)), 1U);
    QVERIFY(!filterForAgent(f.store, rowIndex(0)));

    FakeRow outside = ev(1);
    FakeRow inside = ev(10, "member_retired");
    FakeRow end = ev(11, "flow_failed", "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11");
    f.matches.setFilter(Filter(), 0);
    f.add({outside});
    f.add({inside, end, ev(12)});
    RunStates states(f.store);
    states.extend({0, f.store.rowCount()});
    QCOMPARE(count(filterWhileRun(f.store, states, failed)), 4U); // 8, 9, 10 without a run, 11
}

void TestEventTableModel::makesTextsOfRows()
{
    Fixture f;
    FakeRow row = ev(9, "step_failed", "r1");
    f.add({row});
    const auto json = QString::fromStdString(rowAsJson(f.store, rowIndex(0), R"({"a":1})"));
    QVERIFY2(json.contains(u"\"cursor\":9"_s) && json.endsWith(u"\"data\":{\"a\":1}}"_s), qPrintable(json));
    QCOMPARE(rowAsFilter(f.store, rowIndex(0)), "cursor:9");
    const auto url = QString::fromStdString(rowAsSubscribeUrl(f.store, rowIndex(0)));
    QVERIFY2(url.contains(u"run_id=r1"_s) && url.contains(u"after_seq=9"_s), qPrintable(url));
    f.add({ev(1)}, 2);
    QCOMPARE(rowAsFilter(f.store, rowIndex(0)), "cursor:9 epoch:1");
}

void TestEventTableModel::countsWhatDroppingAClauseWouldLeave()
{
    Fixture f;
    f.add(events(1, 9));
    ClauseCounts counts(f.store);
    QSignalSpy counted(&counts, &ClauseCounts::counted);
    counts.count(Filter::parse("kind:step_failed run:none").value(), currentTimeMs());
    QTRY_COMPARE(counted.size(), 1);
    const std::vector<ClauseCounts::Entry> expected = {{0, 0}, {1, 3}};
    QCOMPARE(counts.entries(), expected);
    counts.count(Filter::parse("kind:step_failed \"verdict\"").value(), currentTimeMs());
    QTRY_COMPARE(counted.size(), 2);
    const std::vector<ClauseCounts::Entry> unknown = {{0, std::nullopt}, {1, 3}};
    QCOMPARE(counts.entries(), unknown);
}

QTEST_GUILESS_MAIN(TestEventTableModel)
#include "tst_eventtablemodel.moc"
