// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "tests/app/clirunner.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace mobwatch;
using namespace mobwatch::test;

class TestCli : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void queriesRecordedLedgers_data();
    void queriesRecordedLedgers();
    void queriesEventFilesAndStandardInput();
    void formatsAgree();
    void appliesFlagsAndFilter();
    void exitCodes_data();
    void exitCodes();
    void namesTheFlag_data();
    void namesTheFlag();
    void helpListsEverything();
    void printsSubscribeUrls();
    void damagedRowsAreToldAndTheRestPrinted();
    void tableCannotHarmATerminal();
    void tableColumnsStandInLine();
};

void TestCli::queriesRecordedLedgers_data()
{
    QTest::addColumn<QByteArray>("scenario");
    for (const char *scenario :
         {"linear", "fanout", "failures", "names", "params", "loops", "stop-destroy", "topology"})
        QTest::newRow(scenario) << QByteArray(scenario);
}

void TestCli::queriesRecordedLedgers()
{
    QFETCH(QByteArray, scenario);
    const QByteArray expected = recordedLines(QString::fromUtf8(scenario));
    writeFile(path("labels.json"), labelsFile(QString::fromUtf8(scenario)));
    const QString source = ledger(scenario.constData());
    const Outcome all =
        run({QStringLiteral("query"), source, QStringLiteral("--after-seq"), QStringLiteral("0"),
             QStringLiteral("--limit"), QString::number(expected.count('\n')), QStringLiteral("--labels"),
             path("labels.json"), QStringLiteral("--format"), QStringLiteral("jsonl")});
    QCOMPARE(all.code, 0);
    QCOMPARE(all.err, QByteArray());
    QCOMPARE(all.out, expected);
}

void TestCli::queriesEventFilesAndStandardInput()
{
    const QByteArray lines = recordedLines(QStringLiteral("names"));
    writeFile(path("names.jsonl"), lines + "{\"torn\":");
    const Outcome file = run({QStringLiteral("query"), path("names.jsonl")});
    QCOMPARE(file.code, 0);
    QCOMPARE(file.out, lines);
    const Outcome input = run(words("query - --limit 2"), lines + lines); // repeats are one event
    QCOMPARE(input.code, 0);
    const QList<QByteArray> all = lines.split('\n');
    QCOMPARE(input.out, all[all.size() - 3] + '\n' + all[all.size() - 2] + '\n');
    const Outcome forward = run(words("query - --after-seq 3 --limit 2"), lines);
    QCOMPARE(forward.out, all[3] + '\n' + all[4] + '\n');
    // Cursors in flags mean the newest epoch.
    QByteArray other = R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"mob_reset","data":{},"epoch":2})";
    const Outcome epochs = run(words("query - --after-seq 0"), lines + other + '\n');
    QCOMPARE(
        epochs.out,
        QByteArray(R"({"event_id":"mob-evt-1","cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"mob_reset",)"
                   R"("data":{},"epoch":2})"
                   "\n"));
    QCOMPARE(run(words("query - --after-seq 9"), lines + other + '\n').code, 3);
}

