// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/app/localserver.h"
#include "tests/app/served.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>

using namespace mobwatch;
using namespace mobwatch::test;

class TestCliServe : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void endsAtOnceOnASignal_data();
    void endsAtOnceOnASignal();
    void endsDuringAWideQuery();
    void refusesWrongUsage();
    void listensWhereTold();
    void answersWithTheRecordedHeads();
    void streamsLabels();
    void keepsConnectionsForMore();
    void limitsBodies();
    void neverShowsTheToken();
    void streamsWhatAnotherProcessAppends();
    void staysSilentAfterAClear();
};

void TestCliServe::endsAtOnceOnASignal_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestCliServe::endsAtOnceOnASignal()
{
    QFETCH(int, signal);
    LocalServer serving(ledger("linear"));
    QVERIFY(serving.port() != 0);
    std::vector<std::unique_ptr<HttpSocket>> readers;
    for (int i = 0; i < 5; ++i) {
        readers.push_back(std::make_unique<HttpSocket>(serving.port()));
        readers.back()->get(stream + (i % 2 ? "?after_seq=0" : ""));
        QTRY_COMPARE(readers.back()->status(), 200);
    }
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(serving.program().end(signal), 0);
    QVERIFY(timer.elapsed() < 3000);
    QCOMPARE(serving.program().out(), QByteArray());
    for (const auto &reader : readers)
        QTRY_VERIFY(reader->isClosed());
}

void TestCliServe::endsDuringAWideQuery()
{
    LedgerDriver writer(path("large.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 20000")).ok);
    LocalServer serving(path("large.db"));
    std::vector<std::unique_ptr<HttpSocket>> callers;
    for (int i = 0; i < 20; ++i) {
        callers.push_back(std::make_unique<HttpSocket>(serving.port()));
        call(*callers.back(), wideCall);
    }
    QTRY_VERIFY_WITH_TIMEOUT(callers.front()->isComplete(), 30000);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(serving.program().end(SIGTERM), 0);
    QVERIFY2(timer.elapsed() < 5000, QByteArray::number(timer.elapsed()));
}

void TestCliServe::refusesWrongUsage()
{
    const QString file = ledger("linear");
    const auto code = [&](const QStringList &more) {
        return run(QStringList{QStringLiteral("serve")} + more).code;
    };
    QCOMPARE(code({}), 2);
    QCOMPARE(code({QStringLiteral("--ledger"), path("none.db")}), 4);
    const QStringList base{QStringLiteral("--ledger"), file};
    for (const char *listen :
         {"", "nowhere:1", "127.0.0.1:65536", "127.0.0.1", ":80", "::1:80", "192.0.2.77:0"})
        QCOMPARE(code(base + QStringList{QStringLiteral("--listen"), QLatin1String(listen)}), 2);
    QCOMPARE(code(base + QStringList{QStringLiteral("--token-file"), path("none")}), 2);
    writeFile(path("empty"), " \n");
    QCOMPARE(code(base + QStringList{QStringLiteral("--token-file"), path("empty")}), 2);
    QCOMPARE(code(base + QStringList{QStringLiteral("extra")}), 2);
    const LocalServer other(file);
    const QString taken = QStringLiteral("127.0.0.1:%1").arg(other.port());
    const Outcome outcome =
        run({QStringLiteral("serve"), QStringLiteral("--ledger"), file, QStringLiteral("--listen"), taken});
    QCOMPARE(outcome.code, 1);
    QVERIFY(outcome.err.contains("cannot listen on 127.0.0.1 port"));
}

void TestCliServe::listensWhereTold()
{
    const QString file = ledger("linear");
    LocalServer usual(file);
    QVERIFY(usual.program().err().contains("on http://127.0.0.1:"));
    LocalServer open(file, {QStringLiteral("--listen"), QStringLiteral("0.0.0.0:0")});
    QVERIFY(open.port() != 0);
    QVERIFY(open.program().err().contains("everybody who reaches 0.0.0.0"));
    HttpSocket health(open.port());
    health.get("/healthz");
    QTRY_VERIFY(health.isComplete());
    QCOMPARE(health.body(), QByteArray("ok"));
}

