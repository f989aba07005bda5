// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/store/eventstore.h"
#include "tests/support/fakesource.h"

#include <QTest>
#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

using namespace mobwatch;
using test::FakeRow;
using test::makeBatch;

namespace {

std::vector<FakeRow> cursors(const std::vector<Cursor> &numbers)
{
    std::vector<FakeRow> rows;
    for (const Cursor cursor : numbers)
        rows.push_back({cursor});
    return rows;
}

std::vector<Cursor> range(Cursor first, Cursor last)
{
    std::vector<Cursor> result;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        result.push_back(cursor);
    return result;
}

std::vector<Cursor> cursorsInOrder(const EventStore &store)
{
    std::vector<Cursor> result;
    for (std::uint32_t position = 0; position < store.rowCount(); ++position)
        result.push_back(store.cursor(store.rowAt(position)));
    return result;
}

// Every lookup of the order against the obvious one.
void checkOrder(const EventStore &store)
{
    std::vector<RowIndex> expected;
    for (std::uint32_t row = 0; row < store.rowCount(); ++row)
        expected.push_back(rowIndex(row));
    std::ranges::sort(expected, {},
                      [&](RowIndex row) { return std::tuple(store.epoch(row), store.cursor(row), row); });
    std::uint32_t position = 0;
    for (const RowIndex row : expected) {
        QCOMPARE(toNumber(store.rowAt(position)), toNumber(row));
        QCOMPARE(store.positionOf(row), position);
        if (position > 0)
            QVERIFY(store.isBefore(expected[position - 1], row));
        ++position;
    }
    position = 0;
    for (const OrderRun &run : store.order()) {
        QCOMPARE(run.position, position);
        QVERIFY(run.count > 0);
        position += run.count;
    }
    QCOMPARE(position, store.rowCount());
}

} // namespace