void TestCli::formatsAgree()
{
    const QString source = ledger("linear");
    const Outcome jsonl =
        run({QStringLiteral("query"), source, QStringLiteral("--limit"), QStringLiteral("3")});
    QCOMPARE(jsonl.out.count('\n'), 3);
    const Outcome json = run({QStringLiteral("query"), source, QStringLiteral("--limit=3"),
                              QStringLiteral("--format"), QStringLiteral("json")});
    const auto array = nlohmann::json::parse(json.out.toStdString());
    QCOMPARE(array.size(), std::size_t{3});
    QVERIFY(array[2] == nlohmann::json::parse(jsonl.out.split('\n').at(2).toStdString()));
    const Outcome table = run({QStringLiteral("query"), source, QStringLiteral("--limit=3"),
                               QStringLiteral("--format"), QStringLiteral("table")});
    QCOMPARE(table.out.count('\n'), 3);
    QVERIFY(table.out.contains("mob_stopped"));
    const Outcome none = run({QStringLiteral("query"), source, QStringLiteral("--mob-id="),
                              QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(none.out, QByteArray("[]\n"));
}

void TestCli::appliesFlagsAndFilter()
{
    const QString source = ledger("linear");
    const auto lines = [&source](const char *flags) {
        return run(QStringList{QStringLiteral("query"), source} + words(flags)).out.count('\n');
    };
    QCOMPARE(lines("--event-types flow_started,flow_failed"), 3);
    QCOMPARE(lines("--event-types ,flow_started,"), 3);
    QCOMPARE(lines("--run-id="), 0);
    QCOMPARE(lines("--identity nobody --member-id lead-1"), 0);
    QVERIFY(lines("--member-id lead-1") > 0);
    QCOMPARE(lines("--limit 0"), 0);
    QCOMPARE(lines("--filter kind:flow_started"), 3);
    QCOMPARE(lines("--filter kind:flow_started --limit 1"), 1);
    const Outcome both =
        run({QStringLiteral("query"), source, QStringLiteral("--filter"),
             QStringLiteral("kind:flow_* and not kind:flow_started"), QStringLiteral("--event-types"),
             QStringLiteral("flow_started,flow_completed")});
    QCOMPARE(both.code, 0);
    QVERIFY(!both.out.isEmpty());
    QVERIFY(!both.out.contains("\"kind\":\"flow_started\""));
}

void TestCli::exitCodes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("message"); // on standard error
    const QString source = recordedLedger(QStringLiteral("linear"));
    const auto query = [](const QString &path, const char *flags = "") {
        return QStringList{QStringLiteral("query"), path} + words(flags);
    };
    QTest::newRow("no match is done")
        << query(QStringLiteral("%linear"), "--mob-id nobody") << 0 << QByteArray();
    QTest::newRow("no command") << QStringList() << 2 << QByteArray("no command");
    QTest::newRow("unknown command") << words("frobnicate") << 2 << QByteArray("'frobnicate'");
    QTest::newRow("no source") << words("query") << 2 << QByteArray("SOURCE");
    QTest::newRow("two sources") << words("query a b") << 2 << QByteArray("'b'");
    QTest::newRow("bad filter") << query(QStringLiteral("%linear"), "--filter kind:(") << 2
                                << QByteArray("--filter");
    QTest::newRow("unknown field") << query(QStringLiteral("%linear"), "--filter agnet:x") << 2
                                   << QByteArray("unknown field \"agnet\", did you mean \"agent\"?\n");
    QTest::newRow("labels missing") << query(QStringLiteral("%linear"), "--labels /no/such") << 2
                                    << QByteArray("--labels");
    QTest::newRow("server") << query(QStringLiteral("http://127.0.0.1:1")) << 4
                            << QByteArray("http://127.0.0.1:1");
    QTest::newRow("stale") << query(QStringLiteral("%linear"), "--after-seq 1000") << 3
                           << QByteArray("stale mob event cursor: requested 1000, latest 60\n");
    QTest::newRow("missing") << query(QStringLiteral("/no/such/ledger.db")) << 4
                             << QByteArray("/no/such/ledger.db");
    QTest::newRow("missing file") << query(QStringLiteral("/no/such/file.jsonl")) << 4
                                  << QByteArray("/no/such/file.jsonl");
    QTest::newRow("no SQLite") << query(QStringLiteral("%text")) << 4 << QByteArray("text");
    QTest::newRow("no ledger") << query(QStringLiteral("%other")) << 4 << QByteArray("other");
    QTest::newRow("empty file") << query(QStringLiteral("%empty")) << 4 << QByteArray("empty");
    QTest::newRow("damaged row") << query(QStringLiteral("%damaged")) << 6
                                 << QByteArray("1 row could not be read");
    QTest::newRow("damaged line") << query(QStringLiteral("%damaged.jsonl")) << 6 << QByteArray("line 2");
    QTest::newRow("export exists") << (QStringList{QStringLiteral("export"), QStringLiteral("%linear"),
                                                   QStringLiteral("--to"), QStringLiteral("%text")})
                                   << 2 << QByteArray("--force");
    QTest::newRow("export nowhere") << (QStringList{QStringLiteral("export"), QStringLiteral("%linear"),
                                                    QStringLiteral("--to"),
                                                    QStringLiteral("/no/such/out.jsonl")})
                                    << 1 << QByteArray("/no/such/out.jsonl");
    QTest::newRow("tail stale") << words("tail %linear --from 1000") << 3
                                << QByteArray("stale mob event cursor: requested 1000, latest 60\n");
    QTest::newRow("tail no SQLite") << words("tail %text") << 4 << QByteArray("text");
    QTest::newRow("empty source") << QStringList{QStringLiteral("tail"), QString()} << 2
                                  << QByteArray("SOURCE");
    // Opening one would wait for its writer.
    QTest::newRow("query a pipe") << words("query %pipe.jsonl") << 4 << QByteArray("not a regular file");
    QTest::newRow("tail a pipe") << words("tail %pipe.jsonl") << 4 << QByteArray("not a regular file");
    QTest::newRow("check damaged") << words("check %damaged") << 6 << QByteArray();
    QTest::newRow("simulate over another's file")
        << words("simulate --ledger %text --events 5") << 2 << QByteArray("text");
}

void TestCli::exitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, message);
    QCOMPARE(ledger("linear"), path("linear.db"));
    writeFile(path("text"),
              "this is some text that is long enough to be something else than a database header\n");
    writeFile(path("empty"), "");
    QCOMPARE(::mkfifo(QFile::encodeName(path("pipe.jsonl")).constData(), 0600), 0);
    writeFile(path("damaged.jsonl"), recordedLines(QStringLiteral("linear"), 1) + "{broken}\n" +
                                         recordedLines(QStringLiteral("linear"), 3).split('\n').at(1) + "\n");
    {
        LedgerPen pen(path("damaged"));
        pen.append(R"({"type":"mob_reset"})");
        pen.appendRaw("nonsense");
        pen.append(R"({"type":"mob_stopped"})");
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
        database.setDatabaseName(path("other"));
        QVERIFY(database.open());
        QSqlQuery(database).exec(QStringLiteral("CREATE TABLE notes (x)"));
        database.close();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("other"));
    for (QString &argument : arguments) {
        if (argument == QLatin1String("%linear"))
            argument = path("linear.db");
        else if (argument.startsWith(QLatin1Char('%')))
            argument = m_folder->filePath(argument.mid(1));
    }
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == code, (QByteArray::number(outcome.code) + ": " + outcome.err).constData());
    if (message.isEmpty())
        QCOMPARE(outcome.err, QByteArray());
    else
        QVERIFY2(outcome.err.contains(message), outcome.err.constData());
}

