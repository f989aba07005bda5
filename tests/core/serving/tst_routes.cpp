// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/routes.h"
#include "tests/core/serving/recordedhttp.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

constexpr int lowLevelPort = 18472;

/// All that a stream has to say now.
std::string bodyOf(ServedLedger &ledger, ServedPosition position)
{
    std::string body;
    for (;;) {
        const auto hasMore = ledger.read(position, body, 1000);
        if (!hasMore || !*hasMore)
            return body;
    }
}

/// The answer to a recorded request, the bytes of a stream included.
HttpAnswer answerTo(const HttpRequest &request, ServedLedger &ledger, const AccessToken &token)
{
    auto next = route(request, token);
    if (auto *const answer = std::get_if<HttpAnswer>(&next))
        return *answer;
    if (std::holds_alternative<RpcCall>(next))
        return HttpAnswer{0, {}, {}, {}};
    const auto position = ledger.begin(std::get<StreamOpening>(next).query);
    if (!position)
        return failedStream(position.error());
    HttpAnswer answer = streamHead();
    if (request.method != "HEAD")
        answer.body = bodyOf(ledger, *position);
    return answer;
}

} // namespace

class TestRoutes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAsRecorded_data();
    void answersAsRecorded();
    void streamsAsRecorded_data();
    void streamsAsRecorded();
    void stateOfTheRequestComesBeforeTheLedger();
    void knowsThreePaths_data();
    void knowsThreePaths();
};

void TestRoutes::answersAsRecorded_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<int>("index");
    for (const char *scenario : {"linear", "names", "stop-destroy"}) {
        const auto pairs = recordedHttp(QLatin1String(scenario));
        QVERIFY(!pairs.empty());
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            // Its mob's task had ended; here a ledger without events is an empty one.
            if (pairs[i].name != QStringLiteral("http-after-destroy-0.txt"))
                QTest::addRow("%s/%s", scenario, qPrintable(pairs[i].name))
                    << QString::fromLatin1(scenario) << static_cast<int>(i);
        }
    }
}

void TestRoutes::answersAsRecorded()
{
    QFETCH(QString, scenario);
    QFETCH(int, index);
    const auto pairs = recordedHttp(scenario);
    const RecordedHttp &pair = pairs[static_cast<std::size_t>(index)];
    // The token of the recordings with authentication, a throw-away one.
    AccessToken token;
    for (const RecordedHttp &other : pairs) {
        if (pair.name.startsWith(QStringLiteral("http-auth-")) &&
            other.name == QStringLiteral("http-auth-bearer-200.txt"))
            token = AccessToken(std::string_view(*other.request.authorization).substr(7));
    }
    const QTemporaryDir folder;
    ServedLedger ledger(copyLedger(scenario + QStringLiteral("/ledger.db"), folder.path()),
                        recordedLabels(scenario));
    HttpAnswer answer = answerTo(pair.request, ledger, token);
    // The recorded ledger had fewer events then; the specification fixes where the number stands.
    if (pair.status == 410) {
        const std::size_t last = pair.body.rfind(':');
        answer.body.replace(answer.body.rfind(':'), std::string::npos, pair.body.substr(last));
    }
    QCOMPARE(answer.status, pair.status);
    const auto typed = pair.headers.find("content-type");
    QCOMPARE(answer.contentType, typed == pair.headers.end() ? std::string() : typed->second);
    for (const char *name : {"allow", "cache-control"}) {
        std::string value;
        for (const auto &[key, text] : answer.headers)
            value = key == name ? text : value;
        const auto recorded = pair.headers.find(name);
        QCOMPARE(value, recorded == pair.headers.end() ? std::string() : recorded->second);
    }
    if (answer.contentType != "text/event-stream") {
        QVERIFY2(answer.body == pair.body, answer.body.c_str());
    } else if (pair.port == lowLevelPort) {
        QVERIFY(answer.body.starts_with(pair.body));
        if (!pair.body.empty() && frames(pair.body).size() < 50)
            QCOMPARE(QByteArray::fromStdString(answer.body), QByteArray::fromStdString(pair.body));
    } else {
        // That server left events out; the others are the same, byte for byte and in order.
        const auto ours = frames(answer.body);
        auto at = ours.begin();
        for (const std::string &frame : frames(pair.body)) {
            at = std::find(at, ours.end(), frame);
            QVERIFY2(at != ours.end(), frame.c_str());
        }
    }
}

