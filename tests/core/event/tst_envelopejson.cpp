// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace mobwatch;
using namespace mobwatch::test;

class TestEnvelopeJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsRecordedStreams_data();
    void readsRecordedStreams();
    void readsRecordedReplies();
    void acceptsNullAndUnknown();
    void keepsEpochAndDataBytes();
    void escapesAsTheRuntime();
    void onePerLine();
    void refuses_data();
    void refuses();
};

void TestEnvelopeJson::readsRecordedStreams_data()
{
    QTest::addColumn<QString>("scenario");
    for (const QString &scenario : scenarios())
        QTest::newRow(qPrintable(scenario)) << scenario;
}

void TestEnvelopeJson::readsRecordedStreams()
{
    QFETCH(QString, scenario);
    for (const std::string &line : sseData(fixture(scenario + QStringLiteral("/stream.sse")))) {
        const auto read = readEnvelope(line);
        VERIFY_OK(read);
        QCOMPARE(writeEnvelope(read->envelope), line);
    }
}

// Replies have the same envelopes with other key orders.
void TestEnvelopeJson::readsRecordedReplies()
{
    const auto stream = sseData(fixture(QStringLiteral("names/stream.sse")));
    const auto reply =
        nlohmann::json::parse(lines(readAll(fixture(QStringLiteral("names/stdio-all.jsonl")))).at(1));
    const auto &events = reply["result"]["events"];
    QCOMPARE(events.size(), stream.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto read = readEnvelope(events[i].dump());
        VERIFY_OK(read);
        QCOMPARE(writeEnvelope(read->envelope), stream[i]);
    }
}

void TestEnvelopeJson::acceptsNullAndUnknown()
{
    const auto read =
        readEnvelope(R"( {"run_id":null,"step_id":null,"agent_identity":null,"mob_labels":null,)"
                     R"("run_labels":{"a":"b","n":1},"new":[{"x":1}],"kind":"k","timestamp_ms":5,)"
                     R"("mob_id":"m","cursor":18446744073709551615} )");
    VERIFY_OK(read);
    Envelope expected;
    expected.cursor = ~Cursor{0};
    expected.mobId = "m";
    expected.timestampMs = 5;
    expected.kind = "k";
    expected.runLabels = {{"a", "b"}};
    QCOMPARE(read->envelope.data, std::string("null"));
    QVERIFY(read->envelope == expected);
}

void TestEnvelopeJson::keepsEpochAndDataBytes()
{
    const std::string line =
        R"({"event_id":"mob-evt-1","cursor":1,"mob_id":"m","timestamp_ms":2,"kind":"k",)"
        R"("data":{"z": 1.0,  "a":"\u00e9\/","big":123456789012345678901234567890},"epoch":3})";
    const auto read = readEnvelope(line);
    VERIFY_OK(read);
    QCOMPARE(read->epoch, Epoch{3});
    QCOMPARE(writeEnvelope(read->envelope, read->epoch), line);
    // Somebody else's key of that name is no reason to lose the event.
    for (const char *other : {"0", "-1", "1.5", "1e3", "4294967296", "\"a\"", "null", "{\"n\":1}", "[2]"}) {
        const auto odd = readEnvelope(R"({"cursor":1,"epoch":)" + std::string(other) +
                                      R"( ,"mob_id":"m","timestamp_ms":2,"kind":"k"})");
        VERIFY_OK(odd);
        QCOMPARE(odd->epoch, Epoch{1});
        QCOMPARE(odd->envelope.kind, std::string("k"));
    }
}

void TestEnvelopeJson::escapesAsTheRuntime()
{
    std::string out;
    appendJsonString(out, std::string_view("\b\t\n\f\r\x01\x1f\"\\/ é 日\x7f\0", 19));
    QCOMPARE(out, std::string("\"\\b\\t\\n\\f\\r\\u0001\\u001f\\\"\\\\/ é 日\x7f\\u0000\""));
}

void TestEnvelopeJson::onePerLine()
{
    Envelope envelope;
    envelope.data = "{\n  \"a\": 1\r\n}";
    QVERIFY(writeEnvelope(envelope).find_first_of("\r\n") == std::string::npos);
    VERIFY_OK(readEnvelope(writeEnvelope(envelope)));
}

void TestEnvelopeJson::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    const auto add = [](const char *name, const char *line) { QTest::newRow(name) << QByteArray(line); };
    add("empty", "");
    add("no object", "[]");
    add("torn", R"({"cursor":1,"mob_id":"m","timesta)");
    add("no cursor", R"({"mob_id":"m","timestamp_ms":1,"kind":"k"})");
    add("no mob", R"({"cursor":1,"timestamp_ms":1,"kind":"k"})");
    add("no time", R"({"cursor":1,"mob_id":"m","kind":"k"})");
    add("no kind", R"({"cursor":1,"mob_id":"m","timestamp_ms":1})");
    add("cursor text", R"({"cursor":"1","mob_id":"m","timestamp_ms":1,"kind":"k"})");
    add("cursor negative", R"({"cursor":-1,"mob_id":"m","timestamp_ms":1,"kind":"k"})");
    add("cursor fraction", R"({"cursor":1.5,"mob_id":"m","timestamp_ms":1,"kind":"k"})");
    add("kind null", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":null})");
    add("run a number", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"k","run_id":5})");
    add("epoch no JSON", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"k","epoch":1x})");
    add("broken data", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"k","data":{"a":tru}})");
    add("crossed data", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"k","data":{"a":[1}]})");
    add("broken unknown", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"k","x":"\q"})");
    add("trailing", R"({"cursor":1,"mob_id":"m","timestamp_ms":1,"kind":"k"} x)");
    add("bad UTF-8", "{\"cursor\":1,\"mob_id\":\"\xff\",\"timestamp_ms\":1,\"kind\":\"k\"}");
}

void TestEnvelopeJson::refuses()
{
    QFETCH(QByteArray, line);
    const auto read = readEnvelope(line.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Malformed);
}

QTEST_GUILESS_MAIN(TestEnvelopeJson)
#include "tst_envelopejson.moc"