void TestCli::namesTheFlag_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("flag");
    const auto add = [](const char *command, const char *flag) {
        QTest::newRow(command) << QByteArray(command) << QByteArray(flag);
    };
    add("query x --frob", "--frob");
    add("query x --token abc", "--token");
    add("query x --demo", "--demo");
    add("tail x --limit 5", "--limit");
    add("query x --limit", "--limit");
    add("query x --limit -1", "--limit");
    add("query x --limit 1.5", "--limit");
    add("query x --limit=", "--limit");
    add("query x --after-seq 18446744073709551616", "--after-seq");
    add("query x --limit 1 --limit 2", "--limit");
    add("query x --verbose=1", "--verbose");
    add("query x --format xml", "--format");
    add("query x --format csv --columns a", "--columns");
    add("tail x --from yesterday", "--from");
    add("tail x --from 1 --after-seq 2", "--from");
    add("export x", "--to");
    add("simulate", "--ledger");
    add("simulate --ledger x --rate fast", "--rate");
    add("-x", "-x");
    add("query x -v", "-v");
}

void TestCli::namesTheFlag()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, flag);
    const Outcome outcome = run(words(command.constData()), {}, m_folder->path());
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains(flag), outcome.err.constData());
    QCOMPARE(outcome.out, QByteArray());
}

