// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/leftoutkinds.h"
#include "core/source/streamfeed.h"
#include "core/source/streamposition.h"
#include "core/source/streamrecording.h"
#include "core/source/streamrows.h"
#include "core/stream/rpcclient.h"
#include "core/stream/sseparser.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace mobwatch {

/// From the bytes of a stream to recorded lines and batches. Knows no sockets and no timers; belongs to the
/// worker's thread.
class StreamIntake final
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds frame{33}; ///< rows are gathered for at most this long

    struct Options
    {
        bool hasFilter = false;   ///< the server was asked for a part only
        bool isProtected = false; ///< a token was sent: access control may hide events
        std::function<TimestampMs()> now;
        std::function<void(std::uint64_t milliseconds)> retryField;
        std::size_t maxPending = SseParser::defaultMaxPending;
    };
    StreamIntake(Options options, std::shared_ptr<StreamFeed> feed,
                 std::shared_ptr<StreamRecording> recording);
    Q_DISABLE_COPY_MOVE(StreamIntake)

    void setProtected(bool isProtected) { m_options.isProtected = isProtected; }

    /// The events of a snapshot, in any order, with or without repeats (specification 5.4).
    void takeSnapshot(const std::vector<std::string> &envelopes);
    void startAfter(Cursor after) { m_position.startAfter(after); }
    /// What is known to have been there at the start: events up to it are history.
    void setHistoryEnd(Cursor last) { m_historyEnd = last; }
    /// From now on all is live.
    void endHistory();
    [[nodiscard]] bool isCaughtUp() const { return m_isCaughtUp; }
    [[nodiscard]] double progress() const;

    /// A connection begins that asks for what is newer than `after`, or else for what this returns.
    StreamPosition::Resume beginConnection(std::optional<Cursor> after = std::nullopt);

    enum class Outcome : std::uint8_t {
        Ok,
        TooLarge,    ///< nothing more is taken from this connection
        OtherLedger, ///< the anchor is another event: nothing was taken
    };
    [[nodiscard]] Outcome push(std::string_view bytes);
    /// The connection ended: its unfinished event is no event.
    void endConnection();
    /// After a second TooLarge at the same place: goes on behind that event.
    void stepOver();
    /// A new epoch begins: what was gathered is handed over, and everything starts anew.
    void beginEpoch(SeamReason reason);

    /// Records and delivers what was gathered.
    void flush();
    [[nodiscard]] bool hasRows() const { return m_rows && !m_rows->isEmpty(); }
    [[nodiscard]] Clock::time_point lastFlush() const { return m_lastFlush; }
    [[nodiscard]] const StreamPosition &position() const { return m_position; }
    [[nodiscard]] bool isPartial() const { return m_leftOut.areFound(); }
    [[nodiscard]] bool wasPartialNews(); ///< isPartial() changed since the last call

private:
    void takeEvent(const SseEvent &event);
    void takeEnvelope(std::string_view json, std::string_view eventId);
    void takeUnreadable(Error error, std::string_view eventId);
    void noteHole(Cursor first, Cursor last, HoleReason reason);
    [[nodiscard]] HoleReason holeReason() const;
    [[nodiscard]] StreamRows &rows(Arrival arrival);
    [[nodiscard]] Arrival arrivalOf(Cursor cursor, TimestampMs timestampMs);
    void noteLatency(TimestampMs timestampMs);

    Options m_options;
    const std::shared_ptr<StreamFeed> m_feed;
    const std::shared_ptr<StreamRecording> m_recording;
    SseParser m_parser;
    EnvelopeScanner m_scanner;
    StreamPosition m_position;
    LeftOutKinds m_leftOut;
    bool m_toldPartial = false;

    std::optional<StreamRows> m_rows;
    std::size_t m_gatheredBytes = 0;
    Clock::time_point m_lastFlush{};
    StreamCounters m_counters; ///< since the last flush; only those that this counts

    bool m_isCaughtUp = false;
    bool m_hasNewest = false; ///< the first batch of history was handed over
    std::optional<Cursor> m_historyEnd;
    Cursor m_historyStart = 0;
    TimestampMs m_connectedMs = 0;
    bool m_checksAnchor = false;
    std::string m_lastId; ///< of the event before, on this connection
    Outcome m_outcome = Outcome::Ok;
};

} // namespace mobwatch
