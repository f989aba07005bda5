// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/recordings.h"
#include "tests/core/source/streamscene.h"
#include "tests/support/testmacros.h"

#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

namespace {

PayloadKey keyOf(const SourceProbe &probe, Cursor cursor, Epoch epoch = 1)
{
    for (const EventBatchPtr &batch : probe.batches) {
        for (std::size_t i = 0; i < batch->size(); ++i) {
            if (batch->epoch == epoch && batch->cursor[i] == cursor)
                return {rowIndex(0), epoch, cursor, batch->timestampMs[i], batch->locator[i]};
        }
    }
    return {};
}

} // namespace

class TestStreamSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsFromTheBeginningThenLive()
    {
        Model model;
        model.last = 1000;
        FaultServer server([&](const FaultRequest &r) { return isStream(r) ? model.stream(r) : notFound(); });
        const QTemporaryDir dir;
        StreamOptions options = optionsFor(server);
        options.recordingFolder = dir.path();
        StreamSource source(std::move(options));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.isComplete(1000));
        TRY_VERIFY(probe.isLive());
        QVERIFY(probe.events.at({1, 1}).arrival == Arrival::Newest);
        QVERIFY(probe.events.at({1, 1000}).arrival != Arrival::Live);
        server.sendToAll(frames(1001, 1003));
        TRY_VERIFY(probe.isComplete(1003));
        QCOMPARE(probe.events.at({1, 1003}).arrival, Arrival::Live);
        QCOMPARE(probe.disorders, 0);
        QVERIFY(probe.hasNotice(SourceNotice::Kind::PlainStream));
        const auto reader = source.payloads()->makeReader();
        QCOMPARE(reader->read(keyOf(probe, 1002)).value(), std::string(R"({"type":"mob_completed"})"));
        const auto recorded = listRecordings(dir.path());
        QCOMPARE(recorded.size(), std::size_t(1));
        QVERIFY(recorded[0].isOpen);
        QCOMPARE(source.report().counters.events, std::uint64_t(1003));
        QCOMPARE(source.report().recordingBytes, std::uint64_t(recorded[0].bytes));
        source.stop();
        TRY_COMPARE(probe.finishes, 1);
    }

    void takesTheSnapshotThenItsAddress()
    {
        FaultServer server([&](const FaultRequest &r) {
            if (isStream(r))
                return FaultScript().stream().send(frames(10, 10)).hold();
            if (r.body.contains("mobkit/status"))
                return rpcResult(R"({"contract_version":"0.5.0","running":true,"storage":{"slots":[)"
                                 R"({"domain":"mob","resolution":"non_persistent"}]}})");
            return rpcResult("{\"events\":[" + envelope(7) + ',' + envelope(9) + ',' + envelope(7) + ',' +
                             envelope(8) +
                             "],\"next_after_seq\":9,\"stream\":\"mob_events\",\"subscribe_url\":"
                             "\"/mobkit/mob_events/stream?after_seq=9&mob_id=crew\"}");
        });
        StreamSource source(optionsFor(server, StreamOptions::Start::Latest));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(probe.count(), std::size_t(4));
        TRY_VERIFY(probe.isLive());
        QCOMPARE(probe.events.at({1, 8}).arrival, Arrival::Newest);
        QCOMPARE(probe.events.at({1, 10}).arrival, Arrival::Live);
        QCOMPARE(probe.disorders, 0);
        QCOMPARE(streamRequests(server).at(0).target,
                 QByteArray("/mobkit/mob_events/stream?after_seq=9&mob_id=crew"));
        TRY_VERIFY(probe.hasNotice(SourceNotice::Kind::LosesCursors));
        QCOMPARE(source.report().contractVersion, QStringLiteral("0.5.0"));
        QVERIFY(source.report().isRpcServed);
    }

    void resumesWithoutLossOrRepeat()
    {
        Model model;
        model.last = 10;
        FaultServer server([&](const FaultRequest &r) { return isStream(r) ? model.stream(r) : notFound(); });
        StreamSource source(optionsFor(server));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.isComplete(10) && probe.isLive());
        server.sendToAll("id: mob-evt-11\ndata: {\"cur"); // cut in the middle of an event
        model.last = 15;
        server.dropAll(true);
        TRY_VERIFY(probe.isComplete(15));
        TRY_VERIFY(probe.isLive());
        QCOMPARE(streamRequests(server).at(1).parameter("after_seq"), QByteArray("9"));
        QCOMPARE(probe.repeats, 0);
        QCOMPARE(source.report().counters.duplicates, std::uint64_t(0));
        QVERIFY(probe.seams.empty());
        server.goDown();
        TRY_VERIFY(probe.isWaiting());
        TRY_VERIFY(source.status().attempt >= 3);
        QVERIFY(source.status().nextTryMs > 0);
        model.last = 20;
        server.comeBack();
        TRY_VERIFY(probe.isComplete(20));
        TRY_COMPARE(source.status().attempt, 0);
    }

    void clearedLedgerBeginsAnEpoch()
    {
        Scene scene(50);
        scene.source->start();
        TRY_VERIFY(scene.probe->isComplete(50));
        scene.model.last = 5;
        scene.model.base = 9000;
        scene.server.dropAll();
        TRY_VERIFY(scene.probe->isComplete(5, 2));
        QCOMPARE(scene.probe->seams, (std::vector<Seam>{{SeamReason::LedgerCleared, 2, 50}}));
        QCOMPARE(scene.probe->events.at({2, 1}).arrival, Arrival::Live);
        const auto reader = scene.source->payloads()->makeReader();
        VERIFY_OK(reader->read(keyOf(*scene.probe, 3, 2)));
    }

    void outgrownLedgerIsFoundByItsAnchor()
    {
        Scene scene(50);
        scene.source->start();
        TRY_VERIFY(scene.probe->isComplete(50));
        scene.model.base = 9000;
        scene.model.last = 80;
        scene.server.dropAll();
        TRY_VERIFY(scene.probe->isComplete(80, 2));
        QCOMPARE(scene.probe->count(1), std::size_t(50));
        QCOMPARE(scene.probe->seams.at(0), (Seam{SeamReason::LedgerRecreated, 2, 50}));
    }

    void staleForEverFails()
    {
        FaultServer server([&](const FaultRequest &r) { return isStream(r) ? stale(5, 0) : notFound(); });
        StreamOptions options = optionsFor(server, StreamOptions::Start::After);
        options.after = 500;
        options.timing.slowRetry = 60'000ms;
        StreamSource source(std::move(options));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(source.status().state, SourceState::Failed);
        QCOMPARE(source.status().error.code, ErrorCode::Stale);
        QCOMPARE(streamRequests(server).size(), std::size_t(2));
        QCOMPARE(streamRequests(server)[1].parameter("after_seq"), QByteArray("0"));
    }

    void refusalsCostOneRequest_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<SourceState>("state");
        QTest::newRow("401") << QByteArray("401 Unauthorized") << SourceState::Failed;
        QTest::newRow("403") << QByteArray("403 Forbidden") << SourceState::Failed;
        QTest::newRow("204") << QByteArray("204 No Content") << SourceState::Stopped;
    }
    void refusalsCostOneRequest()
    {
        QFETCH(QByteArray, status);
        QFETCH(SourceState, state);
        std::atomic<bool> refuses = true;
        FaultServer server([&](const FaultRequest &r) {
            if (!isStream(r))
                return notFound();
            return refuses ? FaultScript().answer(status, {}, {}).close()
                           : FaultScript().stream().send(frames(1, 3)).hold();
        });
        std::string token = "one";
        StreamOptions options = optionsFor(server);
        options.token = [&token] { return token; };
        StreamSource source(std::move(options));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(source.status().state, state);
        QCOMPARE(server.requests().size(), std::size_t(1));
        refuses = false;
        token = "two";
        source.tokenChanged();
        TRY_VERIFY(probe.isComplete(3));
        QCOMPARE(streamRequests(server).at(1).header("authorization"), QByteArray("Bearer two"));
    }

    void webPageIsRetriedSlowly()
    {
        FaultServer server([&](const FaultRequest &) { return webPage(); });
        StreamSource source(optionsFor(server));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(source.status().state, SourceState::Failed);
        QCOMPARE(source.status().error.code, ErrorCode::NotAStream);
        QVERIFY(source.status().nextTryMs > 0);
        TRY_VERIFY(streamRequests(server).size() >= 2);
        QVERIFY(streamRequests(server)[1].at - streamRequests(server)[0].at >= 290ms);
    }

    void oddFramesAreCounted()
    {
        FaultServer server([&](const FaultRequest &r) {
            if (!isStream(r))
                return notFound();
            return FaultScript()
                .stream()
                .send(frames(1, 1) + frame(2, "{\"cursor\":") + "data: []\n\n" +
                      frame(3, envelope(3, "brand_new_kind", ",\"future\":[1,{\"a\":null}]")) +
                      frame(9, envelope(9)) + frame(6, envelope(6)) + frame(6, envelope(6)) +
                      frame(10, "{\"cursor\":-1}"))
                .hold();
        });
        StreamSource source(optionsFor(server));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(source.report().counters.malformed, std::uint64_t(3));
        TRY_COMPARE(probe.unreadable.size(), std::size_t(3));
        QCOMPARE(probe.unreadable[0].cursor, Cursor(2));
        QCOMPARE(probe.unreadable[1].cursor, Cursor(0));
        QCOMPARE(probe.unreadable[2].cursor, Cursor(10));
        QCOMPARE(probe.count(), std::size_t(4));
        QCOMPARE(probe.events.at({1, 3}).kind, std::string("brand_new_kind"));
        const ConnectionReport report = source.report();
        QCOMPARE(report.counters.protocolErrors, std::uint64_t(2));
        QCOMPARE(report.counters.duplicates, std::uint64_t(1));
        QCOMPARE(report.holes.size(), std::size_t(3));
        QCOMPARE(report.holes[0], (StreamHole{1, 2, 2, HoleReason::Malformed}));
        QCOMPARE(report.holes[1], (StreamHole{1, 4, 8, HoleReason::Unknown}));
        // None of it a second time.
        server.dropAll();
        TRY_VERIFY(source.report().counters.connections >= 2);
        TRY_VERIFY(source.report().counters.duplicates >= 2);
        QCOMPARE(source.report().counters.malformed - 1, std::uint64_t(3)); // the one without a cursor
    }

    void tooLargeEventIsSteppedOver()
    {
        FaultServer server([&](const FaultRequest &r) {
            if (!isStream(r))
                return notFound();
            const Cursor after = r.parameter("after_seq").toULongLong();
            FaultScript script;
            script.stream().send(frames(after + 1, 5));
            if (after < 6)
                script.send("id: mob-evt-6\ndata: \"").repeat(QByteArray(1 << 20, 'x'), 40);
            return script.send(frames(std::max<Cursor>(after + 1, 7), 8)).hold();
        });
        StreamSource source(optionsFor(server));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.events.contains({1, 8}));
        QCOMPARE(probe.count(), std::size_t(7));
        QCOMPARE(probe.repeats, 0);
        QVERIFY(probe.hasNotice(SourceNotice::Kind::EventTooLarge));
        QCOMPARE(source.report().holes.at(0), (StreamHole{1, 6, 6, HoleReason::TooLarge}));
        QCOMPARE(streamRequests(server).size(), std::size_t(3));
    }

    void repeatsAfterAResumeAreDropped()
    {
        FaultServer server([&](const FaultRequest &r) {
            if (!isStream(r))
                return notFound();
            const bool first = r.parameter("after_seq") == "0";
            return FaultScript().stream().send(first ? frames(1, 20) : frames(11, 25)).hold();
        });
        StreamSource source(optionsFor(server));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.isComplete(20));
        server.dropAll();
        TRY_VERIFY(probe.isComplete(25));
        QCOMPARE(probe.repeats, 0);
        QCOMPARE(source.report().counters.duplicates, std::uint64_t(10));
    }

    void unusableFolderIsToldAndWatchingGoesOn()
    {
        const QTemporaryDir dir;
        QFile taken(dir.filePath(QStringLiteral("taken")));
        QVERIFY(taken.open(QIODevice::WriteOnly));
        Model model;
        model.last = 5;
        FaultServer server([&](const FaultRequest &r) { return isStream(r) ? model.stream(r) : notFound(); });
        StreamOptions options = optionsFor(server);
        options.recordingFolder = taken.fileName();
        StreamSource source(std::move(options));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.isComplete(5));
        QVERIFY(probe.hasNotice(SourceNotice::Kind::RecordingFailed));
        VERIFY_OK(source.payloads()->makeReader()->read(keyOf(probe, 4)));
    }

    void slowConsumerPushesBack()
    {
        constexpr int total = 200'000;
        FaultServer server([&](const FaultRequest &r) {
            return isStream(r) ? FaultScript().stream().send(frames(1, total)).hold() : notFound();
        });
        StreamSource source(optionsFor(server));
        source.start();
        // Nobody takes batches: reading stops. The rest stays in the socket.
        std::uint64_t before = 0;
        const auto standsStill = [&] {
            const std::uint64_t last = std::exchange(before, source.report().counters.events);
            return last > 0 && last == before;
        };
        TRY_VERIFY(standsStill());
        QVERIFY(before < std::uint64_t(total));
        SourceProbe probe(source);
        Q_EMIT source.batchReady();
        TRY_VERIFY(probe.isComplete(total));
        QCOMPARE(source.report().counters.connections, std::uint64_t(1));
        QCOMPARE(probe.repeats, 0);
    }

    void clockJumpConnectsAnew()
    {
        Model model;
        model.last = 5;
        FaultServer server([&](const FaultRequest &r) { return isStream(r) ? model.stream(r) : notFound(); });
        std::atomic<TimestampMs> ahead = 0;
        StreamOptions options = optionsFor(server);
        options.timing.clockTick = 20ms;
        options.wallClock = [&ahead] { return currentTimeMs() + ahead; };
        StreamSource source(std::move(options));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.isLive());
        ahead = 3'600'000;
        TRY_COMPARE(streamRequests(server).size(), std::size_t(2));
        TRY_VERIFY(probe.isLive());
        QCOMPARE(probe.count(), std::size_t(5));
    }

    void leftOutKindsAreFound()
    {
        const auto step = [](Cursor cursor, const QByteArray &kind) {
            return frame(cursor, envelope(cursor, kind, ",\"run_id\":\"r1\",\"step_id\":\"s\""));
        };
        FaultServer server([&](const FaultRequest &r) {
            return isStream(r) ? FaultScript()
                                     .stream()
                                     .send(step(1, "flow_started") + step(4, "step_completed"))
                                     .hold()
                               : notFound();
        });
        StreamSource source(optionsFor(server));
        SourceProbe probe(source);
        source.start();
        TRY_VERIFY(probe.hasNotice(SourceNotice::Kind::PartialServer));
        QVERIFY(source.status().isPartial);
        QCOMPARE(source.report().kindsLeftOut.size(), std::size_t(29));
        QCOMPARE(source.report().holes.at(0).reason, HoleReason::LeftOut);
        server.sendToAll(step(5, "step_dispatched"));
        TRY_VERIFY(!source.status().isPartial);
        QVERIFY(source.report().kindsLeftOut.empty());
    }

    void stopsInEveryState()
    {
        for (int state = 0; state < 4; ++state) {
            FaultServer server([state](const FaultRequest &) {
                switch (state) {
                case 0:
                    return FaultScript().hold();
                case 1:
                    return FaultScript().stream().hold();
                case 2:
                    return FaultScript().stream().repeat(frames(1, 100), 10'000).hold();
                default:
                    return FaultScript().answer("500 Oops", {}, {}).close();
                }
            });
            StreamSource source(optionsFor(server));
            SourceProbe probe(source);
            source.start();
            TRY_VERIFY(!server.requests().empty());
            source.stop();
            TRY_COMPARE(probe.finishes, 1);
            QCOMPARE(source.status().state, SourceState::Stopped);
        }
    }
};

QTEST_GUILESS_MAIN(TestStreamSource)
#include "tst_streamsource.moc"
