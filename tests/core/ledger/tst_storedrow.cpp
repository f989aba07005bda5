// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/event/projection.h"
#include "core/ledger/storedrow.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QTest>
#include <map>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

std::string storedRow(const std::string &payload, const std::string &schema = "9")
{
    return R"({"event":{"cursor":7,"kind":)" + payload +
           R"(,"mob_id":"m","timestamp":"2026-08-22T17:11:39.123456789Z"},"schema_version":)" + schema + "}";
}

/// The labels that a recording was made with, as its envelopes show them.
LabelTable labelsOf(const std::vector<std::string> &envelopes)
{
    LabelTable table;
    for (const std::string &line : envelopes) {
        const auto read = readEnvelope(line);
        if (!read)
            continue;
        const Envelope &envelope = read->envelope;
        table.setMobLabels(envelope.mobId, envelope.mobLabels);
        if (envelope.runId)
            table.setRunLabels(envelope.mobId, *envelope.runId, envelope.runLabels);
    }
    return table;
}

QByteArray describe(const Result<RowFields> &fields)
{
    if (!fields)
        return "error " + fields.error().message.toUtf8();
    const auto text = [](const std::optional<std::string_view> &value) {
        return value ? "'" + QByteArray(value->data(), static_cast<qsizetype>(value->size())) + "'"
                     : QByteArray("-");
    };
    return QByteArray(fields->mobId.data(), static_cast<qsizetype>(fields->mobId.size())) + ' ' +
           QByteArray(fields->kind.data(), static_cast<qsizetype>(fields->kind.size())) + ' ' +
           text(fields->runId) + ' ' + text(fields->stepId) + ' ' + text(fields->agentIdentity) + ' ' +
           text(fields->flowId) + ' ' + QByteArray::number(fields->timestampMs) + ' ' +
           QByteArray::number(static_cast<int>(fields->severity)) + ' ' +
           QByteArray::number(fields->schemaVersion);
}

QByteArray describe(const MobEvent &event)
{
    const StructuralFields slots = structuralFields(event.kind, event.data);
    const auto view = [](const std::optional<std::string> &value) {
        return value ? std::optional<std::string_view>(*value) : std::nullopt;
    };
    return describe(Result<RowFields>(
        RowFields{event.mobId, event.kind, view(slots.runId), view(slots.stepId), view(slots.agentIdentity),
                  view(slots.flowId), event.timestampMs, slots.severity, event.schemaVersion}));
}

} // namespace

class TestStoredRow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decodesRecordedLedgersByteForByte_data();
    void decodesRecordedLedgersByteForByte();
    void scannerAgreesWithDecoder_data() { decodesRecordedLedgersByteForByte_data(); }
    void scannerAgreesWithDecoder();
    void removesPrivateKeys_data();
    void removesPrivateKeys();
    void keepsPublicBytes();
    void acceptsOtherKeyOrders();
    void readsEscapedText();
    void readsInPlaceWithSlack();
    void acceptsSchemas_data();
    void acceptsSchemas();
    void refuses_data();
    void refuses();
    void tellsThePositionOfDamage();
};

void TestStoredRow::decodesRecordedLedgersByteForByte_data()
{
    QTest::addColumn<QString>("scenario");
    for (const QString &scenario : scenarios())
        QTest::newRow(qPrintable(scenario)) << scenario;
}

