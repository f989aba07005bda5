// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/session.h"

#include "core/session/cursorspans.h"
#include "core/session/filterhistory.h"
#include "core/session/ratemeter.h"

#include <QElapsedTimer>
#include <algorithm>
#include <deque>
#include <utility>

namespace mobwatch {

namespace {

constexpr qint64 drainBudgetMs = 4;
constexpr std::size_t unreadableListed = 10'000;

} // namespace

struct Session::Private
{
    Private(Session *session, std::unique_ptr<EventSource> eventSource)
        : q(session)
        , source(std::move(eventSource))
        , matches(store, source->payloads())
        , facets(store, matches)
        , runStates(store)
    {
        clock.start();
    }

    Session *const q;
    const std::unique_ptr<EventSource> source;
    EventStore store;
    FilterIndex matches;
    Facets facets;
    EventHub hub;
    RunStates runStates;
    FilterHistory history;

    std::deque<EventBatchPtr> waiting;
    bool isDrainPending = false;
    std::vector<Seam> seams;
    std::vector<SourceNotice> notices;
    std::vector<UnreadableRow> unreadableRows;

    std::uint64_t unreadable = 0;
    std::uint64_t duplicates = 0;
    CursorSpans spans;
    bool isHistoryComplete = false;
    TimestampMs lastArrivalMs = 0;
    QElapsedTimer clock;
    RateMeter rate;

    bool isHeld = false;
    RowRange held;                  ///< stored, not passed on
    std::vector<RowRange> heldLive; ///< of them, what goes to the hub

    void drain();
    void accept(const EventBatch &batch);
    void passOn(RowRange rows, const std::vector<RowRange> &live);
    void countCursors(const EventBatch &batch);
    bool takeRemarks();
    void updateCompleteness();
    void applyFilter();
};

void Session::Private::drain()
{
    for (EventBatchPtr &batch : source->takeBatches())
        waiting.push_back(std::move(batch));
    const std::size_t unreadableBefore = unreadableRows.size();
    const bool hasRemarks = takeRemarks();
    const bool hasWork = !waiting.empty();
    QElapsedTimer turn;
    turn.start();
    while (!waiting.empty() && turn.elapsed() < drainBudgetMs) {
        const EventBatchPtr batch = std::move(waiting.front());
        waiting.pop_front();
        accept(*batch);
    }
    if (!waiting.empty() && !isDrainPending) {
        isDrainPending = true;
        QMetaObject::invokeMethod(
            q,
            [this] {
                isDrainPending = false;
                drain();
            },
            Qt::QueuedConnection);
    }
    if (hasRemarks || unreadableRows.size() != unreadableBefore)
        Q_EMIT q->noticesChanged();
    if (hasWork)
        Q_EMIT q->countersChanged();
}

void Session::Private::accept(const EventBatch &batch)
{
    const RowRange rows = store.append(batch);
    for (const UnreadableRow &row : batch.unreadable)
        unreadable += row.count;
    duplicates += batch.duplicates;
    const std::size_t room = unreadableListed - unreadableRows.size();
    const auto listed = static_cast<std::ptrdiff_t>(std::min(room, batch.unreadable.size()));
    unreadableRows.insert(unreadableRows.end(), batch.unreadable.begin(), batch.unreadable.begin() + listed);
    countCursors(batch);
    if (rows.count == 0)
        return;
    const bool isLive = batch.arrival == Arrival::Live;
    if (isLive) {
        lastArrivalMs = currentTimeMs();
        rate.add(clock.elapsed(), rows.count);
    }
    if (isHeld) {
        if (held.count == 0)
            held.first = rows.first;
        held.count += rows.count;
        if (isLive)
            heldLive.push_back(rows);
    } else {
        passOn(rows, isLive ? std::vector{rows} : std::vector<RowRange>());
    }
    runStates.extend(rows);
    Q_EMIT q->eventsAppended(rows);
    if (isHeld)
        Q_EMIT q->heldChanged();
}

void Session::Private::passOn(RowRange rows, const std::vector<RowRange> &live)
{
    matches.extend(rows);
    facets.extend(rows);
    for (const RowRange &each : live)
        hub.publish(each);
    if (!live.empty())
        Q_EMIT q->liveArrived();
}

void Session::Private::countCursors(const EventBatch &batch)
{
    for (std::size_t i = 0; i < batch.size();) {
        const Cursor first = batch.cursor[i];
        Cursor last = first;
        while (++i < batch.size() && batch.cursor[i] - last <= 1)
            last = batch.cursor[i];
        spans.add(batch.epoch, first, last);
    }
    // A row that cannot be read is there all the same.
    for (const UnreadableRow &row : batch.unreadable) {
        if (row.cursor != 0)
            spans.add(row.epoch, row.cursor, row.cursor + row.count - 1);
    }
}

bool Session::Private::takeRemarks()
{
    const std::vector<Seam> newSeams = source->takeSeams();
    const std::vector<SourceNotice> newNotices = source->takeNotices();
    seams.insert(seams.end(), newSeams.begin(), newSeams.end());
    notices.insert(notices.end(), newNotices.begin(), newNotices.end());
    return !newSeams.empty() || !newNotices.empty();
}

void Session::Private::updateCompleteness()
{
    switch (source->status().state) {
    case SourceState::CatchingUp:
        isHistoryComplete = false;
        break;
    case SourceState::Live:
        isHistoryComplete = true;
        break;
    case SourceState::Idle:
    case SourceState::Connecting:
    case SourceState::Waiting:
    case SourceState::Stopped:
    case SourceState::Failed:
        break; // nothing new was learned about the beginning
    }
}

void Session::Private::applyFilter()
{
    matches.setFilter(history.current(), currentTimeMs());
    Q_EMIT q->filterChanged();
}

Session::Session(std::unique_ptr<EventSource> source, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(source)))
{
    connect(d->source.get(), &EventSource::batchReady, this, [this] {
        if (!d->isDrainPending)
            d->drain();
    });
    connect(d->source.get(), &EventSource::statusChanged, this, [this] {
        const bool wasComplete = d->isHistoryComplete;
        d->updateCompleteness();
        const bool hasRemarks = d->takeRemarks();
        Q_EMIT statusChanged();
        if (hasRemarks)
            Q_EMIT noticesChanged();
        if (wasComplete != d->isHistoryComplete)
            Q_EMIT countersChanged();
    });
}