void TestRoutes::streamsAsRecorded_data()
{
    QTest::addColumn<QString>("scenario");
    for (const QString &scenario : scenarios()) {
        // Two were recorded after the mob's task had ended: there an error body stands in the file.
        if (readAll(fixture(scenario + QStringLiteral("/stream.sse"))).starts_with("id: "))
            QTest::newRow(qPrintable(scenario)) << scenario;
    }
}

// The recorded low-level stream leaves a few events out (specification 6.5), ours leaves none.
void TestRoutes::streamsAsRecorded()
{
    QFETCH(QString, scenario);
    const bool isDestroyed = scenario == QStringLiteral("stop-destroy");
    const QString file =
        isDestroyed ? QStringLiteral("/ledger-before-destroy.db") : QStringLiteral("/ledger.db");
    const QTemporaryDir folder;
    ServedLedger ledger(copyLedger(scenario + file, folder.path()), recordedLabels(scenario));
    EventQuery all;
    all.afterSeq = 0;
    const auto position = ledger.begin(all);
    VERIFY_OK(position);
    const auto ours = frames(bodyOf(ledger, *position));
    const auto recorded = frames(readAll(fixture(scenario + QStringLiteral("/stream.sse"))));
    QVERIFY(!recorded.empty());
    auto at = ours.begin();
    for (const std::string &frame : recorded) {
        const auto found = std::find(at, ours.end(), frame);
        QVERIFY2(found != ours.end(), frame.c_str());
        at = found + 1;
    }
    for (std::size_t i = 0; i < ours.size(); ++i)
        QCOMPARE(cursorOf(ours[i]), static_cast<Cursor>(i + 1));
    QVERIFY(!ledger.takeRowError());
}

void TestRoutes::stateOfTheRequestComesBeforeTheLedger()
{
    const AccessToken token("secret");
    HttpRequest request{"GET", std::string(streamPath), "after_seq=x", {}, {}, {}, {}};
    QCOMPARE(std::get<HttpAnswer>(route(request, token)).status, 400);
    request.query = "after_seq=999";
    QCOMPARE(std::get<HttpAnswer>(route(request, token)).status, 401);
    request.query += "&auth_token=secret";
    QCOMPARE(std::get<StreamOpening>(route(request, token)).query.afterSeq, std::optional(Cursor{999}));

    const QTemporaryDir folder;
    ServedLedger missing(folder.filePath(QStringLiteral("none.db")), {});
    EventQuery query;
    query.afterSeq = 999;
    const auto position = missing.begin(query);
    QVERIFY(!position);
    QCOMPARE(failedStream(position.error()),
             jsonAnswer(500, R"({"detail":"no such file","error":"events_view_unavailable"})"));
}

void TestRoutes::knowsThreePaths_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    const auto add = [](const char *method, const char *path, int status) {
        QTest::addRow("%s %s", method, path)
            << QString::fromLatin1(method) << QString::fromLatin1(path) << status;
    };
    add("GET", "/", 404);
    add("GET", "", 404);
    add("POST", "/mobkit", 404);
    add("GET", "/mobkit/mob_events/stream/", 404);
    add("GET", "/console/rpc/", 404);
    add("GET", "/healthz/", 404);
    add("GET", "/%68ealthz", 404);
    add("GET", "/healthz", 200);
    add("HEAD", "/healthz", 200);
    add("POST", "/healthz", 405);
    add("DELETE", "/mobkit/mob_events/stream", 405);
    add("HEAD", "/console/rpc", 405);
    add("POST", "/console/rpc", 415);
}

void TestRoutes::knowsThreePaths()
{
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(int, status);
    const HttpRequest request{method.toStdString(), path.toStdString(), {}, {}, {}, {}, {}};
    QCOMPARE(std::get<HttpAnswer>(route(request, AccessToken())).status, status);
}

QTEST_GUILESS_MAIN(TestRoutes)
#include "tst_routes.moc"
