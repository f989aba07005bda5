// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/runrows.h"
#include "tests/support/fakesource.h"

#include <QTest>

using namespace mobwatch;

class TestRunRows final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsLedgerOrderAsHistoryComesInBehind()
    {
        EventStore store;
        add(store, 50, 60);
        RunRows rows;
        const std::uint32_t run = store.texts(TextColumn::Run).find("a");
        rows.follow(&store, run);
        QCOMPARE(rows.size(), 5U);
        const RowIndex first = rows.rowAt(0);
        QCOMPARE(rows.positionOf(first), std::optional<std::uint32_t>(0));

        add(store, 1, 50); // older, arrives later
        add(store, 60, 64);
        rows.extend();
        QCOMPARE(rows.size(), 31U);
        QCOMPARE(rows.positionOf(first), std::optional<std::uint32_t>(24));
        for (std::uint32_t i = 1; i < rows.size(); ++i)
            QVERIFY(store.cursor(rows.rowAt(i - 1)) < store.cursor(rows.rowAt(i)));
    }

    void knowsNoRowOfAnotherRun()
    {
        EventStore store;
        add(store, 1, 11);
        RunRows rows;
        rows.follow(&store, store.texts(TextColumn::Run).find("b"));
        QCOMPARE(rows.size(), 5U);
        QVERIFY(!rows.positionOf(*store.findCursor(1, 2)));
        rows.follow(&store, 0);
        QCOMPARE(rows.size(), 0U);
        rows.follow(nullptr, 3);
        QCOMPARE(rows.size(), 0U);
    }

private:
    /// Cursors [begin, end): even ones in run a, odd ones in run b.
    static void add(EventStore &store, Cursor begin, Cursor end)
    {
        std::vector<test::FakeRow> rows;
        for (Cursor cursor = begin; cursor < end; ++cursor)
            rows.push_back({.cursor = cursor, .run = cursor % 2 ? "b" : "a"});
        static_cast<void>(store.append(*test::makeBatch(rows)));
    }
};

QTEST_GUILESS_MAIN(TestRunRows)
#include "tst_runrows.moc"
