// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// Faults of the bytes of a stream (streams.md 5: F01-F09, F13-F16, F34-F38, F47, F48): whatever the network
// does to them, each event is seen once, in order, and the cursor is where it should be.
#include "tests/support/faultymob.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

namespace {

QByteArray framesOf(Cursor first, Cursor last)
{
    QByteArray frames;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        frames += FaultyMob::frame(FaultyMob::makeEnvelope(cursor));
    return frames;
}

QByteArray withFlow(Cursor cursor, const QByteArray &flow)
{
    return FaultyMob::makeEnvelope(cursor).replace("a-" + QByteArray::number(qulonglong(cursor)), flow);
}

} // namespace

class TestStreamFaultsBytes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesEveryChunking_data();
    void survivesEveryChunking();
    void marksInvalidUtf8();
    void takesALargeEvent();
    void takesAnEventOfManyLines();
    void stepsOverALineWithoutEnd();
    void takesAFirehose();
    void holdsTheServerUpForASlowReader();
    void staysLiveOnKeepAlives();
    void resumesBehindWhatWasCutOff_data();
    void resumesBehindWhatWasCutOff();
    void takesOddData_data();
    void takesOddData();
    void showsWhatItDoesNotKnow();
    void dropsRepeats();
    void countsHoles();
    void doesNotGoBack();
    void buffersNoComments();
};

void TestStreamFaultsBytes::survivesEveryChunking_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<QByteArray>("lineEnd");
    QTest::addColumn<QByteArray>("before");
    for (const int size : {1, 2, 3, 7, 64}) {
        QTest::addRow("F01 F02 LF %d", size) << size << QByteArray("\n") << QByteArray();
        QTest::addRow("F01 F02 CRLF %d", size) << size << QByteArray("\r\n") << QByteArray("\xef\xbb\xbf");
        QTest::addRow("F01 F02 CR %d", size) << size << QByteArray("\r") << QByteArray(":\xc3\xa4\n");
    }
    // Sizes by a seed: the kill points are in the soak.
    QTest::addRow("F01 F02 random") << -1 << QByteArray("\r\n") << QByteArray();
}

void TestStreamFaultsBytes::survivesEveryChunking()
{
    QFETCH(int, size);
    QFETCH(QByteArray, lineEnd);
    QFETCH(QByteArray, before);
    WatchedMob watched;
    for (Cursor cursor = 1; cursor <= 4; ++cursor)
        watched.mob.append(cursor, withFlow(cursor, "fl\xc3\xa4\xf0\x9f\x90\x9d"));
    QByteArray bytes = before;
    for (Cursor cursor = 1; cursor <= 4; ++cursor)
        bytes += FaultyMob::frame(watched.mob.envelope(cursor)).replace("\n", lineEnd);
    watched.mob.next([=](const FaultRequest &) {
        FaultScript script = FaultScript().stream();
        if (size > 0)
            return script.drip(bytes, 0ms, size).hold();
        unsigned seed = 4711;
        for (qsizetype at = 0; at < bytes.size();) {
            seed = seed * 1103515245U + 12345U;
            const qsizetype length = 1 + qsizetype((seed >> 16) % 50);
            script.drip(bytes.mid(at, length), 1ms, int(length));
            at += length;
        }
        return script.hold();
    });
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
    QCOMPARE(watched.counters().malformed, 0U);
    QVERIFY(watched.payload(4).contains("fl\xc3\xa4\xf0\x9f\x90\x9d"));
}

void TestStreamFaultsBytes::marksInvalidUtf8() // F03
{
    WatchedMob watched;
    watched.mob.append(1, withFlow(1, "bad \xe2\x82 bytes"));
    watched.mob.append(2, FaultyMob::makeEnvelope(2));
    watched.start();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->events.contains({1, 2}));
    QCOMPARE(watched.counters().connections, 1U);
    QCOMPARE(watched.probe->events.size() + watched.probe->unreadable.size(), 2U);
    QCOMPARE(watched.probe->repeats, 0);
}

void TestStreamFaultsBytes::takesALargeEvent() // F04
{
    WatchedMob watched;
    watched.mob.append(1, withFlow(1, QByteArray(10 << 20, 'x')));
    watched.mob.append(2, FaultyMob::makeEnvelope(2));
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
    QVERIFY(watched.payload(1).size() > 10 << 20);
}

