// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/simulator.h"
#include "core/source/discovery.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <algorithm>

using namespace mobwatch;

class TestDiscovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void namesTellTheMob_data();
    void namesTellTheMob();
    void standardRootsClimb();
    void findsLedgersWhereTheyAre();
    void leavesOutWhatIsNoLedger();
    void tellsAgeSizeAndRows();
    void reachesAFileOnce();
    void worksInTheBackground();

private:
    QString place(const QString &relative, const QString &fixture = QStringLiteral("linear/ledger.db"));

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestDiscovery::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

QString TestDiscovery::place(const QString &relative, const QString &fixture)
{
    const QString path = m_folder->filePath(relative);
    QDir().mkpath(QFileInfo(path).absolutePath());
    QFile::copy(test::fixture(fixture), path);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return path;
}

void TestDiscovery::namesTellTheMob_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("mob");
    QTest::newRow("new") << QStringLiteral("mob--release-crew.db") << QStringLiteral("release-crew");
    QTest::newRow("old") << QStringLiteral("release-crew.db") << QStringLiteral("release-crew");
    QTest::newRow("escapes") << QStringLiteral("mob--a%20b%2Fc%C3%A9.db") << QStringLiteral("a b/cé");
    QTest::newRow("not an escape") << QStringLiteral("mob--100%.db") << QStringLiteral("100%");
    QTest::newRow("gateway") << QStringLiteral("event_log.sqlite3") << QString();
}

void TestDiscovery::namesTellTheMob()
{
    QFETCH(const QString, file);
    QFETCH(const QString, mob);
    QCOMPARE(mobIdFromFileName(file), mob);
}

void TestDiscovery::standardRootsClimb()
{
    const DiscoveryRoots roots = DiscoveryRoots::standard(QStringLiteral("/home/someone/project/src"));
    QVERIFY(roots.realmRoots.contains(QStringLiteral("/home/someone/project/src/.rkat/realms")));
    QVERIFY(roots.realmRoots.contains(QStringLiteral("/home/someone/project/.rkat/realms")));
    QVERIFY(roots.realmRoots.last().endsWith(QStringLiteral("/meerkat/realms")));
    QVERIFY(roots.stateDirs.contains(QStringLiteral("/home/someone/project/state")));
    QCOMPARE(roots.files, QStringList{QStringLiteral("/home/someone/project/src/mob.sqlite3")});
}

void TestDiscovery::findsLedgersWhereTheyAre()
{
    const QStringList expected{
        place(QStringLiteral("project/.rkat/realms/default/mobs/mob--linear-crew.db")),
        place(QStringLiteral("project/.rkat/realms/other_realm/mobs/cancel-crew.db"),
              QStringLiteral("cancel/ledger.db")),
        place(QStringLiteral("project/state/event_log.sqlite3"), QStringLiteral("loops/ledger.db")),
        place(QStringLiteral("project/src/mob.sqlite3"), QStringLiteral("fanout/ledger.db"))};
    place(QStringLiteral("project/src/deeper/mob.sqlite3")); // below: never searched
    place(QStringLiteral("project/.rkat/realms/stray.db"));  // not where ledgers are
    const auto found =
        discoverLedgers(DiscoveryRoots::standard(m_folder->filePath(QStringLiteral("project/src"))));
    QStringList paths, mobs;
    for (const FoundLedger &ledger : found) {
        paths.append(ledger.path);
        mobs.append(ledger.mobId);
    }
    std::sort(mobs.begin(), mobs.end());
    std::sort(paths.begin(), paths.end());
    QStringList sorted = expected;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(paths, sorted);
    QCOMPARE(mobs, (QStringList{QStringLiteral("cancel-crew"), QStringLiteral("fanout-crew"),
                                QStringLiteral("linear-crew"), QStringLiteral("loops-crew")}));
    QVERIFY(std::is_sorted(found.begin(), found.end(), [](const FoundLedger &a, const FoundLedger &b) {
        return a.lastEventMs > b.lastEventMs;
    }));
}

void TestDiscovery::leavesOutWhatIsNoLedger()
{
    place(QStringLiteral("realms/r/mobs/realm_profiles.db")); // by name, whatever is in it
    const QString text = m_folder->filePath(QStringLiteral("realms/r/mobs/mob--text.db"));
    QFile file(text);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("this is no database, however long the text may be");
    file.close();
    QFile empty(m_folder->filePath(QStringLiteral("realms/r/mobs/mob--zero.db")));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    const QString destroyed =
        place(QStringLiteral("realms/r/mobs/mob--gone.db"), QStringLiteral("stop-destroy/ledger.db"));
    DiscoveryRoots roots;
    roots.realmRoots = {m_folder->filePath(QStringLiteral("realms")),
                        m_folder->filePath(QStringLiteral("nowhere"))};
    const auto found = discoverLedgers(roots);
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found.front().path, destroyed);
    QVERIFY(!found.front().hasEvents);
    QCOMPARE(found.front().mobId, QStringLiteral("gone"));
    QCOMPARE(found.front().lastEventMs, TimestampMs(0));
}

void TestDiscovery::tellsAgeSizeAndRows()
{
    SimulatorOptions options;
    options.path = m_folder->filePath(QStringLiteral("mob.sqlite3"));
    options.ratePerSecond = 0;
    options.events = 1234;
    auto simulator = Simulator::open(options);
    VERIFY_OK(simulator);
    QCOMPARE(*(*simulator)->writeBulk(1234), std::uint64_t(1234));
    DiscoveryRoots roots;
    roots.files = {options.path};
    const auto found = discoverLedgers(roots); // also while its writer has it open
    QCOMPARE(found.size(), std::size_t(1));
    const FoundLedger &ledger = found.front();
    QCOMPARE(ledger.latestCursor, Cursor(1234));
    QCOMPARE(ledger.rowCount, 1234);
    QVERIFY(ledger.rowCountIsExact);
    QVERIFY(ledger.hasEvents);
    QCOMPARE(ledger.mobId, QStringLiteral("release-crew"));
    QVERIFY(ledger.fileBytes > 200'000);
    QVERIFY(ledger.lastEventMs > currentTimeMs() - 120'000 && ledger.lastEventMs < currentTimeMs() + 120'000);
    std::atomic<bool> canceled = true;
    QVERIFY(discoverLedgers(roots, &canceled).empty());
}

void TestDiscovery::reachesAFileOnce()
{
    place(QStringLiteral("realms/r/mobs/mob--linear-crew.db"));
    QVERIFY(QFile::link(m_folder->filePath(QStringLiteral("realms")),
                        m_folder->filePath(QStringLiteral("link"))));
    DiscoveryRoots roots;
    roots.realmRoots = {m_folder->filePath(QStringLiteral("realms")),
                        m_folder->filePath(QStringLiteral("link")),
                        m_folder->filePath(QStringLiteral("realms"))};
    QCOMPARE(discoverLedgers(roots).size(), std::size_t(1));
}

void TestDiscovery::worksInTheBackground()
{
    place(QStringLiteral("realms/r/mobs/mob--linear-crew.db"));
    DiscoveryRoots roots;
    roots.realmRoots = {m_folder->filePath(QStringLiteral("realms"))};
    Discovery discovery;
    QSignalSpy finished(&discovery, &Discovery::finished);
    discovery.start(DiscoveryRoots());
    discovery.start(roots); // the latest wins
    QVERIFY(discovery.isRunning());
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(!discovery.isRunning());
    QCOMPARE(discovery.ledgers().size(), std::size_t(1));
    discovery.start(roots);
    QTRY_COMPARE(finished.count(), 2);
    discovery.start(roots); // and may be left alone while it works
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
