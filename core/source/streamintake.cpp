// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamintake.h"

#include "core/stream/streamlog.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace mobwatch {

namespace {

constexpr std::size_t maxBatchRows = 16384;
constexpr std::size_t maxGatheredBytes = std::size_t{8} << 20;

// The cursor of `mob-evt-42`; 0 for anything else.
Cursor cursorOfId(std::string_view id)
{
    constexpr std::string_view prefix = "mob-evt-";
    if (!id.starts_with(prefix))
        return 0;
    id.remove_prefix(prefix.size());
    std::int64_t cursor = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), cursor);
    return error == std::errc() && end == id.data() + id.size() && cursor > 0 ? static_cast<Cursor>(cursor)
                                                                              : 0;
}

} // namespace

StreamIntake::StreamIntake(Options options, std::shared_ptr<StreamFeed> feed,
                           std::shared_ptr<StreamRecording> recording)
    : m_options(std::move(options))
    , m_feed(std::move(feed))
    , m_recording(std::move(recording))
    , m_parser({[this](const SseEvent &event) { takeEvent(event); },
                [this](std::string_view) { ++m_counters.keepAlives; },
                [this](std::uint64_t milliseconds) { m_options.retryField(milliseconds); }},
               m_options.maxPending)
{
}

void StreamIntake::takeSnapshot(const std::vector<std::string> &envelopes)
{
    std::vector<std::pair<Cursor, const std::string *>> sorted;
    for (const std::string &envelope : envelopes) {
        const auto row = m_scanner.read(envelope);
        if (row)
            sorted.emplace_back(row->cursor, &envelope);
        else
            takeUnreadable(row.error(), {});
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    sorted.erase(std::unique(sorted.begin(), sorted.end(),
                             [](const auto &a, const auto &b) { return a.first == b.first; }),
                 sorted.end());
    if (!sorted.empty())
        m_historyEnd = sorted.back().first;
    for (const auto &[cursor, envelope] : sorted)
        takeEnvelope(*envelope, {});
    flush();
}

void StreamIntake::endHistory()
{
    if (std::exchange(m_isCaughtUp, true))
        return;
    flush();
}

double StreamIntake::progress() const
{
    if (m_isCaughtUp || !m_historyEnd || *m_historyEnd <= m_historyStart)
        return 0;
    const Cursor at = std::clamp(m_position.highest(), m_historyStart, *m_historyEnd);
    return static_cast<double>(at - m_historyStart) / static_cast<double>(*m_historyEnd - m_historyStart);
}

StreamPosition::Resume StreamIntake::beginConnection(std::optional<Cursor> after)
{
    const StreamPosition::Resume resume = after ? StreamPosition::Resume{after, false} : m_position.resume();
    m_lastId.clear();
    m_position.beginConnection();
    if (!m_isCaughtUp && m_historyStart == 0)
        m_historyStart = resume.after.value_or(0);
    m_checksAnchor = resume.checksAnchor;
    m_outcome = Outcome::Ok;
    m_connectedMs = m_options.now();
    return resume;
}

StreamIntake::Outcome StreamIntake::push(std::string_view bytes)
{
    m_counters.bytes += bytes.size();
    if (m_outcome == Outcome::Ok && !m_parser.push(bytes) && m_outcome == Outcome::Ok)
        m_outcome = Outcome::TooLarge;
    if (m_gatheredBytes >= maxGatheredBytes)
        flush();
    return m_outcome;
}

void StreamIntake::endConnection()
{
    m_parser.reset();
    flush();
}

void StreamIntake::stepOver()
{
    const Cursor told = cursorOfId(m_parser.pendingId());
    const Cursor highest = m_position.highest();
    const Cursor cursor = told > highest ? told : highest + 1;
    if (told > highest + 1)
        noteHole(highest + 1, told - 1, holeReason());
    noteHole(cursor, cursor, HoleReason::TooLarge);
    m_position.stepOver(cursor);
    m_feed->deliver(SourceNotice{SourceNotice::Kind::EventTooLarge, static_cast<qint64>(told), {}});
}

void StreamIntake::beginEpoch(SeamReason reason)
{
    flush();
    const Cursor last = m_position.highest();
    m_position.beginEpoch();
    m_historyEnd.reset();
    m_isCaughtUp = true; // whatever comes was written since the source was opened
    m_feed->deliver(Seam{reason, m_position.epoch(), last});
}

void StreamIntake::takeEvent(const SseEvent &event)
{
    if (event.type == "keep_alive") { // some servers announce it under this name (specification 6.6)
        ++m_counters.keepAlives;
        return;
    }
    ++m_counters.events;
    // An event without an id of its own still has that of the one before (WHATWG).
    const bool hasOwnId = event.lastEventId != m_lastId;
    if (hasOwnId)
        m_lastId = event.lastEventId;
    takeEnvelope(event.data, hasOwnId ? event.lastEventId : std::string_view());
}

void StreamIntake::takeEnvelope(std::string_view json, std::string_view eventId)
{
    const auto row = m_scanner.read(json);
    if (!row)
        return takeUnreadable(row.error(), eventId);
    if (std::exchange(m_checksAnchor, false)) {
        const auto anchor = m_position.compareAnchor(*row);
        if (anchor == StreamPosition::Anchor::Same)
            return;
        if (anchor == StreamPosition::Anchor::Other) {
            m_outcome = Outcome::OtherLedger;
            m_parser.reset();
            return;
        }
        if (row->cursor > m_position.anchorCursor())
            qCWarning(streamLog) << "the last known event is no longer sent; taken for the same ledger";
    }
    const StreamPosition::Sight sight = m_position.see(row->cursor);
    m_counters.protocolErrors += sight.isBackwards ? 1 : 0;
    StreamRows &gathered = rows(arrivalOf(row->cursor, row->timestampMs));
    if (!sight.isNew) {
        ++m_counters.duplicates;
        gathered.noteDuplicate();
        return;
    }
    const Cursor missing = sight.missingFrom > 0 ? row->cursor - sight.missingFrom : 0;
    if (!m_options.hasFilter)
        m_leftOut.see(row->kind, row->run, missing);
    if (missing > 0)
        noteHole(sight.missingFrom, row->cursor - 1, holeReason());
    gathered.add(*row);
    m_recording->add(json, m_position.epoch(), row->namesEpoch);
    m_position.setAnchor(*row);
    m_gatheredBytes += json.size();
    if (gathered.arrival() == Arrival::Live)
        noteLatency(row->timestampMs);
    if (gathered.size() >= maxBatchRows)
        flush();
}

void StreamIntake::takeUnreadable(Error error, std::string_view eventId)
{
    const Cursor cursor = cursorOfId(eventId);
    UnreadableRow unreadable;
    unreadable.epoch = m_position.epoch();
    if (cursor > 0) {
        const Cursor before = m_position.highest();
        const StreamPosition::Sight sight = m_position.see(cursor);
        if (!sight.isNew)
            return; // counted on an earlier connection
        unreadable.cursor = cursor;
        if (sight.missingFrom > 0)
            noteHole(sight.missingFrom, cursor - 1, holeReason());
        if (cursor > before)
            noteHole(cursor, cursor, HoleReason::Malformed);
    }
    ++m_counters.malformed;
    unreadable.error = std::move(error);
    rows(m_isCaughtUp ? Arrival::Live : Arrival::Older).addUnreadable(std::move(unreadable));
}

HoleReason StreamIntake::holeReason() const
{
    return m_options.hasFilter || m_options.isProtected || isPartial() ? HoleReason::LeftOut
                                                                       : HoleReason::Unknown;
}

void StreamIntake::noteHole(Cursor first, Cursor last, HoleReason reason)
{
    m_feed->addHole(StreamHole{m_position.epoch(), first, last, reason});
}

StreamRows &StreamIntake::rows(Arrival arrival)
{
    if (m_rows && (m_rows->arrival() != arrival || m_rows->epoch() != m_position.epoch()))
        flush();
    if (!m_rows)
        m_rows.emplace(arrival, m_position.epoch());
    return *m_rows;
}

Arrival StreamIntake::arrivalOf(Cursor cursor, TimestampMs timestampMs)
{
    const bool isHistory = m_historyEnd ? cursor <= *m_historyEnd : timestampMs < m_connectedMs;
    if (!m_isCaughtUp && !isHistory)
        endHistory();
    if (m_isCaughtUp)
        return Arrival::Live;
    return m_hasNewest ? Arrival::Older : Arrival::Newest;
}

void StreamIntake::noteLatency(TimestampMs timestampMs)
{
    const TimestampMs now = m_options.now();
    if (timestampMs >= m_connectedMs) // else it waited for us, not for the server
        m_feed->addLatency(now > timestampMs ? static_cast<std::int64_t>(now - timestampMs) : 0);
}

bool StreamIntake::wasPartialNews()
{
    return std::exchange(m_toldPartial, isPartial()) != isPartial();
}

void StreamIntake::flush()
{
    m_feed->editReport([this](ConnectionReport &report) {
        report.counters.bytes += m_counters.bytes;
        report.counters.events += m_counters.events;
        report.counters.keepAlives += m_counters.keepAlives;
        report.counters.malformed += m_counters.malformed;
        report.counters.duplicates += m_counters.duplicates;
        report.counters.protocolErrors += m_counters.protocolErrors;
    });
    m_counters = {};
    if (!m_rows)
        return;
    std::vector<std::uint64_t> locators;
    const auto recorded = m_recording->flush(locators);
    const bool hasEvents = m_rows->size() > 0;
    const bool isEmpty = m_rows->isEmpty();
    m_hasNewest = m_hasNewest || (hasEvents && m_rows->arrival() == Arrival::Newest);
    EventBatchPtr batch = m_rows->finish(std::move(locators));
    m_rows.reset();
    m_gatheredBytes = 0;
    m_lastFlush = Clock::now();
    m_feed->editReport([this](ConnectionReport &report) {
        report.recordingPath = m_recording->path();
        report.recordingBytes = m_recording->bytes();
    });
    if (!recorded)
        m_feed->deliver(SourceNotice{SourceNotice::Kind::RecordingFailed, 0, recorded.error().message});
    if (!isEmpty)
        m_feed->deliver(std::move(batch));
}

} // namespace mobwatch
