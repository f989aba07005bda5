// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// Faults of connections and answers (streams.md 5: F10-F12, F17-F33, F40, F41): what the source does about
// each, how often it asks again, and that it goes on where it was once all is well.
#include "tests/support/faultymob.h"

#include <QTest>
#include <algorithm>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

namespace {

FaultScript answer(const char *status, const QByteArray &headers = {}, const QByteArray &body = "no")
{
    return FaultScript().answer(status, headers + "Connection: close\r\n", body).close();
}

std::vector<std::chrono::milliseconds> gaps(const std::vector<FaultRequest> &requests)
{
    std::vector<std::chrono::milliseconds> all;
    for (std::size_t i = 1; i < requests.size(); ++i)
        all.push_back(
            std::chrono::duration_cast<std::chrono::milliseconds>(requests[i].at - requests[i - 1].at));
    return all;
}

} // namespace

class TestStreamFaultsAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackFromSilence_data();
    void comesBackFromSilence();
    void waitsForAHeadThatIsHeldBack();
    void leavesABlackHole();
    void comesBackFromEarlyEnds_data();
    void comesBackFromEarlyEnds();
    void stopsWhenTold();
    void waitsForCredentials_data();
    void waitsForCredentials();
    void doesNotHammerAWrongAddress_data();
    void doesNotHammerAWrongAddress();
    void backsOffInAStorm();
    void ignoresAnErrorThatLooksLikeEvents();
    void honoursRetryAfter_data();
    void honoursRetryAfter();
    void startsAnewWhenStale_data();
    void startsAnewWhenStale();
    void doesNotHammerWhenStaleForEver();
    void followsRedirects_data();
    void followsRedirects();
    void refusesRedirects_data();
    void refusesRedirects();
    void clampsTheRetryField_data();
    void clampsTheRetryField();
    void waitsForAHostThatIsDown();
};

void TestStreamFaultsAnswers::comesBackFromSilence_data()
{
    QTest::addColumn<bool>("isBehindHead");
    QTest::newRow("F10 behind the head") << true;
    QTest::newRow("F11 before the head") << false;
}

void TestStreamFaultsAnswers::comesBackFromSilence()
{
    QFETCH(bool, isBehindHead);
    WatchedMob watched;
    watched.options.timing.watchdog = 500ms;
    watched.options.timing.headersBy = 500ms;
    watched.mob.append(3);
    watched.start();
    TRY_VERIFY(watched.isExact());
    watched.mob.next(
        [isBehindHead](const FaultRequest &) {
            return isBehindHead ? FaultScript().stream().hold() : FaultScript().hold();
        },
        1, true);
    watched.mob.server().dropAll();
    TRY_COMPARE(watched.mob.faultsLeft(), 0U);
    TRY_VERIFY(watched.counters().connections >= 3);
    watched.mob.append(1);
    TRY_VERIFY(watched.isExact());
    const auto asked = watched.mob.asked();
    QVERIFY(std::count(asked.begin(), asked.end(), 0) <= 4);
    QVERIFY(std::count(asked.begin(), asked.end(), 2) >= 1);
}

void TestStreamFaultsAnswers::waitsForAHeadThatIsHeldBack() // F10b
{
    WatchedMob watched;
    watched.options.timing.watchdog = 1500ms;
    watched.options.timing.headersBy = 1500ms;
    watched.mob.append(2);
    watched.mob.next([&](const FaultRequest &request) {
        FaultScript script = FaultScript().wait(800ms);
        const FaultScript well = watched.mob.serve(request);
        for (const FaultScript::Step &step : well.steps())
            step.kind == FaultScript::Step::Kind::Follow ? script.follow(step.next) : script.send(step.bytes);
        return script;
    });
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
}

void TestStreamFaultsAnswers::leavesABlackHole() // F12
{
    BlackHole hole;
    WatchedMob watched;
    watched.options.server = ServerAddress::parse(QStringLiteral("127.0.0.1:%1").arg(hole.port())).value();
    watched.options.timing.connectBy = 200ms;
    watched.start();
    TRY_VERIFY(watched.probe->isWaiting());
    QCOMPARE(watched.source->status().error.code, ErrorCode::Unreachable);
    TRY_VERIFY(watched.source->status().attempt >= 3);
}

