// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/app/localserver.h"
#include "tests/support/fixtures.h"
#include "tests/support/replayserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <csignal>
#include <nlohmann/json.hpp>

using namespace mobwatch::test;

namespace {

using Json = nlohmann::json;
using Answer = ReplayServer::Answer;
const QByteArray secret = "eyJ.not-for-any-eyes.x";

QByteArray row(int cursor, const char *kind)
{
    return QStringLiteral(R"({"cursor":%1,"data":{"type":"%2"},"event_id":"mob-evt-%1","kind":"%2",)"
                          R"("mob_id":"m","timestamp_ms":1787418699001})")
        .arg(cursor)
        .arg(QLatin1String(kind))
        .toUtf8();
}

Answer result(const QByteArray &json)
{
    return Answer{ReplayServer::response("200 OK", "application/json",
                                         R"({"id":"x","jsonrpc":"2.0","result":)" + json + "}")};
}

Answer rpcError(int code, const char *message)
{
    return Answer{ReplayServer::response("200 OK", "application/json",
                                         QStringLiteral(R"({"error":{"code":%1,"message":"%2"},"id":"x"})")
                                             .arg(code)
                                             .arg(QLatin1String(message))
                                             .toUtf8())};
}

/// A server of `events`, cursors from 1, which answers as the specification says, apart from its filters.
Answer answerFrom(const std::vector<QByteArray> &events, const Json &params)
{
    const std::size_t limit = params.value("limit", std::size_t{256});
    const std::size_t after = params.value("after_seq", std::size_t{0});
    const bool forward = params.contains("after_seq");
    const std::size_t first = forward ? after : events.size() - std::min(events.size(), limit);
    const std::size_t end = std::min(events.size(), first + limit);
    QByteArrayList texts;
    for (std::size_t i = first; i < end; ++i)
        texts += events[i];
    return result("{\"events\":[" + texts.join(',') + "],\"next_after_seq\":" +
                  QByteArray::number(qulonglong(forward ? end : events.size())) + "}");
}

Json paramsOf(const ReplayServer::Request &request)
{
    return Json::parse(request.body.toStdString()).at("params");
}

bool isStatus(const ReplayServer::Request &request)
{
    return request.body.contains("mobkit/status");
}

} // namespace

class TestCliServer : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void queriesAsTheLedgerItself_data();
    void queriesAsTheLedgerItself();
    void exportsEverythingPageByPage();
    void checksAServer();
    void tokens();
    void exitCodes_data();
    void exitCodes();
    void refusesAddresses();
    void tellsWhatANewerServerLeavesOut();
    void repeatsOfOlderServersAreMended();
    void unreadableEventsAreToldAndTheRestPrinted();
    void largeAnswersAreAskedForInSmallerPieces();
    void anEventThatIsTooLargeIsSteppedOver();
    void failureLeavesWholeJson();
    void closedPipeEndsTheReading();
    void silentStatusKeepsNobody();
    void endlessRepetitionEnds();
    void interruptedExportWritesNothing();
    void discoversGateways();
};

void TestCliServer::queriesAsTheLedgerItself_data()
{
    QTest::addColumn<QByteArray>("scenario");
    QTest::addColumn<QByteArray>("flags");
    for (const char *scenario : {"linear", "names", "params"}) {
        for (const char *flags :
             {"", "--limit 7", "--limit 0", "--after-seq 0 --limit 1000", "--after-seq 9 --limit 5",
              "--after-seq 0 --event-types flow_started,step_completed", "--filter kind:step* --limit 4",
              "--filter kind:step* --after-seq 3 --limit 4", "--identity nobody",
              "--until-ms 1 --format json", "--since-ms 1 --format csv"})
            QTest::addRow("%s %s", scenario, flags) << QByteArray(scenario) << QByteArray(flags);
    }
}

void TestCliServer::queriesAsTheLedgerItself()
{
    QFETCH(QByteArray, scenario);
    QFETCH(QByteArray, flags);
    const QString source = ledger(scenario.constData());
    writeFile(path("labels.json"), labelsFile(QString::fromUtf8(scenario)));
    const QStringList labels{QStringLiteral("--labels"), path("labels.json")};
    const LocalServer server(source, labels);
    const QStringList more = words(flags.constData());
    const Outcome expected = run(QStringList{QStringLiteral("query"), source} + labels + more);
    const Outcome found =
        run(QStringList{QStringLiteral("query"), server.address() + QLatin1Char('/')} + more);
    QCOMPARE(found.err, QByteArray());
    QCOMPARE(found.code, 0);
    QCOMPARE(found.out, expected.out);
}