void TestCliServe::answersWithTheRecordedHeads()
{
    const LocalServer serving(ledger("linear"));
    for (const RecordedHttp &pair : recordedHttp(QStringLiteral("linear"))) {
        if (pair.name.startsWith(QStringLiteral("http-auth-")) ||
            pair.name == QStringLiteral("http-http-1-0.txt"))
            continue;
        HttpSocket socket(serving.port());
        const HttpRequest &request = pair.request;
        const std::string target = request.path + (request.query.empty() ? "" : "?" + request.query);
        std::string text = request.method + ' ' + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
        if (request.accept)
            text += "Accept: " + *request.accept + "\r\n";
        if (!request.body.empty())
            text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
        socket.send(QByteArray::fromStdString(text + "\r\n" + request.body));
        QTRY_VERIFY2(socket.hasHead(), qPrintable(pair.name));
        QVERIFY2(socket.status() == pair.status, qPrintable(pair.name));
        // `date` and `connection` are the transport's own, and a HEAD tells a length or none as it likes.
        for (const auto &[name, value] : pair.headers) {
            if (name != "date" && name != "connection" && name != "content-length")
                QCOMPARE(socket.header(QByteArray::fromStdString(name)), QByteArray::fromStdString(value));
        }
        if (pair.headers.contains("content-length")) {
            QTRY_VERIFY2(socket.isComplete(), qPrintable(pair.name));
            const QByteArray expected = QByteArray::fromStdString(pair.body);
            QCOMPARE(QByteArray(socket.body()).replace("\"latest_cursor\":60", "\"latest_cursor\":58"),
                     expected);
        }
    }
    HttpSocket old(serving.port());
    old.send("GET " + stream + "?after_seq=58 HTTP/1.0\r\n\r\n");
    QTRY_COMPARE(cursorsIn(old.body()), range(59, 60));
    QCOMPARE(old.header("transfer-encoding"), QByteArray());
}

void TestCliServe::streamsLabels()
{
    writeFile(path("labels.json"), labelsFile(QStringLiteral("names")));
    const LocalServer serving(ledger("names"), {QStringLiteral("--labels"), path("labels.json")});
    HttpSocket socket(serving.port());
    socket.get(stream + "?after_seq=0");
    const QByteArray recorded =
        QByteArray::fromStdString(readAll(fixture(QStringLiteral("names/stream.sse"))));
    QVERIFY(recorded.contains("mob_labels"));
    QTRY_COMPARE(cursorsIn(socket.body()), range(1, 63));
    QVERIFY(socket.body().startsWith(recorded));
}

