// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/connectiontester.h"
#include "tests/support/faultserver.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

/// What a server says to each of the three questions.
struct Server
{
    QByteArray stream = "200 OK";
    QByteArray rpc = R"("result":{"events":[],"subscribe_url":"/mobkit/mob_events/stream?after_seq=42"})";
    QByteArray rpcStatus = "200 OK";
    QByteArray experience = R"({"error":"unauthorized","reason":"invalid_token"})";

    [[nodiscard]] FaultScript operator()(const FaultRequest &request) const
    {
        const QByteArray json = "Content-Type: application/json\r\n";
        if (request.path() == "/mobkit/mob_events/stream") {
            if (stream == "200 OK")
                return FaultScript().stream().hold();
            return FaultScript().answer(stream, json, R"({"error":"unauthorized"})");
        }
        if (request.path() == "/console/experience")
            return FaultScript().answer("401 Unauthorized", json, experience);
        const auto asked = nlohmann::json::parse(request.body.toStdString(), nullptr, false);
        const std::string id = asked.is_object() ? asked.value("id", nlohmann::json()).dump() : "null";
        const bool isSubscribe =
            asked.is_object() && asked.value("method", "") == "mobkit/mob_events/subscribe";
        const QByteArray answer = isSubscribe ? rpc : R"("error":{"code":-32601,"message":"no such method"})";
        if (answer.isEmpty())
            return FaultScript().answer(rpcStatus, "Content-Type: text/plain\r\n", "no");
        return FaultScript().answer(isSubscribe ? rpcStatus : "200 OK", json,
                                    R"({"jsonrpc":"2.0","id":)" + QByteArray::fromStdString(id) + "," +
                                        answer + "}");
    }
};

std::optional<ui::TrialOutcome> outcomeOf(const FaultServer &server, const std::string &token = {})
{
    std::optional<ui::TrialOutcome> said;
    QObject context;
    ConnectionTester::Question question;
    question.server = *ServerAddress::parse(server.url());
    question.token = token;
    (new ConnectionTester(
         std::move(question), [&said](const ui::TrialOutcome &outcome) { said = outcome; }, &context))
        ->start();
    (void)QTest::qWaitFor([&said] { return said.has_value(); }, 30'000);
    return said;
}

} // namespace

class TestConnectionTester : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsAServer();
    void saysWhyATokenIsRefused();
    void neverRepeatsTheToken();
    void onlyAMissingRpcIsAPlainStream_data();
    void onlyAMissingRpcIsAPlainStream();
    void isGoneWithItsContext();
};

void TestConnectionTester::findsAServer()
{
    const FaultServer server((Server()));
    const auto outcome = outcomeOf(server, "s3cret");
    QVERIFY(outcome);
    QVERIFY(!outcome->error);
    QVERIFY(outcome->isRpcServed);
    QCOMPARE(outcome->latestCursor, std::optional<Cursor>(42));
    for (const FaultRequest &request : server.requests())
        QCOMPARE(request.header("authorization"), QByteArray("Bearer s3cret"));
}

void TestConnectionTester::saysWhyATokenIsRefused()
{
    Server refusing;
    refusing.stream = "401 Unauthorized";
    const FaultServer server(refusing);
    const auto outcome = outcomeOf(server, "s3cret");
    QVERIFY(outcome && outcome->error);
    QVERIFY(outcome->error->code == ErrorCode::Unauthorized);
    QCOMPARE(outcome->httpStatus, 401);
    QCOMPARE(outcome->signInReason, QStringLiteral("invalid_token"));
}

void TestConnectionTester::neverRepeatsTheToken()
{
    Server refusing;
    refusing.stream = "401 Unauthorized";
    refusing.experience = R"({"reason":"the token s3cret is not known"})";
    const FaultServer server(refusing);
    const auto outcome = outcomeOf(server, "s3cret");
    QVERIFY(outcome && outcome->error);
    QVERIFY(!outcome->signInReason.contains(QLatin1String("s3cret")));
}

void TestConnectionTester::onlyAMissingRpcIsAPlainStream_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("rpc");
    QTest::addColumn<bool>("isWatchable");
    QTest::newRow("404") << QByteArray("404 Not Found") << QByteArray() << true;
    QTest::newRow("no such method") << QByteArray("200 OK")
                                    << QByteArray(R"("error":{"code":-32601,"message":"no"})") << true;
    QTest::newRow("refused") << QByteArray("401 Unauthorized") << QByteArray() << false;
    QTest::newRow("cannot now") << QByteArray("503 Service Unavailable") << QByteArray() << false;
    QTest::newRow("bad params") << QByteArray("200 OK")
                                << QByteArray(R"("error":{"code":-32602,"message":"no"})") << false;
}

void TestConnectionTester::onlyAMissingRpcIsAPlainStream()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, rpc);
    QFETCH(bool, isWatchable);
    Server odd;
    odd.rpcStatus = status;
    odd.rpc = rpc;
    const FaultServer server(odd);
    const auto outcome = outcomeOf(server);
    QVERIFY(outcome);
    QVERIFY(!outcome->isRpcServed);
    QCOMPARE(!outcome->error, isWatchable);
}

void TestConnectionTester::isGoneWithItsContext()
{
    const FaultServer server([](const FaultRequest &) { return FaultScript().hold(); });
    auto context = std::make_unique<QObject>();
    ConnectionTester::Question question;
    question.server = *ServerAddress::parse(server.url());
    (new ConnectionTester(
         std::move(question), [](const ui::TrialOutcome &) { QFAIL("nobody is there"); }, context.get()))
        ->start();
    QTRY_VERIFY(!server.requests().empty());
    context.reset();
    QTRY_COMPARE(server.openConnections(), 0);
}

QTEST_GUILESS_MAIN(TestConnectionTester)
#include "tst_connectiontester.moc"