void TestStreamFaultsAnswers::comesBackFromEarlyEnds_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isReset");
    QTest::newRow("F17 end") << QByteArray() << false;
    QTest::newRow("F17 reset") << QByteArray() << true;
    QTest::newRow("F18 half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-Ty") << false;
}

void TestStreamFaultsAnswers::comesBackFromEarlyEnds()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isReset);
    WatchedMob watched;
    watched.mob.append(3);
    watched.start();
    TRY_VERIFY(watched.isExact());
    watched.mob.next(
        [=](const FaultRequest &) {
            FaultScript script = FaultScript().send(bytes);
            return isReset ? script.reset() : script.close();
        },
        20, true);
    watched.mob.server().dropAll();
    TRY_VERIFY(watched.mob.faultsLeft() == 0 && watched.isExact());
    const std::uint64_t attempts = watched.counters().connections;
    QVERIFY(attempts >= 7); // Qt asks up to four times an attempt (P21)
    QVERIFY(watched.mob.asked().size() <= 4 * attempts);
    const auto asked = watched.mob.asked();
    QCOMPARE(std::count(asked.begin(), asked.end(), 0) + std::count(asked.begin(), asked.end(), 2),
             qint64(asked.size()));
}

void TestStreamFaultsAnswers::stopsWhenTold() // F19
{
    WatchedMob watched;
    watched.mob.next(
        [](const FaultRequest &) { return FaultScript().send("HTTP/1.1 204 No Content\r\n\r\n"); }, 1);
    watched.start();
    TRY_COMPARE(watched.source->status().state, SourceState::Stopped);
    QVERIFY(!QTest::qWaitFor([&] { return watched.mob.asked().size() > 1; }, 500));
    QCOMPARE(watched.probe->finishes, 0);
    watched.source->retry();
    TRY_VERIFY(watched.isExact());
}

void TestStreamFaultsAnswers::waitsForCredentials_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("headers");
    QTest::newRow("F20 Basic") << QByteArray("401 No")
                               << QByteArray("WWW-Authenticate: Basic realm=\"x\"\r\n");
    QTest::newRow("F20 Bearer") << QByteArray("401 No") << QByteArray("WWW-Authenticate: Bearer\r\n");
    QTest::newRow("F20 bare") << QByteArray("401 No") << QByteArray();
    QTest::newRow("F21") << QByteArray("403 No") << QByteArray();
}

void TestStreamFaultsAnswers::waitsForCredentials()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, headers);
    WatchedMob watched;
    std::string token = "wrong";
    watched.options.token = [&token] { return token; };
    watched.mob.append(2);
    const FaultyMob::Fault door = [&, status, headers](const FaultRequest &request) {
        return request.header("authorization") == "Bearer right" ? watched.mob.serve(request)
                                                                 : answer(status.constData(), headers);
    };
    watched.mob.next(door, 5);
    watched.start();
    TRY_COMPARE(watched.source->status().state, SourceState::Failed);
    QCOMPARE(watched.source->status().error.code, ErrorCode::Unauthorized);
    QVERIFY(!QTest::qWaitFor([&] { return watched.mob.asked().size() > 1; }, 500));
    QVERIFY(watched.probe->events.empty());
    token = "right";
    watched.source->tokenChanged();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.mob.asked().size(), 2U);
}

void TestStreamFaultsAnswers::doesNotHammerAWrongAddress_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray close = "Connection: close\r\n\r\ndata: no\n\n";
    QTest::newRow("F22 404") << "HTTP/1.1 404 No\r\n" + close;
    QTest::newRow("F22 page") << "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + close;
    QTest::newRow("F22 no type") << "HTTP/1.1 200 OK\r\n" + close;
    QTest::newRow("F31 compressed") << "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                       "Content-Encoding: gzip\r\n" +
                                           close;
    // The guard against a regression of that rule: nothing of it may be seen.
    QTest::newRow("F32 compressed, much") << "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                             "Content-Encoding: br\r\n" +
                                                 close + QByteArray("data: x\n\n").repeated(100'000);
}

