// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/rpcanswer.h"
#include "tests/core/serving/recordedhttp.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <set>

using namespace mobwatch;
using namespace mobwatch::test;
using nlohmann::json;

namespace {

struct Pair
{
    QString name;
    int status = 200;
    std::string request, reply;
};

std::vector<Pair> httpPairs(const QString &scenario)
{
    std::vector<Pair> pairs;
    const QDir folder(fixture(scenario));
    for (const QString &file : folder.entryList({QStringLiteral("query-*.json")}, QDir::Files, QDir::Name)) {
        const json pair = json::parse(readAll(folder.filePath(file)));
        pairs.push_back({file, pair["http_status"], pair["request_body"], pair["response_body"]});
    }
    return pairs;
}

std::vector<Pair> stdioPairs(const QString &scenario)
{
    std::vector<Pair> pairs;
    const QDir folder(fixture(scenario));
    for (const QString &file : folder.entryList({QStringLiteral("stdio-*.jsonl")}, QDir::Files, QDir::Name)) {
        const auto text = lines(readAll(folder.filePath(file)));
        pairs.push_back({file, 200, text.at(0), text.at(1)});
    }
    return pairs;
}

HttpRequest callOf(std::string body)
{
    return HttpRequest{"POST", "/console/rpc", {}, {}, "application/json", {}, std::move(body)};
}

HttpAnswer answerTo(const std::string &body, LedgerView &ledger, const LabelTable &labels,
                    const AccessToken &token = {})
{
    auto call = readRpc(callOf(body), token);
    if (auto *const answer = std::get_if<HttpAnswer>(&call))
        return *answer;
    return answerRpc(std::get<RpcCall>(call), ledger, labels);
}

/// The recorded ledger as its server had it then. The events that it never sent over HTTP (specification 6.5)
/// cannot be read, so that scans pass over them as that server did.
MemoryLedger ledgerAsSent(const QString &scenario, Cursor latest, const std::set<Cursor> *sent)
{
    std::vector<RawRow> rows = ledgerRows(recordedLedger(scenario));
    std::erase_if(rows, [latest](const RawRow &row) { return row.cursor > latest; });
    for (RawRow &row : rows) {
        if (sent && !sent->contains(row.cursor))
            row.json = "{}";
    }
    return MemoryLedger(rows);
}

std::set<Cursor> sentOverHttp(const std::vector<Pair> &pairs)
{
    std::set<Cursor> sent;
    for (const Pair &pair : pairs) {
        if (pair.name != QStringLiteral("query-from-0.json"))
            continue;
        const json reply = json::parse(pair.reply);
        for (const json &event : reply.contains("result") ? reply["result"]["events"] : json::array())
            sent.insert(event["cursor"].get<Cursor>());
    }
    return sent;
}

Cursor latestOf(const std::vector<Pair> &pairs)
{
    for (const Pair &pair : pairs) {
        const json reply = json::parse(pair.reply, nullptr, false);
        if (pair.name == QStringLiteral("query-subscribe-limit-0.json"))
            return reply["result"]["next_after_seq"].get<Cursor>();
        if (pair.name == QStringLiteral("stdio-stale.jsonl"))
            return reply["error"].value("data", json::object()).value("latest_cursor", Cursor{0});
    }
    return 0;
}

// Other reads of the console are not served; what a mob whose task has ended says is that server's own.
bool isComparable(const Pair &pair)
{

    const json request = json::parse(pair.request, nullptr, false);
    const json reply = json::parse(pair.reply, nullptr, false);
    if (reply.is_object() && reply.contains("error") && reply["error"]["code"] == -32000)
        return false;
    if (!request.is_object() || !request.contains("jsonrpc") || !request.contains("method"))
        return true;
    const std::string method = request["method"];
    return method.starts_with("mobkit/mob_events/") || method.starts_with("mobkit/mob_labels/") ||
           method.starts_with("mobkit/run_labels/") || method == "mobkit/no_such_method";
}

/// The array that `"events":` begins, as text.
std::string eventsIn(const std::string &reply)
{
    const std::size_t begin = reply.find("\"events\":");
    const std::size_t end = std::min(reply.rfind(",\"keep_alive\":{"), reply.rfind(",\"next_after_seq\":"));
    return begin == std::string::npos ? std::string() : reply.substr(begin, end - begin);
}

} // namespace

class TestRpcAnswer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAsRecordedOverHttp_data() { scenarioRows(); }
    void answersAsRecordedOverHttp();
    void leavesNoEventOut_data() { scenarioRows(); }
    void leavesNoEventOut();
    void answersEmptyAfterDestroy();
    void checksInOrder_data();
    void checksInOrder();
    void namesWrongParams_data();
    void namesWrongParams();
    void echoesIds();
    void saysWhenThereIsNoLedger();

private:
    static void scenarioRows()
    {
        QTest::addColumn<QString>("scenario");
        for (const QString &scenario : scenarios())
            QTest::newRow(qPrintable(scenario)) << scenario;
    }
};

