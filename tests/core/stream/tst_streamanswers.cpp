// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/query/eventquery.h"
#include "core/stream/httpanswer.h"
#include "core/stream/streamconnection.h"
#include "tests/support/connectionprobe.h"
#include "tests/support/faultserver.h"
#include "tests/support/fixtures.h"
#include "tests/support/sourceprobe.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QSslCertificate>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(mobwatch::StreamEnd)

namespace {

const QStringList onlyEnded{QStringLiteral("ended")};
const QByteArray page = "Content-Type: text/html\r\n";

QByteArray loggedLines;
void keepLine(QtMsgType, const QMessageLogContext &, const QString &line)
{
    loggedLines += line.toUtf8() + '\n';
}

FaultServer::Options tls(const char *certificate)
{
    return {fixture(QStringLiteral("tls/%1").arg(QLatin1String(certificate))),
            fixture(QStringLiteral("tls/server.key")), false};
}

QByteArray fingerprint(const char *certificate)
{
    return QSslCertificate::fromPath(fixture(QStringLiteral("tls/%1").arg(QLatin1String(certificate))))
        .value(0)
        .digest(QCryptographicHash::Sha256);
}

} // namespace

class TestStreamAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesTheHead_data();
    void judgesTheHead();
    void opensEveryEventStream_data();
    void opensEveryEventStream();
    void keepsTheBodyOfAnError();
    void doesNotReadAnEndlessError_data();
    void doesNotReadAnEndlessError();
    void readsRetryAfter_data();
    void readsRetryAfter();
    void followsOnTheSameOrigin_data();
    void followsOnTheSameOrigin();
    void doesNotFollowElsewhere_data();
    void doesNotFollowElsewhere();
    void endsRedirectsInCircles();
    void trustsOnlyWhatWasAccepted_data();
    void trustsOnlyWhatWasAccepted();
    void saysNothingOverPlainText();
    void hidesTheToken_data();
    void hidesTheToken();
    void refusesATokenThatWouldBreakTheHead();
};

void TestStreamAnswers::judgesTheHead_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<StreamEnd>("reason");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char *status, const QByteArray &headers, StreamEnd reason, ErrorCode code) {
        QTest::newRow(qPrintable(QString::fromLatin1(status + headers.simplified())))
            << QByteArray(status) << headers << reason << code;
    };
    const QByteArray stream = "Content-Type: text/event-stream\r\n";
    row("204 No", stream, StreamEnd::Stopped, ErrorCode::Canceled);
    row("401 No", "WWW-Authenticate: Basic realm=x\r\n", StreamEnd::Unauthorized, ErrorCode::Unauthorized);
    row("401 No", "WWW-Authenticate: Bearer\r\n", StreamEnd::Unauthorized, ErrorCode::Unauthorized);
    row("401 No", {}, StreamEnd::Unauthorized, ErrorCode::Unauthorized);
    row("403 No", {}, StreamEnd::Unauthorized, ErrorCode::Unauthorized);
    row("410 Gone", stream, StreamEnd::Stale, ErrorCode::Stale);
    for (const char *status : {"408 X", "425 X", "429 X", "500 X", "502 X", "503 X", "504 X", "599 X"})
        row(status, stream, StreamEnd::Busy, ErrorCode::ServerError);
    for (const char *status :
         {"201 X", "205 X", "210 X", "299 X", "300 X", "304 X", "400 X", "404 X", "405 X", "407 X"})
        row(status, stream, StreamEnd::NotAStream, ErrorCode::NotAStream);
    row("200 OK", page, StreamEnd::NotAStream, ErrorCode::NotAStream);
    row("200 OK", {}, StreamEnd::NotAStream, ErrorCode::NotAStream);
    row("200 OK", "Content-Type: x bogus\r\n", StreamEnd::NotAStream, ErrorCode::NotAStream);
    row("200 OK", "Content-Type: text/event-streams\r\n", StreamEnd::NotAStream, ErrorCode::NotAStream);
    row("200 OK", stream + "Content-Encoding: gzip\r\n", StreamEnd::NotAStream, ErrorCode::NotAStream);
    row("200 OK", stream + "content-encoding: BR\r\n", StreamEnd::NotAStream, ErrorCode::NotAStream);
}

