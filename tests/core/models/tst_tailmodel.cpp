// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/tailmodel.h"
#include "tests/support/fakesource.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

/// Store, filter and hub, fed the way a session feeds them.
struct Feed
{
    EventStore store;
    std::shared_ptr<MemoryPayloads> payloads = std::make_shared<MemoryPayloads>();
    FilterIndex matches{store, payloads};
    EventHub hub;
    TailModel model{store, hub, matches};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    Cursor cursor = 0;

    void publish(std::uint32_t count, const std::string &kind = "step_dispatched")
    {
        std::vector<FakeRow> rows;
        for (std::uint32_t i = 0; i < count; ++i) {
            FakeRow row;
            row.cursor = ++cursor;
            row.kind = kind;
            rows.push_back(row);
        }
        const RowRange range = store.append(*makeBatch(rows, Arrival::Live, 1, payloads.get()));
        matches.extend(range);
        hub.publish(range);
    }
    void setFilter(std::string_view text) { matches.setFilter(Filter::parse(text).value(), currentTimeMs()); }

    /// "1 2 3 (+512) 515": cursors, and in brackets what is missed.
    [[nodiscard]] QString lines() const
    {
        QStringList out;
        for (int line = 0; line < model.rowCount(); ++line) {
            if (model.lineKind(line) == TailModel::LineKind::Missed)
                out << QStringLiteral("(+%1)").arg(model.missed(line));
            else
                out << QString::number(store.cursor(model.eventRow(line)));
        }
        return out.join(QLatin1Char(' '));
    }
};

} // namespace

class TestTailModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsOnlyWhatArrivesLater();
    void tellsWhatTheBroadcastLost();
    void staysWithinItsCapacity();
    void removesBeforeItInserts();
    void countsWhilePaused();
    void tellsWhatALongPauseDropped();
    void keepsOnlyWhatMatches();
    void waitsForPayloadsOfTheFilter();
    void clears();
};

void TestTailModel::showsOnlyWhatArrivesLater()
{
    Feed feed;
    feed.publish(3);
    QCOMPARE(feed.model.rowCount(), 0);
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("1 2 3"));
    QCOMPARE(feed.model.index(2).data(TailModel::RowRole).toUInt(), 2U);
    feed.model.takeArrived();
    QCOMPARE(feed.model.rowCount(), 3);
}

void TestTailModel::tellsWhatTheBroadcastLost()
{
    Feed feed;
    feed.publish(1);
    feed.model.takeArrived();
    feed.publish(EventHub::capacity + 100);
    feed.model.takeArrived();
    QCOMPARE(feed.model.rowCount(), int(1 + 1 + EventHub::capacity));
    QCOMPARE(feed.model.lineKind(1), TailModel::LineKind::Missed);
    QCOMPARE(feed.model.missed(1), 100U);
    // The line leads to the first event that it stands for.
    QCOMPARE(feed.store.cursor(feed.model.eventRow(1)), 2U);
    QCOMPARE(feed.store.cursor(feed.model.eventRow(2)), 102U);
}

void TestTailModel::staysWithinItsCapacity()
{
    Feed feed;
    for (int round = 0; round < 10; ++round) {
        feed.publish(450);
        feed.model.takeArrived();
        QVERIFY(feed.model.rowCount() <= TailModel::capacity);
    }
    QCOMPARE(feed.model.rowCount(), TailModel::capacity);
    QCOMPARE(feed.store.cursor(feed.model.eventRow(TailModel::capacity - 1)), 4500U);
    QCOMPARE(feed.store.cursor(feed.model.eventRow(0)), Cursor(4500 - TailModel::capacity + 1));
}

void TestTailModel::removesBeforeItInserts()
{
    Feed feed;
    for (int round = 0; round < 4; ++round) {
        feed.publish(500);
        feed.model.takeArrived();
    }
    QStringList order;
    connect(&feed.model, &QAbstractItemModel::rowsRemoved, this,
            [&order] { order << QStringLiteral("removed"); });
    connect(&feed.model, &QAbstractItemModel::rowsInserted, this,
            [&order] { order << QStringLiteral("inserted"); });
    feed.publish(7);
    feed.model.takeArrived();
    QCOMPARE(order, QStringList({QStringLiteral("removed"), QStringLiteral("inserted")}));
}

void TestTailModel::countsWhilePaused()
{
    Feed feed;
    feed.publish(1);
    feed.model.takeArrived();
    feed.model.setPaused(true);
    feed.publish(5);
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("1"));
    QCOMPARE(feed.model.arrivedWhilePaused(), 5U);
    feed.model.setPaused(false);
    QCOMPARE(feed.lines(), QStringLiteral("1 2 3 4 5 6"));
    QCOMPARE(feed.model.arrivedWhilePaused(), 0U);
}

void TestTailModel::tellsWhatALongPauseDropped()
{
    Feed feed;
    feed.model.setPaused(true);
    for (int round = 0; round < 6; ++round) {
        feed.publish(500);
        feed.model.takeArrived();
    }
    QCOMPARE(feed.model.arrivedWhilePaused(), 3000U);
    feed.model.setPaused(false);
    QCOMPARE(feed.model.rowCount(), TailModel::capacity);
    QCOMPARE(feed.model.missed(0), std::uint64_t(3000 - (TailModel::capacity - 1)));
    QCOMPARE(feed.store.cursor(feed.model.eventRow(0)), 1U);
    QCOMPARE(feed.store.cursor(feed.model.eventRow(TailModel::capacity - 1)), 3000U);
}

void TestTailModel::keepsOnlyWhatMatches()
{
    Feed feed;
    feed.publish(2);
    feed.publish(1, "step_failed");
    feed.setFilter("kind:step_failed");
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("1 2 3"));
    feed.model.setOnlyMatching(true);
    QCOMPARE(feed.lines(), QStringLiteral("3"));
    feed.publish(1);
    feed.publish(1, "step_failed");
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("3 5"));
    feed.setFilter("kind:step_dispatched");
    QCOMPARE(feed.lines(), QString());
    feed.publish(1);
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("6"));
    feed.model.setOnlyMatching(false);
    feed.publish(1, "step_failed");
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("6 7"));
}

void TestTailModel::waitsForPayloadsOfTheFilter()
{
    Feed feed;
    feed.model.setOnlyMatching(true);
    feed.setFilter("data.reason:late");
    feed.payloads->hold();
    FakeRow hit;
    hit.cursor = 1;
    hit.payload = R"({"reason":"late"})";
    FakeRow other;
    other.cursor = 2;
    const RowRange range = feed.store.append(*makeBatch({hit, other}, Arrival::Live, 1, feed.payloads.get()));
    feed.matches.extend(range);
    feed.hub.publish(range);
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QString());
    feed.payloads->release();
    QTRY_COMPARE(feed.lines(), QStringLiteral("1"));
}

void TestTailModel::clears()
{
    Feed feed;
    feed.model.clear();
    feed.publish(3);
    feed.model.takeArrived();
    feed.model.clear();
    QCOMPARE(feed.model.rowCount(), 0);
    feed.publish(1);
    feed.model.takeArrived();
    QCOMPARE(feed.lines(), QStringLiteral("4"));
}

QTEST_GUILESS_MAIN(TestTailModel)
#include "tst_tailmodel.moc"
