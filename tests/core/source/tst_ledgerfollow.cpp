// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/ledgersource.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/sourceprobe.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace mobwatch;
using test::LedgerDriver;
using test::SourceProbe;

namespace {

/// Does this process hold `path` open?
bool isHeldOpen(const QString &path)
{
    const QString real = QFileInfo(path).canonicalFilePath();
    const QDir descriptors(QStringLiteral("/proc/self/fd"));
    for (const QString &name : descriptors.entryList(QDir::Files | QDir::System)) {
        if (QFile::symLinkTarget(descriptors.filePath(name)) == real)
            return true;
    }
    return false;
}

/// A source that watches what another process does to its ledger.
struct Scene
{
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("ledger.db"));
    LedgerDriver driver{path};
    LedgerSource source{path, {folder.filePath(QStringLiteral("cache"))}};
    SourceProbe probe{source};

    bool run(const char *command) { return driver.run(QString::fromLatin1(command)).ok; }
    bool run(const QString &command) { return driver.run(command).ok; }
};

} // namespace

class TestLedgerFollow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForALedgerThatIsNotThereYet()
    {
        Scene scene;
        scene.source.start();
        TRY_VERIFY(scene.probe.isWaiting());
        QCOMPARE(scene.source.status().error.code, ErrorCode::NotFound);
        QVERIFY(!QFile::exists(scene.path));
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 3"));
        TRY_VERIFY(scene.probe.isComplete(3));
        QCOMPARE(scene.probe.events.at({1, 3}).arrival, Arrival::Live);
        QVERIFY(scene.probe.seams.empty());
    }

    void noticesAppendsQuickly_data()
    {
        QTest::addColumn<bool>("keepsConnection");
        QTest::newRow("a connection per append") << false;
        QTest::newRow("one connection") << true;
    }
    void noticesAppendsQuickly()
    {
        QFETCH(bool, keepsConnection);
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 10"));
        if (keepsConnection)
            QVERIFY(scene.run("keep"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        std::vector<double> delays;
        QSignalSpy ready(&scene.source, &EventSource::batchReady);
        for (Cursor cursor = 11; cursor <= 60; ++cursor) {
            scene.driver.send(QStringLiteral("rate 1 20")); // and 50 ms of silence
            while (!scene.probe.events.contains({1, cursor}))
                QVERIFY(ready.wait(30000)); // a plain event loop: QTRY would look every 10 ms only
            const auto reply = scene.driver.reply();
            QVERIFY(reply.ok);
            delays.push_back(static_cast<double>(scene.probe.events.at({1, cursor}).ns - reply.ns) / 1e6);
        }
        std::sort(delays.begin(), delays.end());
        qInfo("append to event taken: median %.2f ms, p90 %.2f ms, worst %.2f ms", delays[25], delays[45],
              delays[49]);
        QVERIFY2(delays[25] <= 50, "the median append takes longer than 50 ms to arrive");
        QCOMPARE(scene.probe.repeats, 0);
    }

    void letsGoOfALedgerThatIsQuiet()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 10"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        QTRY_VERIFY(!isHeldOpen(scene.path));
        QVERIFY(scene.run("append 1"));
        TRY_VERIFY(scene.probe.isComplete(11));
        QTRY_VERIFY(!isHeldOpen(scene.path));
    }

    void losesNothingUnderLoad()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("keep"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        scene.driver.send(QStringLiteral("rate 20000 10000"));
        TRY_VERIFY(scene.probe.isComplete(20000));
        QVERIFY(scene.driver.reply().ok);
        QCOMPARE(scene.probe.repeats + scene.probe.disorders, 0);
        // Two seconds at thirty a second, with room for a slow machine that takes longer.
        qInfo("20000 rows at 10000/s: %d signals", scene.probe.ready);
        QVERIFY(scene.probe.ready < 600);
    }

    void keepsLiveRowsComingWhileHistoryIsRead()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 200000"));
        scene.source.start();
        TRY_VERIFY(!scene.probe.events.empty());
        QVERIFY(scene.run("append 5"));
        TRY_VERIFY(scene.probe.isComplete(200005));
        QCOMPARE(scene.probe.events.at({1, 200005}).arrival, Arrival::Live);
        QCOMPARE(scene.probe.events.at({1, 1}).arrival, Arrival::Older);
        QCOMPARE(scene.probe.repeats, 0);
        QVERIFY(scene.probe.seams.empty());
    }

    void survivesWritersThatAreKilled()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 1"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        for (int round = 0; round < 8; ++round) {
            LedgerDriver victim(scene.path);
            if (round % 2 == 0) {
                victim.send(QStringLiteral("hang"));
                QVERIFY(victim.waitForLine("hanging"));
            } else {
                const std::size_t before = scene.probe.count();
                victim.send(QStringLiteral("append 1000000 200 10"));
                const auto enough = before + 1 + QRandomGenerator::global()->bounded(300U);
                TRY_VERIFY(scene.probe.count() > enough);
            }
            victim.kill();
            const auto reply = scene.driver.run(QStringLiteral("append 3"));
            QVERIFY(reply.ok);
            TRY_VERIFY(scene.probe.isComplete(static_cast<Cursor>(reply.cursor)));
        }
        QVERIFY(scene.probe.seams.empty());
        QCOMPARE(scene.probe.repeats, 0);
        QVERIFY(scene.probe.unreadable.empty());
    }

    void opensAnEpochWhenTheLedgerIsCleared_data()
    {
        QTest::addColumn<QString>("clearing");
        QTest::addColumn<int>("rows");
        QTest::newRow("and stays empty") << QStringLiteral("clear") << 0;
        QTest::newRow("and is shorter") << QStringLiteral("replace 5") << 5;
        QTest::newRow("and is as long") << QStringLiteral("replace 20") << 20;
        QTest::newRow("and is longer at once") << QStringLiteral("replace 50") << 50;
        QTest::newRow("and is far longer") << QStringLiteral("replace 30000") << 30000;
    }
    void opensAnEpochWhenTheLedgerIsCleared()
    {
        QFETCH(QString, clearing);
        QFETCH(int, rows);
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 20"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        QVERIFY(scene.run(clearing));
        TRY_COMPARE(scene.probe.seams.size(), std::size_t{1});
        QCOMPARE(scene.probe.seams[0], (Seam{SeamReason::LedgerCleared, 2, 20}));
        TRY_VERIFY(scene.probe.isComplete(static_cast<Cursor>(rows), 2));
        QVERIFY(scene.run("append 3"));
        TRY_VERIFY(scene.probe.isComplete(static_cast<Cursor>(rows + 3), 2));
        QVERIFY(scene.probe.isComplete(20, 1));
        QCOMPARE(scene.probe.repeats, 0);
    }

    void tellsThatTheMobWasDestroyed()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 5"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        QVERIFY(scene.run("kind mob_destroying"));
        QVERIFY(scene.run("kind mob_destroy_storage_finalizing"));
        TRY_VERIFY(scene.probe.isComplete(7));
        QVERIFY(scene.run("clear"));
        TRY_COMPARE(scene.probe.seams.size(), std::size_t{1});
        QCOMPARE(scene.probe.seams[0], (Seam{SeamReason::MobDestroyed, 2, 7}));
        QVERIFY(scene.run("delete")); // as the host may
        TRY_VERIFY(scene.probe.isWaiting());
        QCOMPARE(scene.probe.seams.size(), std::size_t{1}); // nothing was left to be lost
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 2"));
        TRY_VERIFY(scene.probe.isComplete(2, 2));
        QCOMPARE(scene.probe.seams.size(), std::size_t{1});
    }

    void followsALedgerThatIsDeletedAndMadeAnew()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 20"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        QVERIFY(scene.run("delete"));
        TRY_VERIFY(scene.probe.isWaiting());
        QCOMPARE(scene.source.status().error.code, ErrorCode::NotFound);
        TRY_COMPARE(scene.probe.seams, (std::vector<Seam>{{SeamReason::LedgerDeleted, 1, 20}}));
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 30"));
        TRY_VERIFY(scene.probe.isComplete(30, 2));
        QCOMPARE(scene.probe.seams.size(), std::size_t{2});
        QCOMPARE(scene.probe.seams[1], (Seam{SeamReason::LedgerRecreated, 2, 20}));
        QVERIFY(scene.probe.isComplete(20, 1));
        QVERIFY(scene.probe.isLive());
        QCOMPARE(scene.probe.repeats, 0);
    }

    void knowsAPrunedLedgerAgain()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 20"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        QVERIFY(scene.run("prune 15"));
        QVERIFY(scene.run("append 2"));
        TRY_VERIFY(scene.probe.isComplete(22));
        QVERIFY(scene.probe.seams.empty());
    }

    void takesALedgerBackThatWasMovedAway()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 20"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        const QString away = scene.folder.filePath(QStringLiteral("away"));
        QVERIFY(QDir().mkdir(away));
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::rename(scene.path + QLatin1String(suffix),
                          away + QStringLiteral("/ledger.db") + QLatin1String(suffix));
        TRY_VERIFY(scene.probe.isWaiting());
        for (const char *suffix : {"-shm", "-wal", ""})
            QFile::rename(away + QStringLiteral("/ledger.db") + QLatin1String(suffix),
                          scene.path + QLatin1String(suffix));
        TRY_VERIFY(scene.probe.isLive());
        QVERIFY(scene.run("append 1"));
        TRY_VERIFY(scene.probe.isComplete(21));
        QCOMPARE(scene.probe.seams, (std::vector<Seam>{{SeamReason::LedgerDeleted, 1, 20}}));
    }

    void waitsWhileTheLedgerIsLocked()
    {
        Scene scene;
        QVERIFY(scene.run("create"));
        QVERIFY(scene.run("append 5"));
        QVERIFY(scene.run("journal DELETE"));
        QVERIFY(scene.run("lock"));
        scene.source.start();
        TRY_VERIFY(scene.probe.isWaiting());
        QCOMPARE(scene.source.status().error.code, ErrorCode::Busy);
        QVERIFY(scene.source.status().nextTryMs > 0);
        QVERIFY(scene.run("unlock"));
        TRY_VERIFY(scene.probe.isLive());
        TRY_VERIFY(scene.probe.isComplete(5));
        QVERIFY(scene.run("append 2"));
        TRY_VERIFY(scene.probe.isComplete(7));
    }

    void readsLedgersWithALogBesideThem_data()
    {
        QTest::addColumn<QString>("ledger");
        QTest::newRow("fanout") << QStringLiteral("fanout/live/ledger.db");
        QTest::newRow("stop-destroy") << QStringLiteral("stop-destroy/live/ledger.db");
    }
    void readsLedgersWithALogBesideThem()
    {
        QFETCH(QString, ledger);
        Scene scene;
        QVERIFY(scene.path == test::copyLedger(ledger, scene.folder.path()));
        const std::string log = test::readAll(scene.path + QStringLiteral("-wal"));
        QVERIFY(!log.empty());
        scene.source.start();
        TRY_VERIFY(scene.probe.isLive());
        const Cursor last = scene.probe.events.rbegin()->first.second;
        QVERIFY(scene.probe.isComplete(last));
        QVERIFY(log == test::readAll(scene.path + QStringLiteral("-wal")));
        QVERIFY(scene.run("append 4")); // ... and the writer takes the log away when it closes
        TRY_VERIFY(scene.probe.isComplete(last + 4));
        QVERIFY(scene.probe.seams.empty());
    }
};

QTEST_GUILESS_MAIN(TestLedgerFollow)
#include "tst_ledgerfollow.moc"