void TestStreamFaultsAnswers::doesNotHammerAWrongAddress()
{
    QFETCH(QByteArray, answer);
    WatchedMob watched;
    watched.options.timing.slowRetry = 800ms;
    watched.mob.next([=](const FaultRequest &) { return FaultScript().send(answer).close(); }, 4);
    watched.mob.append(2);
    watched.start();
    TRY_COMPARE(watched.source->status().state, SourceState::Failed);
    QCOMPARE(watched.source->status().error.code, ErrorCode::NotAStream);
    QVERIFY(watched.source->status().nextTryMs > 0);
    QVERIFY(watched.probe->events.empty() && watched.probe->unreadable.empty());
    TRY_VERIFY(watched.isExact());
    const auto waited = gaps(watched.mob.streams());
    QVERIFY(std::any_of(waited.begin(), waited.end(), [](auto gap) { return gap >= 700ms; }));
    QVERIFY(watched.counters().connections <= 5);
}

void TestStreamFaultsAnswers::backsOffInAStorm() // F23
{
    WatchedMob watched;
    watched.options.timing.backoffBase = 20ms;
    watched.options.timing.backoffCap = 200ms;
    watched.mob.append(2);
    watched.mob.next([](const FaultRequest &) { return FaultScript().answer("500 No", {}, "no"); }, 25);
    watched.start();
    TRY_VERIFY(watched.isExact());
    const auto waited = gaps(watched.mob.streams());
    QCOMPARE(waited.size(), 25U);
    QVERIFY(std::all_of(waited.begin(), waited.end(), [](auto gap) { return gap >= 9ms; }));
    // At the cap, less up to half: and not all the same.
    const auto late = std::minmax_element(waited.begin() + 8, waited.end());
    QVERIFY2(*late.first >= 95ms, qPrintable(QString::number(late.first->count())));
    QVERIFY(*late.second - *late.first >= 10ms);
    QCOMPARE(watched.counters().connections, 26U);
    // It opened, but has not been well for long: a failure now waits as before.
    watched.mob.next([](const FaultRequest &) { return FaultScript().answer("500 No", {}, "no"); }, 1, true);
    watched.mob.server().dropAll();
    TRY_COMPARE(watched.counters().connections, 28U);
    TRY_VERIFY(watched.isExact());
    QVERIFY(gaps(watched.mob.streams()).back() >= 95ms);
}

void TestStreamFaultsAnswers::ignoresAnErrorThatLooksLikeEvents() // F24
{
    WatchedMob watched;
    watched.mob.append(2);
    watched.mob.next([](const FaultRequest &) {
        return FaultScript()
            .send("HTTP/1.1 500 No\r\nContent-Type: text/event-stream\r\n\r\n")
            .send(FaultyMob::frame(FaultyMob::makeEnvelope(77)))
            .hold();
    });
    watched.options.timing.headersBy = 1s;
    watched.start();
    TRY_VERIFY(watched.isExact());
    QVERIFY(!watched.probe->events.contains({1, 77}));
    QCOMPARE(watched.counters().connections, 2U);
}

void TestStreamFaultsAnswers::honoursRetryAfter_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("atLeastMs");
    QTest::addColumn<int>("atMostMs");
    QTest::newRow("F25 seconds") << QByteArray("429 No") << QByteArray("1") << 1000 << 3000;
    QTest::newRow("F25 date") << QByteArray("503 No") << QByteArray("Wed, 25 Nov 2026 06:00:01 GMT") << 1000
                              << 3000;
    QTest::newRow("F25 zero: the floor") << QByteArray("503 No") << QByteArray("0") << 300 << 2000;
    QTest::newRow("F25 ages: the ceiling")
        << QByteArray("503 No") << QByteArray("1000000000") << 1500 << 4000;
    QTest::newRow("F25 garbage") << QByteArray("503 No") << QByteArray("soon") << 9 << 900;
    QTest::newRow("F25 negative") << QByteArray("503 No") << QByteArray("-2") << 9 << 900;
}

