// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "tests/core/stream/rpcwaiting.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

using Json = nlohmann::json;
using Answer = ReplayServer::Answer;

EventQuery queryOf(const Json &params)
{
    EventQuery query;
    const auto text = [&params](const char *key) {
        return params.contains(key) ? std::optional(params[key].get<std::string>()) : std::nullopt;
    };
    const auto number = [&params](const char *key) {
        return params.contains(key) ? std::optional(params[key].get<std::uint64_t>()) : std::nullopt;
    };
    query.mobId = text("mob_id");
    query.runId = text("run_id");
    query.stepId = text("step_id");
    query.identity = text("identity");
    query.memberId = text("member_id");
    query.sinceMs = number("since_ms");
    query.untilMs = number("until_ms");
    query.limit = number("limit");
    query.afterSeq = number("after_seq");
    if (params.contains("event_types"))
        query.eventTypes = params["event_types"].get<std::vector<std::string>>();
    return query;
}

/// Only what an EventQuery can say.
bool isPlain(const Json &params)
{
    static const Json known{{"mob_id", ""},    {"run_id", ""},
                            {"step_id", ""},   {"identity", ""},
                            {"member_id", ""}, {"since_ms", 0U},
                            {"until_ms", 0U},  {"limit", 0U},
                            {"after_seq", 0U}, {"event_types", Json::array()}};
    if (!params.is_object())
        return false;
    for (const auto &[key, value] : params.items()) {
        if (!known.contains(key) || known[key].type() != value.type())
            return false;
    }
    return true;
}

} // namespace

class TestRpcAnswers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAsRecorded_data();
    void answersAsRecorded();
    void nullAndMissingPositions();
    void recordedStatus();
    void bareCalls();
};

void TestRpcAnswers::answersAsRecorded_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &scenario : scenarios()) {
        const QDir folder(fixture(scenario));
        for (const QString &name : folder.entryList({QStringLiteral("query-*.json")}))
            QTest::addRow("%s", qPrintable(scenario + QLatin1Char('/') + name)) << folder.filePath(name);
    }
}

void TestRpcAnswers::answersAsRecorded()
{
    QFETCH(QString, path);
    const Json pair = Json::parse(readAll(path));
    const Json request = Json::parse(pair["request_body"].get<std::string>(), nullptr, false);
    if (!request.is_object() || !isPlain(request.value("params", Json::object())))
        return; // a request that this client cannot make
    const std::string method = request.value("method", "");
    const bool isQuery = method == "mobkit/mob_events/query";
    if (!isQuery && method != "mobkit/mob_events/subscribe")
        return;

    ReplayServer server([&](const ReplayServer::Request &) {
        return Answer{QByteArray::fromStdString(pair["response_head"].get<std::string>() +
                                                pair["response_body"].get<std::string>())};
    });
    RpcClient client(addressOf(server));
    Waiting<MobEventsReply> waiting;
    const EventQuery query = queryOf(request.value("params", Json::object()));
    if (isQuery)
        client.query(query, waiting.callback());
    else
        client.subscribe(query, waiting.callback());
    QVERIFY(!waiting.result); // never from inside the call
    QVERIFY(waiting.wait());

    const Json sent = Json::parse(server.requests().at(0).body.toStdString());
    QCOMPARE(sent["method"].get<std::string>(), method);
    QVERIFY(sent["params"] == request.value("params", Json::object()));
    const Json &recorded = pair["response"];
    if (!recorded.contains("result")) {
        QVERIFY(!waiting.result->has_value());
        return;
    }
    VERIFY_OK(*waiting.result);
    const MobEventsReply &reply = **waiting.result;
    const Json &result = recorded["result"];
    QCOMPARE(reply.events.size(), result["events"].size());
    for (std::size_t i = 0; i < reply.events.size(); ++i) {
        VERIFY_OK(readEnvelope(reply.events[i]));
        QVERIFY(Json::parse(reply.events[i]) == result["events"][i]);
        // As they stand in the answer, byte for byte.
        QVERIFY(pair["response_body"].get<std::string>().find(reply.events[i]) != std::string::npos);
    }
    const Json next = result.value("next_after_seq", Json());
    QCOMPARE(reply.nextAfterSeq.has_value(), next.is_number());
    if (next.is_number())
        QCOMPARE(*reply.nextAfterSeq, next.get<Cursor>());
    QCOMPARE(reply.subscribeUrl, result.value("subscribe_url", std::string()));
}

void TestRpcAnswers::nullAndMissingPositions()
{
    for (const char *result : {R"({"events":[],"next_after_seq":null})", R"({"events":[]})"}) {
        ReplayServer server([result](const auto &) {
            return Answer{
                ReplayServer::response("200 OK", "application/json; charset=utf-8",
                                       QByteArray(R"({"id":"x","jsonrpc":"2.0","result":)") + result + "}")};
        });
        RpcClient client(addressOf(server));
        Waiting<MobEventsReply> waiting;
        client.subscribe({}, waiting.callback());
        QVERIFY(waiting.wait());
        VERIFY_OK(*waiting.result);
        QVERIFY(!(*waiting.result)->nextAfterSeq);
        QVERIFY((*waiting.result)->subscribeUrl.empty());
    }
}

void TestRpcAnswers::recordedStatus()
{
    const Json pair = Json::parse(readAll(fixture(QStringLiteral("linear/query-status.json"))));
    ReplayServer server([&pair](const auto &) {
        return Answer{QByteArray::fromStdString(pair["response_head"].get<std::string>() +
                                                pair["response_body"].get<std::string>())};
    });
    RpcClient client(addressOf(server));
    Waiting<ServerStatus> waiting;
    client.status(waiting.callback());
    QVERIFY(waiting.wait());
    VERIFY_OK(*waiting.result);
    QCOMPARE((*waiting.result)->contractVersion, QStringLiteral("0.5.0"));
    QCOMPARE((*waiting.result)->isRunning, std::optional(true));
    QString expected;
    for (const Json &slot : pair["response"]["result"]["storage"]["slots"]) {
        if (slot["domain"] == "mob")
            expected = QString::fromStdString(slot["resolution"].get<std::string>());
    }
    QCOMPARE((*waiting.result)->mobStorage, expected);
}

void TestRpcAnswers::bareCalls()
{
    ReplayServer server([](const ReplayServer::Request &request) {
        const Json sent = Json::parse(request.body.toStdString());
        const QByteArray body =
            sent["params"].empty() ? R"({"error":null,"result": [ {"a":1.0} ] })" : R"({"result":null})";
        return Answer{ReplayServer::response("200 OK", "application/json", body)};
    });
    RpcClient client(addressOf(server));
    Waiting<std::string> list;
    Waiting<std::string> none;
    client.call("mobkit/list_members", {}, list.callback());
    client.call("mobkit/flow_status", R"({"run_id":"x"})", none.callback());
    QVERIFY(list.wait() && none.wait());
    QCOMPARE(**list.result, std::string(R"([ {"a":1.0} ])"));
    QCOMPARE(**none.result, std::string("null"));
}

QTEST_GUILESS_MAIN(TestRpcAnswers)
#include "tst_rpcanswers.moc"
