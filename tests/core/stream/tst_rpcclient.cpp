// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/core/stream/rpcwaiting.h"

#include <QLoggingCategory>
#include <QTest>
#include <QTimer>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

using Answer = ReplayServer::Answer;
constexpr auto secret = "eyJ.not-for-any-eyes.x";

QStringList logged;

void keepLog(QtMsgType, const QMessageLogContext &, const QString &message)
{
    logged += message;
}

} // namespace

class TestRpcClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void mapsFailures_data();
    void mapsFailures();
    void tellsWhatIsStale();
    void asksWithCare();
    void neverFollowsARedirect();
    void tokenIsInNoMessage();
    void unsendableTokenIsNotSent();
    void repeatedTokenIsInNoError();
    void headDecidesAtOnce();
    void trickleEnds();
    void tellsWhySignInIsRefused();
    void cutOffAnswer();
    void nobodyThere();
    void silenceEndsTheCall();
    void slowAnswerIsNoSilence();
    void answerIsBounded();
    void asksForHealthWithoutTheToken();
    void callbackMayDestroyTheClient();
    void cancelledCallsDoNotCallBack();
};

void TestRpcClient::mapsFailures_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<ErrorCode>("code");
    const auto rpcError = [](const QByteArray &error) {
        return ReplayServer::response("200 OK", "application/json",
                                      R"({"id":"x","jsonrpc":"2.0","error":)" + error + "}");
    };
    QTest::newRow("401") << ReplayServer::response("401 Unauthorized", "application/json",
                                                   R"({"error":"unauthorized"})",
                                                   "www-authenticate: Basic realm=\"x\"\r\n")
                         << ErrorCode::Unauthorized;
    QTest::newRow("403") << ReplayServer::response("403 Forbidden", "application/json",
                                                   R"({"error":"access_denied"})")
                         << ErrorCode::Unauthorized;
    QTest::newRow("access denied") << rpcError(R"({"code":-32030,"message":"access denied: mob.observe"})")
                                   << ErrorCode::Unauthorized;
    QTest::newRow("404") << ReplayServer::response("404 Not Found", "", "") << ErrorCode::NotAStream;
    QTest::newRow("405") << ReplayServer::response("405 Method Not Allowed", "", "") << ErrorCode::NotAStream;
    QTest::newRow("404 without a runtime")
        << ReplayServer::response(
               "404 Not Found", "application/json",
               R"({"error":{"code":-32600,"message":"console rpc requires a unified runtime"}})")
        << ErrorCode::NotFound;
    QTest::newRow("not served") << rpcError(R"({"code":-32601,"message":"Method not found"})")
                                << ErrorCode::NotFound;
    QTest::newRow("bad params") << rpcError(R"({"code":-32602,"message":"invalid query params"})")
                                << ErrorCode::InvalidArgument;
    QTest::newRow("read-only") << rpcError(
                                      R"({"code":-32010,"message":"read-only","data":{"kind":"read_only"}})")
                               << ErrorCode::ServerError;
    QTest::newRow("internal") << rpcError(R"({"code":-32000,"message":"internal error"})")
                              << ErrorCode::ServerError;
    QTest::newRow("starting") << rpcError(R"({"code":-32018,"message":"starting"})")
                              << ErrorCode::ServerError;
    QTest::newRow("odd error") << rpcError("7") << ErrorCode::Malformed;
    for (const char *status : {"408 Request Timeout", "429 Too Many Requests", "500 Oops", "502 Bad Gateway",
                               "503 Service Unavailable"})
        QTest::newRow(status) << ReplayServer::response(status, "text/html", "<html>")
                              << ErrorCode::ServerError;
    QTest::newRow("415") << ReplayServer::response("415 Unsupported Media Type", "text/plain",
                                                   "Expected request")
                         << ErrorCode::Malformed;
    QTest::newRow("web page") << ReplayServer::response("200 OK", "text/html", "<html>sign in</html>")
                              << ErrorCode::NotAStream;
    QTest::newRow("no type") << ReplayServer::response("200 OK", "", "{}") << ErrorCode::NotAStream;
    QTest::newRow("compressed") << ReplayServer::response("200 OK", "application/json", "\x1f\x8b",
                                                          "content-encoding: gzip\r\n")
                                << ErrorCode::NotAStream;
    for (const char *body :
         {"", "nonsense", "[]", "{}", R"({"result":{"events":7}})", R"({"result":{}})",
          R"({"result":{"events":[)", R"({"result":{"events":[],"next_after_seq":-1}})", R"({"result":7})"})
        QTest::addRow("body %s", body)
            << ReplayServer::response("200 OK", "application/json", body) << ErrorCode::Malformed;
}

