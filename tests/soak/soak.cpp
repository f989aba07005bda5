// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// soak [faults] [seed]: a source watches a server whose every stream ends badly (ends, resets, half frames,
// stalls, errors, repeats, restarts, other ledgers under the same numbers). At the end each ledger must have
// been seen as it was, up to where it was replaced: nothing lost, nothing twice, every hole one of the
// server's. Exit 1 and the first differences when not.
#include "tests/support/faultymob.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <cstdio>
#include <map>
#include <random>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

namespace {

constexpr int patienceMs = 60'000;
constexpr Cursor holeEvery = 7; ///< the server leaves these cursors out, by design

class Soak final
{
public:
    Soak(int faults, unsigned seed)
        : m_faultsWanted(faults)
        , m_random(seed)
    {
        auto &timing = m_watched.options.timing;
        timing.watchdog = 150ms;
        timing.headersBy = 1s;
        timing.backoffBase = 2ms;
        timing.backoffCap = 8ms;
        timing.healthyAfter = 30ms;
        timing.slowRetry = 10ms;
        timing.retryAfterFloor = 1ms;
        timing.retryAfterCeiling = 5ms;
        m_watched.mob.next([this](const FaultRequest &request) { return fault(request); },
                           faults * 10 + 1000);
        grow(20);
    }

    int run()
    {
        QElapsedTimer elapsed;
        elapsed.start();
        m_watched.start();
        while (m_faults < m_faultsWanted) {
            if (elapsed.elapsed() > patienceMs + qint64(m_faultsWanted) * 200)
                return complain("it does not come back any more");
            if (hasSeenThisLedger())
                m_knownLedger = static_cast<int>(m_truth.size());
            grow(upTo(6));
            const int chance = upTo(200);
            if (chance == 0 && hasSeenThisLedger())
                replace();
            else if (chance < 3)
                restart();
            else if (chance < 12)
                m_watched.mob.server().dropAll(chance % 2 == 0), ++m_faults;
            QTest::qWait(1 + upTo(6)); // the pace of the world, at random; nothing is expected of it
        }
        m_isCalm = true;
        m_watched.mob.server().dropAll();
        const Cursor last = m_truth.back().rbegin()->first;
        const Epoch epoch = static_cast<Epoch>(m_truth.size());
        if (!QTest::qWaitFor([&] { return m_watched.probe->events.contains({epoch, last}); }, patienceMs))
            complain("the last event never came");
        std::printf("%d faults, %zu ledgers, %llu events, %llu connections, %lld ms\n", m_faults.load(),
                    m_truth.size(), static_cast<unsigned long long>(m_watched.probe->events.size()),
                    static_cast<unsigned long long>(m_watched.counters().connections), elapsed.elapsed());
        compare();
        return m_complaints == 0 ? 0 : 1;
    }

private:
    int upTo(int limit) { return std::uniform_int_distribution<int>(0, limit)(m_random); }

    /// More events in the ledger, each with its ledger in its time.
    void grow(int count)
    {
        auto &ledger = m_truth.back();
        for (int i = 0; i < count; ++i) {
            Cursor cursor = ledger.empty() ? 1 : ledger.rbegin()->first + 1;
            if (cursor % holeEvery == 0)
                ++cursor;
            const TimestampMs time = 1'000'000'000'000 * m_truth.size() + cursor;
            QByteArray envelope =
                FaultyMob::makeEnvelope(cursor, "ledger-" + QByteArray::number(qulonglong(m_truth.size())));
            const qsizetype at = envelope.indexOf("\"timestamp_ms\":") + 15;
            envelope.replace(at, envelope.indexOf(',', at) - at, QByteArray::number(qulonglong(time)));
            ledger[cursor] = time;
            m_watched.mob.append(cursor, envelope);
        }
    }

    bool hasSeenThisLedger()
    {
        const auto &events = m_watched.probe->events;
        return !events.empty() && events.rbegin()->first.first == static_cast<Epoch>(m_truth.size());
    }

    void restart()
    {
        m_watched.mob.server().goDown();
        QTest::qWait(upTo(30)); // as above: how long a server is away
        m_watched.mob.server().comeBack();
        ++m_faults;
    }

    void replace()
    {
        m_watched.mob.server().goDown();
        m_watched.mob.replaceLedger(0);
        const int before = static_cast<int>(m_truth.back().size());
        m_truth.emplace_back();
        m_ledgerOfRequests = static_cast<int>(m_truth.size()); // nobody asks now
        grow(1 + upTo(2 * before));
        m_watched.mob.server().comeBack();
        ++m_faults;
    }

