// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/source/backoff.h"
#include "core/source/cursorset.h"
#include "core/source/leftoutkinds.h"
#include "core/source/streamposition.h"
#include "core/source/streamrows.h"
#include "tests/support/testmacros.h"

#include <QTest>
#include <algorithm>

using namespace mobwatch;
using namespace std::chrono_literals;

namespace {

EnvelopeRow row(Cursor cursor, TimestampMs time = 5, std::string_view kind = "flow_started")
{
    EnvelopeRow row;
    row.cursor = cursor;
    row.timestampMs = time;
    row.mob = "crew";
    row.kind = kind;
    row.run = "r";
    return row;
}

} // namespace

class TestStreamPolicies : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void backoffDoublesUpToItsCap()
    {
        Backoff backoff(StreamTiming(), [] { return 0.0; });
        std::vector<std::int64_t> waits;
        for (int i = 0; i < 8; ++i)
            waits.push_back(backoff.next().count());
        QCOMPARE(waits, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000}));
        backoff.reset();
        QCOMPARE(backoff.next(), 1000ms);
        backoff.setBase(0);
        backoff.reset();
        QCOMPARE(backoff.next(), 250ms);
        backoff.setBase(~std::uint64_t{0});
        backoff.reset();
        QCOMPARE(backoff.next(), 60'000ms);
    }

    void backoffTakesChanceOff()
    {
        Backoff backoff(StreamTiming(), [] { return 0.5; });
        QCOMPARE(backoff.next(), 750ms);
        QCOMPARE(backoff.next(), 1500ms);
    }

    void retryAfterIsAMinimum()
    {
        Backoff none(StreamTiming(), [] { return 0.0; });
        QCOMPARE(none.next(0ms), 1000ms);
        QCOMPARE(none.next(20'000ms), 20'000ms);
        QCOMPARE(none.next(1'000'000'000ms), 600'000ms);
        Backoff half(StreamTiming(), [] { return 0.5; });
        QCOMPARE(half.next(10'000ms), 11'000ms);
    }

    void positionResumesBehindWhatIsKnown()
    {
        StreamPosition position;
        QCOMPARE(position.resume(), StreamPosition::Resume());
        position.startAfter(40);
        QCOMPARE(position.resume(), (StreamPosition::Resume{40, false}));
        QCOMPARE(position.see(43).missingFrom, Cursor(41));
        position.setAnchor(row(43));
        QCOMPARE(position.resume(), (StreamPosition::Resume{42, true}));
        QCOMPARE(position.compareAnchor(row(43)), StreamPosition::Anchor::Same);
        EnvelopeRow rewritten = row(43);
        rewritten.run.reset();
        rewritten.mobLabels = R"({"team":"other"})";
        QCOMPARE(position.compareAnchor(rewritten), StreamPosition::Anchor::Same);
        QCOMPARE(position.compareAnchor(row(43, 5, "flow_failed")), StreamPosition::Anchor::Other);
        rewritten.mob = "another";
        QCOMPARE(position.compareAnchor(rewritten), StreamPosition::Anchor::Other);
        QCOMPARE(position.compareAnchor(row(43, 6)), StreamPosition::Anchor::Other);
        QCOMPARE(position.compareAnchor(row(44)), StreamPosition::Anchor::NotThere);
        position.stepOver(44);
        QCOMPARE(position.resume(), (StreamPosition::Resume{44, false}));
        position.beginEpoch();
        QCOMPARE(position.resume(), (StreamPosition::Resume{0, false}));
        QCOMPARE(position.epoch(), Epoch(2));
        QVERIFY(position.see(1).isNew);
    }

    void positionTellsRepeatsAndStepsBack()
    {
        StreamPosition position;
        position.startAfter(0);
        position.beginConnection();
        for (const Cursor cursor : {1, 2, 5})
            QVERIFY(position.see(cursor).isNew);
        QVERIFY(position.see(4).isBackwards);
        QVERIFY(!position.see(4).isNew);
        QCOMPARE(position.highest(), Cursor(5));
        position.beginConnection();
        const auto repeat = position.see(2);
        QVERIFY(!repeat.isNew && !repeat.isBackwards);
    }

    void cursorSetHoldsAnyCursor()
    {
        CursorSet set;
        for (const Cursor cursor : {Cursor(1), Cursor(63), Cursor(64), Cursor(1024), Cursor(1) << 62}) {
            QVERIFY(set.insert(cursor));
            QVERIFY(!set.insert(cursor));
        }
        set.clear();
        QVERIFY(set.insert(64));
    }

    void scannerReadsWhatTheReaderReads_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("good");
        const QByteArray head =
            R"({"cursor":7,"mob_id":"m","timestamp_ms":1,"kind":"flow_started","run_id":"r")";
        QTest::newRow("plain") << head + R"(,"data":{"flow_id":"f"}})" << true;
        QTest::newRow("null slots") << head + R"(,"step_id":null,"data":null})" << true;
        QTest::newRow("long integer")
            << head + R"(,"data":{"flow_id":"f","n":123456789012345678901234567890}})" << true;
        QTest::newRow("label no text") << head + R"(,"mob_labels":{"a":1,"b":"c"},"data":{}})" << true;
        QTest::newRow("escapes") << head + R"(,"agent_identity":"a\u00e9\n","data":{"flow_id":"\u0066"}})"
                                 << true;
        QTest::newRow("broken data") << head + R"(,"data":{"a":tru}})" << false;
        QTest::newRow("broken UTF-8") << head + ",\"data\":\"\xff\"}" << false;
        QTest::newRow("array") << QByteArray("[]") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("no cursor") << QByteArray(R"({"mob_id":"m","timestamp_ms":1,"kind":"k","data":{}})")
                                   << false;
        for (const char *cursor : {"\"7\"", "7.5", "-7", "0", "9223372036854775808", "1e3"})
            QTest::newRow(cursor) << QByteArray(R"({"cursor":)") + cursor +
                                         R"(,"mob_id":"m","timestamp_ms":1,"kind":"k","data":{}})"
                                  << false;
        QTest::newRow("deep") << head + ",\"data\":" + QByteArray(2000, '[') + QByteArray(2000, ']') + "}"
                              << false;
    }
    void scannerReadsWhatTheReaderReads()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, good);
        EnvelopeScanner scanner;
        const auto row = scanner.read(json.toStdString());
        QCOMPARE(row.has_value(), good);
        if (!good) {
            QCOMPARE(row.error().code, ErrorCode::Malformed);
            return;
        }
        const auto read = readEnvelope(json.toStdString());
        VERIFY_OK(read);
        QCOMPARE(row->cursor, read->envelope.cursor);
        QCOMPARE(std::string(row->kind), read->envelope.kind);
        QCOMPARE(row->run ? std::optional<std::string>(*row->run) : std::nullopt, read->envelope.runId);
        QCOMPARE(row->agent ? std::optional<std::string>(*row->agent) : std::nullopt,
                 read->envelope.agentIdentity);
        StreamRows rows(Arrival::Live, 1);
        rows.add(*row);
        const auto batch = rows.finish({1});
        const LabelMap labels = batch->mobLabels.empty() || batch->mobLabels[0] == BatchStrings::absent
                                    ? LabelMap()
                                    : batch->labelSets[batch->mobLabels[0]];
        QCOMPARE(labels, read->envelope.mobLabels);
        QCOMPARE(batch->runFlows.size(), std::size_t(json.contains("flow_id") ? 1 : 0));
    }

    void quietServersAreNotCalledPartial()
    {
        LeftOutKinds kinds;
        for (int i = 0; i < 100; ++i)
            kinds.see("members_wired", {}, 0);
        kinds.see("flow_started", "r", 3);
        kinds.see("step_completed", "r", 0);
        QVERIFY(!kinds.areFound()); // nothing is missing since the run began
        kinds.see("step_completed", "r", 1);
        QVERIFY(kinds.areFound());
        kinds.see("member_retired", {}, 0);
        QVERIFY(!kinds.areFound());
    }

    void manyHolesAreEvidence()
    {
        LeftOutKinds kinds;
        for (int i = 0; i < 60; ++i)
            kinds.see("members_wired", {}, i % 10 == 0 ? 2 : 0);
        QVERIFY(kinds.areFound());
        const auto labels = LeftOutKinds::labels();
        QCOMPARE(labels.size(), std::size_t(29));
        QVERIFY(std::find(labels.begin(), labels.end(), QStringLiteral("step_dispatched")) != labels.end());
        QVERIFY(std::find(labels.begin(), labels.end(), QStringLiteral("member_spawned")) == labels.end());
    }
};

QTEST_GUILESS_MAIN(TestStreamPolicies)
#include "tst_streampolicies.moc"