void TestCliServer::exportsEverythingPageByPage()
{
    QCOMPARE(
        run({QStringLiteral("simulate"), QStringLiteral("--ledger"), path("s.db"), QStringLiteral("--rate"),
             QStringLiteral("0"), QStringLiteral("--events"), QStringLiteral("1300")})
            .code,
        0);
    const LocalServer server(path("s.db"));
    for (const char *flags : {"", "--after-seq 700", "--limit 600", "--after-seq 100 --limit 600",
                              "--filter kind:step*", "--filter kind:step* --limit 90"}) {
        const QStringList more = words(flags) + words("--force");
        QCOMPARE(
            run(QStringList{QStringLiteral("export"), path("s.db"), QStringLiteral("--to"), path("a.jsonl")} +
                more)
                .code,
            0);
        const Outcome outcome = run(
            QStringList{QStringLiteral("export"), server.address(), QStringLiteral("--to"), path("b.jsonl")} +
            more);
        QCOMPARE(outcome.err, QByteArray());
        QCOMPARE(outcome.code, 0);
        QVERIFY(!readAll(path("a.jsonl")).empty());
        QVERIFY2(readAll(path("a.jsonl")) == readAll(path("b.jsonl")), flags);
    }
}

void TestCliServer::checksAServer()
{
    const LocalServer server(ledger("linear"));
    const Outcome outcome =
        run({QStringLiteral("check"), server.address(), QStringLiteral("--format"), QStringLiteral("json")});
    QCOMPARE(outcome.code, 0);
    const Json report = Json::parse(outcome.out.toStdString());
    const Json own = Json::parse(
        run({QStringLiteral("check"), path("linear.db"), QStringLiteral("--format"), QStringLiteral("json")})
            .out.toStdString());
    for (const char *key :
         {"events", "first_cursor", "last_cursor", "hole_count", "unreadable_count", "unknown_kinds"})
        QVERIFY2(report[key] == own[key], key);
    QCOMPARE(report["source"].get<std::string>(), server.address().toStdString());
}

void TestCliServer::tokens()
{
    writeFile(path("token"), secret + "\n");
    writeFile(path("wrong"), "another");
    const LocalServer server(ledger("linear"), {QStringLiteral("--token-file"), path("token")});
    const QStringList query{QStringLiteral("query"), server.address(), QStringLiteral("--limit"),
                            QStringLiteral("1")};
    const auto with = [&](const QString &file) {
        return run(query + QStringList{QStringLiteral("--token-file"), file});
    };

    const Outcome without = run(query);
    QCOMPARE(without.code, 5);
    QCOMPARE(without.out, QByteArray());
    QVERIFY(without.err.contains("--token-file"));
    QCOMPARE(with(path("wrong")).code, 5);
    QVERIFY(!with(path("wrong")).err.contains("another"));
    QCOMPARE(with(path("token")).code, 0);
    QCOMPARE(with(path("nothing-there")).code, 2);
    qputenv("MOBWATCH_TOKEN", secret);
    const Outcome fromEnvironment = run(query);
    const Outcome fileWins = with(path("wrong"));
    qunsetenv("MOBWATCH_TOKEN");
    QCOMPARE(fromEnvironment.code, 0);
    QCOMPARE(fromEnvironment.out.count('\n'), qsizetype{1});
    QCOMPARE(fileWins.code, 5);
    QVERIFY(!(fromEnvironment.err + fileWins.err).contains(secret));
}

void TestCliServer::exitCodes_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("web page") << ReplayServer::response("200 OK", "text/html", "<html>") << 4
                              << QByteArray("no mob server");
    QTest::newRow("404") << ReplayServer::response("404 Not Found", "", "") << 4 << QByteArray("404");
    QTest::newRow("not served") << rpcError(-32601, "Method not found").bytes << 4
                                << QByteArray("does not serve queries");
    QTest::newRow("503") << ReplayServer::response("503 Service Unavailable", "", "") << 4
                         << QByteArray("503");
    QTest::newRow("403") << ReplayServer::response("403 Forbidden", "application/json",
                                                   R"({"error":"access_denied"})")
                         << 5 << QByteArray("access_denied");
    QTest::newRow("denied") << rpcError(-32030, "access denied: mob.observe").bytes << 5
                            << QByteArray("access denied: mob.observe");
    QTest::newRow("reserved") << rpcError(-32602, "identity may not use it").bytes << 2
                              << QByteArray("identity may not use it");
    QTest::newRow("nonsense") << ReplayServer::response("200 OK", "application/json", "[") << 6
                              << QByteArray("JSON-RPC");
    QTest::newRow("stale")
        << ReplayServer::response(
               "200 OK", "application/json",
               R"({"error":{"code":-32010,"data":{"after_cursor":9,"error":"event_query_stale","latest_cursor":4},"message":"x"}})")
        << 3 << QByteArray("mobwatch-cli: stale mob event cursor: requested 9, latest 4\n");
}

