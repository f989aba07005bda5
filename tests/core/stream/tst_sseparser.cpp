// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/sseparser.h"
#include "tests/support/fixtures.h"

#include <QTest>
#include <limits>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

using Json = nlohmann::json;
using Chunks = std::vector<std::string>;

struct Found
{
    std::string type;
    std::string data;
    std::string id;

    friend bool operator==(const Found &, const Found &) = default;
};

struct Outcome
{
    std::vector<Found> events;
    std::vector<std::string> comments;
    std::string lastEventId;
    std::optional<std::uint64_t> retry;
    bool isOverflown = false;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

Outcome parse(const Chunks &chunks, std::size_t maxPending = SseParser::defaultMaxPending)
{
    Outcome out;
    SseParser parser({[&out](const SseEvent &event) {
                          out.events.push_back({std::string(event.type), std::string(event.data),
                                                std::string(event.lastEventId)});
                      },
                      [&out](std::string_view text) { out.comments.emplace_back(text); },
                      [&out](std::uint64_t milliseconds) { out.retry = milliseconds; }},
                     maxPending);
    for (const std::string &chunk : chunks) {
        // A copy that is gone after the call: no view into it may be used later.
        const std::string passing = chunk;
        out.isOverflown = !parser.push(passing);
        if (out.isOverflown != parser.isOverflown())
            out.comments.emplace_back("push() and isOverflown() disagree");
    }
    parser.reset();
    out.lastEventId = parser.lastEventId();
    return out;
}

std::string joined(const Chunks &chunks)
{
    std::string all;
    for (const std::string &chunk : chunks)
        all += chunk;
    return all;
}

Chunks pieces(const std::string &bytes, std::size_t size)
{
    Chunks chunks;
    for (std::size_t at = 0; at < bytes.size(); at += size)
        chunks.push_back(bytes.substr(at, size));
    return chunks;
}

/// Every place of a small body; of a large one those near both ends, and some between.
std::vector<std::size_t> splitPlaces(std::size_t size)
{
    constexpr std::size_t small = 4096;
    constexpr std::size_t nearEnd = 16;
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at <= size; ++at) {
        if (size > small && at > nearEnd && at + nearEnd < size)
            at = std::min(at + size / 8, size - nearEnd);
        places.push_back(at);
    }
    return places;
}

std::string bytesOf(const Json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    std::string all;
    if (value.is_array()) {
        for (const Json &part : value)
            all += bytesOf(part);
    } else if (value.contains("b64")) {
        all =
            QByteArray::fromBase64(QByteArray::fromStdString(value["b64"].get<std::string>())).toStdString();
    } else {
        const auto text = value.at("repeat").get<std::string>();
        for (int left = value.at("count").get<int>(); left > 0; --left)
            all += text;
    }
    return all;
}

/// As people would see it: each run of invalid bytes is one mark, whatever the decoder makes of it.
std::string shown(const std::string &bytes)
{
    // A byte order mark is taken away only at the very start.
    const QString text = QString::fromUtf8(QByteArray::fromStdString(':' + bytes)).mid(1);
    QString collapsed;
    for (const QChar c : text) {
        if (c != QChar::ReplacementCharacter || !collapsed.endsWith(c))
            collapsed.append(c);
    }
    return collapsed.toStdString();
}

Outcome shown(Outcome outcome)
{
    for (Found &event : outcome.events)
        event = {shown(event.type), shown(event.data), shown(event.id)};
    for (std::string &comment : outcome.comments)
        comment = shown(comment);
    outcome.lastEventId = shown(outcome.lastEventId);
    return outcome;
}

Outcome expectedOutcome(const Json &vector)
{
    Outcome out;
    for (const Json &event : vector.at("expect"))
        out.events.push_back({event.at("type"), bytesOf(event.at("data")), event.at("id")});
    out.comments = vector.value("comments", std::vector<std::string>());
    out.lastEventId = vector.at("lastEventId");
    const Json &retry = vector.at("retry");
    if (retry.is_number())
        out.retry = retry.get<std::uint64_t>();
    else if (retry.is_string()) // beyond 64 bits
        out.retry = std::numeric_limits<std::uint64_t>::max();
    return out;
}

