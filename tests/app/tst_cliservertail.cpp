// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/app/localserver.h"
#include "tests/support/fixtures.h"
#include "tests/support/replayserver.h"

#include <csignal>

using namespace mobwatch::test;

namespace {

const QByteArray secret = "eyJ.not-for-any-eyes.x";

QStringList tail(const QString &address, const char *flags = "")
{
    return QStringList{QStringLiteral("tail"), address, QStringLiteral("--verbose")} + words(flags);
}

QByteArray payload(int number)
{
    return R"({"type":"flow_started","flow_id":"f)" + QByteArray::number(number) + "\"}";
}

/// The flow ids of printed lines, in order.
QByteArrayList flowsOf(const QByteArray &out)
{
    QByteArrayList flows;
    for (const QByteArray &line : out.split('\n')) {
        if (const qsizetype at = line.indexOf("\"flow_id\":\""); at >= 0)
            flows += line.mid(at + 11, line.indexOf('"', at + 11) - at - 11);
    }
    return flows;
}

} // namespace

class TestCliServerTail : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void startsWhereItIsTold_data();
    void startsWhereItIsTold();
    void printsWhatComesUntilItIsEnded();
    void flagsAndFilterApply();
    void latestCountsMatchesOfTheFilter();
    void largeHistoryIsComplete();
    void resumesBehindADeadServer();
    void followsAClearedLedger();
    void waitsForAServerThatIsNotThereYet();
    void staleStartEnds();
    void tokens();
    void whatIsNoStreamEnds_data();
    void whatIsNoStreamEnds();
    void unreadableFramesAreToldAndTheRestPrinted();
};

void TestCliServerTail::startsWhereItIsTold_data()
{
    QTest::addColumn<QByteArray>("flags");
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("start") << QByteArray("--from start") << QByteArray("--after-seq 0 --limit 1000");
    QTest::newRow("cursor") << QByteArray("--from 17") << QByteArray("--after-seq 17 --limit 1000");
    QTest::newRow("after-seq") << QByteArray("--after-seq 40") << QByteArray("--after-seq 40 --limit 1000");
    QTest::newRow("latest") << QByteArray("--from latest") << QByteArray("--limit 256");
    QTest::newRow("latest with a flag")
        << QByteArray("--from latest --event-types flow_started,flow_completed")
        << QByteArray("--event-types flow_started,flow_completed");
    QTest::newRow("csv") << QByteArray("--from start --format csv")
                         << QByteArray("--after-seq 0 --limit 1000 --format csv");
}

void TestCliServerTail::startsWhereItIsTold()
{
    QFETCH(QByteArray, flags);
    QFETCH(QByteArray, query);
    const QString source = ledger("names");
    writeFile(path("labels.json"), labelsFile(QStringLiteral("names")));
    const QStringList labels{QStringLiteral("--labels"), path("labels.json")};
    const QByteArray expected =
        run(QStringList{QStringLiteral("query"), source} + labels + words(query.constData())).out;
    QVERIFY(expected.count('\n') > 1);
    const LocalServer server(source, labels);
    Running running(tail(server.address(), flags.constData()));
    QTRY_COMPARE_WITH_TIMEOUT(running.lineCount(), expected.count('\n'), 15000);
    QCOMPARE(running.end(SIGINT), 0);
    QCOMPARE(running.out(), expected);
}

void TestCliServerTail::printsWhatComesUntilItIsEnded()
{
    LedgerPen pen(path("l.db"));
    pen.append(payload(1));
    const LocalServer server(path("l.db"));
    Running running(tail(server.address()));
    QTRY_VERIFY_WITH_TIMEOUT(running.err().contains(": live"), 15000);
    pen.append(payload(2));
    QTRY_COMPARE(flowsOf(running.out()), QByteArrayList({"f2"}));
    pen.append(payload(3));
    pen.append(payload(4));
    QTRY_COMPARE(flowsOf(running.out()), QByteArrayList({"f2", "f3", "f4"}));
    QCOMPARE(running.end(SIGTERM), 0);

    Running bounded(tail(server.address(), "--from 1 --max-events 2"));
    QCOMPARE(bounded.end(), 0);
    QCOMPARE(flowsOf(bounded.out()), QByteArrayList({"f2", "f3"}));
}

