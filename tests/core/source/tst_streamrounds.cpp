// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/core/source/streamscene.h"
#include "tests/support/testmacros.h"

#include <QDeadlineTimer>
#include <QTest>
#include <QThread>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

namespace {

QByteArray snapshot(Cursor first, Cursor last)
{
    QByteArray events;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        events += (events.isEmpty() ? "" : ",") + envelope(cursor);
    const QByteArray number = QByteArray::number(qulonglong(last));
    return "{\"events\":[" + events + "],\"next_after_seq\":" + number +
           R"(,"stream":"mob_events","subscribe_url":"/mobkit/mob_events/stream?after_seq=)" + number + "\"}";
}

bool isSnapshotCall(const FaultRequest &request)
{
    return request.body.contains("mob_events/subscribe") && !request.body.contains(R"("limit":0)");
}

// Without an event loop: what happens meanwhile waits for us.
template <class Condition>
bool blockUntil(Condition condition)
{
    for (const QDeadlineTimer deadline(60'000); !condition(); QThread::yieldCurrentThread()) {
        if (deadline.hasExpired())
            return false;
    }
    return true;
}

// Full of batches that nobody takes, so that the connection is paused.
struct FullScene : Scene
{
    explicit FullScene(const std::function<void(StreamOptions &)> &change)
        : Scene(200'000, [this, &change](StreamOptions &options) {
            options.timing.clockTick = 20ms;
            options.wallClock = [this] { return currentTimeMs() + ahead; };
            change(options);
        })
    {
        probe.reset(); // nobody takes
        source->start();
    }
    std::atomic<TimestampMs> ahead = 0;

    // For some looks in a row: a busy machine makes pauses of its own.
    bool standsStill()
    {
        const std::uint64_t last = std::exchange(m_before, source->counters().events);
        m_calm = last > 0 && last == m_before ? m_calm + 1 : 0;
        return m_calm >= 6;
    }

private:
    int m_calm = 0;
    std::uint64_t m_before = 0;
};

} // namespace

