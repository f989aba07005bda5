// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "tests/app/clirunner.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <csignal>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

bool catches(qint64 pid, int signal)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray text = status.readAll();
    const QByteArray mask = text.mid(text.indexOf("SigCgt:") + 7, 18).trimmed();
    return (mask.toULongLong(nullptr, 16) >> (signal - 1)) & 1U;
}

} // namespace

class TestCliExport : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void exportsWhatQueryPrints();
    void exportRefusesToOverwrite();
    void exportWritesCsv();
    void closedPipeEndsQuietly();
    void interruptedInputWritesNothing();
    void fullOutputIsAFailure();
    void simulatesTheSameForASeed();
    void checksLedgersAndFiles();
    void discoversLedgers();
};

void TestCliExport::exportsWhatQueryPrints()
{
    const QString source = ledger("fanout");
    const Outcome outcome =
        run({QStringLiteral("export"), source, QStringLiteral("--to"), path("out.jsonl")});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, QByteArray());
    const Outcome query =
        run({QStringLiteral("query"), source, QStringLiteral("--limit"), QStringLiteral("100000")});
    QCOMPARE(QByteArray::fromStdString(readAll(path("out.jsonl"))), query.out);
    // An exported file is a source with the same events.
    const Outcome again = run(
        {QStringLiteral("query"), path("out.jsonl"), QStringLiteral("--limit"), QStringLiteral("100000")});
    QCOMPARE(again.out, query.out);
    const Outcome few = run({QStringLiteral("export"), path("out.jsonl"), QStringLiteral("--to"),
                             path("few.jsonl"), QStringLiteral("--limit"), QStringLiteral("3"),
                             QStringLiteral("--filter"), QStringLiteral("kind:step_completed")});
    QCOMPARE(few.code, 0);
    QCOMPARE(QByteArray::fromStdString(readAll(path("few.jsonl"))).count("step_completed\",\"run_id"), 3);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).filter(QStringLiteral("out.jsonl")).size(), 1);
}

void TestCliExport::exportRefusesToOverwrite()
{
    const QString source = ledger("linear");
    writeFile(path("out.csv"), "mine");
    const QStringList arguments{QStringLiteral("export"), source, QStringLiteral("--to"), path("out.csv")};
    const Outcome refused = run(arguments);
    QCOMPARE(refused.code, 2);
    QCOMPARE(readAll(path("out.csv")), std::string("mine"));
    QCOMPARE(run(arguments + words("--force")).code, 0);
    QVERIFY(readAll(path("out.csv")).starts_with("event_id,cursor,"));
    // Not even --force lets the source be its own target.
    const std::string before = readAll(source);
    QCOMPARE(
        run({QStringLiteral("export"), source, QStringLiteral("--to"), source, QStringLiteral("--force")})
            .code,
        2);
    QVERIFY(readAll(source) == before);
}

void TestCliExport::exportWritesCsv()
{
    LedgerPen pen(path("l.db"));
    pen.append(R"({"agent_identity":"=1+2","type":"member_retired"})");
    pen.append(R"({"agent_identity":"a \"quoted\", name","type":"member_retired"})");
    const QStringList base{QStringLiteral("export"), path("l.db"), QStringLiteral("--force"),
                           QStringLiteral("--to")};
    QCOMPARE(run(base + QStringList{path("all.csv")}).code, 0);
    const QByteArray all = QByteArray::fromStdString(readAll(path("all.csv")));
    QVERIFY(all.startsWith(
        "event_id,cursor,timestamp_ms,time,mob_id,kind,run_id,step_id,agent_identity,mob_labels,"
        "run_labels,data\r\nmob-evt-1,1,1787418699123,2026-08-22T17:11:39.123Z,m,member_retired,,,"
        "'=1+2,,,\"{\"\"agent_identity\"\":\"\"=1+2\"\",\"\"type\"\":\"\"member_retired\"\"}\"\r\n"));
    QCOMPARE(run(base + QStringList{path("few")} +
                 words("--format csv --raw-cells --columns epoch,agent_identity"))
                 .code,
             0);
    QCOMPARE(readAll(path("few")),
             std::string("epoch,agent_identity\r\n1,=1+2\r\n1,\"a \"\"quoted\"\", name\"\r\n"));
    const Outcome query = run({QStringLiteral("query"), path("l.db"), QStringLiteral("--format=csv"),
                               QStringLiteral("--columns=cursor")});
    QCOMPARE(query.out, QByteArray("cursor\r\n1\r\n2\r\n"));
}

void TestCliExport::interruptedInputWritesNothing()
{
    Running exporter(
        {QStringLiteral("export"), QStringLiteral("-"), QStringLiteral("--to"), path("x.jsonl")});
    exporter.send(recordedLines(QStringLiteral("linear"), 3));
    QTRY_VERIFY(catches(exporter.pid(), SIGINT)); // before, it would just be killed
    QCOMPARE(exporter.end(SIGINT), 1);
    QVERIFY2(exporter.err().contains("interrupted"), exporter.err().constData());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestCliExport::closedPipeEndsQuietly()
{
    const QString source = ledger("params"); // far more than a pipe holds
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"),
                {QStringLiteral("-c"),
                 QStringLiteral("{ \"$0\" query \"$1\" --limit 100000; echo $? > \"$2\"; } | head -c 10"),
                 cliProgram(), source, path("code")});
    QVERIFY(shell.waitForFinished(60000));
    QCOMPARE(shell.readAllStandardError(), QByteArray());
    QCOMPARE(readAll(path("code")), std::string("0\n"));
}