void TestRpcClient::mapsFailures()
{
    QFETCH(QByteArray, response);
    QFETCH(ErrorCode, code);
    ReplayServer server([&response](const auto &) { return Answer{response}; });
    RpcClient client(addressOf(server));
    client.setToken(secret);
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    const Error &error = waiting.result->error();
    QVERIFY2(error.code == code, qPrintable(error.message));
    QVERIFY(!error.message.isEmpty());
    QCOMPARE(server.requests().size(), std::size_t{1});
}

void TestRpcClient::tellsWhatIsStale()
{
    const QByteArray object = R"({"after_cursor":500,"error":"event_query_stale","latest_cursor":42})";
    for (const QByteArray &body :
         {R"({"error":{"code":-32010,"data":)" + object + R"(,"message":"stale"},"id":"x"})",
          R"({"error":{"code":-32010,"message":"stale"},"result":)" + object + "}"}) {
        ReplayServer server([&body](const auto &) {
            return Answer{ReplayServer::response("200 OK", "application/json", body)};
        });
        RpcClient client(addressOf(server));
        Waiting<MobEventsReply> waiting;
        client.query({}, waiting.callback());
        QVERIFY(waiting.wait());
        QVERIFY(!waiting.result->has_value());
        QVERIFY(waiting.result->error() == staleError(500, 42));
        QCOMPARE(waiting.result->error().position, qint64{42});
    }
}

void TestRpcClient::asksWithCare()
{
    ReplayServer server([](const auto &) {
        return Answer{ReplayServer::response("200 OK", "application/json", R"({"result":{"events":[]}})",
                                             "set-cookie: session=1\r\ncache-control: max-age=1000\r\n")};
    });
    RpcClient client(*ServerAddress::parse(server.address() + QStringLiteral("/team/")));
    client.setToken(secret);
    for (int i = 0; i < 2; ++i) {
        Waiting<MobEventsReply> waiting;
        client.query({}, waiting.callback());
        QVERIFY(waiting.wait());
        VERIFY_OK(*waiting.result);
    }
    QCOMPARE(server.requests().size(), std::size_t{2});
    for (ReplayServer::Request request : server.requests()) {
        QCOMPARE(request.method, QByteArray("POST"));
        QCOMPARE(request.target, QByteArray("/team/console/rpc"));
        QCOMPARE(request.headers["content-type"], QByteArray("application/json"));
        QCOMPARE(request.headers["accept-encoding"], QByteArray("identity"));
        QCOMPARE(request.headers["authorization"], QByteArray("Bearer ") + secret);
        QVERIFY(!request.headers.contains("cookie"));
        QVERIFY(!request.headers.contains("upgrade"));
    }
}

void TestRpcClient::neverFollowsARedirect()
{
    ReplayServer other(
        [](const auto &) { return Answer{ReplayServer::response("200 OK", "application/json", "{}")}; });
    for (const char *status :
         {"301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"}) {
        ReplayServer server([&](const auto &) {
            return Answer{ReplayServer::response(
                status, "text/html", "", "location: " + other.address().toUtf8() + "/console/rpc\r\n")};
        });
        RpcClient client(addressOf(server));
        client.setToken(secret);
        Waiting<MobEventsReply> waiting;
        client.query({}, waiting.callback());
        QVERIFY(waiting.wait());
        QVERIFY(!waiting.result->has_value());
        QVERIFY(waiting.result->error().code == ErrorCode::NotAStream);
        QCOMPARE(waiting.result->error().subject, other.address() + QStringLiteral("/console/rpc"));
    }
    QVERIFY(other.requests().empty());
}

void TestRpcClient::tokenIsInNoMessage()
{
    logged.clear();
    const auto before = qInstallMessageHandler(keepLog);
    QLoggingCategory::setFilterRules(QStringLiteral("mobwatch.*=true"));
    QStringList said;
    for (const char *status : {"401 Unauthorized", "400 Bad Request", "500 Oops"}) {
        ReplayServer server([status](const ReplayServer::Request &request) {
            return Answer{ReplayServer::response(status, "text/plain", request.headers.at("authorization"))};
        });
        RpcClient client(addressOf(server));
        client.setToken(secret);
        Waiting<MobEventsReply> waiting;
        client.query({}, waiting.callback());
        if (waiting.wait() && !waiting.result->has_value())
            said += waiting.result->error().message;
    }
    QLoggingCategory::setFilterRules({});
    qInstallMessageHandler(before);
    QCOMPARE(said.size(), 3);
    QVERIFY(!logged.isEmpty());
    QVERIFY(!(said + logged).join(QLatin1Char('\n')).contains(QLatin1String(secret)));
}

