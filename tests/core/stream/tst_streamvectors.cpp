// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// The `http` vectors of sse-vectors.json over a real socket: StreamConnection and SseParser together, each
// exchange a connection. Who asks again, and when, is StreamSource's policy; here the test does.
#include "core/stream/sseparser.h"
#include "tests/support/connectionprobe.h"
#include "tests/support/faultserver.h"
#include "tests/support/fixtures.h"
#include "tests/support/sourceprobe.h"

#include <QTest>
#include <atomic>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

using Json = nlohmann::json;

const Json &vectors()
{
    static const Json all = Json::parse(readAll(fixture(QStringLiteral("sse-vectors.json"))));
    return all;
}

QByteArray bytesOf(const Json &chunk)
{
    if (chunk.is_string())
        return QByteArray::fromStdString(chunk.get<std::string>());
    if (chunk.contains("b64"))
        return QByteArray::fromBase64(QByteArray::fromStdString(chunk["b64"]));
    return QByteArray::fromStdString(chunk["repeat"]).repeated(chunk["count"].get<int>());
}

/// The answer of one exchange. `url` is where "another endpoint" is: ours, for others are not followed.
FaultScript scriptOf(const Json &response, const QByteArray &url)
{
    const int status = response["status"];
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " X\r\n";
    for (const auto &[name, value] : response["headers"].items()) {
        QByteArray text = QByteArray::fromStdString(value);
        if (text.startsWith('<'))
            text = url + "/target";
        head += QByteArray::fromStdString(name) + ": " + text + "\r\n";
    }
    FaultScript script = FaultScript().send(head + "\r\n");
    for (const Json &chunk : response["chunks"])
        script.send(bytesOf(chunk));
    return response["end"] == "close" ? script.close() : script.hold();
}

struct Found
{
    std::vector<std::string> events; ///< type, data and id, as JSON
    std::optional<std::uint64_t> retry;
    std::string lastEventId;
    StreamEnd end = StreamEnd::Closed;
    bool isOpen = false;
};

std::string eventText(std::string_view type, std::string_view data, std::string_view id)
{
    return Json::array({type, data, id}).dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool isRedirect(const Json &exchange)
{
    return exchange["response"]["status"] >= 300 && exchange["response"]["status"] < 400;
}

} // namespace

class TestStreamVectors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agrees_data();
    void agrees();

private:
    void connectOnce(FaultServer &server, const Json &vector, std::size_t eventsSoFar, bool isLast,
                     Found &found, SseParser &parser);
    void compareRequests(const Json &exchanges, const std::map<std::size_t, FaultRequest> &requests);
};

void TestStreamVectors::agrees_data()
{
    QTest::addColumn<int>("index");
    int count = 0;
    for (int i = 0; i < static_cast<int>(vectors().size()); ++i) {
        const Json &vector = vectors()[static_cast<std::size_t>(i)];
        if (vector["kind"] != "http" || !vector.value("applicable", true))
            continue;
        QTest::newRow(vector["name"].get<std::string>().c_str()) << i;
        ++count;
    }
    QCOMPARE(count, 47);
}

void TestStreamVectors::connectOnce(FaultServer &server, const Json &vector, std::size_t expected,
                                    bool isLast, Found &found, SseParser &parser)
{
    auto request = ConnectionProbe::request(server.url());
    request.timing.connectBy = std::chrono::seconds(20);
    request.timing.headersBy = std::chrono::seconds(20);
    request.timing.watchdog = isLast ? std::chrono::seconds(20) : std::chrono::milliseconds(500);
    ConnectionProbe probe(request);
    probe.isReading = false;
    const auto read = [&] {
        const QByteArray bytes = probe.connection.read(1 << 20);
        QVERIFY(parser.push({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    };
    connect(&probe.connection, &StreamConnection::readyRead, this, read);
    if (isLast && vector["final"] == "open") {
        TRY_VERIFY(probe.hasOpened() && found.events.size() >= expected);
        found.isOpen = !probe.hasEnded();
    } else {
        TRY_VERIFY(probe.hasEnded());
        found.end = probe.ending.reason;
    }
    parser.reset();
    found.lastEventId = parser.lastEventId();
}

void TestStreamVectors::compareRequests(const Json &exchanges,
                                        const std::map<std::size_t, FaultRequest> &requests)
{
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        const Json &wanted = exchanges[i]["expectRequest"];
        const QByteArray method = QByteArray::fromStdString(wanted.value("method", "GET"));
        QCOMPARE(requests.at(i).method, method);
        const Json headers = wanted.value("headers", Json::object());
        for (const auto &[name, value] : headers.items()) {
            const QByteArray lower = QByteArray::fromStdString(name).toLower();
            // Ours resumes by cursor and never sends it; what else a caller wants to send it cannot.
            if (lower == "last-event-id")
                QVERIFY(requests.at(i).header("last-event-id").isEmpty());
            else if (lower == "accept" || lower == "cache-control")
                QCOMPARE(requests.at(i).header(lower.constData()), QByteArray::fromStdString(value));
        }
    }
}

void TestStreamVectors::agrees()
{
    QFETCH(int, index);
    const Json &vector = vectors()[static_cast<std::size_t>(index)];
    const Json exchanges = vector["exchanges"];
    // Qt may ask twice (P21): who is served what is not counted, but told.
    std::atomic<std::size_t> current = 0;
    std::mutex mutex;
    std::map<std::size_t, FaultRequest> requests; // under mutex
    FaultServer server([&](const FaultRequest &request) {
        const std::size_t at = current + (request.path() == "/target" ? 1 : 0);
        const std::lock_guard lock(mutex);
        requests[at] = request;
        return scriptOf(exchanges[at]["response"], "http://" + request.header("host"));
    });

    Found found;
    SseParser parser({[&found](const SseEvent &event) {
                          found.events.push_back(eventText(event.type, event.data, event.lastEventId));
                      },
                      [](std::string_view) {},
                      [&found](std::uint64_t milliseconds) { found.retry = milliseconds; }});
    std::vector<std::string> expected;
    for (const Json &event : vector["expect"])
        expected.push_back(eventText(event["type"].get<std::string>(), event["data"].get<std::string>(),
                                     event["id"].get<std::string>()));

    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        if (i > 0 && isRedirect(exchanges[i - 1]))
            continue; // the connection itself went on
        const bool isLast =
            i + 1 == exchanges.size() || (i + 2 == exchanges.size() && isRedirect(exchanges[i]));
        current = i;
        connectOnce(server, vector, expected.size(), isLast, found, parser);
    }

    QCOMPARE(found.events, expected);
    QCOMPARE(found.lastEventId, vector["lastEventId"].get<std::string>());
    QCOMPARE(found.retry.has_value(), !vector["retry"].is_null());
    if (found.retry && vector["retry"].is_number())
        QCOMPARE(*found.retry, vector["retry"].get<std::uint64_t>());
    const std::string final = vector["final"];
    QCOMPARE(found.isOpen, final == "open");
    if (final == "reconnecting")
        QCOMPARE(found.end, StreamEnd::Closed);
    if (final == "error-reported")
        QCOMPARE(found.end, StreamEnd::Redirected);
    if (final == "failed")
        QVERIFY(found.end == StreamEnd::Stopped || found.end == StreamEnd::NotAStream ||
                found.end == StreamEnd::Stale || found.end == StreamEnd::Busy);
    const std::lock_guard lock(mutex);
    QCOMPARE(requests.size(), exchanges.size());
    compareRequests(exchanges, requests);
}

QTEST_GUILESS_MAIN(TestStreamVectors)
#include "tst_streamvectors.moc"