void TestCliExport::fullOutputIsAFailure()
{
    QVERIFY2(QFile::exists(QStringLiteral("/dev/full")), "the kernel offers a device that is always full");
    QProcess process;
    process.setStandardOutputFile(QStringLiteral("/dev/full"));
    process.start(cliProgram(), {QStringLiteral("query"), ledger("linear")});
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("cannot write the output"));
}

void TestCliExport::simulatesTheSameForASeed()
{
    const auto simulate = [this](const char *name, const char *seed) {
        return run({QStringLiteral("simulate"), QStringLiteral("--ledger"), path(name),
                    QStringLiteral("--events"), QStringLiteral("500"), QStringLiteral("--rate"),
                    QStringLiteral("0"), QStringLiteral("--seed"), QString::fromUtf8(seed),
                    QStringLiteral("--start-ms"), QStringLiteral("1787418699000")});
    };
    for (const auto &[name, seed] :
         {std::pair("a.db", "7"), std::pair("b.db", "7"), std::pair("c.db", "8")}) {
        const Outcome outcome = simulate(name, seed);
        QVERIFY2(outcome.code == 0, outcome.err.constData());
    }
    const auto events = [this](const char *name) {
        return run({QStringLiteral("query"), path(name), QStringLiteral("--limit"), QStringLiteral("1000")})
            .out;
    };
    QCOMPARE(events("a.db").count('\n'), 500);
    QVERIFY(events("a.db") == events("b.db"));
    QVERIFY(events("a.db") != events("c.db"));
    const Outcome check = run({QStringLiteral("check"), path("a.db"), QStringLiteral("--format=json")});
    QCOMPARE(check.code, 0);
    QVERIFY(nlohmann::json::parse(check.out.toStdString())["unreadable_count"] == 0);
}

void TestCliExport::checksLedgersAndFiles()
{
    LedgerPen pen(path("l.db"));
    pen.append(R"({"type":"mob_reset"})");
    pen.append(R"({"type":"brand_new"})");
    pen.appendRaw("nonsense");
    const Outcome damaged = run({QStringLiteral("check"), path("l.db"), QStringLiteral("--format=json")});
    QCOMPARE(damaged.code, 6);
    const auto report = nlohmann::json::parse(damaged.out.toStdString());
    QVERIFY(report["events"] == 2);
    QVERIFY(report["first_cursor"] == 1);
    QVERIFY(report["last_cursor"] == 3);
    QVERIFY(report["hole_count"] == 0);
    QVERIFY(report["unreadable"][0]["cursor"] == 3);
    QVERIFY(!report["unreadable"][0]["reason"].get<std::string>().empty());
    QVERIFY(report["unknown_kinds"]["brand_new"] == 1);
    QVERIFY(report["schema_versions"]["9"] == 2);
    const Outcome table = run({QStringLiteral("check"), path("l.db"), QStringLiteral("--format=table")});
    QCOMPARE(table.code, 6);
    QVERIFY(table.out.contains("brand_new: 1"));

    const QList<QByteArray> lines = recordedLines(QStringLiteral("linear"), 10).split('\n');
    const Outcome holes = run(words("check - --format json"),
                              lines[0] + '\n' + lines[4] + '\n' + lines[4] + '\n' + lines[5].left(10));
    QCOMPARE(holes.code, 0);
    const auto file = nlohmann::json::parse(holes.out.toStdString());
    QVERIFY(file["events"] == 2);
    QVERIFY(file["holes"][0]["first"] == 2);
    QVERIFY(file["holes"][0]["last"] == 4);
    QVERIFY(file["duplicates"] == 1);
    QVERIFY(file["torn_last_line"] == true);
}

void TestCliExport::discoversLedgers()
{
    const QString mobs = m_folder->filePath(QStringLiteral(".rkat/realms/local/mobs"));
    QVERIFY(QDir().mkpath(mobs));
    LedgerPen pen(mobs + QStringLiteral("/mob--m.db"));
    pen.append(R"({"type":"mob_reset"})");
    const Outcome found = run(words("discover --format jsonl"), {}, m_folder->path());
    QCOMPARE(found.code, 0);
    bool seen = false;
    for (const QByteArray &line : found.out.trimmed().split('\n')) {
        const auto entry = nlohmann::json::parse(line.toStdString());
        if (!QString::fromStdString(entry["path"]).endsWith(QStringLiteral("/mob--m.db")))
            continue;
        seen = true;
        QVERIFY(entry["mob_id"] == "m");
        QVERIFY(entry["events"] == 1);
    }
    QVERIFY(seen);
}

QTEST_GUILESS_MAIN(TestCliExport)
#include "tst_cliexport.moc"
