// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/epochmerger.h"
#include "core/source/mergedsource.h"
#include "tests/support/fakesource.h"
#include "tests/support/sourceprobe.h"
#include "tests/support/testmacros.h"

#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

FakeRow row(Cursor cursor, TimestampMs base = 1000)
{
    FakeRow row;
    row.cursor = cursor;
    row.timestampMs = base + cursor;
    row.payload = "\"server\"";
    return row;
}

FakeRow ledgerRow(Cursor cursor, TimestampMs base = 1000)
{
    FakeRow stored = row(cursor, base);
    stored.payload = "\"ledger\"";
    return stored;
}

// A server and its ledger, both told what to say.
struct Pair
{
    FakeSource *server = new FakeSource;
    FakeSource *ledger = nullptr;
    MergedSource source{std::unique_ptr<EventSource>(server), {{}, [this](const QString &) {
                                                                   auto made = std::make_unique<FakeSource>();
                                                                   ledger = made.get();
                                                                   return made;
                                                               }}};
    SourceProbe probe{source};

    std::string payload(Cursor cursor, Epoch epoch = 1)
    {
        for (const EventBatchPtr &batch : probe.batches) {
            for (std::size_t i = 0; i < batch->size(); ++i) {
                if (batch->epoch != epoch || batch->cursor[i] != cursor)
                    continue;
                const auto read = source.payloads()->makeReader()->read(
                    {rowIndex(0), epoch, cursor, batch->timestampMs[i], batch->locator[i]});
                return read ? *read : read.error().message.toStdString();
            }
        }
        return "no such event";
    }
};

} // namespace

class TestMergedSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneEventPerCursor()
    {
        Pair pair;
        int merges = 0; // told by the signal
        const QObject context;
        connect(&pair.source, &EventSource::statusChanged, &context,
                [&pair, &merges] { merges += pair.source.mergeState() == ServerLink::MergeState::Merged; });
        pair.source.start();
        pair.server->push({row(2), row(5)});
        TRY_COMPARE(pair.probe.count(), std::size_t(2));
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        QVERIFY(!pair.source.mergeLedger(QStringLiteral("x.db")));
        QCOMPARE(pair.source.mergeState(), ServerLink::MergeState::Comparing);
        pair.ledger->push({ledgerRow(6), ledgerRow(7)}); // not proven yet
        pair.ledger->push({ledgerRow(1), ledgerRow(2), ledgerRow(3), ledgerRow(4), ledgerRow(5)},
                          Arrival::Older);
        TRY_COMPARE(pair.probe.count(), std::size_t(7));
        QCOMPARE(pair.source.mergeState(), ServerLink::MergeState::Merged);
        QCOMPARE(merges, 1);
        pair.server->push({row(7), row(8)});
        TRY_COMPARE(pair.probe.count(), std::size_t(8));
        pair.ledger->push({ledgerRow(8), ledgerRow(9)});
        TRY_COMPARE(pair.probe.count(), std::size_t(9));
        QCOMPARE(pair.probe.repeats, 0);
        QCOMPARE(pair.payload(3), std::string("\"ledger\""));
        QCOMPARE(pair.payload(2), std::string("\"ledger\"")); // the file wins
        pair.ledger->memory().remove(1, 2);
        QCOMPARE(pair.payload(2), std::string("\"server\""));
        pair.source.stop();
        TRY_COMPARE(pair.probe.finishes, 1);
    }

    void anotherLedgerIsRefused()
    {
        Pair pair;
        pair.source.start();
        pair.server->push({row(5)});
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        pair.ledger->push({ledgerRow(4, 70'000), ledgerRow(5, 70'000)});
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Refused);
        QCOMPARE(pair.probe.count(), std::size_t(1));
        pair.server->push({row(6)});
        TRY_COMPARE(pair.probe.count(), std::size_t(2));
    }

    void refusedLedgerLeavesRoomForAnother()
    {
        Pair pair;
        pair.source.start();
        pair.server->push({row(5)});
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        pair.ledger->setInfo({QStringLiteral("another"), 7, 9});
        pair.ledger->push({ledgerRow(5, 70'000)});
        pair.ledger->push({ledgerRow(5)}); // too late to be believed
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Refused);
        QCOMPARE(pair.source.info(), SourceInfo());
        QVERIFY(pair.source.mergeLedger(QStringLiteral("y.db")));
        QCOMPARE(pair.source.mergeState(), ServerLink::MergeState::Comparing);
        pair.ledger->push({ledgerRow(4), ledgerRow(5)});
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Merged);
        QCOMPARE(pair.probe.count(), std::size_t(2));
        pair.source.stop();
        TRY_COMPARE(pair.probe.finishes, 1);
    }

    void longLedgerIsComparedToItsEnd()
    {
        Pair pair;
        pair.source.start();
        pair.server->push({row(1000)});
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        for (Cursor cursor = 1; cursor <= 100; ++cursor)
            pair.ledger->push({ledgerRow(cursor)}, Arrival::Older);
        QCOMPARE(pair.source.mergeState(), ServerLink::MergeState::Comparing);
        pair.ledger->push({ledgerRow(1000)});
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Merged);
        QCOMPARE(pair.probe.count(), std::size_t(101));
    }

    void laterEventOfTheServerProvesWhatWaits()
    {
        Pair pair;
        pair.source.start();
        pair.server->push({row(7)});
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        pair.ledger->push({ledgerRow(8)});
        pair.ledger->push({ledgerRow(9)});
        QCOMPARE(pair.source.mergeState(), ServerLink::MergeState::Comparing);
        pair.server->push({row(8)});
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Merged);
        QCOMPARE(pair.probe.count(), std::size_t(3));
    }

    void clearedLedgerWakesOnlyAServerThatFollows()
    {
        Pair pair;
        pair.source.start();
        pair.server->push({row(5)});
        pair.server->setState(SourceState::Live);
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        pair.ledger->addSeam({SeamReason::LedgerCleared, 2, 5});
        QCOMPARE(pair.server->retryCount(), 0); // may be anybody's ledger
        pair.ledger->push({ledgerRow(5)});
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Merged);
        for (const SourceState state : {SourceState::Failed, SourceState::Stopped, SourceState::Connecting}) {
            pair.server->setState(state);
            pair.ledger->addSeam({SeamReason::LedgerCleared, 3, 5});
        }
        QCOMPARE(pair.server->retryCount(), 0);
        pair.server->setState(SourceState::Live);
        pair.ledger->addSeam({SeamReason::LedgerCleared, 4, 5});
        QCOMPARE(pair.server->retryCount(), 1);
    }

    void epochsFollowTheServer()
    {
        Pair pair;
        pair.source.start();
        pair.server->push({row(5)});
        QVERIFY(pair.source.mergeLedger(QStringLiteral("x.db")));
        pair.ledger->push({ledgerRow(5)});
        TRY_COMPARE(pair.source.mergeState(), ServerLink::MergeState::Merged);
        // The ledger was cleared; the server tells it later.
        pair.ledger->push({ledgerRow(1, 9000), ledgerRow(5, 9000)}, Arrival::Live, 2);
        pair.server->push({row(6)});
        TRY_COMPARE(pair.probe.count(1), std::size_t(2));
        QCOMPARE(pair.probe.count(2), std::size_t(0));
        pair.server->addSeam({SeamReason::LedgerCleared, 2, 6});
        TRY_COMPARE(pair.probe.count(2), std::size_t(2));
        pair.server->push({row(1, 9000), row(2, 9000)}, Arrival::Live, 2);
        TRY_COMPARE(pair.probe.count(2), std::size_t(3));
        QCOMPARE(pair.probe.repeats, 0);
        QCOMPARE(pair.payload(1, 2), std::string("\"ledger\""));
    }

    void serverGivesLabelsToRowsOfTheLedger()
    {
        EpochMerger merger;
        FakeRow labelled = row(1);
        labelled.run = "r";
        labelled.mobLabels = {{"team", "a"}};
        labelled.runLabels = {{"ticket", "7"}};
        static_cast<void>(merger.addServer(makeBatch({labelled})));
        FakeRow stored = ledgerRow(2);
        stored.run = "r";
        merger.beginLedger();
        merger.addLedger(makeBatch({row(1), stored}));
        const auto merged = merger.takeMerged();
        QCOMPARE(merged.size(), std::size_t(1));
        QCOMPARE(merged[0]->size(), std::size_t(1));
        QCOMPARE(merged[0]->labelSets.at(merged[0]->mobLabels.at(0)), labelled.mobLabels);
        QCOMPARE(merged[0]->labelSets.at(merged[0]->runLabels.at(0)), labelled.runLabels);
    }
};

QTEST_GUILESS_MAIN(TestMergedSource)
#include "tst_mergedsource.moc"
