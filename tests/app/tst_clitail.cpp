// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "tests/app/localserver.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <csignal>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

class TestCliTail : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void tailSeesAnotherProcess();
    void tailPrintsEverythingOnSigterm();
    void tailWaitsForALedger();
    void tailFollowsIntoANewEpoch();
    void tailStartsWhereAsked();
    void tailFollowsEventFiles();
    void tailReadsStandardInput();
    void idleTailEndsWithItsReader_data();
    void idleTailEndsWithItsReader();
};

void TestCliTail::tailSeesAnotherProcess()
{
    LedgerPen pen(path("l.db"));
    pen.append(R"({"type":"mob_reset"})");
    Running tail({QStringLiteral("tail"), path("l.db"), QStringLiteral("--max-events"), QStringLiteral("30"),
                  QStringLiteral("--event-types"), QStringLiteral("mob_stopped"),
                  QStringLiteral("--verbose")});
    QTRY_VERIFY_WITH_TIMEOUT(tail.err().contains("following from cursor 1"), 20000);
    for (int i = 0; i < 40; ++i) {
        pen.append(R"({"type":"mob_stopped"})");
        pen.append(R"({"type":"mob_reset"})");
    }
    QCOMPARE(tail.end(), 0);
    QCOMPARE(tail.lineCount(), 30);
    // Each once, in order, nothing from before.
    Cursor last = 1;
    for (const QByteArray &line : tail.out().trimmed().split('\n')) {
        const auto event = readEnvelope(line.toStdString());
        VERIFY_OK(event);
        QCOMPARE(event->envelope.cursor, last == 1 ? Cursor{2} : last + 2);
        last = event->envelope.cursor;
    }
}

void TestCliTail::tailPrintsEverythingOnSigterm()
{
    LedgerPen pen(path("l.db"));
    for (const int signal : {SIGTERM, SIGINT}) {
        Running tail({QStringLiteral("tail"), path("l.db"), QStringLiteral("--verbose"),
                      QStringLiteral("--format"), QStringLiteral("json")});
        QTRY_VERIFY_WITH_TIMEOUT(tail.err().contains("following from cursor"), 20000);
        for (int i = 0; i < 5; ++i)
            pen.append(R"({"type":"mob_stopped"})");
        QCOMPARE(tail.end(signal), 0);
        QCOMPARE(nlohmann::json::parse(tail.out().toStdString()).size(), std::size_t{5});
    }
}

void TestCliTail::tailWaitsForALedger()
{
    Running tail(
        {QStringLiteral("tail"), path("late.db"), QStringLiteral("--max-events"), QStringLiteral("2")});
    QTRY_VERIFY_WITH_TIMEOUT(tail.err().contains("not there yet"), 20000);
    LedgerPen pen(path("late.db"));
    pen.append(R"({"type":"mob_reset"})");
    pen.append(R"({"type":"mob_stopped"})");
    QCOMPARE(tail.end(), 0);
    QVERIFY(tail.out().contains("\"cursor\":1,"));
    QCOMPARE(tail.lineCount(), 2);
}

void TestCliTail::tailFollowsIntoANewEpoch()
{
    LedgerPen pen(path("l.db"));
    for (int i = 0; i < 3; ++i)
        pen.append(R"({"type":"mob_reset"})");
    Running tail({QStringLiteral("tail"), path("l.db"), QStringLiteral("--from"), QStringLiteral("start")});
    QTRY_COMPARE_WITH_TIMEOUT(tail.lineCount(), 3, 20000);
    pen.clear();
    for (int i = 0; i < 4; ++i)
        pen.append(R"({"type":"mob_stopped"})");
    QTRY_COMPARE_WITH_TIMEOUT(tail.lineCount(), 7, 20000);
    QCOMPARE(tail.end(SIGTERM), 0);
    QVERIFY2(tail.err().contains("epoch 2"), tail.err().constData());
    QCOMPARE(tail.out().count("\"epoch\":2}"), 4);
}

void TestCliTail::tailStartsWhereAsked()
{
    LedgerPen pen(path("l.db"));
    for (int i = 0; i < 300; ++i)
        pen.append(i % 100 == 0 ? R"({"type":"mob_reset"})" : R"({"type":"mob_stopped"})");
    const auto tailed = [this](const char *flags) {
        return run(QStringList{QStringLiteral("tail"), path("l.db")} + words(flags)).out;
    };
    QVERIFY(tailed("--from start --max-events 1").contains("\"cursor\":1,"));
    QVERIFY(tailed("--from 299 --max-events 1").contains("\"cursor\":300,"));
    QVERIFY(tailed("--after-seq 10 --max-events 1").contains("\"cursor\":11,"));
    const QByteArray latest = tailed("--from latest --max-events 256");
    QVERIFY(latest.contains("\"cursor\":45,") && latest.contains("\"cursor\":300,"));
    QCOMPARE(tailed("--from latest --event-types mob_reset --max-events 3").count('\n'), 3);
}

void TestCliTail::tailFollowsEventFiles()
{
    const QList<QByteArray> lines = recordedLines(QStringLiteral("linear")).split('\n');
    QFile file(path("events.jsonl"));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    file.write(lines[0] + '\n' + lines[1] + '\n');
    Running tail({QStringLiteral("tail"), path("events.jsonl"), QStringLiteral("--from"), QStringLiteral("1"),
                  QStringLiteral("--max-events"), QStringLiteral("3")});
    QTRY_COMPARE_WITH_TIMEOUT(tail.lineCount(), 1, 20000);
    file.write(lines[2] + '\n' + lines[3].left(20)); // torn: waits for its end
    QTRY_COMPARE_WITH_TIMEOUT(tail.lineCount(), 2, 20000);
    file.write(lines[3].mid(20) + '\n');
    QCOMPARE(tail.end(), 0);
    QCOMPARE(tail.out(), lines[1] + '\n' + lines[2] + '\n' + lines[3] + '\n');
}

void TestCliTail::tailReadsStandardInput()
{
    const QByteArray lines = recordedLines(QStringLiteral("linear"), 5);
    Running tail(words("tail -"));
    tail.send(lines);
    QTRY_COMPARE_WITH_TIMEOUT(tail.lineCount(), 5, 20000);
    tail.closeInput();
    QCOMPARE(tail.end(), 0);
    QCOMPARE(tail.out(), lines);
}

void TestCliTail::idleTailEndsWithItsReader_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("ledger") << QStringLiteral("linear.db");
    QTest::newRow("event file") << QStringLiteral("events.jsonl");
    QTest::newRow("not there yet") << QStringLiteral("missing.db");
    QTest::newRow("server") << QString();
}

void TestCliTail::idleTailEndsWithItsReader()
{
    QFETCH(QString, source);
    writeFile(path("events.jsonl"), recordedLines(QStringLiteral("linear"), 5));
    const LocalServer server(ledger("linear"));
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"),
                {QStringLiteral("-c"), QStringLiteral("{ \"$0\" tail \"$1\"; echo $? >&2; } | true"),
                 cliProgram(), source.isEmpty() ? server.address() : m_folder->filePath(source)});
    const bool ended = shell.waitForFinished(20000);
    QVERIFY(ended);
    QVERIFY(shell.readAllStandardError().endsWith("0\n"));
}

QTEST_GUILESS_MAIN(TestCliTail)
#include "tst_clitail.moc"