void TestCliServe::keepsConnectionsForMore()
{
    const LocalServer serving(ledger("linear"));
    HttpSocket socket(serving.port());
    for (int i = 0; i < 3; ++i) {
        socket.get("/healthz");
        QTRY_VERIFY(socket.isComplete());
        socket.clear();
        const QByteArray body =
            R"({"jsonrpc":"2.0","id":1,"method":"mobkit/mob_events/query","params":{"limit":0}})";
        socket.send(
            "POST /console/rpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json; charset=utf-8\r\n"
            "Content-Length: " +
            QByteArray::number(body.size()) + "\r\n\r\n" + body);
        QTRY_VERIFY(socket.isComplete());
        QCOMPARE(socket.body(),
                 QByteArray(R"({"id":1,"jsonrpc":"2.0","result":{"events":[],"next_after_seq":60}})"));
        socket.clear();
    }
    // A body in chunks, and one that is expected to be asked for.
    socket.send("POST /console/rpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                "Transfer-Encoding: chunked\r\n\r\n1\r\n7\r\n0\r\n\r\n");
    QTRY_VERIFY(socket.isComplete());
    QVERIFY(socket.body().contains("-32600"));
}

void TestCliServe::limitsBodies()
{
    const LocalServer serving(ledger("linear"));
    HttpSocket socket(serving.port());
    const QByteArray body(3 * 1024 * 1024, ' ');
    socket.send(
        "POST /console/rpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
        QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QTRY_COMPARE(socket.status(), 413);
    HttpSocket other(serving.port());
    other.get("/healthz");
    QTRY_COMPARE(other.status(), 200);
}

void TestCliServe::neverShowsTheToken()
{
    writeFile(path("token"), "s3cret-token\n");
    LocalServer serving(ledger("linear"),
                        {QStringLiteral("--token-file"), path("token"), QStringLiteral("--verbose")});
    const auto status = [&serving](const QByteArray &target, const QByteArray &headers) {
        HttpSocket socket(serving.port());
        socket.get(target, headers);
        return QTest::qWaitFor([&] { return socket.hasHead(); }) ? socket.status() : 0;
    };
    QCOMPARE(status(stream, {}), 401);
    QCOMPARE(status(stream + "?after_seq=x", {}), 400);
    QCOMPARE(status(stream + "?after_seq=999", {}), 401);
    QCOMPARE(status(stream + "?after_seq=999", "Authorization: Bearer s3cret-token\r\n"), 410);
    QCOMPARE(status(stream, "Authorization: Bearer s3cret-token\r\n"), 200);
    QCOMPARE(status(stream, "Authorization: Bearer s3cret-tokeN\r\n"), 401);
    QCOMPARE(status(stream + "?auth_token=s3cret-token", {}), 200);
    QCOMPARE(status("/healthz?auth_token=s3cret-token", {}), 200);
    QTRY_VERIFY(serving.program().err().contains("GET /healthz 200"));
    QCOMPARE(serving.program().end(SIGTERM), 0);
    QVERIFY(serving.program().err().contains("GET /mobkit/mob_events/stream 410"));
    QVERIFY(!serving.program().err().contains("s3cret"));
    QVERIFY(serving.program().out().isEmpty());
}

void TestCliServe::streamsWhatAnotherProcessAppends()
{
    LedgerDriver writer(path("live.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 3")).ok);
    const LocalServer serving(path("live.db"));
    HttpSocket fresh(serving.port()), all(serving.port()), filtered(serving.port());
    fresh.get(stream);
    all.get(stream + "?after_seq=0");
    filtered.get(stream + "?after_seq=0&identity=researcher-4");
    QTRY_COMPARE(fresh.status(), 200);
    QTRY_COMPARE(cursorsIn(all.body()), range(1, 3));
    for (Cursor last = 4; last <= 20; ++last) {
        QVERIFY(writer.run(QStringLiteral("append 1")).ok);
        QTRY_COMPARE(cursorsIn(fresh.body()), range(4, last));
    }
    QVERIFY(writer.run(QStringLiteral("append 3000 200 7")).ok);
    QTRY_COMPARE(cursorsIn(all.body()), range(1, 3020));
    QTRY_COMPARE(cursorsIn(fresh.body()), range(4, 3020));
    QTRY_COMPARE(cursorsIn(filtered.body()).size(), std::size_t{3020 / 7});
}

void TestCliServe::staysSilentAfterAClear()
{
    LedgerDriver writer(path("live.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 5")).ok);
    const LocalServer serving(path("live.db"));
    HttpSocket old(serving.port());
    old.get(stream + "?after_seq=3");
    QTRY_COMPARE(cursorsIn(old.body()), range(4, 5));
    QVERIFY(writer.run(QStringLiteral("clear")).ok);
    HttpSocket stale(serving.port());
    stale.get(stream + "?after_seq=5");
    QTRY_VERIFY(stale.isComplete());
    QCOMPARE(stale.status(), 410);
    QCOMPARE(stale.body(), QByteArray(R"({"after_cursor":5,"error":"event_query_stale","latest_cursor":0})"));
    QVERIFY(writer.run(QStringLiteral("append 8")).ok);
    HttpSocket again(serving.port());
    again.get(stream + "?after_seq=0");
    QTRY_COMPARE(cursorsIn(again.body()), range(1, 8));
    QVERIFY(writer.run(QStringLiteral("append 1")).ok);
    QTRY_COMPARE(cursorsIn(again.body()), range(1, 9));
    QCOMPARE(cursorsIn(old.body()), range(4, 5));
    QVERIFY(!old.isClosed());
}

QTEST_GUILESS_MAIN(TestCliServe)
#include "tst_cliserve.moc"