void TestStreamAnswers::judgesTheHead()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, headers);
    QFETCH(StreamEnd, reason);
    QFETCH(ErrorCode, code);
    FaultServer server([status, headers](const FaultRequest &) {
        return status.startsWith("204") ? FaultScript().send("HTTP/1.1 204 No\r\n" + headers + "\r\n").close()
                                        : FaultScript().answer(status, headers, "data: no\n\n").close();
    });
    auto request = ConnectionProbe::request(server.url());
    request.token = "token-of-ours";
    ConnectionProbe probe(request);
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.said, onlyEnded);
    QCOMPARE(probe.ending.reason, reason);
    QCOMPARE(probe.ending.error.code, code);
    QCOMPARE(probe.ending.status, status.left(3).toInt());
    QVERIFY(!probe.ending.error.message.isEmpty());
    QVERIFY(!probe.ending.error.message.contains(QLatin1Char('\n')));
    QVERIFY(probe.body.isEmpty());
    QVERIFY(server.requests().size() <= 4); // P21
}

void TestStreamAnswers::opensEveryEventStream_data()
{
    QTest::addColumn<QByteArray>("headers");
    for (const char *type :
         {"text/event-stream", "text/event-stream;", "text/event-stream;charset=windows-1252",
          "TEXT/Event-Stream ; x=y", " text/event-stream"})
        QTest::newRow(type) << QByteArray("Content-Type: ") + type + "\r\n";
    QTest::newRow("identity") << QByteArray(
        "content-type: text/event-stream\r\nContent-Encoding: identity\r\n");
}

void TestStreamAnswers::opensEveryEventStream()
{
    QFETCH(QByteArray, headers);
    FaultServer server([headers](const FaultRequest &) {
        return FaultScript().send("HTTP/1.1 200 OK\r\n" + headers + "\r\ndata: \xc3\xa4\n\n").close();
    });
    ConnectionProbe probe(ConnectionProbe::request(server.url()));
    TRY_VERIFY(probe.hasEnded());
    QVERIFY(probe.hasOpened());
    QCOMPARE(probe.body, QByteArray("data: \xc3\xa4\n\n"));
}

void TestStreamAnswers::keepsTheBodyOfAnError()
{
    const QByteArray body = R"({"after_cursor":500,"error":"event_query_stale","latest_cursor":42})";
    FaultServer server([body](const FaultRequest &request) {
        if (request.path() == "/chunked")
            return FaultScript()
                .send("HTTP/1.1 410 Gone\r\nTransfer-Encoding: chunked\r\n\r\n")
                .chunk(body.left(9))
                .wait(50ms)
                .chunk(body.mid(9))
                .send("0\r\n\r\n");
        if (request.path() == "/huge")
            return FaultScript().answer("410 Gone", {}, QByteArray(1 << 20, 'x'));
        return FaultScript().answer("410 Gone", "Content-Type: application/json\r\n", body);
    });
    for (const char *path : {"/whole", "/chunked"}) {
        ConnectionProbe probe(ConnectionProbe::request(server.url(), path));
        TRY_VERIFY(probe.hasEnded());
        QCOMPARE(probe.ending.reason, StreamEnd::Stale);
        QCOMPARE(QByteArray::fromStdString(probe.ending.body), body);
        QVERIFY(probe.ending.error == staleError(500, 42));
    }
    ConnectionProbe probe(ConnectionProbe::request(server.url(), "/huge"));
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.ending.reason, StreamEnd::Stale);
    QCOMPARE(probe.ending.body.size(), std::size_t{64} << 10);
}

void TestStreamAnswers::doesNotReadAnEndlessError_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("piece");
    QTest::addColumn<StreamEnd>("reason");
    const QByteArray event = "data: not an event\n\n";
    QTest::newRow("500, much") << QByteArray("500 No") << event.repeated(500) << StreamEnd::Busy;
    QTest::newRow("500, silent") << QByteArray("500 No") << QByteArray() << StreamEnd::Busy;
    QTest::newRow("404, silent") << QByteArray("404 No") << event << StreamEnd::NotAStream;
    QTest::newRow("page") << QByteArray("200 OK") << event << StreamEnd::NotAStream;
    // Qt tells no head before the body of a 401 is over (P16).
    QTest::newRow("401, silent") << QByteArray("401 No") << event << StreamEnd::NoHeaders;
}