void TestCliServerTail::flagsAndFilterApply()
{
    const LocalServer server(ledger("linear"));
    const QByteArray flags = "--event-types step_completed,flow_started --filter kind:flow*";
    const QByteArray expected =
        run(QStringList{QStringLiteral("query"), path("linear.db")} + words(flags.constData())).out;
    QVERIFY(!expected.isEmpty());
    Running running(tail(
        server.address(),
        ("--from start --max-events " + QByteArray::number(expected.count('\n')) + ' ' + flags).constData()));
    QCOMPARE(running.end(), 0);
    QCOMPARE(running.out(), expected);
}

void TestCliServerTail::latestCountsMatchesOfTheFilter()
{
    QCOMPARE(run(QStringList{QStringLiteral("simulate"), QStringLiteral("--ledger"), path("s.db")} +
                 words("--rate 0 --events 6000"))
                 .code,
             0);
    int port = 0;
    {
        const LocalServer probe(path("s.db"));
        port = probe.port();
    }
    for (const char *flags : {"--filter kind:step_*", "--filter kind:flow_started", "--filter kind:none",
                              "--filter kind:step* --event-types step_failed,flow_started"}) {
        const QByteArray expected =
            run(QStringList{QStringLiteral("query"), path("s.db")} + words(flags)).out;
        QStringList arguments{QStringLiteral("tail"), QStringLiteral("http://127.0.0.1:%1").arg(port)};
        Running running(arguments + words("--from latest --verbose") + words(flags));
        QTRY_VERIFY_WITH_TIMEOUT(running.err().contains("waiting"), 15000);
        const LocalServer server(path("s.db"), {}, port);
        QTRY_VERIFY_WITH_TIMEOUT(running.err().contains(": live"), 30000);
        QTRY_COMPARE_WITH_TIMEOUT(running.lineCount(), expected.count('\n'), 15000);
        QCOMPARE(running.end(SIGINT), 0);
        QVERIFY(running.out() == expected);
    }
}

void TestCliServerTail::largeHistoryIsComplete()
{
    constexpr int count = 6000;
    QCOMPARE(run(QStringList{QStringLiteral("simulate"), QStringLiteral("--ledger"), path("s.db")} +
                 words("--rate 0 --events 6000"))
                 .code,
             0);
    QCOMPARE(run({QStringLiteral("export"), path("s.db"), QStringLiteral("--to"), path("s.jsonl")}).code, 0);
    const LocalServer server(path("s.db"));
    Running running(
        tail(server.address(), ("--from start --max-events " + QByteArray::number(count)).constData()));
    QCOMPARE(running.end(), 0);
    QVERIFY(running.out().toStdString() == readAll(path("s.jsonl")));
}

void TestCliServerTail::resumesBehindADeadServer()
{
    LedgerPen pen(path("l.db"));
    pen.append(payload(1));
    auto server = std::make_unique<LocalServer>(path("l.db"));
    const int port = server->port();
    Running running(tail(server->address(), "--from start"));
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()), QByteArrayList({"f1"}), 15000);
    QVERIFY(server->end(SIGKILL) != 0);
    pen.append(payload(2));
    QTRY_VERIFY_WITH_TIMEOUT(running.err().contains(": waiting"), 15000);
    server = std::make_unique<LocalServer>(path("l.db"), QStringList(), port);
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()), QByteArrayList({"f1", "f2"}), 30000);
    pen.append(payload(3));
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()), QByteArrayList({"f1", "f2", "f3"}), 15000);
    QCOMPARE(running.end(SIGINT), 0);
    QCOMPARE(flowsOf(running.out()).size(), 3);
}

void TestCliServerTail::followsAClearedLedger()
{
    LedgerPen pen(path("l.db"));
    for (int i = 1; i <= 3; ++i)
        pen.append(payload(i));
    auto server = std::make_unique<LocalServer>(path("l.db"));
    const int port = server->port();
    Running running(QStringList{QStringLiteral("tail"), server->address()} + words("--from start"));
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()).size(), qsizetype{3}, 15000);
    // An open stream just falls silent; what tells is the next connection.
    QVERIFY(server->end(SIGKILL) != 0);
    pen.clear();
    pen.append(payload(7));
    server = std::make_unique<LocalServer>(path("l.db"), QStringList(), port);
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()), QByteArrayList({"f1", "f2", "f3", "f7"}), 30000);
    QVERIFY(running.out().trimmed().endsWith("\"epoch\":2}"));
    QTRY_VERIFY(running.err().contains("following epoch 2 from its first event"));
    QCOMPARE(running.end(SIGINT), 0);
}

