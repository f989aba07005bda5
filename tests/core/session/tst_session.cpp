// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/session.h"
#include "tests/support/fakesource.h"

#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using test::FakeRow;
using test::FakeSource;
using test::makeBatch;

namespace {

std::vector<FakeRow> rows(Cursor first, Cursor last, const std::string &kind = "step_dispatched")
{
    std::vector<FakeRow> result;
    for (Cursor cursor = first; cursor <= last; ++cursor) {
        result.push_back({cursor, kind, "run"});
        result.back().timestampMs = 1000 + cursor;
    }
    return result;
}

struct Watched
{
    Watched()
        : source(new FakeSource)
        , session(std::unique_ptr<EventSource>(source))
    {
        session.start();
    }

    FakeSource *const source; ///< the session's
    Session session;
};

Filter filter(const char *text)
{
    return Filter::parse(text).value();
}

} // namespace

class TestSession : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passesBatchesOn()
    {
        Watched w;
        QCOMPARE(w.source->startCount(), 1);
        const auto subscription = w.session.hub().subscribe();
        QSignalSpy appended(&w.session, &Session::eventsAppended);
        QSignalSpy live(&w.session, &Session::liveArrived);
        QSignalSpy counted(&w.session, &Session::countersChanged);
        w.source->push(rows(5, 9), Arrival::Newest);
        QCOMPARE(w.session.store().rowCount(), 5U);
        QCOMPARE(w.session.matches().size(), 5U);
        QCOMPARE(w.session.facets().counts(Facet::Kind).at(1), 5U);
        QVERIFY(subscription->take().rows.empty()); // history is no news
        QCOMPARE(live.count(), 0);
        w.source->push({{10, "flow_completed", "run"}}, Arrival::Live);
        QCOMPARE(subscription->take().rows, (std::vector{rowIndex(5)}));
        QCOMPARE(live.count(), 1);
        QCOMPARE(appended.count(), 2);
        QCOMPARE(appended.at(1).at(0).value<RowRange>(), (RowRange{5, 1}));
        QCOMPARE(counted.count(), 2);
        const auto run = w.session.store().textId(TextColumn::Run, rowIndex(5));
        QCOMPARE(w.session.runStates().run(run).state, RunState::Completed);
    }

    void drainsAFloodInTurns()
    {
        Watched w;
        constexpr int batches = 400;
        for (int i = 0; i < batches; ++i)
            w.source->queue(
                makeBatch(rows(static_cast<Cursor>(i) * 500 + 1, static_cast<Cursor>(i) * 500 + 500)));
        QSignalSpy counted(&w.session, &Session::countersChanged);
        w.source->wake();
        QVERIFY(w.session.store().rowCount() < batches * 500U); // the window may breathe in between
        w.source->push(rows(900'000, 900'000));
        QTRY_COMPARE(w.session.store().rowCount(), batches * 500U + 1);
        QCOMPARE(w.session.counters().lastCursor, Cursor{900'000});
        QVERIFY(counted.count() >= 2);
        QVERIFY(counted.count() <= batches);
    }

    void countsWhatItReads()
    {
        Watched w;
        QCOMPARE(w.session.counters(), SessionCounters());
        const auto batch = makeBatch(rows(3, 4), Arrival::Newest);
        batch->unreadable = {{5, -1, 1, Error{ErrorCode::Malformed, {}, {}, 12, {}}}};
        batch->duplicates = 2;
        QSignalSpy noticed(&w.session, &Session::noticesChanged);
        w.source->push(batch);
        QCOMPARE(noticed.count(), 1);
        w.source->push(rows(1, 2), Arrival::Older);
        const SessionCounters counters = w.session.counters();
        QCOMPARE(counters.events, std::uint64_t{4});
        QCOMPARE(counters.unreadable, std::uint64_t{1});
        QCOMPARE(counters.duplicates, std::uint64_t{2});
        QCOMPARE(counters.lastCursor, Cursor{4});
        QCOMPARE(counters.lastEventMs, TimestampMs{1004});
        QCOMPARE(counters.lastArrivalMs, TimestampMs{0});
        QCOMPARE(counters.eventsPerSecond, 0.0);
        QCOMPARE(w.session.unreadableRows().size(), std::size_t{1});
        QCOMPARE(w.session.unreadableRows().front().cursor, Cursor{5});
        const TimestampMs before = currentTimeMs();
        w.source->push(rows(6, 15));
        QVERIFY(w.session.counters().lastArrivalMs >= before);
        QCOMPARE(w.session.counters().eventsPerSecond, 2.0); // ten in the window of five seconds
    }

    void listsABoundedNumberOfUnreadableRows()
    {
        Watched w;
        const auto batch = makeBatch({});
        batch->unreadable.resize(15'000);
        w.source->push(batch);
        w.source->push(batch);
        QCOMPARE(w.session.unreadableRows().size(), std::size_t{10'000});
        QCOMPARE(w.session.counters().unreadable, std::uint64_t{30'000});
    }

    void countsGapsOnceHistoryIsComplete()
    {
        Watched w;
        w.source->push(rows(20, 25), Arrival::Newest);
        w.source->push(rows(5, 9), Arrival::Older);
        QCOMPARE(w.session.counters().gaps, std::uint64_t{0});
        w.source->push(rows(13, 19), Arrival::Older);
        const auto batch = makeBatch({}, Arrival::Older);
        batch->unreadable = {{11, -1, 1, {}}};
        w.source->push(batch); // 10 and 12 are missing, 11 is there
        w.source->push(rows(1, 3), Arrival::Live, 2);
        QSignalSpy counted(&w.session, &Session::countersChanged);
        w.source->setState(SourceState::Live);
        QCOMPARE(counted.count(), 1);
        QCOMPARE(w.session.counters().gaps, std::uint64_t{2});
        w.source->push(rows(5, 6), Arrival::Live, 2);
        QCOMPARE(w.session.counters().gaps, std::uint64_t{3});
        QCOMPARE(w.session.counters().epoch, Epoch{2});
        w.source->setState(SourceState::Waiting);
        QCOMPARE(w.session.counters().gaps, std::uint64_t{3});
        w.source->setState(SourceState::CatchingUp);
        QCOMPARE(w.session.counters().gaps, std::uint64_t{0});
    }

    void holdsThePicture()
    {
        Watched w;
        w.source->push(rows(10, 12));
        const auto subscription = w.session.hub().subscribe();
        QSignalSpy held(&w.session, &Session::heldChanged);
        w.session.setHeld(true);
        w.session.setHeld(true);
        QCOMPARE(held.count(), 1);
        w.source->push(rows(13, 14));
        w.source->push(rows(1, 9), Arrival::Older);
        w.source->push(rows(15, 15));
        QVERIFY(w.session.isHeld());
        QCOMPARE(w.session.heldEvents(), std::uint64_t{12});
        QCOMPARE(held.count(), 4);
        QCOMPARE(w.session.counters().events, std::uint64_t{15});
        QCOMPARE(w.session.matches().size(), 3U);
        QCOMPARE(w.session.facets().counts(Facet::Kind).at(1), 3U);
        QVERIFY(subscription->take().rows.empty());
        w.session.setFilter(filter("cursor>=11"));
        QCOMPARE(w.session.matches().size(), 2U);

        QSignalSpy live(&w.session, &Session::liveArrived);
        w.session.setHeld(false);
        QCOMPARE(w.session.heldEvents(), std::uint64_t{0});
        QCOMPARE(live.count(), 1);
        QCOMPARE(subscription->take().rows, (std::vector{rowIndex(3), rowIndex(4), rowIndex(14)}));
        QCOMPARE(w.session.matches().size(), 5U);
        w.session.setFilter(Filter());
        QCOMPARE(w.session.matches().size(), 15U);
        QCOMPARE(w.session.facets().counts(Facet::Kind).at(1), 15U);
        QCOMPARE(w.session.store().cursor(w.session.matches().rowAt(0)), Cursor{1});
    }

    void remembersFilters()
    {
        Watched w;
        w.source->push(rows(1, 10));
        QSignalSpy changed(&w.session, &Session::filterChanged);
        QVERIFY(!w.session.canGoToEarlierFilter());
        w.session.setFilter(filter("cursor>5"));
        w.session.setFilter(filter("cursor>5")); // again: no new entry
        w.session.setFilter(filter("cursor>8"));
        QCOMPARE(changed.count(), 3);
        QCOMPARE(w.session.matches().size(), 2U);
        w.session.goToEarlierFilter();
        QCOMPARE(w.session.filter(), filter("cursor>5"));
        QCOMPARE(w.session.matches().size(), 5U);
        w.session.goToEarlierFilter();
        QVERIFY(w.session.filter().isEmpty());
        QVERIFY(!w.session.canGoToEarlierFilter());
        w.session.goToEarlierFilter();
        QVERIFY(w.session.canGoToLaterFilter());
        w.session.goToLaterFilter();
        QCOMPARE(w.session.filter(), filter("cursor>5"));
        w.session.setFilter(filter("cursor>9"));
        QVERIFY(!w.session.canGoToLaterFilter());
        QCOMPARE(w.session.matches().size(), 1U);
    }

    void searchesPayloadsOfItsSource()
    {
        Watched w;
        FakeRow row{1, "flow_failed"};
        row.payload = R"({"reason":"rate limit"})";
        w.source->push({row, {2, "flow_failed"}});
        w.session.setFilter(filter("\"rate limit\""));
        QTRY_COMPARE(w.session.matches().size(), 1U);
        QCOMPARE(w.session.payloads(), w.source->payloads());
    }

    void collectsSeamsAndNotices()
    {
        Watched w;
        QSignalSpy noticed(&w.session, &Session::noticesChanged);
        QSignalSpy status(&w.session, &Session::statusChanged);
        w.source->addSeam({SeamReason::LedgerCleared, 2, 41});
        w.source->addNotice({SourceNotice::Kind::NewerSchema, 10, {}});
        QCOMPARE(noticed.count(), 2);
        QCOMPARE(status.count(), 2);
        QCOMPARE(w.session.seams(), (std::vector<Seam>{{SeamReason::LedgerCleared, 2, 41}}));
        QCOMPARE(w.session.notices().size(), std::size_t{1});
        w.session.retry();
        QCOMPARE(w.source->retryCount(), 1);
        w.session.stop();
        QCOMPARE(w.session.status().state, SourceState::Stopped);
    }

    void endsInTheMiddleOfEverything()
    {
        Watched w;
        for (int i = 0; i < 200; ++i)
            w.source->queue(
                makeBatch(rows(static_cast<Cursor>(i) * 500 + 1, static_cast<Cursor>(i) * 500 + 500)));
        w.source->wake();
        w.source->memory().hold();
        w.session.setFilter(filter("data.a:1"));
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