void TestStreamFaultsAnswers::honoursRetryAfter()
{
    QFETCH(QByteArray, status);
    QFETCH(QByteArray, value);
    QFETCH(int, atLeastMs);
    QFETCH(int, atMostMs);
    WatchedMob watched;
    watched.options.timing.retryAfterFloor = 300ms;
    watched.options.timing.retryAfterCeiling = 1500ms;
    watched.mob.append(1);
    watched.mob.next([=](const FaultRequest &) {
        return FaultScript().answer(
            status, "Date: Wed, 25 Nov 2026 06:00:00 GMT\r\nRetry-After: " + value + "\r\n", "later");
    });
    watched.start();
    TRY_VERIFY(watched.isExact());
    const auto waited = gaps(watched.mob.streams());
    QCOMPARE(waited.size(), 1U);
    QVERIFY2(waited[0].count() >= atLeastMs && waited[0].count() <= atMostMs,
             qPrintable(QString::number(waited[0].count())));
}

void TestStreamFaultsAnswers::startsAnewWhenStale_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("F26 JSON") << QByteArray(
        R"({"after_cursor":500,"error":"event_query_stale","latest_cursor":42})");
    QTest::newRow("F26 HTML") << QByteArray("<html>Gone</html>");
    QTest::newRow("F26 empty") << QByteArray();
}

void TestStreamFaultsAnswers::startsAnewWhenStale()
{
    QFETCH(QByteArray, body);
    WatchedMob watched;
    watched.mob.append(9);
    watched.start();
    TRY_VERIFY(watched.isExact());
    watched.mob.next(
        [&](const FaultRequest &) {
            watched.mob.replaceLedger(4);
            return FaultScript().answer("410 Gone", {}, body);
        },
        1, true);
    watched.mob.server().dropAll();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->count(2) == 4);
    QCOMPARE(watched.probe->count(1), 9U);
    QCOMPARE(watched.probe->seams.size(), 1U);
    QCOMPARE(watched.probe->seams.front(), (Seam{SeamReason::LedgerCleared, 2, 9}));
    QCOMPARE(watched.probe->repeats, 0);
    QCOMPARE(watched.counters().connections, 3U);
    QVERIFY(watched.mob.asked().back() <= 0);
    QVERIFY(watched.payload(2, 2).contains("ledger-2-2"));
    QVERIFY(watched.payload(2, 1).contains("a-2"));
}

void TestStreamFaultsAnswers::doesNotHammerWhenStaleForEver() // F27
{
    WatchedMob watched;
    watched.options.timing.slowRetry = 10s;
    watched.mob.append(3);
    watched.start();
    TRY_VERIFY(watched.isExact());
    watched.mob.next([](const FaultRequest &) { return answer("410 Gone"); }, 50);
    watched.mob.server().dropAll();
    TRY_COMPARE(watched.source->status().state, SourceState::Failed);
    QCOMPARE(watched.source->status().error.code, ErrorCode::Stale);
    QVERIFY(watched.counters().connections <= 3);
    QVERIFY(!QTest::qWaitFor([&] { return watched.counters().connections > 3; }, 500));
    QCOMPARE(watched.probe->seams.size(), 1U);
}

void TestStreamFaultsAnswers::followsRedirects_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status : {"301", "302", "303", "307", "308"})
        QTest::addRow("F28 %s", status) << QByteArray(status);
}

void TestStreamFaultsAnswers::followsRedirects()
{
    QFETCH(QByteArray, status);
    WatchedMob watched;
    watched.options.token = [] { return std::string("token-of-ours"); };
    watched.mob.append(2);
    watched.mob.next([=](const FaultRequest &) {
        return FaultScript().answer(status + " Moved",
                                    "Location: /mobkit/mob_events/stream?after_seq=0&hop=1\r\n", {});
    });
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
    QCOMPARE(watched.mob.streams().back().header("authorization"), QByteArray("Bearer token-of-ours"));
}

