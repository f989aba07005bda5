// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/fixtures.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;

namespace {

struct Ended
{
    int code = -1;
    QString out, err;
};

Ended run(const QStringList &arguments)
{
    QProcess process;
    process.start(qEnvironmentVariable("MOBWATCH_BIN") + QStringLiteral("/mobwatch"), arguments);
    if (!process.waitForFinished(30000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// Bytes in the unlinked files that a process holds open and that were made in `folder`.
qint64 bytesUnder(qint64 process, const QString &folder)
{
    qint64 bytes = 0;
    const QDir files(QStringLiteral("/proc/%1/fd").arg(process));
    for (const QString &name : files.entryList(QDir::Files | QDir::System)) {
        const QString path = files.filePath(name);
        const QString target = QFile::symLinkTarget(path);
        if (target.startsWith(folder) && target.endsWith(QLatin1String("(deleted)")))
            bytes += QFile(path).size();
    }
    return bytes;
}

} // namespace

/// The program itself, as it is started.
class TestGuiProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsItsVersion();
    void helpsWithoutAScreen();
    void testsItself();
    void wrongUsageIsNeverIgnored_data();
    void wrongUsageIsNeverIgnored();
    void leavesTheLedgerAlone();
    void endsCleanlyWhenToldTo();
};

void TestGuiProgram::tellsItsVersion()
{
    const Ended ended = run({QStringLiteral("--version")});
    QCOMPARE(ended.code, 0);
    QCOMPARE(ended.out, QStringLiteral("mobwatch " MOBWATCH_VERSION "\n"));
}

void TestGuiProgram::helpsWithoutAScreen()
{
    const Ended ended = run({QStringLiteral("--help")});
    QCOMPARE(ended.code, 0);
    QVERIFY(ended.out.contains(QLatin1String("--filter")));
}

void TestGuiProgram::testsItself()
{
    const Ended ended = run({QStringLiteral("--self-test")});
    QCOMPARE(ended.code, 0);
    QVERIFY(ended.out.contains(QLatin1String("everything is there")));
}

void TestGuiProgram::wrongUsageIsNeverIgnored_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("said");
    QTest::newRow("flag") << QStringList{QStringLiteral("--nope")} << QStringLiteral("--nope");
    QTest::newRow("filter") << QStringList{QStringLiteral("--filter"), QStringLiteral("knd:x")}
                            << QStringLiteral("knd");
    QTest::newRow("limit") << QStringList{QStringLiteral("--limit"), QStringLiteral("5")}
                           << QStringLiteral("--limit");
    QTest::newRow("from") << QStringList{QStringLiteral("--from"), QStringLiteral("yesterday")}
                          << QStringLiteral("--from");
    QTest::newRow("token file") << QStringList{QStringLiteral("--token-file"), QStringLiteral("/no/such")}
                                << QStringLiteral("/no/such");
    QTest::newRow("address") << QStringList{QStringLiteral("http://host:99999")}
                             << QStringLiteral("mobwatch: ");
    QTest::newRow("no token in the command line")
        << QStringList{QStringLiteral("--token"), QStringLiteral("s3cret")} << QStringLiteral("--token");
    QTest::newRow("labels") << QStringList{QStringLiteral("--labels"), QStringLiteral("/no/such.json")}
                            << QStringLiteral("/no/such.json");
    QTest::newRow("demo and source") << QStringList{QStringLiteral("--demo"), QStringLiteral("a.db")}
                                     << QStringLiteral("--demo");
}

void TestGuiProgram::wrongUsageIsNeverIgnored()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, said);
    const Ended ended = run(arguments);
    QCOMPARE(ended.code, 2);
    QVERIFY2(ended.err.contains(said), qPrintable(ended.err));
}

void TestGuiProgram::leavesTheLedgerAlone()
{
    QTemporaryDir folder;
    const QString path = test::copyLedger(QStringLiteral("linear/ledger.db"), folder.path());
    const std::string before = test::readAll(path);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CACHE_HOME"), folder.filePath(QStringLiteral("cache")));
    process.setProcessEnvironment(environment);
    process.start(qEnvironmentVariable("MOBWATCH_BIN") + QStringLiteral("/mobwatch"),
                  {path, QStringLiteral("--mob-id"), QStringLiteral("x"), QStringLiteral("--from"),
                   QStringLiteral("3")});
    QVERIFY(process.waitForStarted());
    // It has read the ledger once the payloads are in its spool.
    QTRY_VERIFY_WITH_TIMEOUT(bytesUnder(process.processId(), folder.path()) > 0, 30000);
    QCOMPARE(process.state(), QProcess::Running);
    process.terminate();
    QVERIFY(process.waitForFinished(20000));
    QVERIFY(test::readAll(path) == before);
}

void TestGuiProgram::endsCleanlyWhenToldTo()
{
    QTemporaryDir folder;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("TMPDIR"), folder.path());
    const QString settings = folder.filePath(QStringLiteral("config/mobwatch/mobwatch.ini"));
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder.filePath(QStringLiteral("config")));
    environment.insert(QStringLiteral("XDG_DATA_HOME"), folder.filePath(QStringLiteral("data")));
    const QDir temporary(folder.path());
    const auto demos = [&temporary] {
        return temporary.entryList({QStringLiteral("mobwatch-demo-*")}, QDir::Dirs);
    };
    const auto start = [&environment](QProcess &process) {
        process.setProcessEnvironment(environment);
        process.start(qEnvironmentVariable("MOBWATCH_BIN") + QStringLiteral("/mobwatch"),
                      {QStringLiteral("--demo")});
    };
    const auto hasLedger = [&](const QString &demo) {
        return temporary.exists(demo + QStringLiteral("/mob--demo.db"));
    };
    QProcess killed;
    start(killed);
    QTRY_VERIFY_WITH_TIMEOUT(demos().size() == 1 && hasLedger(demos().first()), 30000);
    const QString left = demos().first();
    killed.kill();
    QVERIFY(killed.waitForFinished());
    QVERIFY(temporary.exists(left));

    QProcess running;
    start(running);
    // What the killed one left is gone, and the own one is there.
    QTRY_VERIFY_WITH_TIMEOUT(!temporary.exists(left) && demos().size() == 1 && hasLedger(demos().first()),
                             30000);
    running.terminate();
    QVERIFY(running.waitForFinished(30000));
    QCOMPARE(running.exitStatus(), QProcess::NormalExit);
    QCOMPARE(running.exitCode(), 0);
    QVERIFY(demos().isEmpty());
    // Its layout is there next time.
    QVERIFY(test::readAll(settings).find("geometry=") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestGuiProgram)
#include "tst_guiprogram.moc"