class TestStreamRounds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingStartsBehindTheStop()
    {
        Scene scene(3);
        scene.source->stop();
        scene.source->start();
        TRY_COMPARE(scene.probe->finishes, 1);
        QCOMPARE(scene.source->status().state, SourceState::Stopped);
        QCOMPARE(scene.source->report().counters.connections, std::uint64_t(0));
        QVERIFY(scene.server.requests().empty());
    }

    void webPageWhileItStartsCostsNoHistory()
    {
        std::atomic<bool> boots = true;
        FaultServer server([&](const FaultRequest &r) {
            if (boots)
                return webPage();
            return isStream(r) ? FaultScript().stream().hold() : rpcResult(snapshot(1, 5));
        });
        StreamSource source(optionsFor(server, StreamOptions::Start::Latest));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(source.status().state, SourceState::Failed);
        boots = false;
        TRY_VERIFY(probe.isComplete(5));
        TRY_VERIFY(probe.isLive());
        QVERIFY(source.report().isRpcServed);
        QVERIFY(!probe.hasNotice(SourceNotice::Kind::PlainStream));
    }

    void largeSnapshotIsAskedForInSmallerParts()
    {
        std::atomic<bool> isAlwaysLarge = true;
        std::atomic<int> calls = 0;
        FaultServer server([&](const FaultRequest &r) {
            if (isStream(r))
                return FaultScript().stream().hold();
            if (isSnapshotCall(r))
                ++calls;
            const bool isLarge = isAlwaysLarge || r.body.contains(R"("limit":256)");
            if (isSnapshotCall(r) && isLarge)
                return FaultScript()
                    .send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          "Content-Length: 70000000\r\n\r\n")
                    .repeat(QByteArray(1'000'000, ' '), 70)
                    .close();
            return rpcResult(snapshot(1, 5));
        });
        StreamOptions options = optionsFor(server, StreamOptions::Start::Latest);
        options.timing.backoffBase = options.timing.backoffCap = 60s;
        StreamSource source(std::move(options));
        SourceProbe probe(source);
        source.start();
        TRY_COMPARE(source.status().state, SourceState::Waiting);
        QCOMPARE(source.status().error.code, ErrorCode::TooLarge);
        QCOMPARE(calls.load(), 5); // 256, 64, 16, 4, 1
        isAlwaysLarge = false;
        source.retry();
        TRY_VERIFY(probe.isComplete(5));
        QCOMPARE(calls.load(), 7);
    }

    void rewrittenEventIsNoOtherLedger()
    {
        Scene scene(10);
        scene.source->start();
        TRY_VERIFY(scene.probe->isComplete(10));
        scene.model.rewrites = true;
        scene.model.last = 12;
        scene.server.dropAll();
        TRY_VERIFY(scene.probe->isComplete(12) || !scene.probe->seams.empty());
        QVERIFY(scene.probe->seams.empty());
        QCOMPARE(scene.probe->events.size(), std::size_t(12));
    }

    void batchesAreToldBeforeTheState()
    {
        Scene scene(3);
        scene.probe.reset();
        QStringList said;
        connect(scene.source.get(), &EventSource::batchReady, this,
                [&] { said += QStringLiteral("batches"); });
        connect(scene.source.get(), &EventSource::statusChanged, this,
                [&] { said += QStringLiteral("state"); });
        scene.source->start();
        QVERIFY(blockUntil([&] { return scene.source->status().state == SourceState::Live; }));
        TRY_VERIFY(said.contains(QStringLiteral("state")));
        QCOMPARE(said.first(), QStringLiteral("batches"));
    }

    void roomDoesNotCutAWaitShort()
    {
        FullScene scene([](StreamOptions &options) { options.timing.backoffBase = 60s; });
        TRY_VERIFY(scene.standsStill());
        scene.ahead = 3'600'000;
        TRY_COMPARE(scene.source->status().state, SourceState::Waiting);
        QCOMPARE(scene.source->takeBatches().size(), std::size_t(8)); // full; this tells that there is room
        scene.source->tokenChanged();                                 // ... and this comes behind it
        TRY_COMPARE(scene.source->status().state, SourceState::CatchingUp);
        QCOMPARE(scene.source->counters().connections, std::uint64_t(2));
    }

    void unreadBytesAreNoBufferingProxy()
    {
        FullScene scene([](StreamOptions &options) {
            options.timing.watchdog = 300ms;
            options.timing.longestPause = 1000ms;
            options.timing.backoffBase = 1ms;
        });
        TRY_VERIFY(scene.standsStill());
        TRY_COMPARE(scene.server.openConnections(), 0); // paused for too long
        scene.ahead = 3'600'000;
        TRY_COMPARE(streamRequests(scene.server).size(), std::size_t(2));
        TRY_COMPARE(scene.server.openConnections(), 0); // again
        for (const SourceNotice &notice : scene.source->takeNotices())
            QVERIFY(notice.kind != SourceNotice::Kind::BufferingProxy);
    }

    void silenceHasACodeOfItsOwn()
    {
        FaultServer server(
            [](const FaultRequest &r) { return isStream(r) ? FaultScript().stream().hold() : notFound(); });
        StreamOptions options = optionsFor(server);
        options.timing.watchdog = 50ms;
        StreamSource source(std::move(options));
        source.start();
        TRY_COMPARE(source.report().lastError.code, ErrorCode::Stalled);
        QCOMPARE(source.report().exchange.status, 200);
    }

    void reportHidesWhatTheServerRepeats()
    {
        FaultServer server([](const FaultRequest &r) {
            if (isStream(r))
                return FaultScript().stream().hold();
            return rpcResult(R"({"events":[],"next_after_seq":9,"stream":"mob_events","subscribe_url":)"
                             R"("/mobkit/mob_events/stream?after_seq=9&auth_token=secret-one"})");
        });
        StreamOptions options = optionsFor(server, StreamOptions::Start::Latest);
        options.token = [] { return std::string("secret-one"); };
        StreamSource source(std::move(options));
        source.start();
        TRY_VERIFY(source.report().startedFrom.contains(QStringLiteral("after_seq=9")));
        QVERIFY(!source.report().startedFrom.contains(QStringLiteral("secret-one")));
    }
};

QTEST_GUILESS_MAIN(TestStreamRounds)
#include "tst_streamrounds.moc"