void TestStoredRow::decodesRecordedLedgersByteForByte()
{
    QFETCH(QString, scenario);
    const std::vector<std::string> stream = sseData(fixture(scenario + QStringLiteral("/stream.sse")));
    const LabelTable labels = labelsOf(stream);
    std::map<Cursor, std::string> expected;
    for (const std::string &line : stream)
        expected.emplace(readEnvelope(line)->envelope.cursor, line);
    QCOMPARE(expected.size(), stream.size());
    const std::vector<RawRow> rows = ledgerRows(recordedLedger(scenario));
    QVERIFY(!rows.empty());
    std::size_t compared = 0;
    for (const RawRow &row : rows) {
        const auto event = decodeStoredRow(row.cursor, row.json);
        VERIFY_OK(event);
        QCOMPARE(event->schemaVersion, 9);
        const Envelope envelope = project(*event, labels);
        const auto line = expected.find(row.cursor);
        if (line != expected.end()) {
            QCOMPARE(writeEnvelope(envelope), line->second);
            ++compared;
        } else if (!expected.empty() && row.cursor < expected.rbegin()->first) {
            // The recorded route leaves out events of members that were retired by then.
            QCOMPARE(scenario, QStringLiteral("escalation"));
            QVERIFY(envelope.agentIdentity.has_value());
        }
    }
    QCOMPARE(compared, expected.size());
}

void TestStoredRow::scannerAgreesWithDecoder()
{
    QFETCH(QString, scenario);
    StoredRowScanner scanner;
    for (const RawRow &row : ledgerRows(recordedLedger(scenario))) {
        const auto event = decodeStoredRow(row.cursor, row.json);
        VERIFY_OK(event);
        QCOMPARE(describe(scanner.scan(row.cursor, row.json)), describe(*event));
    }
}

void TestStoredRow::removesPrivateKeys_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("spawn") << QByteArray(
                                  R"({"agent_identity":"a","bridge_member_ref":{"kind":"session"},)"
                                  R"("direct_member_fence":{"runtime_session_token":"s3"},"fence_token":7,)"
                                  R"("identity_intent_authority_digest":"d","member_peer_endpoint":{},)"
                                  R"("placed_spawn_id":"p","type":"member_spawned"})")
                           << QByteArray(R"({"agent_identity":"a","fence_token":7,"type":"member_spawned"})");
    QTest::newRow("recovered")
        << QByteArray(R"({"agent_identity":"a","bridge_session_id":"b","member_peer_endpoint":{"x":[1]},)"
                      R"("type":"member_session_binding_recovered"})")
        << QByteArray(R"({"agent_identity":"a","type":"member_session_binding_recovered"})");
    QTest::newRow("retirement") << QByteArray(
                                       R"({"preserve_machine_topology":true,"releasing":null,)"
                                       R"("retiring_peer_endpoint":{},"type":"member_retirement_started"})")
                                << QByteArray(R"({"releasing":null,"type":"member_retirement_started"})");
    QTest::newRow("respawn")
        << QByteArray(R"({"agent_identity":"w","agent_runtime_id":{},"fence_token":1,)"
                      R"("generation":1,"type":"respawn_topology_abandoned"})")
        << QByteArray(R"({"agent_identity":"w","generation":1,"type":"respawn_topology_abandoned"})");
    QTest::newRow("public there")
        << QByteArray(R"({"bridge_session_id":"b","type":"mob_owner_bridge_session_bound"})")
        << QByteArray(R"({"bridge_session_id":"b","type":"mob_owner_bridge_session_bound"})");
    QTest::newRow("unknown kind")
        << QByteArray(R"({"api_token":"shown","bridge_member_ref":1,"placed_spawn_id":2,"type":"brand_new"})")
        << QByteArray(R"({"api_token":"shown","type":"brand_new"})");
    QTest::newRow("sounds secret") << QByteArray(
                                          R"({"a":"x","api_secret":1,"b":"y","member_password":2,"new":3,)"
                                          R"("private_x":4,"some_token":5,"type":"members_wired"})")
                                   << QByteArray(R"({"a":"x","b":"y","new":3,"type":"members_wired"})");
    QTest::newRow("known tokens")
        << QByteArray(R"({"principal_token":"o","type":"operator_action_recorded"})")
        << QByteArray(R"({"principal_token":"o","type":"operator_action_recorded"})");
    QTest::newRow("escaped key") << QByteArray(
                                        R"({"a":1,"bridge_member_\u0072ef":{"k":2},"type":"members_wired"})")
                                 << QByteArray(R"({"a":1,"type":"members_wired"})");
    QTest::newRow("first, last and spaces")
        << QByteArray(
               R"({ "placed_spawn_id" : 1 , "type" : "mob_reset" , "n": [1, 2] , "bridge_member_ref" : {} })")
        << QByteArray(R"({"type" : "mob_reset","n": [1, 2]})");
}