void TestCliServer::exitCodes()
{
    QFETCH(QByteArray, response);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    ReplayServer server([&response](const auto &) { return Answer{response}; });
    for (const QStringList &command :
         {QStringList{QStringLiteral("query"), server.address()},
          QStringList{QStringLiteral("check"), server.address()},
          QStringList{QStringLiteral("query"), server.address(), QStringLiteral("--after-seq"),
                      QStringLiteral("9")},
          QStringList{QStringLiteral("export"), server.address(), QStringLiteral("--to"), path("x.jsonl")}}) {
        const Outcome outcome = runBeside(command);
        QCOMPARE(outcome.code, code);
        QCOMPARE(outcome.out, QByteArray());
        QVERIFY2(outcome.err.contains(words), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), qsizetype{1});
    }
    QVERIFY(!QFile::exists(path("x.jsonl")));
}

void TestCliServer::refusesAddresses()
{
    for (const char *address :
         {"http://", "http://user:pw@127.0.0.1:1", "http://127.0.0.1:1/?auth_token=abc"}) {
        const Outcome outcome = run({QStringLiteral("query"), QString::fromUtf8(address)});
        QCOMPARE(outcome.code, 2);
        QVERIFY(!outcome.err.contains("pw") && !outcome.err.contains("abc"));
    }
    QCOMPARE(run(words("query http://127.0.0.1:1")).code, 4);
}

void TestCliServer::tellsWhatANewerServerLeavesOut()
{
    std::vector<QByteArray> events{row(1, "mob_created"), row(2, "flow_started")};
    const auto handler = [&events](const ReplayServer::Request &request) {
        return isStatus(request) ? result(R"({"contract_version":"0.5.0","running":true})")
                                 : answerFrom(events, paramsOf(request));
    };
    ReplayServer server(handler);
    const QStringList query{QStringLiteral("query"), server.address()};
    const Outcome partial = runBeside(query);
    QCOMPARE(partial.code, 0);
    QCOMPARE(partial.out.count('\n'), qsizetype{2});
    QVERIFY2(partial.err.contains("step_dispatched") && partial.err.contains("member_retired"),
             partial.err.constData());
    QVERIFY(!partial.err.contains("member_spawned") && !partial.err.contains("flow_started"));
    QCOMPARE(partial.err.count('\n'), qsizetype{1});
    // Another router of the same version sends them.
    events.push_back(row(3, "step_dispatched"));
    QCOMPARE(runBeside(query).err, QByteArray());
}

void TestCliServer::repeatsOfOlderServersAreMended()
{
    const std::vector<QByteArray> events{row(1, "mob_created"), row(2, "flow_started"), row(3, "x"),
                                         row(4, "y")};
    ReplayServer server([&events](const ReplayServer::Request &request) {
        if (isStatus(request))
            return rpcError(-32601, "Method not found");
        const Json params = paramsOf(request);
        if (!params.contains("after_seq") && params.value("limit", 256) != 0)
            return result("{\"events\":[" + events[3] + ',' + events[2] + ',' + events[3] + "]}");
        return answerFrom(events, params);
    });
    const Outcome outcome = runBeside(
        {QStringLiteral("query"), server.address(), QStringLiteral("--limit"), QStringLiteral("3")});
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.out.count('\n'), qsizetype{3});
    QVERIFY(outcome.out.startsWith("{\"event_id\":\"mob-evt-2\""));
}