void TestRpcClient::unsendableTokenIsNotSent()
{
    ReplayServer server([](const auto &) {
        return Answer{ReplayServer::response("200 OK", "application/json", R"({"result":{"events":[]}})")};
    });
    RpcClient client(addressOf(server));
    client.setToken("a\r\nX-Injected: 1");
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(!waiting.result); // later, as every answer
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    QCOMPARE(waiting.result->error().code, ErrorCode::Unauthorized);
    QVERIFY(server.requests().empty());
}

void TestRpcClient::repeatedTokenIsInNoError()
{
    const QByteArray token = secret;
    const QByteArray there = "location: http://127.0.0.1:1/" + token + "?x=" + token + "#" + token + "\r\n";
    for (const QByteArray &response :
         {ReplayServer::response("302 Found", "text/html", "", there),
          ReplayServer::response("200 OK", "text/" + token, "<html>"),
          ReplayServer::response("200 OK", "application/json",
                                 R"({"error":{"code":-32000,"message":"no )" + token + R"("}})"),
          ReplayServer::response("500 Oops", "text/plain", QByteArray(290, 'x') + token)}) {
        ReplayServer server([&response](const auto &) { return Answer{response}; });
        RpcClient client(addressOf(server));
        client.setToken(secret);
        Waiting<MobEventsReply> waiting;
        client.query({}, waiting.callback());
        QVERIFY(waiting.wait());
        QVERIFY(!waiting.result->has_value());
        const Error &error = waiting.result->error();
        QVERIFY2(!(error.message + error.subject)
                      .contains(QString::fromLatin1(token.first(6)), Qt::CaseInsensitive),
                 qPrintable(error.message + error.subject));
    }
}

void TestRpcClient::headDecidesAtOnce()
{
    for (const QByteArray &head :
         {QByteArray("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<html>"),
          QByteArray("HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\n\r\n<html>")}) {
        ReplayServer server([&head](const auto &) { return Answer{head, false}; });
        RpcClient client(addressOf(server));
        client.setTimeout(std::chrono::minutes(5));
        Waiting<MobEventsReply> waiting;
        client.query({}, waiting.callback());
        QVERIFY(waiting.wait());
        QVERIFY(!waiting.result->has_value());
    }
}

void TestRpcClient::trickleEnds()
{
    ReplayServer server([](const auto &) {
        return Answer{"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n", false};
    });
    RpcClient client(addressOf(server));
    client.setTimeout(std::chrono::milliseconds(200));
    QTimer drip;
    connect(&drip, &QTimer::timeout, this, [&] { server.sendToAll(" "); });
    drip.start(20);
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    QCOMPARE(waiting.result->error().code, ErrorCode::Canceled);
}

void TestRpcClient::tellsWhySignInIsRefused()
{
    const QByteArray refused = R"({"error":"unauthorized","reason":"email_not_allowlisted"})";
    for (const auto &[status, body, reason] :
         {std::tuple("401 Unauthorized", refused, QStringLiteral("email_not_allowlisted")),
          std::tuple("401 Unauthorized", QByteArray("nonsense"), QString()),
          std::tuple("401 Unauthorized", QByteArray(R"({"reason":")") + secret + "\"}",
                     QStringLiteral("(hidden)")),
          std::tuple("200 OK", refused, QString())}) {
        ReplayServer server([&, status = status, body = body](const auto &) {
            return Answer{ReplayServer::response(status, "application/json", body)};
        });
        RpcClient client(addressOf(server));
        client.setToken(secret);
        Waiting<QString> waiting;
        client.signInReason(waiting.callback());
        QVERIFY(waiting.wait());
        VERIFY_OK(*waiting.result);
        QCOMPARE(**waiting.result, reason);
        const ReplayServer::Request request = server.requests().at(0);
        QCOMPARE(request.method + ' ' + request.target, QByteArray("GET /console/experience"));
        QCOMPARE(request.headers.at("authorization"), QByteArray("Bearer ") + secret);
        QVERIFY(!request.headers.contains("cookie"));
    }
    ReplayServer server([](const auto &) { return Answer{ReplayServer::response("404 Not Found", "", "")}; });
    RpcClient client(addressOf(server));
    Waiting<QString> waiting;
    client.signInReason(waiting.callback());
    QVERIFY(waiting.wait());
    QCOMPARE(waiting.result->error().code, ErrorCode::NotAStream);
}