const std::vector<Json> &vectors()
{
    static const std::vector<Json> all = [] {
        std::vector<Json> chosen;
        for (Json &vector : Json::parse(readAll(fixture(QStringLiteral("sse-vectors.json"))))) {
            if (vector.at("kind") == "parse" && vector.value("applicable", true))
                chosen.push_back(std::move(vector));
        }
        return chosen;
    }();
    return all;
}

/// The bodies of the chunks of a recorded response, as they came.
Chunks recordedChunks(const QString &path)
{
    const std::string response = readAll(fixture(path));
    Chunks chunks;
    std::size_t at = response.find("\r\n\r\n") + 4;
    while (at < response.size()) {
        const std::size_t end = response.find("\r\n", at);
        if (end == std::string::npos)
            break;
        const std::size_t size = std::stoul(response.substr(at, end - at), nullptr, 16);
        if (size == 0)
            break;
        chunks.push_back(response.substr(end + 2, size));
        at = end + 2 + size + 2;
    }
    return chunks;
}

} // namespace

class TestSseParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void vector_data();
    void vector();
    void recordedBodyInAnyChunks_data();
    void recordedBodyInAnyChunks();
    void recordedChunksGiveTheRecordedEvents_data();
    void recordedChunksGiveTheRecordedEvents();
    void wholeEventIsNotCopied();
    void lineEndIsTakenAtOnce();
    void limitCountsTheSameInAnyChunks_data();
    void limitCountsTheSameInAnyChunks();
    void overflownParserTakesNothingUntilReset();
    void pendingIdIsThatOfTheUnfinishedBlock();
    void resetDropsWhatIsPending();
    void resetFromInsideACallback();
    void retrySaturates_data();
    void retrySaturates();
    void hugeLinesTakeLinearTime();
};

void TestSseParser::vector_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < vectors().size(); ++i)
        QTest::newRow(vectors()[i].at("name").get<std::string>().c_str()) << static_cast<int>(i);
}

void TestSseParser::vector()
{
    QFETCH(int, index);
    const Json &vector = vectors()[static_cast<std::size_t>(index)];
    Chunks asGiven;
    for (const Json &chunk : vector.at("chunks"))
        asGiven.push_back(bytesOf(chunk));
    const std::string whole = joined(asGiven);
    if (vector.value("joinChunks", false))
        asGiven = {whole};
    const Outcome expected = expectedOutcome(vector);
    const auto agrees = [&](const Chunks &chunks) {
        const Outcome found = parse(chunks);
        return vector.value("replacementRuns", false) ? shown(found) == shown(expected) : found == expected;
    };
    QVERIFY2(agrees(asGiven), "as given");
    QVERIFY2(agrees({whole}), "in one read");
    if (!vector.value("heavy", false))
        QVERIFY2(agrees(pieces(whole, 1)), "byte by byte");
    for (const std::size_t place : splitPlaces(whole.size())) {
        const bool isSame = agrees({whole.substr(0, place), whole.substr(place)});
        QVERIFY2(isSame, ("split at " + std::to_string(place)).c_str());
    }
}

void TestSseParser::recordedBodyInAnyChunks_data()
{
    QTest::addColumn<QString>("path");
    for (const QString &scenario : scenarios())
        QTest::addRow("%s", qPrintable(scenario)) << scenario + QStringLiteral("/stream.sse");
    QTest::newRow("stock") << QStringLiteral("linear/stream-stock.sse");
    QTest::newRow("keep-alive") << QStringLiteral("linear/stream-keepalive.sse");
}

void TestSseParser::recordedBodyInAnyChunks()
{
    QFETCH(QString, path);
    const std::string body = readAll(fixture(path));
    const Outcome whole = parse({body});
    // The data of a recorded event is one line.
    std::vector<std::string> data;
    for (const Found &event : whole.events)
        data.push_back(event.data);
    QCOMPARE(data, sseData(fixture(path)));
    for (const Found &event : whole.events) {
        const Json envelope = Json::parse(event.data);
        QCOMPARE(event.id, envelope.at("event_id").get<std::string>());
        QCOMPARE(event.type, envelope.at("kind").get<std::string>());
    }
    for (const std::size_t size : {1, 2, 3, 7, 64, 1000, 1460, 16384})
        QVERIFY2(parse(pieces(body, size)) == whole, std::to_string(size).c_str());
}