void TestCliServerTail::waitsForAServerThatIsNotThereYet()
{
    LedgerPen pen(path("l.db"));
    pen.append(payload(1));
    int port = 0;
    {
        const LocalServer probe(path("l.db"));
        port = probe.port();
    }
    Running running({QStringLiteral("tail"), QStringLiteral("http://127.0.0.1:%1").arg(port),
                     QStringLiteral("--from"), QStringLiteral("start")});
    QTRY_VERIFY_WITH_TIMEOUT(running.err().contains("waiting"), 15000);
    const LocalServer server(path("l.db"), {}, port);
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()), QByteArrayList({"f1"}), 30000);
    QCOMPARE(running.end(SIGINT), 0);
    QVERIFY2(running.err().count('\n') == 1, running.err().constData());
}

void TestCliServerTail::staleStartEnds()
{
    LedgerPen pen(path("l.db"));
    pen.append(payload(1));
    const LocalServer server(path("l.db"));
    Running running(
        {QStringLiteral("tail"), server.address(), QStringLiteral("--from"), QStringLiteral("9")});
    QCOMPARE(running.end(), 3);
    QCOMPARE(running.out(), QByteArray());
    QCOMPARE(running.err(), QByteArray("mobwatch-cli: stale mob event cursor: requested 9, latest 1\n"));
}

void TestCliServerTail::tokens()
{
    writeFile(path("token"), secret);
    LedgerPen pen(path("l.db"));
    pen.append(payload(1));
    const LocalServer server(path("l.db"), {QStringLiteral("--token-file"), path("token")});
    Running without(tail(server.address(), "--from start"));
    QCOMPARE(without.end(), 5);
    Running with(tail(server.address(), "--from start --max-events 1") +
                 QStringList{QStringLiteral("--token-file"), path("token")});
    QCOMPARE(with.end(), 0);
    QCOMPARE(flowsOf(with.out()), QByteArrayList({"f1"}));
    QVERIFY(!with.err().contains(secret));
}

void TestCliServerTail::whatIsNoStreamEnds_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<int>("code");
    QTest::newRow("web page") << ReplayServer::response("200 OK", "text/html", "<html>") << 4;
    QTest::newRow("404") << ReplayServer::response("404 Not Found", "text/plain", "no") << 4;
    QTest::newRow("403") << ReplayServer::response("403 Forbidden", "application/json", "{}") << 5;
    QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n") << 0;
}

void TestCliServerTail::whatIsNoStreamEnds()
{
    QFETCH(QByteArray, response);
    QFETCH(int, code);
    ReplayServer server([&response](const auto &) { return ReplayServer::Answer{response}; });
    const Outcome outcome = runBeside(
        {QStringLiteral("tail"), server.address(), QStringLiteral("--from"), QStringLiteral("start")});
    QCOMPARE(outcome.code, code);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY(!outcome.err.isEmpty());
}

void TestCliServerTail::unreadableFramesAreToldAndTheRestPrinted()
{
    const QByteArray head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
    const auto frame = [](int cursor, const QByteArray &data) {
        const QByteArray id = QByteArray::number(cursor);
        return "id: mob-evt-" + id + "\nevent: x\ndata: " + data + "\n\n";
    };
    const auto envelope = [](int cursor) {
        return R"({"cursor":)" + QByteArray::number(cursor) + R"(,"data":{"flow_id":"f)" +
               QByteArray::number(cursor) +
               R"(","type":"x"},"kind":"x","mob_id":"m","timestamp_ms":1787418699001})";
    };
    ReplayServer server([&](const ReplayServer::Request &request) {
        if (request.method == "POST")
            return ReplayServer::Answer{ReplayServer::response("404 Not Found", "", "")};
        return ReplayServer::Answer{
            head + frame(1, envelope(1)) + frame(2, "{nonsense") + frame(3, envelope(3)), false};
    });
    Running running(
        {QStringLiteral("tail"), server.address(), QStringLiteral("--from"), QStringLiteral("start")});
    QTRY_COMPARE_WITH_TIMEOUT(flowsOf(running.out()), QByteArrayList({"f1", "f3"}), 15000);
    QCOMPARE(running.end(SIGINT), 6);
    QVERIFY2(running.err().contains("1 events could not be read"), running.err().constData());
}

QTEST_GUILESS_MAIN(TestCliServerTail)
#include "tst_cliservertail.moc"