class TestEventStore : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void startsEmpty()
    {
        const EventStore store;
        QCOMPARE(store.rowCount(), 0U);
        QVERIFY(store.order().empty());
        QVERIFY(!store.findCursor(1, 1));
        QCOMPARE(store.newestEpoch(), Epoch{1});
        QCOMPARE(store.snapshot().rowCount(), 0U);
    }

    void keepsEveryColumn()
    {
        EventStore store;
        FakeRow full{7, "flow_started", "r1", "s1", ""};
        full.mob = "m";
        full.timestampMs = 99;
        full.severity = Severity::Error;
        full.mobLabels = {{"env", "prod"}};
        full.runLabels = {{"ticket", "9"}};
        const auto batch = makeBatch({full, {9, "unheard_of"}});
        batch->locator = {70, 90};
        batch->runFlows = {{batch->run[0], batch->strings.intern("release")}};
        QCOMPARE(store.append(*batch), (RowRange{0, 2}));

        const RowIndex a = rowIndex(0);
        const RowIndex b = rowIndex(1);
        QCOMPARE(store.text(TextColumn::Kind, a).value(), std::string_view("flow_started"));
        QCOMPARE(store.text(TextColumn::Run, a).value(), std::string_view("r1"));
        QCOMPARE(store.text(TextColumn::Step, a).value(), std::string_view("s1"));
        QCOMPARE(store.text(TextColumn::Agent, a).value(), std::string_view(""));
        QCOMPARE(store.text(TextColumn::Mob, a).value(), std::string_view("m"));
        QCOMPARE(store.severity(a), Severity::Error);
        QCOMPARE(store.category(a), Category::Flow);
        QCOMPARE(store.category(b), Category::Unknown);
        QCOMPARE(store.timestampMs(a), TimestampMs{99});
        QCOMPARE(store.mobLabels(a), (LabelMap{{"env", "prod"}}));
        QCOMPARE(store.runLabels(a), (LabelMap{{"ticket", "9"}}));
        QVERIFY(store.mobLabels(b).empty());
        QVERIFY(!store.text(TextColumn::Agent, b));
        QCOMPARE(store.textId(TextColumn::Run, b), 0U);
        QCOMPARE(store.payloadKey(b).cursor, Cursor{9});
        QCOMPARE(store.payloadKey(b).locator, std::uint64_t{90});
        QCOMPARE(toNumber(store.payloadKey(b).row), 1U);
        QCOMPARE(store.flowOfRun(store.textId(TextColumn::Run, a)), std::string_view("release"));
        QCOMPARE(store.flowOfRun(0), std::string_view());
        QCOMPARE(store.labelSets().size(), std::size_t{3});
    }

    void sharesStringsAndLabelSetsBetweenBatches()
    {
        EventStore store;
        FakeRow row{1, "mob_created"};
        row.mobLabels = {{"a", "b"}};
        (void)store.append(*makeBatch({row}));
        row.cursor = 2;
        (void)store.append(*makeBatch({{3, "mob_reset"}}));
        (void)store.append(*makeBatch({row}));
        QCOMPARE(store.texts(TextColumn::Kind).size(), 2U);
        QCOMPARE(store.textId(TextColumn::Kind, rowIndex(2)), store.textId(TextColumn::Kind, rowIndex(0)));
        QCOMPARE(store.labelSets().size(), std::size_t{2});
        QCOMPARE(store.mobLabels(rowIndex(2)), row.mobLabels);
    }

    void liveBatchesExtendOneRun()
    {
        EventStore store;
        for (Cursor first = 1; first < 500; first += 10)
            (void)store.append(*makeBatch(cursors(range(first, first + 9))));
        QCOMPARE(store.order(), (std::vector<OrderRun>{{0, 500, 0}}));
        checkOrder(store);
    }

    void olderBlocksGoInFront()
    {
        EventStore store;
        (void)store.append(*makeBatch(cursors(range(90, 99)), Arrival::Newest));
        (void)store.append(*makeBatch(cursors({100}), Arrival::Live));
        (void)store.append(*makeBatch(cursors(range(50, 89)), Arrival::Older));
        (void)store.append(*makeBatch(cursors({101}), Arrival::Live));
        (void)store.append(*makeBatch(cursors(range(1, 49)), Arrival::Older));
        QCOMPARE(cursorsInOrder(store), range(1, 101));
        QCOMPARE(store.order().size(), std::size_t{4});
        checkOrder(store);
    }

    void interleavingBatchesSplitRuns()
    {
        EventStore store;
        (void)store.append(*makeBatch(cursors({2, 4, 6, 8, 10})));
        (void)store.append(*makeBatch(cursors({1, 3, 4, 5, 9, 11, 12})));
        QCOMPARE(cursorsInOrder(store), (std::vector<Cursor>{1, 2, 3, 4, 4, 5, 6, 8, 9, 10, 11, 12}));
        checkOrder(store);
    }

    void epochsComeBeforeCursors()
    {
        EventStore store;
        (void)store.append(*makeBatch(cursors({5, 6}), Arrival::Live, 1));
        (void)store.append(*makeBatch(cursors({1, 2, 9}), Arrival::Live, 2));
        (void)store.append(*makeBatch(cursors({1, 2, 3}), Arrival::Older, 1));
        QCOMPARE(cursorsInOrder(store), (std::vector<Cursor>{1, 2, 3, 5, 6, 1, 2, 9}));
        QCOMPARE(store.newestEpoch(), Epoch{2});
        QCOMPARE(toNumber(store.findCursor(2, 2).value()), 3U);
        QCOMPARE(toNumber(store.findCursor(1, 2).value()), 6U);
        QVERIFY(!store.findCursor(2, 3));
        QVERIFY(!store.findCursor(3, 1));
        checkOrder(store);
    }

    void bringsAnUnsortedBatchIntoOrder()
    {
        EventStore store;
        (void)store.append(*makeBatch(cursors({5, 9, 3, 4, 1})));
        QCOMPARE(cursorsInOrder(store), (std::vector<Cursor>{1, 3, 4, 5, 9}));
        checkOrder(store);
    }

    void randomBatchesKeepTheOrder()
    {
        std::mt19937 random(4711);
        for (int round = 0; round < 50; ++round) {
            EventStore store;
            for (int batch = 0; batch < 12; ++batch) {
                std::vector<Cursor> numbers(random() % 30);
                for (Cursor &cursor : numbers)
                    cursor = random() % 100 + 1;
                std::ranges::sort(numbers);
                (void)store.append(*makeBatch(cursors(numbers), Arrival::Live, random() % 3 + 1));
            }
            checkOrder(store);
        }
    }

    void appendsAcrossChunks()
    {
        EventStore store;
        std::vector<FakeRow> rows;
        for (std::uint32_t i = 1; i <= 2 * StoreChunk::capacity + 10; ++i)
            rows.push_back({i, i % 2 == 0 ? "flow_started" : "mob_reset"});
        (void)store.append(*makeBatch({{900'000}}));
        (void)store.append(*makeBatch(rows));
        for (const std::uint32_t i :
             {0U, StoreChunk::capacity - 2, StoreChunk::capacity - 1, StoreChunk::capacity,
              2 * StoreChunk::capacity, 2 * StoreChunk::capacity + 9}) {
            QCOMPARE(store.cursor(rowIndex(i + 1)), Cursor{i} + 1);
            QCOMPARE(store.text(TextColumn::Kind, rowIndex(i + 1)).value(), std::string_view(rows[i].kind));
        }
        QCOMPARE(toNumber(store.findCursor(1, 70'000).value()), 70'000U);
    }

    void snapshotsStandStill()
    {
        EventStore store;
        (void)store.append(*makeBatch(cursors(range(1, 10))));
        const StoreSnapshot snapshot = store.snapshot();
        (void)store.append(*makeBatch(cursors(range(11, 100))));
        QCOMPARE(snapshot.rowCount(), 10U);
        QCOMPARE(snapshot.chunk(0).cursor[9], Cursor{10});
        QCOMPARE(snapshot.payloadKey(rowIndex(4)).cursor, Cursor{5});
    }

    void countsItsMemory()
    {
        EventStore store;
        std::vector<FakeRow> rows;
        for (Cursor i = 1; i <= 100'000; ++i)
            rows.push_back({i, "step_completed", "run " + std::to_string(i / 50)});
        (void)store.append(*makeBatch(rows));
        const std::size_t perRow = store.memoryBytes() / 100'000;
        QVERIFY2(perRow >= 40 && perRow <= 60, qPrintable(QString::number(perRow)));
    }
};

QTEST_GUILESS_MAIN(TestEventStore)
#include "tst_eventstore.moc"