void TestSseParser::recordedChunksGiveTheRecordedEvents_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("live") << QStringLiteral("linear/live-raw.http");
    QTest::newRow("names") << QStringLiteral("names/live-raw.http");
    QTest::newRow("replay") << QStringLiteral("linear/stream-raw-chunked.http");
    QTest::newRow("destroyed mob") << QStringLiteral("stop-destroy/stream-during-destroy.http");
}

void TestSseParser::recordedChunksGiveTheRecordedEvents()
{
    QFETCH(QString, path);
    const Chunks chunks = recordedChunks(path);
    QVERIFY(chunks.size() > 1);
    const Outcome recorded = parse(chunks);
    QVERIFY(!recorded.events.empty());
    QVERIFY(recorded == parse({joined(chunks)}));
    QVERIFY(recorded == parse(pieces(joined(chunks), 1)));
    QCOMPARE(recorded.lastEventId, recorded.events.back().id);
}

void TestSseParser::wholeEventIsNotCopied()
{
    const std::string chunk = ": hi\nid: 7\nevent: step_failed\ndata: {\"a\":1}\n\ndata:x\n\n";
    int inside = 0;
    SseParser parser({[&](const SseEvent &event) {
                          inside += event.data.data() >= chunk.data() &&
                                    event.data.data() + event.data.size() <= chunk.data() + chunk.size();
                      },
                      {},
                      {}});
    QVERIFY(parser.push(chunk));
    QCOMPARE(inside, 2);
    QCOMPARE(parser.pendingBytes(), std::size_t{0});
}

void TestSseParser::lineEndIsTakenAtOnce()
{
    int events = 0;
    SseParser parser({[&events](const SseEvent &) { ++events; }, {}, {}});
    QVERIFY(parser.push("data: a\r\r"));
    QCOMPARE(events, 1);
    QVERIFY(parser.push("\ndata: b\r\n\r"));
    QCOMPARE(events, 2);
    QVERIFY(parser.push("\ndata: c\n\n"));
    QCOMPARE(events, 3);
}

void TestSseParser::limitCountsTheSameInAnyChunks_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("overflows");
    QTest::addColumn<int>("events");
    const QByteArray good = "data: first\n\n";
    // The limit is 32: the line with its name, and behind earlier lines their data with a line feed each.
    QTest::newRow("line at the limit") << good + "data: " + QByteArray(26, 'x') + "\n\n" << false << 2;
    QTest::newRow("line above") << good + "data: " + QByteArray(27, 'x') + "\n\n" << true << 1;
    QTest::newRow("unfinished line above") << good + "data: " + QByteArray(27, 'x') << true << 1;
    QTest::newRow("unfinished line at the limit") << good + "data: " + QByteArray(26, 'x') << false << 1;
    QTest::newRow("data at the limit") << good + "data:123456789\ndata:123456789\ndata:1234567\n\n"
                                       << false << 2;
    QTest::newRow("data above") << good + "data:123456789\ndata:123456789\ndata:12345678\n\n" << true << 1;
    QTest::newRow("many empty lines of data") << good + QByteArray("data\n").repeated(40) << true << 1;
    QTest::newRow("comment above") << good + ":" + QByteArray(32, 'c') + "\n\n" << true << 1;
    QTest::newRow("many comments") << good + QByteArray(":keep-alive\n").repeated(40) + good << false << 2;
    QTest::newRow("many ids") << good + QByteArray("id: 123456789\n").repeated(40) + good << false << 2;
    QTest::newRow("many events") << good.repeated(40) << false << 40;
}

void TestSseParser::limitCountsTheSameInAnyChunks()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, overflows);
    QFETCH(int, events);
    constexpr std::size_t limit = 32;
    const std::string bytes = body.toStdString();
    const Outcome whole = parse({bytes}, limit);
    QCOMPARE(whole.isOverflown, overflows);
    QCOMPARE(whole.events.size(), static_cast<std::size_t>(events));
    QVERIFY(parse(pieces(bytes, 1), limit) == whole);
    for (std::size_t place = 0; place <= bytes.size(); ++place)
        QVERIFY(parse({bytes.substr(0, place), bytes.substr(place)}, limit) == whole);
}