void TestStreamFaultsBytes::takesAnEventOfManyLines() // F05
{
    WatchedMob watched;
    watched.mob.append(2);
    QByteArray envelope = FaultyMob::makeEnvelope(1);
    QByteArray frame = "id: mob-evt-1\nevent: flow_started\n";
    envelope.replace(",\"", ",\n\"");
    envelope.replace("{", "{" + QByteArray("\n").repeated(20'000));
    for (const QByteArray &line : envelope.split('\n'))
        frame += "data: " + line + "\n";
    watched.mob.next([=](const FaultRequest &) {
        return FaultScript().stream().send(frame + "\n" + framesOf(2, 2)).hold();
    });
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().malformed, 0U);
}

void TestStreamFaultsBytes::stepsOverALineWithoutEnd() // F06
{
    WatchedMob watched;
    watched.mob.append(3);
    const auto endless = [](const FaultRequest &request) {
        FaultScript script = FaultScript().stream();
        if (request.parameter("after_seq").toInt() < 1)
            script.send(framesOf(1, 1));
        if (request.parameter("after_seq").toInt() < 2)
            script.send("id: mob-evt-2\ndata: ").repeat(QByteArray(1 << 20, 'x'), 100);
        return script.send(framesOf(3, 3)).hold();
    };
    watched.mob.next(endless, 10);
    watched.start();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->events.contains({1, 3}));
    QVERIFY(watched.probe->events.contains({1, 1}));
    QCOMPARE(watched.probe->count(), 2U);
    QCOMPARE(watched.probe->repeats, 0);
    TRY_VERIFY(watched.probe->hasNotice(SourceNotice::Kind::EventTooLarge));
    QCOMPARE(watched.counters().connections, 3U);
    const auto holes = watched.source->report().holes;
    QCOMPARE(holes.size(), 1U);
    QCOMPARE(holes.front(), (StreamHole{1, 2, 2, HoleReason::TooLarge}));
}

