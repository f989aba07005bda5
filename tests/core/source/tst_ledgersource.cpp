// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/projection.h"
#include "core/ledger/ledgerreader.h"
#include "core/source/ledgersource.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/sourceprobe.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using test::LedgerDriver;
using test::SourceProbe;

namespace {

/// One source on one ledger in a folder of its own.
struct Scene
{
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("ledger.db"));
    std::unique_ptr<LedgerSource> source;
    std::unique_ptr<SourceProbe> probe;

    void watch(LedgerSourceOptions options = {})
    {
        options.spoolFolder = folder.filePath(QStringLiteral("cache"));
        source = std::make_unique<LedgerSource>(path, options);
        probe = std::make_unique<SourceProbe>(*source);
        source->start();
    }
};

} // namespace

class TestLedgerSource final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatIsLeftOfADamagedFile()
    {
        Scene scene;
        {
            LedgerDriver driver(scene.path);
            QVERIFY(driver.run(QStringLiteral("create")).ok);
            QVERIFY(driver.run(QStringLiteral("append 3000")).ok);
        }
        QFile file(scene.path);
        QVERIFY(file.resize(file.size() / 4096 * 3 / 4 * 4096));
        scene.watch();
        TRY_VERIFY(scene.probe->isLive());
        TRY_VERIFY(!scene.probe->unreadable.empty());
        QCOMPARE(scene.probe->unreadable.size(), std::size_t(1)); // once, though it is met again and again
        const UnreadableRow &rest = scene.probe->unreadable.front();
        QCOMPARE(rest.error.code, ErrorCode::Damaged);
        QVERIFY(rest.cursor > 1000);
        QCOMPARE(rest.cursor + rest.count - 1, Cursor(3000));
        TRY_VERIFY(scene.probe->isComplete(rest.cursor - 1));
    }
    void readsWhatTheReaderReads_data()
    {
        QTest::addColumn<QString>("ledger");
        for (const QString &scenario : test::scenarios()) {
            for (const char *name :
                 {"ledger.db", "ledger-second.db", "ledger-before-destroy.db", "live/ledger.db"}) {
                const QString ledger = scenario + QLatin1Char('/') + QLatin1String(name);
                if (QFile::exists(test::fixture(ledger)))
                    QTest::newRow(qPrintable(ledger)) << ledger;
            }
        }
    }
    void readsWhatTheReaderReads()
    {
        QFETCH(QString, ledger);
        Scene scene;
        scene.path = test::copyLedger(ledger, scene.folder.path());
        const std::string before = test::readAll(scene.path);
        const auto expected = LedgerReader::open(scene.path).value()->read(0, std::nullopt, 10000);
        VERIFY_OK(expected);
        scene.watch();
        TRY_VERIFY(scene.probe->isLive());
        TRY_COMPARE(scene.probe->events.size(), expected->events.size());
        for (const MobEvent &event : expected->events) {
            const SourceProbe::Event &seen = scene.probe->events.at({1, event.cursor});
            const StructuralFields fields = structuralFields(event.kind, event.data);
            QCOMPARE(seen.kind, event.kind);
            QCOMPARE(seen.mob, event.mobId);
            QCOMPARE(seen.timestampMs, event.timestampMs);
            QCOMPARE(seen.run, fields.runId.value_or("-"));
            QCOMPARE(seen.step, fields.stepId.value_or("-"));
            QCOMPARE(seen.agent, fields.agentIdentity.value_or("-"));
        }
        QCOMPARE(scene.probe->disorders + scene.probe->repeats, 0);
        QVERIFY(scene.probe->unreadable.empty());
        scene.source->stop();
        TRY_COMPARE(scene.probe->finishes, 1);
        QVERIFY(test::readAll(scene.path) == before);
    }

    void showsTheNewestFirstAndFillsBehind()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 60000")).ok);
        scene.watch();
        TRY_VERIFY(scene.probe->isLive());
        TRY_VERIFY(scene.probe->isComplete(60000));
        const auto &batches = scene.probe->batches;
        QCOMPARE(batches.front()->arrival, Arrival::Newest);
        QCOMPARE(batches.front()->cursor.back(), Cursor{60000});
        Cursor below = batches.front()->cursor.front();
        for (std::size_t i = 1; i < batches.size(); ++i) {
            QCOMPARE(batches[i]->arrival, Arrival::Older);
            QCOMPARE(batches[i]->cursor.back(), below - 1); // each block joins the one above it
            below = batches[i]->cursor.front();
        }
        QCOMPARE(below, Cursor{1});
        QCOMPARE(scene.probe->repeats, 0);
        QCOMPARE(scene.probe->states.back(), SourceState::Live);
    }

    void keepsReadingThroughAndAroundUnreadableRows()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 2")).ok);
        QVERIFY(driver.run(QStringLiteral("raw not json")).ok);
        QVERIFY(driver.run(QStringLiteral("append 2")).ok);
        scene.watch();
        TRY_VERIFY(scene.probe->isLive());
        TRY_COMPARE(scene.probe->count(), std::size_t{4});
        QCOMPARE(scene.probe->unreadable.size(), std::size_t{1});
        QCOMPARE(scene.probe->unreadable[0].cursor, Cursor{3});
        QVERIFY(driver.run(QStringLiteral("raw {}")).ok);
        TRY_COMPARE(scene.probe->unreadable.size(), std::size_t{2});
        QVERIFY(driver.run(QStringLiteral("append 1")).ok);
        TRY_COMPARE(scene.probe->count(), std::size_t{5});
    }

    void saysOnceThatRowsAreOfANewerSchema()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        for (int i = 1; i <= 3; ++i) {
            const QString row =
                QStringLiteral("raw {\"event\":{\"cursor\":%1,\"kind\":{\"type\":\"mob_stopped\"},\"mob_"
                               "id\":\"crew\",\"timestamp\":\"2026-08-22T17:11:39Z\"},\"schema_"
                               "version\":11}");
            QVERIFY(driver.run(row.arg(i)).ok);
        }
        scene.watch();
        TRY_COMPARE(scene.probe->count(), std::size_t{3});
        TRY_VERIFY(scene.probe->isLive());
        QCOMPARE(scene.probe->notices.size(), std::size_t{1});
        QCOMPARE(scene.probe->notices[0].kind, SourceNotice::Kind::NewerSchema);
        QCOMPARE(scene.probe->notices[0].number, 11);
        QCOMPARE(scene.source->info().newestSchemaVersion, 11);
    }

    void saysThatADestroyedMobLeftAnEmptyLedger()
    {
        Scene scene;
        scene.path = test::copyLedger(QStringLiteral("stop-destroy/ledger.db"), scene.folder.path());
        scene.watch();
        TRY_VERIFY(scene.probe->isLive());
        QVERIFY(scene.probe->hasNotice(SourceNotice::Kind::EmptiedLedger));
        QCOMPARE(scene.probe->notices[0].number, 9);
        QCOMPARE(scene.source->info().runsListed, 9);
        QVERIFY(scene.probe->seams.empty());
    }

    void recognisesHelperStores()
    {
        Scene scene;
        scene.path = scene.folder.filePath(QStringLiteral("realm_profiles.db"));
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        scene.watch();
        TRY_VERIFY(scene.probe->hasNotice(SourceNotice::Kind::HelperStore));
    }

    void readsSparseCursors()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 5")).ok);
        QVERIFY(driver.run(QStringLiteral("skip 1000000000000")).ok);
        QVERIFY(driver.run(QStringLiteral("append 5")).ok);
        scene.watch();
        TRY_VERIFY(scene.probe->isLive());
        TRY_COMPARE(scene.probe->count(), std::size_t{10});
        QVERIFY(scene.probe->events.contains({1, 1}));
        QVERIFY(scene.probe->events.contains({1, 1000000000005}));
    }

    void failsOnWhatIsNoLedgerAndCanRetry()
    {
        Scene scene;
        QFile file(scene.path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("plain text, nothing else");
        file.close();
        scene.watch();
        TRY_COMPARE(scene.source->status().state, SourceState::Failed);
        QCOMPARE(scene.source->status().error.code, ErrorCode::NotSqlite);
        QVERIFY(file.remove());
        QVERIFY(QFile::copy(test::fixture(QStringLiteral("linear/ledger.db")), scene.path));
        scene.source->retry();
        TRY_VERIFY(scene.probe->isLive());
        TRY_VERIFY(scene.probe->isComplete(60));
    }

    void putsLabelsOnEvents()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 3")).ok);
        QVERIFY(driver.run(QStringLiteral("kind mob_stopped")).ok);
        const LabelMap mob{{"team", "search"}};
        const LabelMap run{{"order", "17"}};
        LedgerSourceOptions options;
        options.labels.setMobLabels("crew", mob);
        options.labels.setRunLabels("crew", "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11", run);
        scene.watch(options);
        TRY_VERIFY(scene.probe->isComplete(4));
        const EventBatch &batch = *scene.probe->batches.front();
        QCOMPARE(batch.size(), std::size_t{4});
        QCOMPARE(batch.labelSets.size(), std::size_t{2}); // each set once
        for (std::size_t i = 0; i < 4; ++i)
            QVERIFY(batch.labelSets.at(batch.mobLabels.at(i)) == mob);
        QVERIFY(batch.labelSets.at(batch.runLabels.at(0)) == run);
        QCOMPARE(batch.runLabels.at(3), BatchStrings::absent); // of no run
        QVERIFY(driver.run(QStringLiteral("append 1")).ok);
        TRY_VERIFY(scene.probe->isComplete(5));
        const EventBatch &live = *scene.probe->batches.back(); // sets are counted per batch
        QVERIFY(live.labelSets.at(live.mobLabels.at(0)) == mob);
    }

    void tellsWhatFailsInReading()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 3")).ok);
        // It opens like any ledger, and only then shows a table that is not as the specification has it.
        QVERIFY(driver.run(QStringLiteral("sql DROP TABLE IF EXISTS mob_identity_store_meta")).ok);
        QVERIFY(driver.run(QStringLiteral("sql CREATE TABLE mob_identity_store_meta(other TEXT)")).ok);
        scene.watch();
        TRY_COMPARE(scene.source->status().state, SourceState::Failed);
        QCOMPARE(scene.source->status().error.code, ErrorCode::Io);
    }

    void failsOnATruncatedLedger()
    {
        Scene scene;
        scene.path = test::copyLedger(QStringLiteral("linear/ledger.db"), scene.folder.path());
        QVERIFY(QFile::resize(scene.path, QFile(scene.path).size() / 2));
        scene.watch();
        TRY_COMPARE(scene.source->status().state, SourceState::Failed);
        QCOMPARE(scene.source->status().error.code, ErrorCode::Damaged);
    }

    void waitsForAnEmptyFile()
    {
        Scene scene;
        QFile file(scene.path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        scene.watch();
        TRY_VERIFY(scene.probe->isWaiting());
        QCOMPARE(scene.source->status().error.code, ErrorCode::EmptyFile);
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        TRY_VERIFY(scene.probe->isLive());
        QVERIFY(driver.run(QStringLiteral("append 3")).ok);
        TRY_VERIFY(scene.probe->isComplete(3));
    }

    void stopsTheReadingWhenNobodyTakes()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 200000")).ok);
        LedgerSource source(scene.path, {scene.folder.filePath(QStringLiteral("cache")), 0});
        int signalled = 0;
        connect(&source, &EventSource::batchReady, this, [&signalled] { ++signalled; });
        source.start();
        TRY_VERIFY(signalled > 0);
        std::size_t rows = 0, most = 0;
        while (rows < 200000) {
            std::size_t now = 0;
            TRY_VERIFY(signalled > 0);
            for (const EventBatchPtr &batch : source.takeBatches())
                now += batch->size();
            rows += now;
            most = std::max(most, now);
            signalled = now == 0 ? 0 : signalled;
        }
        QCOMPARE(rows, std::size_t{200000});
        QVERIFY(most <= std::size_t{9 * 16384});
        source.stop();
        source.stop();
        QCOMPARE(source.status().state, SourceState::Stopped);
    }

    void stopsInTheMiddle()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 50000")).ok);
        for (int round = 0; round < 9; ++round) {
            LedgerSource source(scene.path, {scene.folder.filePath(QStringLiteral("cache"))});
            SourceProbe probe(source);
            source.start();
            TRY_VERIFY(probe.ready > round % 3 || round % 3 == 2);
            source.stop();
            TRY_COMPARE(probe.finishes, 1);
            QCOMPARE(probe.states.back(), SourceState::Stopped);
        }
    }
};

QTEST_GUILESS_MAIN(TestLedgerSource)
#include "tst_ledgersource.moc"