void TestRpcClient::cutOffAnswer()
{
    ReplayServer server([](const auto &) {
        QByteArray response =
            ReplayServer::response("200 OK", "application/json", R"({"result":{"events":[]}})");
        response.chop(1);
        return Answer{response};
    });
    RpcClient client(addressOf(server));
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    QVERIFY(waiting.result->error().code == ErrorCode::Unreachable);
}

void TestRpcClient::nobodyThere()
{
    ServerAddress address;
    {
        const ReplayServer server({});
        address = addressOf(server);
    }
    RpcClient client(address);
    Waiting<void> waiting;
    client.health(waiting.callback());
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    QVERIFY(waiting.result->error().code == ErrorCode::Unreachable);
}

void TestRpcClient::silenceEndsTheCall()
{
    ReplayServer server([](const auto &) {
        return Answer{"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n", false};
    });
    RpcClient client(addressOf(server));
    client.setTimeout(std::chrono::milliseconds(100));
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    QVERIFY(waiting.result->error().code == ErrorCode::Canceled);
}

void TestRpcClient::slowAnswerIsNoSilence()
{
    const QByteArray body = R"({"result":{"events":[]}})" + QByteArray(40, ' ');
    ReplayServer server([&body](const auto &) {
        return Answer{ReplayServer::response("200 OK", "application/json", body).chopped(body.size()), false};
    });
    RpcClient client(addressOf(server));
    client.setTimeout(std::chrono::milliseconds(500));
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QTRY_COMPARE(server.requests().size(), std::size_t{1});
    QTimer drip;
    qsizetype sent = 0;
    connect(&drip, &QTimer::timeout, this, [&] { server.sendToAll(body.mid(sent++, 1)); });
    drip.start(20); // more than twice the limit in all
    QVERIFY(waiting.wait());
    VERIFY_OK(*waiting.result);
}

void TestRpcClient::answerIsBounded()
{
    ReplayServer server([](const auto &) {
        return Answer{ReplayServer::response("200 OK", "application/json", QByteArray(65 << 20, ' '))};
    });
    RpcClient client(addressOf(server));
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(waiting.wait());
    QVERIFY(!waiting.result->has_value());
    QVERIFY(waiting.result->error().code == ErrorCode::TooLarge);
}

void TestRpcClient::asksForHealthWithoutTheToken()
{
    for (const QByteArray &body : {QByteArray("ok"), QByteArray(R"({"detached_jobs":null,"status":"ok"})"),
                                   QByteArray("<html>welcome</html>")}) {
        ReplayServer server(
            [&body](const auto &) { return Answer{ReplayServer::response("200 OK", "text/plain", body)}; });
        RpcClient client(addressOf(server));
        client.setToken(secret);
        Waiting<void> waiting;
        client.health(waiting.callback());
        QVERIFY(waiting.wait());
        QCOMPARE(waiting.result->has_value(), !body.startsWith('<'));
        const ReplayServer::Request request = server.requests().at(0);
        QCOMPARE(request.method + ' ' + request.target, QByteArray("GET /healthz"));
        QVERIFY(!request.headers.contains("authorization"));
    }
}

void TestRpcClient::callbackMayDestroyTheClient()
{
    ReplayServer server([](const auto &) {
        return Answer{ReplayServer::response("200 OK", "application/json", R"({"result":{"events":[]}})")};
    });
    auto client = std::make_unique<RpcClient>(addressOf(server));
    int calls = 0;
    for (int i = 0; i < 3; ++i)
        client->query({}, [&](const Result<MobEventsReply> &) {
            ++calls;
            client.reset();
        });
    QTRY_VERIFY(!client);
    QCOMPARE(calls, 1);
}

void TestRpcClient::cancelledCallsDoNotCallBack()
{
    ReplayServer server([](const auto &) {
        return Answer{ReplayServer::response("200 OK", "application/json", R"({"result":{"events":[]}})")};
    });
    RpcClient client(addressOf(server));
    int calls = 0;
    client.query({}, [&](const Result<MobEventsReply> &) { ++calls; });
    client.cancelAll();
    Waiting<MobEventsReply> waiting;
    client.query({}, waiting.callback());
    QVERIFY(waiting.wait());
    QCOMPARE(calls, 0);
}

QTEST_GUILESS_MAIN(TestRpcClient)
#include "tst_rpcclient.moc"