void TestSseParser::overflownParserTakesNothingUntilReset()
{
    int events = 0;
    SseParser parser({[&events](const SseEvent &) { ++events; }, {}, {}}, 16);
    QVERIFY(parser.push("id: 5\ndata: a\n\n"));
    QVERIFY(!parser.push("data: 12345678901234567890"));
    QVERIFY(parser.isOverflown());
    QVERIFY(!parser.push("\n\ndata: b\n\n"));
    QCOMPARE(events, 1);
    parser.reset();
    QVERIFY(!parser.isOverflown());
    QCOMPARE(parser.pendingBytes(), std::size_t{0});
    QVERIFY(parser.push("data: b\n\n"));
    QCOMPARE(events, 2);
    QCOMPARE(parser.lastEventId(), std::string("5"));
}

void TestSseParser::pendingIdIsThatOfTheUnfinishedBlock()
{
    SseParser parser({}, 24);
    QVERIFY(parser.push("id: mob-evt-1\n\nid: mob-evt-2\nevent: x\n"));
    QVERIFY(!parser.push("data: 1234567890123456789012345\n"));
    QCOMPARE(parser.pendingId(), std::string("mob-evt-2"));
    QCOMPARE(parser.lastEventId(), std::string("mob-evt-1"));
}

void TestSseParser::resetDropsWhatIsPending()
{
    std::vector<Found> found;
    SseParser parser({[&found](const SseEvent &event) {
                          found.push_back({std::string(event.type), std::string(event.data),
                                           std::string(event.lastEventId)});
                      },
                      {},
                      {}});
    QVERIFY(parser.push("id: 1\n\nid: 2\nevent: lost\ndata: lost\r"));
    QVERIFY(parser.pendingBytes() > 0);
    parser.reset();
    // A body of its own: a byte order mark again, and its line feed belongs to no earlier CR.
    QVERIFY(parser.push("\xef\xbb"));
    QVERIFY(parser.push("\xbf"
                        "data: a\n\n"));
    QVERIFY((found == std::vector<Found>{{"message", "a", "1"}}));
}

void TestSseParser::resetFromInsideACallback()
{
    SseParser *inside = nullptr;
    int events = 0;
    SseParser parser({[&](const SseEvent &) {
                          ++events;
                          inside->reset();
                      },
                      {},
                      {}});
    inside = &parser;
    QVERIFY(parser.push("data: a"));
    QVERIFY(parser.push("\n\ndata: b\n\ndata: c"));
    QCOMPARE(events, 1);
    QCOMPARE(parser.pendingBytes(), std::size_t{0});
    QVERIFY(parser.push("data: d\n\n"));
    QCOMPARE(events, 2);
}

void TestSseParser::retrySaturates_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<quint64>("milliseconds");
    constexpr quint64 most = std::numeric_limits<quint64>::max();
    QTest::newRow("largest") << QByteArray("18446744073709551615") << most;
    QTest::newRow("one less") << QByteArray("18446744073709551614") << most - 1;
    QTest::newRow("one more") << QByteArray("18446744073709551616") << most;
    QTest::newRow("much more") << QByteArray(400, '9') << most;
    QTest::newRow("leading zeros") << QByteArray(400, '0') + "3000" << quint64{3000};
}

void TestSseParser::retrySaturates()
{
    QFETCH(QByteArray, value);
    QFETCH(quint64, milliseconds);
    QCOMPARE(parse({"retry: " + value.toStdString() + "\n"}).retry,
             std::optional<std::uint64_t>(milliseconds));
}

void TestSseParser::hugeLinesTakeLinearTime()
{
    // Quadratic work would need minutes here: a long line in many reads, and many lines without a CR in one.
    const std::string longLine = "data: " + std::string(std::size_t{2} << 20, 'x') + "\n\n";
    QCOMPARE(parse(pieces(longLine, 16)).events.size(), std::size_t{1});
    std::string manyLines;
    while (manyLines.size() < std::size_t{2} << 20)
        manyLines += "data:\n\n";
    QCOMPARE(parse({manyLines}).events.size(), manyLines.size() / 7);
    std::replace(manyLines.begin(), manyLines.end(), '\n', '\r');
    QCOMPARE(parse({manyLines}).events.size(), manyLines.size() / 7);
}

QTEST_GUILESS_MAIN(TestSseParser)
#include "tst_sseparser.moc"