Session::~Session()
{
    // Nothing that the source still says while it goes may reach what is half gone.
    disconnect(d->source.get(), nullptr, this, nullptr);
    d->source->stop();
}

void Session::start()
{
    d->source->start();
    d->matches.setPayloadAccess(d->source->payloads());
}

void Session::stop()
{
    d->source->stop();
}
void Session::retry()
{
    d->source->retry();
}

ServerLink *Session::server()
{
    return d->source->server();
}

const EventSource &Session::source() const
{
    return *d->source;
}
SourceStatus Session::status() const
{
    return d->source->status();
}

SessionCounters Session::counters() const
{
    SessionCounters result;
    result.events = d->store.rowCount();
    result.unreadable = d->unreadable;
    result.duplicates = d->duplicates;
    if (d->isHistoryComplete && d->waiting.empty())
        result.gaps = d->spans.gaps();
    result.epoch = d->store.newestEpoch();
    if (d->store.rowCount() != 0) {
        const RowIndex newest = d->store.rowAt(d->store.rowCount() - 1);
        result.lastCursor = d->store.cursor(newest);
        result.lastEventMs = d->store.timestampMs(newest);
    }
    result.lastArrivalMs = d->lastArrivalMs;
    result.eventsPerSecond = d->rate.perSecond(d->clock.elapsed());
    return result;
}

const EventStore &Session::store() const
{
    return d->store;
}
FilterIndex &Session::matches()
{
    return d->matches;
}
const Facets &Session::facets() const
{
    return d->facets;
}
EventHub &Session::hub()
{
    return d->hub;
}
const RunStates &Session::runStates() const
{
    return d->runStates;
}
PayloadAccessPtr Session::payloads() const
{
    return d->source->payloads();
}
const std::vector<Seam> &Session::seams() const
{
    return d->seams;
}
const std::vector<UnreadableRow> &Session::unreadableRows() const
{
    return d->unreadableRows;
}
const std::vector<SourceNotice> &Session::notices() const
{
    return d->notices;
}

const Filter &Session::filter() const
{
    return d->history.current();
}

void Session::setFilter(const Filter &filter)
{
    d->history.push(filter);
    d->applyFilter();
}

bool Session::canGoToEarlierFilter() const
{
    return d->history.hasEarlier();
}
bool Session::canGoToLaterFilter() const
{
    return d->history.hasLater();
}

void Session::goToEarlierFilter()
{
    if (!d->history.hasEarlier())
        return;
    d->history.goEarlier();
    d->applyFilter();
}

void Session::goToLaterFilter()
{
    if (!d->history.hasLater())
        return;
    d->history.goLater();
    d->applyFilter();
}

void Session::setHeld(bool held)
{
    if (d->isHeld == held)
        return;
    d->isHeld = held;
    const RowRange rows = std::exchange(d->held, {});
    const std::vector<RowRange> live = std::exchange(d->heldLive, {});
    if (rows.count != 0)
        d->passOn(rows, live);
    Q_EMIT heldChanged();
}

bool Session::isHeld() const
{
    return d->isHeld;
}
std::uint64_t Session::heldEvents() const
{
    return d->held.count;
}

} // namespace mobwatch