void TestStoredRow::removesPrivateKeys()
{
    QFETCH(QByteArray, payload);
    QFETCH(QByteArray, expected);
    const auto event = decodeStoredRow(7, storedRow(payload.toStdString()));
    VERIFY_OK(event);
    QCOMPARE(QByteArray::fromStdString(event->data), expected);
}

void TestStoredRow::keepsPublicBytes()
{
    const std::string payload =
        R"({"params":{"b":1.0,"a":1e2,"big":123456789012345678901234567890,"u":"\u00e9\/"},)"
        R"( "type":"flow_started","flow_id":"f","run_id":"r"})";
    const auto event = decodeStoredRow(7, storedRow(payload));
    VERIFY_OK(event);
    QCOMPARE(event->data, payload);
    QCOMPARE(event->timestampMs, TimestampMs{1787418699123});
}

void TestStoredRow::acceptsOtherKeyOrders()
{
    const std::string row =
        R"({"schema_version":9,"note":[{}],"event":{"timestamp":"2026-08-22t17:10:00.5+01:00",)"
        R"("mob_id":"m","extra":null,"cursor":7,)"
        R"("kind":{"type":"step_dispatched","target":{"generation":0,"identity":"mk--review_cs"},)"
        R"("step_id":"s","run_id":"r"}}})";
    StoredRowScanner scanner;
    const auto fields = scanner.scan(7, row);
    VERIFY_OK(fields);
    QCOMPARE(describe(fields), QByteArray("m step_dispatched 'r' 's' 'review:s' - 1787415000500 0 9"));
    const auto event = decodeStoredRow(7, row);
    VERIFY_OK(event);
    QCOMPARE(describe(*event), describe(fields));
}

void TestStoredRow::readsEscapedText()
{
    const std::string row =
        R"({"event":{"cursor":7,"kind":{"agent_identity":"tab\tand \"quote\" \ud83d\ude00",)"
        R"("t\u0079pe":"member_retired"},"mob_id":"m\u00e9","timestamp":"2026-08-22T17:10:00Z"},)"
        R"("schema_version":8})";
    StoredRowScanner scanner;
    const auto fields = scanner.scan(7, row);
    VERIFY_OK(fields);
    QCOMPARE(std::string(*fields->agentIdentity), std::string("tab\tand \"quote\" \U0001F600"));
    QCOMPARE(std::string(fields->mobId), std::string("mé"));
    QCOMPARE(std::string(fields->kind), std::string("member_retired"));
}

void TestStoredRow::readsInPlaceWithSlack()
{
    std::string row = storedRow(R"({"a":"x","b":"y","type":"members_wired"})");
    const std::size_t size = row.size();
    row.append(StoredRowScanner::slack, '\0');
    StoredRowScanner scanner;
    const auto fields = scanner.scan(7, std::string_view(row).substr(0, size), row.size());
    VERIFY_OK(fields);
    QVERIFY(fields->kind.data() > row.data() && fields->kind.data() < row.data() + size);
}

void TestStoredRow::acceptsSchemas_data()
{
    QTest::addColumn<int>("schema");
    for (const int schema : {6, 7, 8, 9, 10, 99})
        QTest::addRow("%d", schema) << schema;
}

void TestStoredRow::acceptsSchemas()
{
    QFETCH(int, schema);
    const auto event = decodeStoredRow(
        7, storedRow(R"({"agent_identity":"a","type":"member_spawned"})", std::to_string(schema)));
    VERIFY_OK(event);
    QCOMPARE(event->schemaVersion, schema);
}