void TestStreamFaultsBytes::takesAFirehose() // F07, a tenth of it: the rest is a benchmark
{
    WatchedMob watched;
    watched.mob.append(100'000);
    QElapsedTimer turn;
    qint64 longestTurn = 0;
    QTimer ticks;
    connect(&ticks, &QTimer::timeout, this, [&] { longestTurn = std::max(longestTurn, turn.restart()); });
    watched.start();
    turn.start();
    ticks.start(0);
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
    QCOMPARE(watched.counters().missingCursors, 0U);
    qInfo("longest turn of the main loop: %lld ms", longestTurn);
}

void TestStreamFaultsBytes::holdsTheServerUpForASlowReader() // F08
{
    WatchedMob watched;
    watched.options.timing.watchdog = 600ms;
    watched.options.timing.longestPause = 60s;
    constexpr int count = 200'000;
    watched.mob.append(count);
    watched.source = std::make_unique<StreamSource>(watched.options);
    watched.source->start(); // nobody takes what it has
    const auto sent = [&watched] { return watched.mob.server().bytesSent(); };
    qint64 before = 0;
    bool isHeldUp = false;
    QElapsedTimer patience;
    patience.start();
    while (!isHeldUp && patience.elapsed() < 60'000) {
        before = sent();
        // Longer than the watchdog nothing moves.
        isHeldUp = !QTest::qWaitFor([&] { return sent() != before; }, 900) && before > 100'000;
    }
    QVERIFY(isHeldUp);
    const qint64 all = qint64(count) * FaultyMob::frame(FaultyMob::makeEnvelope(count)).size();
    QVERIFY2(before < all * 9 / 10, "the server was not held up");
    QCOMPARE(watched.counters().connections, 1U);
    watched.probe = std::make_unique<SourceProbe>(*watched.source);
    for (const EventBatchPtr &batch : watched.source->takeBatches())
        watched.probe->batches.push_back(batch); // it waits for a signal that came before
    std::size_t taken = 0;
    for (const EventBatchPtr &batch : watched.probe->batches)
        taken += batch->size();
    TRY_VERIFY(watched.probe->count() + taken == std::size_t(count));
    QCOMPARE(watched.probe->repeats, 0);
    QCOMPARE(watched.probe->disorders, 0);
    QCOMPARE(watched.counters().connections, 1U);
    QCOMPARE(watched.counters().missingCursors, 0U);
}

void TestStreamFaultsBytes::staysLiveOnKeepAlives() // F09
{
    WatchedMob watched;
    watched.options.timing.watchdog = 1000ms;
    watched.mob.append(1);
    watched.mob.next([](const FaultRequest &) {
        FaultScript script = FaultScript().stream().send(framesOf(1, 1));
        for (int i = 0; i < 10; ++i)
            script.wait(200ms).send(": keep-alive\n\n");
        return script.hold();
    });
    watched.start();
    TRY_COMPARE(watched.counters().keepAlives, 10U);
    QCOMPARE(watched.counters().connections, 1U);
    QVERIFY(watched.probe->isLive());
    QVERIFY(watched.isExact());
}

void TestStreamFaultsBytes::resumesBehindWhatWasCutOff_data()
{
    QTest::addColumn<int>("way");
    QTest::addColumn<qint64>(
        "resumesAt"); ///< the highest that the second connection may know; less = lost tail
    QTest::newRow("F13 end of connection, chunked, behind an event") << 0 << qint64(2);
    QTest::newRow("F14 end of connection inside an event") << 1 << qint64(2);
    QTest::newRow("F14 end of connection behind an id") << 2 << qint64(2);
    QTest::newRow("F14 end of connection before the blank line") << 3 << qint64(2);
    QTest::newRow("F15 reset inside an event") << 4 << qint64(2);
    QTest::newRow("F16 clean end of a body without length") << 5 << qint64(2);
}

void TestStreamFaultsBytes::resumesBehindWhatWasCutOff()
{
    QFETCH(int, way);
    QFETCH(qint64, resumesAt);
    WatchedMob watched;
    watched.mob.append(5);
    const QByteArray third = framesOf(3, 3);
    const auto cut = [=](const FaultRequest &) {
        FaultScript script;
        const QByteArray whole = framesOf(1, 2);
        switch (way) {
        case 0:
            return script.chunkedStream().chunk(whole).wait(200ms).close();
        case 1:
            return script.stream().send(whole + third.left(third.size() / 2)).wait(200ms).close();
        case 2:
            return script.stream().send(whole + third.left(third.indexOf('\n') + 1)).wait(200ms).close();
        case 3:
            return script.stream().send(whole + third.chopped(1)).wait(200ms).close();
        case 4:
            return script.stream().send(whole + third.chopped(5)).wait(200ms).reset();
        default:
            return script.stream().send(whole).wait(200ms).close();
        }
    };
    watched.mob.next(cut);
    watched.start();
    TRY_VERIFY(watched.isExact());
    QVERIFY(watched.counters().connections >= 2);
    const auto asked = watched.mob.asked();
    QCOMPARE(asked.front(), 0);
    // The anchor: the last event that is known is asked for again (streams.md 4.8).
    QVERIFY2(asked.back() <= resumesAt && asked.back() >= 0, qPrintable(QString::number(asked.back())));
    QCOMPARE(watched.counters().missingCursors, 0U);
    QCOMPARE(watched.counters().malformed, 0U);
    QVERIFY(watched.probe->unreadable.empty());
}

void TestStreamFaultsBytes::takesOddData_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<int>("unreadable");
    const QByteArray id = "id: mob-evt-2\nevent: flow_started\ndata: ";
    const QByteArray good = FaultyMob::makeEnvelope(2);
    const auto row = [&](const char *name, const QByteArray &data, int unreadable) {
        QTest::newRow(name) << id + data + "\n\n" << unreadable;
    };
    row("F34 no JSON", "{oops", 1);
    row("F34 an array", "[1,2]", 1);
    row("F34 empty", "", 1);
    row("F34 nesting", QByteArray("[").repeated(2000) + QByteArray("]").repeated(2000), 1);
    row("F34 nested payload",
        QByteArray(good).replace("\"a-2\"", QByteArray("[").repeated(2000) + QByteArray("]").repeated(2000)),
        -1);
    row("F34 duplicate keys", QByteArray(good).replace("\"mob_id\"", "\"mob_id\":\"other\",\"mob_id\""), 0);
    row("F34 no cursor", QByteArray(good).replace("\"cursor\":2,", ""), -1);
    row("F34 cursor as text", QByteArray(good).replace("\"cursor\":2", "\"cursor\":\"2\""), -1);
    row("F34 cursor as fraction", QByteArray(good).replace("\"cursor\":2", "\"cursor\":2.5"), -1);
    row("F34 negative cursor", QByteArray(good).replace("\"cursor\":2", "\"cursor\":-2"), -1);
    row("F34 cursor beyond 64 bits",
        QByteArray(good).replace("\"cursor\":2", "\"cursor\":99999999999999999999"), -1);
}