void TestStreamFaultsAnswers::refusesRedirects_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("F29 another port") << QByteArray("Location: http://127.0.0.1:PORT/s\r\n");
    QTest::newRow("F29 another host") << QByteArray("Location: http://localhost:PORT/s\r\n");
    QTest::newRow("F30 in circles") << QByteArray("Location: /mobkit/mob_events/stream\r\n");
    QTest::newRow("F30 empty") << QByteArray("Location:\r\n");
    QTest::newRow("F30 missing") << QByteArray();
}

void TestStreamFaultsAnswers::refusesRedirects()
{
    QFETCH(QByteArray, location);
    FaultServer other([](const FaultRequest &) { return FaultScript().stream().hold(); });
    location.replace("PORT", QByteArray::number(other.port()));
    WatchedMob watched;
    watched.options.token = [] { return std::string("token-of-ours"); };
    watched.options.timing.slowRetry = 10s;
    watched.mob.next([=](const FaultRequest &) { return FaultScript().answer("302 Found", location, {}); },
                     50);
    watched.start();
    TRY_COMPARE(watched.source->status().state, SourceState::Failed);
    QCOMPARE(watched.source->status().error.code, ErrorCode::NotAStream);
    if (location.contains("http"))
        QVERIFY(watched.source->status().error.message.contains(QString::number(other.port())));
    QVERIFY(watched.mob.streams().size() <= 6);
    QCOMPARE(other.connections(), 0);
}

void TestStreamFaultsAnswers::clampsTheRetryField_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<int>("atLeastMs");
    QTest::addColumn<int>("atMostMs");
    QTest::newRow("F40 zero") << QByteArray("retry: 0\n\n") << 100 << 1000;
    QTest::newRow("F40 ages") << QByteArray("retry: 1000000000000000000000000000000\n\n") << 600 << 3000;
    QTest::newRow("F40 no number") << QByteArray("retry: 5x\n\n") << 9 << 900;
    QTest::newRow("F40 empty") << QByteArray("retry:\n\n") << 9 << 900;
}

void TestStreamFaultsAnswers::clampsTheRetryField()
{
    QFETCH(QByteArray, field);
    QFETCH(int, atLeastMs);
    QFETCH(int, atMostMs);
    WatchedMob watched;
    watched.options.timing.retryFloor = 200ms;
    watched.options.timing.retryCeiling = 1200ms;
    watched.options.timing.backoffCap = 1200ms;
    watched.mob.append(1);
    watched.mob.next(
        [=](const FaultRequest &) { return FaultScript().stream().send(field).wait(300ms).close(); });
    watched.start();
    TRY_VERIFY(watched.isExact());
    const auto requests = watched.mob.streams();
    QCOMPARE(watched.counters().connections, 2U);
    const auto waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(requests.back().at - requests.front().at) -
        100ms;
    QVERIFY2(waited.count() >= atLeastMs && waited.count() <= atMostMs,
             qPrintable(QString::number(waited.count())));
}

void TestStreamFaultsAnswers::waitsForAHostThatIsDown() // F41; names that are not known are the connection's
{
    WatchedMob watched;
    watched.mob.append(3);
    watched.start();
    TRY_VERIFY(watched.isExact());
    watched.mob.server().goDown();
    TRY_VERIFY(watched.source->status().attempt >= 3);
    QVERIFY(watched.source->status().error.code == ErrorCode::Unreachable ||
            watched.source->status().state == SourceState::Connecting);
    watched.mob.append(2);
    watched.mob.server().comeBack();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.mob.asked().back(), 2);
    QCOMPARE(watched.source->status().attempt, 0);
}

QTEST_GUILESS_MAIN(TestStreamFaultsAnswers)
#include "tst_streamfaults_answers.moc"