void TestCliServer::unreadableEventsAreToldAndTheRestPrinted()
{
    ReplayServer server([](const ReplayServer::Request &request) {
        return isStatus(request)
                   ? rpcError(-32601, "Method not found")
                   : answerFrom({row(1, "a"), R"({"cursor":"two"})", row(3, "c")}, paramsOf(request));
    });
    for (const char *flags : {"", "--after-seq 0"}) {
        const Outcome outcome =
            runBeside(QStringList{QStringLiteral("query"), server.address()} + words(flags));
        QCOMPARE(outcome.code, 6);
        QCOMPARE(outcome.out.count('\n'), qsizetype{2});
        QVERIFY2(outcome.err.contains("1 events could not be read, the first is number 2"),
                 outcome.err.constData());
    }
}

void TestCliServer::largeAnswersAreAskedForInSmallerPieces()
{
    std::vector<QByteArray> events;
    for (int i = 1; i <= 100; ++i)
        events.push_back(row(i, "x"));
    ReplayServer server([&events](const ReplayServer::Request &request) {
        if (isStatus(request))
            return rpcError(-32601, "Method not found");
        const Json params = paramsOf(request);
        if (params.value("limit", 256) > 100)
            return Answer{ReplayServer::response("200 OK", "application/json", QByteArray(65 << 20, ' '))};
        return answerFrom(events, params);
    });
    const Outcome outcome = runBeside({QStringLiteral("query"), server.address()});
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out.count('\n'), qsizetype{100});
}

void TestCliServer::anEventThatIsTooLargeIsSteppedOver()
{
    const std::vector<QByteArray> kinds{"y", "x", "x", "y", "x", "y"};
    ReplayServer server([&kinds](const ReplayServer::Request &request) {
        if (isStatus(request))
            return rpcError(-32601, "Method not found");
        const Json params = paramsOf(request);
        const auto types = params.value("event_types", std::vector<std::string>());
        std::size_t limit = params.value("limit", std::size_t{256});
        QByteArrayList events;
        std::size_t next = kinds.size();
        for (std::size_t i = params.value("after_seq", std::size_t{0}); i < kinds.size() && limit > 0; ++i) {
            if (!types.empty() && types.front() != kinds[i].toStdString())
                continue;
            if (i == 3)
                return Answer{
                    ReplayServer::response("200 OK", "application/json", QByteArray(65 << 20, ' '))};
            events += row(static_cast<int>(i + 1), kinds[i].constData());
            next = i + 1;
            --limit;
        }
        return result("{\"events\":[" + events.join(',') +
                      "],\"next_after_seq\":" + QByteArray::number(qulonglong(next)) + "}");
    });
    for (const auto &[flags, found] :
         {std::pair{"--after-seq 0", "1 2 3 5 6"}, std::pair{"--event-types y", "1 6"}}) {
        const Outcome outcome =
            runBeside(QStringList{QStringLiteral("query"), server.address()} + words(flags));
        QByteArrayList cursors;
        for (const std::string &line : lines(outcome.out.toStdString()))
            cursors += QByteArray::number(Json::parse(line)["cursor"].get<int>());
        QCOMPARE(cursors.join(' '), QByteArray(found));
        QVERIFY2(outcome.err.contains("1 events could not be read"), outcome.err.constData());
        QCOMPARE(outcome.code, 6);
    }
}

void TestCliServer::failureLeavesWholeJson()
{
    std::vector<QByteArray> events;
    for (int i = 1; i <= 600; ++i)
        events.push_back(row(i, "x"));
    ReplayServer server([&events](const ReplayServer::Request &request) {
        const Json params = paramsOf(request);
        return params.value("after_seq", 0) > 0
                   ? Answer{ReplayServer::response("503 Service Unavailable", "", "")}
                   : answerFrom(events, params);
    });
    const Outcome outcome = runBeside(QStringList{QStringLiteral("query"), server.address()} +
                                      words("--after-seq 0 --limit 600 --format json"));
    QCOMPARE(outcome.code, 4);
    QVERIFY(outcome.err.contains("503"));
    QCOMPARE(Json::parse(outcome.out.toStdString(), nullptr, false).size(), std::size_t{512});
}

void TestCliServer::closedPipeEndsTheReading()
{
    ReplayServer server([](const ReplayServer::Request &request) {
        const Json params = paramsOf(request);
        const int after = params.value("after_seq", 0);
        QByteArrayList events;
        for (int i = 1; i <= params.value("limit", 256); ++i)
            events += row(after + i, "x");
        return result("{\"events\":[" + events.join(',') + "],\"next_after_seq\":1000000}");
    });
    QProcess shell;
    shell.start(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"),
         QStringLiteral("{ \"$0\" query \"$1\" --after-seq 0 --limit 100000; echo $? >&2; } | head -1"),
         cliProgram(), server.address()});
    QTRY_COMPARE_WITH_TIMEOUT(shell.state(), QProcess::NotRunning, 60000);
    QCOMPARE(shell.readAllStandardError(), QByteArray("0\n"));
    QVERIFY2(server.requests().size() < 20, QByteArray::number(qulonglong(server.requests().size())));
}