void TestStreamAnswers::doesNotReadAnEndlessError()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, piece);
    QFETCH(StreamEnd, reason);
    FaultServer server([status, piece](const FaultRequest &) {
        const QByteArray type = status.startsWith("200") ? page : "Content-Type: text/event-stream\r\n";
        return FaultScript().send("HTTP/1.1 " + status + "\r\n" + type + "\r\n").repeat(piece, 1000).hold();
    });
    ConnectionProbe probe(ConnectionProbe::request(server.url()));
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.said, onlyEnded);
    QCOMPARE(probe.ending.reason, reason);
    QVERIFY(probe.ending.body.size() <= std::size_t{64} << 10);
    TRY_COMPARE(server.openConnections(), 0);
}

void TestStreamAnswers::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qint64>("milliseconds"); ///< -1 = none
    const auto row = [](const QByteArray &header, qint64 milliseconds) {
        QTest::newRow(header.isEmpty() ? "empty" : header.constData()) << header << milliseconds;
    };
    row("2", 2'000);
    row("0", 0);
    row(" 17 ", 17'000);
    row("1000000000", 1'000'000'000'000);
    row("99999999999999999999999", 1'000'000'000'000);
    row("-5", -1);
    row("soon", -1);
    row("1.5", -1);
    row("", -1);
    row("Wed, 25 Nov 2026 06:00:30 GMT", 30'000);
    row("Wednesday, 25-Nov-26 06:00:30 GMT", 30'000);
    row("Wed Nov 25 06:00:30 2026", 30'000);
    row("Wed, 25 Nov 2026 05:00:00 GMT", 0);
    row("Wed, 99 Nov 2026 05:00:00 GMT", -1);
}

void TestStreamAnswers::readsRetryAfter()
{
    QFETCH(QByteArray, header);
    QFETCH(qint64, milliseconds);
    // The server's own clock counts, not ours.
    FaultServer server([header](const FaultRequest &) {
        return FaultScript()
            .answer("503 Later", "Date: Wed, 25 Nov 2026 06:00:00 GMT\r\nRetry-After: " + header + "\r\n", {})
            .close();
    });
    ConnectionProbe probe(ConnectionProbe::request(server.url()));
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.ending.reason, StreamEnd::Busy);
    QCOMPARE(probe.ending.retryAfter.has_value(), milliseconds >= 0);
    if (milliseconds >= 0)
        QCOMPARE(qint64(probe.ending.retryAfter->count()), milliseconds);
}

void TestStreamAnswers::followsOnTheSameOrigin_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<int>("form");
    for (const char *status : {"301", "302", "303", "307", "308"}) {
        QTest::addRow("%s path", status) << QByteArray(status) << 0;
        QTest::addRow("%s absolute", status) << QByteArray(status) << 1;
    }
    QTest::newRow("relative") << QByteArray("302") << 2;
    QTest::newRow("five hops") << QByteArray("302") << 3;
}

void TestStreamAnswers::followsOnTheSameOrigin()
{
    QFETCH(QByteArray, status);
    QFETCH(int, form);
    FaultServer server([status, form](const FaultRequest &request) {
        const QByteArray path = request.path();
        if (path == "/a/target")
            return FaultScript().stream().send("data: 1\n\n").hold();
        QByteArray to = "/a/target?x=1";
        if (form == 1)
            to.prepend("http://" + request.header("host"));
        if (form == 2)
            to = "target?x=1";
        if (form == 3)
            to = path.startsWith("/a/hop4") ? "/a/target?x=1"
                                            : "/a/hop" + QByteArray::number(path.right(1).toInt() + 1);
        return FaultScript().answer(status + " Moved", "Location: " + to + "\r\n", "moved");
    });
    auto request = ConnectionProbe::request(server.url(), "/a/hop0");
    request.token = "token-of-ours";
    ConnectionProbe probe(request);
    TRY_COMPARE(probe.body, QByteArray("data: 1\n\n"));
    const auto requests = server.requests();
    QCOMPARE(requests.size(), form == 3 ? 6U : 2U);
    QCOMPARE(requests.back().target, QByteArray("/a/target?x=1"));
    for (const FaultRequest &each : requests) {
        QCOMPARE(each.method, QByteArray("GET"));
        QCOMPARE(each.header("authorization"), QByteArray("Bearer token-of-ours"));
        QCOMPARE(each.header("accept"), QByteArray("text/event-stream"));
    }
}

void TestStreamAnswers::doesNotFollowElsewhere_data()
{
    QTest::addColumn<QByteArray>("location"); ///< PORT is another server's
    QTest::addColumn<QString>("target");
    QTest::newRow("port") << QByteArray("Location: http://127.0.0.1:PORT/s?auth_token=zzz\r\n")
                          << QStringLiteral("http://127.0.0.1:PORT/s");
    QTest::newRow("network path") << QByteArray("Location: //127.0.0.1:PORT/s\r\n")
                                  << QStringLiteral("http://127.0.0.1:PORT/s");
    QTest::newRow("host") << QByteArray("Location: http://localhost:PORT/s\r\n")
                          << QStringLiteral("http://localhost:PORT/s");
    QTest::newRow("scheme") << QByteArray("Location: https://127.0.0.1:PORT/s\r\n")
                            << QStringLiteral("https://127.0.0.1:PORT/s");
    QTest::newRow("file") << QByteArray("Location: file:///etc/passwd\r\n")
                          << QStringLiteral("file:///etc/passwd");
    QTest::newRow("empty") << QByteArray("Location: \r\n") << QString();
    QTest::newRow("missing") << QByteArray() << QString();
}

void TestStreamAnswers::doesNotFollowElsewhere()
{
    QFETCH(QByteArray, location);
    QFETCH(QString, target);
    FaultServer other([](const FaultRequest &) { return FaultScript().stream().hold(); });
    const QByteArray port = QByteArray::number(other.port());
    location.replace("PORT", port);
    FaultServer server(
        [location](const FaultRequest &) { return FaultScript().answer("302 Found", location, {}); });
    auto request = ConnectionProbe::request(server.url());
    request.token = "token-of-ours";
    ConnectionProbe probe(request);
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.said, onlyEnded);
    QCOMPARE(probe.ending.reason, StreamEnd::Redirected);
    QCOMPARE(probe.ending.status, 302);
    QCOMPARE(probe.ending.error.code, ErrorCode::NotAStream);
    QCOMPARE(probe.ending.error.subject, target.replace(QLatin1String("PORT"), QString::fromLatin1(port)));
    QCOMPARE(server.requests().size(), 1U);
    QCOMPARE(other.connections(), 0);
}

void TestStreamAnswers::endsRedirectsInCircles()
{
    FaultServer server(
        [](const FaultRequest &) { return FaultScript().answer("302 Found", "Location: /s\r\n", {}); });
    ConnectionProbe probe(ConnectionProbe::request(server.url()));
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.ending.reason, StreamEnd::Redirected);
    QCOMPARE(server.requests().size(), 6U);
}