void TestRpcAnswer::answersAsRecordedOverHttp()
{
    QFETCH(QString, scenario);
    const auto pairs = httpPairs(scenario);
    const std::set<Cursor> sent = sentOverHttp(pairs);
    MemoryLedger ledger = ledgerAsSent(scenario, latestOf(pairs), &sent);
    const LabelTable labels = recordedLabels(scenario);
    for (const Pair &pair : pairs) {
        if (!isComparable(pair) || pair.name == QStringLiteral("query-after-destroy.json"))
            continue;
        const AccessToken token =
            pair.name == QStringLiteral("query-auth-none.json") ? AccessToken("t") : AccessToken();
        HttpAnswer answer = answerTo(pair.request, ledger, labels, token);
        QCOMPARE(answer.status, pair.status);
        if (pair.status == 400) { // the rest of the text is the library's own
            QCOMPARE(answer.contentType, std::string("text/plain; charset=utf-8"));
            QVERIFY(answer.body.starts_with("Failed to parse the request body as JSON: "));
            continue;
        }
        QCOMPARE(answer.contentType, std::string("application/json"));
        QVERIFY2(answer.body == pair.reply, qPrintable(pair.name + QStringLiteral(": ") +
                                                       QString::fromStdString(answer.body.substr(0, 2000))));
    }
}

void TestRpcAnswer::leavesNoEventOut()
{
    QFETCH(QString, scenario);
    const auto pairs = stdioPairs(scenario);
    QCOMPARE(pairs.size(), std::size_t{5});
    MemoryLedger ledger = ledgerAsSent(scenario, latestOf(pairs), nullptr);
    const LabelTable labels = recordedLabels(scenario);
    for (const Pair &pair : pairs) {
        if (!isComparable(pair))
            continue;
        const HttpAnswer answer = answerTo(pair.request, ledger, labels);
        const std::string expected = eventsIn(pair.reply);
        QVERIFY2(eventsIn(answer.body) == expected, qPrintable(pair.name));
        QCOMPARE(expected.empty(), pair.name == QStringLiteral("stdio-stale.jsonl"));
    }
}

void TestRpcAnswer::answersEmptyAfterDestroy()
{
    MemoryLedger ledger(ledgerRows(fixture(QStringLiteral("stop-destroy/ledger.db"))));
    for (const Pair &pair : httpPairs(QStringLiteral("stop-destroy"))) {
        if (pair.name == QStringLiteral("query-after-destroy.json"))
            QCOMPARE(answerTo(pair.request, ledger, {}).body, pair.reply);
    }
}

void TestRpcAnswer::checksInOrder_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("starts");
    const auto add = [](const char *name, const char *body, int status, const char *starts) {
        QTest::newRow(name) << QByteArray(body) << status << QString::fromUtf8(starts);
    };
    const char *const invalid = R"({"error":{"code":-32600,"message":"Invalid Request"},"id":null,)";
    add("empty", "", 400, "Failed to parse the request body as JSON: ");
    add("more behind", R"({"jsonrpc":"2.0","method":"m"} x)", 400, "Failed to parse");
    add("no number", R"({"jsonrpc":"2.0","method":"m","id":1e400})", 400, "Failed to parse");
    add("no text", "{\"jsonrpc\":\"\xff\",\"method\":\"m\"}", 400, "Failed to parse");
    add("malformed before unauthorized", R"({"jsonrpc":2,"id":7,"method":"m"})", 200, invalid);
    add("a number", "7", 200, invalid);
    add("method no text", R"({"jsonrpc":"2.0","method":null})", 200, invalid);
    add("unauthorized before all else",
        R"({"jsonrpc":"x","id":[1,{"b":2,"a":null}],"method":"none","params":{"identity":"mk--x"}})", 401,
        R"({"error":{"code":-32600,"data":{"http_status":401,"kind":"unauthenticated"},"message":)"
        R"("unauthorized: console rpc requires a valid auth token"},"id":[1,{"a":null,"b":2}],"jsonrpc":"2.0"})");
}

void TestRpcAnswer::checksInOrder()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(QString, starts);
    MemoryLedger ledger;
    const HttpAnswer answer = answerTo(body.toStdString(), ledger, {}, AccessToken("secret"));
    QCOMPARE(answer.status, status);
    QVERIFY2(answer.body.starts_with(starts.toStdString()), answer.body.c_str());

    const HttpRequest untyped{"POST", "/console/rpc", {}, {}, "text/json", {}, body.toStdString()};
    QCOMPARE(std::get<HttpAnswer>(readRpc(untyped, AccessToken("secret"))).status, 415);
}