void TestCli::helpListsEverything()
{
    const Outcome help = run(words("--help"));
    QCOMPARE(help.code, 0);
    for (const char *command :
         {"query", "tail", "subscribe-url", "export", "simulate", "discover", "check"}) {
        QVERIFY(help.out.contains(command));
        const Outcome own = run({QString::fromUtf8(command), QStringLiteral("--help")});
        QCOMPARE(own.code, 0);
        QVERIFY(own.out.contains(QByteArray("mobwatch-cli ") + command));
        QVERIFY(own.out.contains("--help") && own.out.contains("--version"));
    }
    const Outcome query = run(words("query --help"));
    for (const char *flag : {"--mob-id S", "--run-id S", "--step-id S", "--identity S", "--member-id S",
                             "--event-types A,B", "--since-ms N", "--until-ms N", "--after-seq N",
                             "--limit N", "--filter EXPR", "--labels FILE", "--format F", "--verbose"})
        QVERIFY2(query.out.contains(flag), flag);
    QVERIFY(!query.out.contains("--max-events"));
    QVERIFY(run(words("tail --help")).out.contains("--max-events N"));
    const Outcome version = run(words("--version"));
    QCOMPARE(version.code, 0);
    QCOMPARE(version.out, QByteArray("mobwatch-cli " MOBWATCH_VERSION "\n"));
    QCOMPARE(run(words("query --version")).out, version.out);
}

void TestCli::printsSubscribeUrls()
{
    QCOMPARE(run(words("subscribe-url")).out, QByteArray("/mobkit/mob_events/stream?after_seq=0\n"));
    QCOMPARE(run(words("subscribe-url --latest 42")).out,
             QByteArray("/mobkit/mob_events/stream?after_seq=42\n"));
    QCOMPARE(run(words("subscribe-url --after-seq 7 --latest 42 --next-after-seq 9 --limit 3")).out,
             QByteArray("/mobkit/mob_events/stream?after_seq=9\n"));
    QCOMPARE(run({QStringLiteral("subscribe-url"), QStringLiteral("--next-after-seq"), QStringLiteral("5"),
                  QStringLiteral("--mob-id"), QStringLiteral("release crew"), QStringLiteral("--event-types"),
                  QStringLiteral("flow_started,flow_failed")})
                 .out,
             QByteArray("/mobkit/mob_events/"
                        "stream?after_seq=5&mob_id=release+crew&event_types=flow_started%2Cflow_failed\n"));
    QCOMPARE(run(words("subscribe-url --run-id= --latest 3")).out,
             QByteArray("/mobkit/mob_events/stream?after_seq=3&run_id=\n"));
}

void TestCli::damagedRowsAreToldAndTheRestPrinted()
{
    LedgerPen pen(path("l.db"));
    pen.append(R"({"type":"mob_reset"})");
    pen.appendRaw("nonsense");
    pen.append(R"({"type":"mob_stopped"})");
    const Outcome outcome = run({QStringLiteral("query"), path("l.db")});
    QCOMPARE(outcome.code, 6);
    QCOMPARE(outcome.out.count('\n'), 2);
    QVERIFY(outcome.out.contains("\"cursor\":1,") && outcome.out.contains("\"cursor\":3,"));
    QVERIFY2(outcome.err.contains("cursor 2"), outcome.err.constData());
}

void TestCli::tableColumnsStandInLine()
{
    {
        LedgerPen pen(path("wide"));
        pen.append(R"({"type":"mob_stopped"})");
        pen.append(R"({"type":"placed_completion_lifecycle_quiesce_started"})");
        pen.append(R"({"type":"mob_reset"})");
    }
    const Outcome outcome = run({QStringLiteral("query"), path("wide"), QStringLiteral("--format=table")});
    QCOMPARE(outcome.code, 0);
    QList<QByteArray> lines = outcome.out.split('\n');
    lines.removeLast();
    QCOMPARE(lines.size(), 3);
    const auto lastColumn = [](const QByteArray &line) { return line.lastIndexOf(' '); };
    QCOMPARE(lastColumn(lines[0]), lastColumn(lines[1]));
    QCOMPARE(lastColumn(lines[2]), lastColumn(lines[1]));
}

void TestCli::tableCannotHarmATerminal()
{
    LedgerPen pen(path("l.db"));
    pen.append("{\"agent_identity\":\"\\u001b[31mred\\u202e\\n\",\"type\":\"member_retired\"}");
    const Outcome outcome = run({QStringLiteral("query"), path("l.db"), QStringLiteral("--format=table")});
    QCOMPARE(outcome.code, 0);
    QVERIFY(outcome.out.contains("\\u001b[31mred\\u202e\\n"));
    QVERIFY(!outcome.out.contains('\x1b'));
    QCOMPARE(outcome.out.count('\n'), 1);
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