void TestStreamAnswers::trustsOnlyWhatWasAccepted_data()
{
    QTest::addColumn<QByteArray>("certificate");
    QTest::addColumn<QByteArray>("pinned"); ///< name of a certificate; empty = none
    QTest::addColumn<bool>("opens");
    QTest::addColumn<bool>("isOffered");
    QTest::newRow("unknown") << QByteArray("self-signed.pem") << QByteArray() << false << true;
    QTest::newRow("pinned") << QByteArray("self-signed.pem") << QByteArray("self-signed.pem") << true
                            << false;
    QTest::newRow("another one pinned")
        << QByteArray("self-signed.pem") << QByteArray("expired.pem") << false << true;
    QTest::newRow("expired") << QByteArray("expired.pem") << QByteArray() << false << false;
    QTest::newRow("expired, pinned") << QByteArray("expired.pem") << QByteArray("expired.pem") << false
                                     << false;
    QTest::newRow("wrong host") << QByteArray("wrong-host.pem") << QByteArray() << false << false;
    QTest::newRow("wrong host, pinned")
        << QByteArray("wrong-host.pem") << QByteArray("wrong-host.pem") << false << false;
}

void TestStreamAnswers::trustsOnlyWhatWasAccepted()
{
    QFETCH(QByteArray, certificate);
    QFETCH(QByteArray, pinned);
    QFETCH(bool, opens);
    QFETCH(bool, isOffered);
    FaultServer server(tls(certificate.constData()), [](const FaultRequest &) {
        return FaultScript().stream().send("data: 1\n\n").hold();
    });
    auto request = ConnectionProbe::request(server.url());
    request.token = "token-of-ours";
    request.timing.connectBy = 5s;
    request.timing.headersBy = 5s;
    if (!pinned.isEmpty())
        request.pinnedCertificate = fingerprint(pinned.constData());
    ConnectionProbe probe(request);
    if (opens) {
        TRY_COMPARE(probe.body, QByteArray("data: 1\n\n"));
        return;
    }
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.said, onlyEnded);
    QCOMPARE(probe.ending.reason, StreamEnd::Tls);
    QCOMPARE(probe.ending.error.code, ErrorCode::Tls);
    QCOMPARE(probe.ending.certificate, isOffered ? fingerprint(certificate.constData()) : QByteArray());
    QCOMPARE(probe.ending.error.subject, QString::fromLatin1(probe.ending.certificate.toHex()));
    QVERIFY(server.requests().empty());
}