void TestCliServer::silentStatusKeepsNobody()
{
    ReplayServer server([](const ReplayServer::Request &request) {
        return isStatus(request) ? Answer{{}, false} : answerFrom({row(1, "a")}, paramsOf(request));
    });
    QElapsedTimer timer;
    timer.start();
    const Outcome outcome = runBeside({QStringLiteral("query"), server.address()});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out.count('\n'), qsizetype{1});
    QVERIFY2(timer.elapsed() < 20000, QByteArray::number(timer.elapsed()));
}

void TestCliServer::endlessRepetitionEnds()
{
    ReplayServer server([](const ReplayServer::Request &request) {
        QByteArray list = row(1, "x");
        for (int i = 1; i < paramsOf(request).value("limit", 256); ++i)
            list += ',' + row(1, "x");
        return result("{\"events\":[" + list + "]}");
    });
    const Outcome outcome = runBeside(
        {QStringLiteral("query"), server.address(), QStringLiteral("--after-seq"), QStringLiteral("0")});
    QCOMPARE(outcome.code, 6);
    QVERIFY(outcome.err.contains("again and again"));
}

void TestCliServer::interruptedExportWritesNothing()
{
    ReplayServer server([](const auto &) { return Answer{{}, false}; });
    Running exporter({QStringLiteral("export"), server.address(), QStringLiteral("--to"), path("x.jsonl")});
    QTRY_COMPARE(server.requests().size(), std::size_t{1});
    QCOMPARE(exporter.end(SIGTERM), 1);
    QVERIFY(exporter.err().contains("interrupted"));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList());
}

void TestCliServer::discoversGateways()
{
    const LocalServer open(ledger("linear"));
    writeFile(path("token"), secret);
    const LocalServer guarded(ledger("names"), {QStringLiteral("--token-file"), path("token")});
    ReplayServer page(
        [](const auto &) { return Answer{ReplayServer::response("200 OK", "text/html", "<html>")}; });
    QVERIFY(m_folder->isValid() && QDir(m_folder->path()).mkpath(QStringLiteral("meerkat-mobkit")));
    const Json registry{
        {"entries",
         {{{"http_base_url", open.address().toStdString()}, {"key", "linear-crew"}, {"pid", 1}},
          {{"http_base_url", guarded.address().toStdString()}, {"runtime_id", "guarded crew"}},
          {{"http_base_url", page.address().toStdString()}, {"runtime_id", "no-mob"}},
          {{"http_base_url", "http://127.0.0.1:1"}, {"runtime_id", "dead"}}}}};
    writeFile(path("meerkat-mobkit/tux-runtimes.json"), QByteArray::fromStdString(registry.dump(2)));
    qputenv("XDG_STATE_HOME", m_folder->path().toUtf8());
    qputenv("MOBWATCH_TOKEN", secret);
    const Outcome lines = runBeside(words("discover --format jsonl"));
    const Outcome table = runBeside(words("discover --format table"));
    qunsetenv("MOBWATCH_TOKEN");
    qunsetenv("XDG_STATE_HOME");
    QCOMPARE(lines.code, 0);
    std::vector<Json> servers;
    for (const std::string &line : mobwatch::test::lines(lines.out.toStdString())) {
        if (Json found = Json::parse(line); found["kind"] == "server")
            servers.push_back(std::move(found));
    }
    QCOMPARE(servers.size(), std::size_t{2});
    QCOMPARE(servers[0]["mob_id"].get<std::string>(), std::string("linear-crew"));
    QCOMPARE(servers[0]["latest_cursor"].get<int>(), 60);
    QVERIFY(!servers[0]["needs_token"].get<bool>());
    QVERIFY(servers[1]["needs_token"].get<bool>());
    QVERIFY(servers[1]["latest_cursor"].is_null());
    QVERIFY(table.out.contains("guarded crew") && table.out.contains("wants token"));
    // Whoever wrote that file must not get the token.
    for (ReplayServer::Request request : page.requests())
        QVERIFY(!request.headers.contains("authorization"));
}

QTEST_GUILESS_MAIN(TestCliServer)
#include "tst_cliserver.moc"