void TestRpcAnswer::namesWrongParams_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("params");
    QTest::addColumn<int>("code"); // 0 = fine
    QTest::addColumn<QString>("message");
    const auto query = [](const char *params, const char *message) {
        QTest::newRow(params) << QStringLiteral("mobkit/mob_events/query") << QString::fromUtf8(params)
                              << (*message ? -32602 : 0)
                              << (*message
                                      ? QStringLiteral("invalid query params: ") + QString::fromUtf8(message)
                                      : QString());
    };
    query("null", "");
    query("{}", "");
    query(R"({"since_ms":null,"identity":null,"limit":null,"after_seq":null})", "");
    query(R"({"after_seq":1.0})", "invalid type: floating point `1.0`, expected u64");
    query(R"({"after_seq":-7})", "invalid value: integer `-7`, expected u64");
    query(R"({"since_ms":"1"})", "invalid type: string \"1\", expected u64");
    query(R"({"limit":true})", "invalid type: boolean `true`, expected usize");
    query(R"({"run_id":5})", "invalid type: integer `5`, expected a string");
    query(R"({"run_id":["a"]})", "invalid type: sequence, expected a string");
    query(R"({"run_id":{}})", "invalid type: map, expected a string");
    query(R"({"event_types":null})", "invalid type: null, expected a sequence");
    query(R"({"event_types":["a",1]})", "invalid type: integer `1`, expected a string");
    query("7", "invalid type: integer `7`, expected struct EventQuery");
    query("[1,2,null,null,null,null,null,[],5,0]", "");
    query("[1,2,null,null,null,null,null,[],5,0,1]", "invalid length 11, expected fewer elements in array");
    for (const char *key : {"identity", "member_id", "agent_id", "agent_runtime_id"})
        QTest::addRow("reserved %s", key)
            << QStringLiteral("mobkit/mob_labels/set")
            << QStringLiteral("{\"%1\":\" \\tmk--a\"}").arg(QLatin1String(key)) << -32602
            << QLatin1String(key) + QStringLiteral(" may not use the reserved encoded roster-id namespace");
    const auto run = [](const char *params) {
        QTest::addRow("run %s", params)
            << QStringLiteral("mobkit/run_labels/get") << QString::fromUtf8(params) << -32602
            << QStringLiteral("run_id required");
    };
    run("{}");
    run("null");
    run("[]");
    run(R"({"run_id":""})");
    run(R"({"run_id":7})");
    for (const char *method : {"mob_labels/set", "mob_labels/delete", "run_labels/set", "run_labels/delete"})
        QTest::newRow(method) << QStringLiteral("mobkit/") + QLatin1String(method) << QStringLiteral("{}")
                              << -32010 << QStringLiteral("console is read-only");
}

void TestRpcAnswer::namesWrongParams()
{
    QFETCH(QString, method);
    QFETCH(QString, params);
    QFETCH(int, code);
    QFETCH(QString, message);
    MemoryLedger ledger;
    ledger.addEvent(3);
    const HttpAnswer answer = answerTo(QStringLiteral(R"({"jsonrpc":"2.0","id":1,"method":"%1","params":%2})")
                                           .arg(method, params)
                                           .toStdString(),
                                       ledger, {});
    QCOMPARE(answer.status, 200);
    const json reply = json::parse(answer.body);
    QCOMPARE(reply.contains("error"), code != 0);
    if (code != 0) {
        QCOMPARE(reply["error"]["code"].get<int>(), code);
        QCOMPARE(QString::fromStdString(reply["error"]["message"]), message);
    }
}

void TestRpcAnswer::echoesIds()
{
    MemoryLedger ledger;
    for (const char *id : {"null", "7", "-1", "\"ü\\n\"", "1.5", "[]", "{\"a\":1}", "18446744073709551615"}) {
        const HttpAnswer answer =
            answerTo(std::string(R"({"jsonrpc":"2.0","method":"mobkit/mob_events/query","id":)") + id + "}",
                     ledger, {});
        QCOMPARE(answer.body, std::string("{\"id\":") + id +
                                  R"(,"jsonrpc":"2.0","result":{"events":[],"next_after_seq":0}})");
    }
    const std::string deep(100000, '[');
    QCOMPARE(answerTo(R"({"jsonrpc":"2.0","method":"m","id":)" + deep, ledger, {}).status, 400);
}

void TestRpcAnswer::saysWhenThereIsNoLedger()
{
    const RpcCall call{"\"q\"", RpcMethod::Query, {}, {}};
    const Error error{
        ErrorCode::NotFound, QStringLiteral("no such file"), QStringLiteral("/secret/path"), -1, {}};
    QCOMPARE(failedRpc(call, error),
             jsonAnswer(200,
                        R"({"error":{"code":-32000,"data":{"detail":"mob_events query failed: no such file",)"
                        R"("error":"internal_error"},"message":"mob_events query failed: no such file"},)"
                        R"("id":"q","jsonrpc":"2.0"})"));
}

QTEST_GUILESS_MAIN(TestRpcAnswer)
#include "tst_rpcanswer.moc"