void TestStreamAnswers::saysNothingOverPlainText()
{
    FaultServer server([](const FaultRequest &) { return FaultScript().hold(); });
    ConnectionProbe probe(
        ConnectionProbe::request(server.url().replace(QLatin1String("http:"), QLatin1String("https:"))));
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.ending.reason, StreamEnd::ConnectFailed);
    QVERIFY(server.requests().empty());
}

void TestStreamAnswers::hidesTheToken_data()
{
    QTest::addColumn<QByteArray>("echo");
    QTest::newRow("header") << QByteArray("Authorization: Bearer tok/en+1\r\n");
    QTest::newRow("lower case") << QByteArray("authorization: Bearer tok/en+1\r\n");
    QTest::newRow("in another header") << QByteArray("X-Echo: got tok/en+1 from you\r\n");
    QTest::newRow("encoded") << QByteArray("Location: /s?auth_token=tok%2Fen%2B1\r\n");
    QTest::newRow("encoded in small letters") << QByteArray("X-Echo: tok%2fen%2b1\r\n");
}

void TestStreamAnswers::hidesTheToken()
{
    QFETCH(QByteArray, echo);
    loggedLines.clear();
    const auto before = qInstallMessageHandler(keepLine);
    QLoggingCategory::setFilterRules(QStringLiteral("mobwatch.*=true"));
    FaultServer server([echo](const FaultRequest &) {
        return FaultScript()
            .answer("500 No tok/en+1", "content-type: text/plain\r\n" + echo, "you sent tok/en+1")
            .close();
    });
    auto request = ConnectionProbe::request(server.url(), "/s?secret=in-query");
    request.token = "tok/en+1";
    ConnectionProbe probe(request);
    const bool hasEnded = QTest::qWaitFor([&probe] { return probe.hasEnded(); }, 60'000);
    QLoggingCategory::setFilterRules({});
    qInstallMessageHandler(before);
    QVERIFY(hasEnded);
    QVERIFY(loggedLines.contains("stream ended"));
    QVERIFY(!loggedLines.contains("in-query"));
    const HttpExchange &exchange = probe.connection.exchange();
    QVERIFY(exchange.request.contains(QLatin1String("Authorization: (hidden)")));
    QVERIFY(exchange.response.contains(QLatin1String("(hidden)")));
    const QString everything = exchange.request + exchange.response + probe.ending.error.message +
                               QString::fromStdString(probe.ending.body) + QString::fromUtf8(loggedLines);
    for (const char *secret : {"tok/en+1", "tok%2fen%2b1"})
        QVERIFY2(!everything.contains(QLatin1String(secret), Qt::CaseInsensitive), qPrintable(everything));
}

void TestStreamAnswers::refusesATokenThatWouldBreakTheHead()
{
    FaultServer server([](const FaultRequest &) { return FaultScript().stream().hold(); });
    auto request = ConnectionProbe::request(server.url());
    request.token = "token\r\nX-Evil: 1";
    ConnectionProbe probe(request);
    QVERIFY(probe.said.isEmpty()); // never from inside open()
    TRY_VERIFY(probe.hasEnded());
    QCOMPARE(probe.ending.reason, StreamEnd::Unauthorized);
    QVERIFY(!probe.ending.error.message.contains(QLatin1String("Evil")));
    QVERIFY(server.requests().empty());
}

QTEST_GUILESS_MAIN(TestStreamAnswers)
#include "tst_streamanswers.moc"