void TestStreamFaultsBytes::takesOddData()
{
    QFETCH(QByteArray, frame);
    QFETCH(int, unreadable); // -1 = lenient reading is fine, too
    WatchedMob watched;
    watched.mob.append(3);
    watched.mob.next([=](const FaultRequest &) {
        return FaultScript().stream().send(framesOf(1, 1) + frame + framesOf(3, 3)).hold();
    });
    watched.start();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->events.contains({1, 3}));
    QCOMPARE(watched.counters().connections, 1U);
    QVERIFY(watched.probe->events.contains({1, 1}));
    const std::size_t odd = watched.probe->unreadable.size();
    if (unreadable >= 0)
        QCOMPARE(odd, std::size_t(unreadable));
    QCOMPARE(watched.counters().malformed, odd);
    QVERIFY2(odd == 1 || watched.probe->count() == 3, "an event was swallowed");
    QCOMPARE(watched.probe->repeats, 0);
    // The next connection does not fetch it again.
    watched.mob.server().dropAll();
    watched.mob.append(1);
    TRY_VERIFY(watched.probe->isLive() && watched.probe->events.contains({1, 4}));
    QCOMPARE(watched.mob.asked().back(), 2);
    QCOMPARE(watched.probe->unreadable.size(), odd);
}

void TestStreamFaultsBytes::showsWhatItDoesNotKnow() // F35
{
    WatchedMob watched;
    const QByteArray odd =
        QByteArray(FaultyMob::makeEnvelope(1))
            .replace("flow_started", "teapot_boiled")
            .replace("\"mob_id\"", "\"schema_version\":99,\"extra\":{\"a\":[1]},\"mob_id\"");
    watched.mob.append(1, odd);
    watched.mob.append(2, FaultyMob::makeEnvelope(2));
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE((watched.probe->events.at({1, 1}).kind), std::string("teapot_boiled"));
    QVERIFY(watched.payload(1).contains("teapot_boiled"));
    QCOMPARE(watched.counters().malformed, 0U);
}

void TestStreamFaultsBytes::dropsRepeats() // F36
{
    WatchedMob watched;
    watched.mob.append(20);
    watched.mob.next(
        [](const FaultRequest &request) {
            const bool knowsAll = request.parameter("after_seq").toInt() >= 19;
            return knowsAll ? FaultScript().stream().send(framesOf(11, 20)).hold()
                            : FaultScript().stream().send(framesOf(1, 20)).wait(200ms).close();
        },
        10);
    watched.start();
    TRY_COMPARE(watched.counters().duplicates, 10U);
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.probe->repeats, 0);
    QVERIFY(watched.probe->seams.empty());
}

void TestStreamFaultsBytes::countsHoles() // F37
{
    WatchedMob watched;
    for (const Cursor cursor : {1, 2, 8, 9})
        watched.mob.append(cursor, FaultyMob::makeEnvelope(cursor));
    watched.start();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->count() == 4);
    QCOMPARE(watched.counters().holes, 1U);
    QCOMPARE(watched.counters().missingCursors, 5U);
    QCOMPARE(watched.source->report().holes.size(), 1U);
    QCOMPARE(watched.source->report().holes.front().first, 3U);
    QCOMPARE(watched.source->report().holes.front().last, 7U);
    QCOMPARE(watched.counters().connections, 1U);
    watched.mob.server().dropAll();
    TRY_COMPARE(watched.mob.asked().back(), 8);
    TRY_VERIFY(watched.probe->isLive());
    QCOMPARE(watched.counters().holes, 1U);
}

void TestStreamFaultsBytes::doesNotGoBack() // F38
{
    WatchedMob watched;
    watched.mob.append(10);
    watched.mob.next([](const FaultRequest &) {
        return FaultScript()
            .stream()
            .send(framesOf(1, 4) + framesOf(6, 9) + framesOf(5, 5) + framesOf(10, 10))
            .hold();
    });
    watched.start();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->count() == 10);
    QCOMPARE(watched.counters().protocolErrors, 1U);
    QCOMPARE(watched.probe->repeats, 0);
    watched.mob.server().dropAll();
    TRY_COMPARE(watched.mob.asked().back(), 9);
}

void TestStreamFaultsBytes::buffersNoComments() // F47, F48
{
    WatchedMob watched;
    watched.options.timing.watchdog = 1000ms;
    watched.mob.append(2);
    watched.mob.next([](const FaultRequest &) {
        return FaultScript()
            .stream()
            .drip(framesOf(1, 1).left(12), 300ms, 2)
            .send(framesOf(1, 1).mid(12))
            .repeat(": " + QByteArray(60, 'c') + "\n", (1 << 20) / 63)
            .send(framesOf(2, 2))
            .hold();
    });
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
}

QTEST_GUILESS_MAIN(TestStreamFaultsBytes)
#include "tst_streamfaults_bytes.moc"
