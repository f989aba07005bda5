// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/exporting/eventwriter.h"
#include "tests/support/testmacros.h"

#include <QTest>

using namespace mobwatch;

class TestCsv : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesEveryColumn();
    void leavesOutTimesThatHaveNoText();
    void guardsAgainstFormulas_data();
    void guardsAgainstFormulas();
    void choosesColumns();
    void refusesUnknownColumns();
    void oneEmptyCellIsStillARecord();
    void formatsFollowTheEnding();
    void writesArrays();
};

namespace {

Envelope sample()
{
    Envelope envelope;
    envelope.cursor = 7;
    envelope.mobId = "m";
    envelope.timestampMs = 1787418699123;
    envelope.kind = "member_retired";
    envelope.agentIdentity = "a,\"b\"\r\nc";
    envelope.mobLabels = {{"k", "v"}, {"q", "\""}};
    envelope.data = R"({"x":1})";
    return envelope;
}

} // namespace

void TestCsv::leavesOutTimesThatHaveNoText()
{
    Envelope envelope = sample();
    CsvOptions options;
    options.columns = {CsvColumn::TimestampCell, CsvColumn::Time};
    for (const TimestampMs time : {lastRfc3339Ms, lastRfc3339Ms + 1, ~TimestampMs{0}}) {
        envelope.timestampMs = time;
        std::string out;
        appendCsvRow(out, options, envelope, 1);
        QCOMPARE(out,
                 std::to_string(time) + (time == lastRfc3339Ms ? ",9999-12-31T23:59:59.999Z\r\n" : ",\r\n"));
    }
}

void TestCsv::writesEveryColumn()
{
    CsvOptions options;
    options.columns.push_back(CsvColumn::EpochCell);
    std::string out;
    appendCsvHeader(out, options);
    appendCsvRow(out, options, sample(), 3);
    QCOMPARE(
        out,
        std::string("event_id,cursor,timestamp_ms,time,mob_id,kind,run_id,step_id,agent_identity,mob_labels,"
                    "run_labels,data,epoch\r\n"
                    "mob-evt-7,7,1787418699123,2026-08-22T17:11:39.123Z,m,member_retired,,,"
                    "\"a,\"\"b\"\"\r\nc\",\"{\"\"k\"\":\"\"v\"\",\"\"q\"\":\"\"\\\"\"\"\"}\",,\"{\"\"x\"\":1}"
                    "\",3\r\n"));
}

void TestCsv::guardsAgainstFormulas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("guarded");
    QTest::addColumn<QByteArray>("raw");
    const auto add = [](const char *text, const char *guarded, const char *raw) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(guarded) << QByteArray(raw);
    };
    add("=1+2", "'=1+2", "=1+2");
    add("+1", "'+1", "+1");
    add("-1", "'-1", "-1");
    add("@x", "'@x", "@x");
    add("\tx", "'\tx", "\tx");
    add("\rx", "\"'\rx\"", "\"\rx\"");
    add("a=1", "a=1", "a=1");
    add("'x", "'x", "'x");
}

void TestCsv::guardsAgainstFormulas()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, guarded);
    QFETCH(QByteArray, raw);
    Envelope envelope;
    envelope.kind = text.toStdString();
    CsvOptions options{{CsvColumn::Kind}, false};
    std::string out;
    appendCsvRow(out, options, envelope, 1);
    QCOMPARE(QByteArray::fromStdString(out), guarded + "\r\n");
    options.rawCells = true;
    out.clear();
    appendCsvRow(out, options, envelope, 1);
    QCOMPARE(QByteArray::fromStdString(out), raw + "\r\n");
}

void TestCsv::choosesColumns()
{
    const auto columns = parseCsvColumns(QStringLiteral("epoch, cursor,data"));
    VERIFY_OK(columns);
    QCOMPARE(*columns, (std::vector{CsvColumn::EpochCell, CsvColumn::CursorCell, CsvColumn::Data}));
}

void TestCsv::refusesUnknownColumns()
{
    for (const char *names : {"", "cursor,", "cursor,colour", "Cursor"}) {
        const auto columns = parseCsvColumns(QString::fromLatin1(names));
        QVERIFY(!columns);
        QCOMPARE(columns.error().code, ErrorCode::InvalidArgument);
    }
}

void TestCsv::oneEmptyCellIsStillARecord()
{
    std::string out;
    appendCsvRow(out, CsvOptions{{CsvColumn::RunId}, false}, sample(), 1);
    QCOMPARE(out, std::string("\"\"\r\n"));
}

void TestCsv::formatsFollowTheEnding()
{
    QVERIFY(exportFormatOf(QStringLiteral("a.jsonl")) == ExportFormat::Jsonl);
    QVERIFY(exportFormatOf(QStringLiteral("a.CSV")) == ExportFormat::Csv);
    QVERIFY(!exportFormatOf(QStringLiteral("csv")));
}

void TestCsv::writesArrays()
{
    std::string out;
    EventWriter empty(ExportFormat::Json);
    empty.begin(out);
    empty.end(out);
    QCOMPARE(out, std::string("[]\n"));
    out.clear();
    EventWriter writer(ExportFormat::Json);
    Envelope envelope;
    writer.begin(out);
    writer.append(out, envelope);
    writer.append(out, envelope, 2);
    writer.end(out);
    QCOMPARE(
        out,
        std::string(
            "[\n{\"event_id\":\"mob-evt-0\",\"cursor\":0,\"mob_id\":\"\",\"timestamp_ms\":0,\"kind\":\"\","
            "\"data\":null},\n{\"event_id\":\"mob-evt-0\",\"cursor\":0,\"mob_id\":\"\",\"timestamp_ms\":0,"
            "\"kind\":\"\",\"data\":null,\"epoch\":2}\n]\n"));
    QCOMPARE(writer.count(), std::uint64_t{2});
}

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