    /// On the server's thread.
    FaultScript fault(const FaultRequest &request)
    {
        std::uniform_int_distribution<int> any(0, 99);
        const int what = any(m_serverRandom);
        const int events = any(m_serverRandom) % 20;
        FaultyMob &mob = m_watched.mob;
        if (m_isCalm)
            return mob.serve(request);
        ++m_faults;
        if (what < 6)
            return FaultScript().answer("503 No", "Retry-After: 0\r\n", "later");
        if (what < 10)
            return FaultScript().answer("429 No", {}, {});
        if (what < 16)
            return FaultScript().close();
        if (what < 20)
            return FaultScript().send("HTTP/1.1 200 OK\r\nContent-T").reset();
        FaultScript script = mob.serve(request, events);
        if (!script.steps().front().bytes.startsWith("HTTP/1.1 200"))
            return script; // 410
        if (what < 23)
            return script.hold(); // stalls
        const QByteArray half =
            "id: mob-evt-999999\nevent: flow_started\ndata: {\"cursor\":999999,\"event_id";
        if (what < 45)
            return script.send(half).close();
        if (what < 60)
            return script.send(half).reset();
        if (what < 70)
            return script.drip(":\n: keep-alive\n\nid: mob-evt-9999", 1ms, 3).reset();
        if (what < 80)
            return what % 2 == 0 ? script.close() : script.reset();
        if (what < 90)
            return repeated(request, events);
        return script.wait(std::chrono::milliseconds(events)).close();
    }

    /// Some that are known come again. Not while another ledger may be new to the client: a server that
    /// ignores the cursor then cannot be told from the old one.
    FaultScript repeated(const FaultRequest &request, int events)
    {
        const qint64 after = request.parameter("after_seq").toLongLong();
        if (after < 10 || m_knownLedger != m_ledgerOfRequests)
            return m_watched.mob.serve(request, events).close();
        FaultRequest earlier = request;
        earlier.target = "/?after_seq=" + QByteArray::number(after - 5);
        return m_watched.mob.serve(earlier, events).close();
    }

    int complain(const char *what)
    {
        if (++m_complaints <= 20)
            std::fprintf(stderr, "%s\n", what);
        return 1;
    }

    void compare()
    {
        const SourceProbe &probe = *m_watched.probe;
        if (probe.repeats > 0 || probe.disorders > 0)
            complain("events came twice or out of order");
        if (probe.seams.size() + 1 != m_truth.size())
            complain("not as many seams as ledgers were replaced");
        std::size_t seenInAll = 0;
        Cursor left = 0;
        for (std::size_t i = 0; i < m_truth.size(); ++i) {
            const Epoch epoch = static_cast<Epoch>(i + 1);
            auto seen = probe.events.lower_bound({epoch, 0});
            Cursor last = 0;
            for (const auto &[cursor, time] : m_truth[i]) {
                if (seen == probe.events.end() || seen->first.first != epoch)
                    break;
                if (seen->first.second != cursor)
                    complain("an event is missing, or there is one that never was");
                if (seen->second.timestampMs != time)
                    complain("an event of another ledger under this number");
                if (cursor > last + 1)
                    left += cursor - last - 1;
                last = cursor;
                ++seen;
                ++seenInAll;
            }
            if (i + 1 == m_truth.size() && last != m_truth[i].rbegin()->first)
                complain("the newest events are missing");
        }
        if (seenInAll != probe.events.size())
            complain("events that never were");
        const StreamCounters counters = m_watched.counters();
        if (counters.missingCursors != left)
            complain("the holes are not those of the server");
        if (counters.malformed > 0 || counters.protocolErrors > 0 || !probe.unreadable.empty())
            complain("half a frame was taken for an event");
    }

    const int m_faultsWanted;
    std::mt19937 m_random;
    std::mt19937 m_serverRandom{m_random()};
    std::vector<std::map<Cursor, TimestampMs>> m_truth{1}; ///< of each ledger
    std::atomic<int> m_faults = 0;
    std::atomic<int> m_ledgerOfRequests = 1, m_knownLedger = 1;
    std::atomic<bool> m_isCalm = false;
    int m_complaints = 0;
    WatchedMob m_watched; ///< last: its server runs fault()
};

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int faults = argc > 1 ? std::atoi(argv[1]) : 1000;
    const unsigned seed = argc > 2 ? static_cast<unsigned>(std::atoll(argv[2])) : 20261125U;
    std::printf("seed %u\n", seed);
    Soak soak(faults, seed);
    return soak.run();
}