void TestStoredRow::refuses_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("scannerRefuses");
    const auto add = [](const char *name, const std::string &row, ErrorCode code = ErrorCode::Malformed,
                        bool scannerRefuses = true) {
        QTest::newRow(name) << QByteArray::fromStdString(row) << static_cast<int>(code) << scannerRefuses;
    };
    const std::string good = R"({"type":"mob_reset"})";
    add("empty", "");
    add("not JSON", "hello");
    add("array", "[1]");
    add("cut", storedRow(good).substr(0, 60));
    add("trailing", storedRow(good) + "x");
    add("two documents", storedRow(good) + storedRow(good));
    add("pre-0.6", R"({"cursor":7,"timestamp":"2026-01-01T00:00:00Z","mob_id":"m","kind":{"type":"x"}})",
        ErrorCode::Pre06);
    add("schema 5", storedRow(good, "5"));
    add("schema text", storedRow(good, "\"9\""));
    add("schema huge", storedRow(good, "99999999999999"));
    add("no type", storedRow("{}"));
    add("type a number", storedRow(R"({"type":1})"));
    add("payload no object", storedRow("[]"));
    add("other cursor",
        R"({"event":{"cursor":8,"kind":{"type":"x"},"mob_id":"m","timestamp":"2026-01-01T00:00:00Z"},)"
        R"("schema_version":9})");
    add("bad time", R"({"event":{"cursor":7,"kind":{"type":"x"},"mob_id":"m","timestamp":"yesterday"},)"
                    R"("schema_version":9})");
    add("no mob", R"({"event":{"cursor":7,"kind":{"type":"x"},"timestamp":"2026-01-01T00:00:00Z"},)"
                  R"("schema_version":9})");
    add("bad UTF-8", storedRow("{\"type\":\"a\xff\"}"));
    add("raw control character", storedRow("{\"type\":\"a\nb\"}"));
    add("bad escape inside", storedRow(R"({"params":{"x":"\q"},"type":"flow_started"})"),
        ErrorCode::Malformed, false);
    add("lone surrogate inside", storedRow(R"({"params":"\ud800","type":"flow_started"})"),
        ErrorCode::Malformed, false);
    add("bad number inside", storedRow(R"({"params":01,"type":"flow_started"})"), ErrorCode::Malformed,
        false);
    add("bad word inside", storedRow(R"({"params":nul,"type":"flow_started"})"), ErrorCode::Malformed, false);
    add("brackets crossed inside", storedRow(R"({"params":[{"a":[1,2}]],"type":"flow_started"})"),
        ErrorCode::Malformed, false);
    add("too deep",
        storedRow(R"({"params":)" + std::string(5000, '[') + std::string(5000, ']') + R"(,"type":"x"})"),
        ErrorCode::Malformed, false);
}

void TestStoredRow::refuses()
{
    QFETCH(QByteArray, row);
    QFETCH(int, code);
    QFETCH(bool, scannerRefuses);
    const auto event = decodeStoredRow(7, row.toStdString());
    QVERIFY(!event);
    QCOMPARE(static_cast<int>(event.error().code), code);
    QVERIFY(!event.error().message.isEmpty());
    StoredRowScanner scanner;
    QCOMPARE(!scanner.scan(7, row.toStdString()).has_value(), scannerRefuses);
}

void TestStoredRow::tellsThePositionOfDamage()
{
    const std::string row = storedRow(R"({"params":{"x":tru},"type":"flow_started"})");
    const auto event = decodeStoredRow(7, row);
    QVERIFY(!event);
    const auto at = static_cast<qint64>(row.find("tru}"));
    QVERIFY2(event.error().position >= at && event.error().position <= at + 4,
             qPrintable(QString::number(event.error().position)));
}

QTEST_GUILESS_MAIN(TestStoredRow)
#include "tst_storedrow.moc"
