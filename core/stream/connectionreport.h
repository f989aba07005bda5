// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/streamconnection.h"
#include "core/support/ids.h"
#include "core/support/time.h"

#include <QString>
#include <vector>

namespace mobwatch {

/// Why cursors are missing between two neighbours. The server leaves cursors out by design
/// (specification 6.5), so a hole is no loss by itself.
enum class HoleReason : std::uint8_t {
    LeftOut,   ///< the server leaves such events out, or a filter or access control hides them
    TooLarge,  ///< an event above the size limit was stepped over
    Malformed, ///< a frame whose cursor is known could not be read
    Unknown,   ///< an unfiltered, unprotected stream should have had them
};

struct StreamHole
{
    Epoch epoch = 1;
    Cursor first = 0, last = 0; ///< the cursors that are missing
    HoleReason reason = HoleReason::LeftOut;
    friend bool operator==(const StreamHole &, const StreamHole &) = default;
};

struct StreamCounters
{
    std::uint64_t connections = 0; ///< attempts, the first included
    std::uint64_t bytes = 0;
    std::uint64_t events = 0; ///< frames that were dispatched
    std::uint64_t keepAlives = 0;
    std::uint64_t malformed = 0;
    std::uint64_t duplicates = 0;     ///< repeats after a resume, dropped
    std::uint64_t protocolErrors = 0; ///< cursors that went backwards on one connection
    std::uint64_t holes = 0;          ///< places where cursors are missing
    std::uint64_t missingCursors = 0;
    friend bool operator==(const StreamCounters &, const StreamCounters &) = default;
};

/// Everything a person wants to know about the connection to a server; a copy, without secrets.
struct ConnectionReport
{
    QString address;
    QString startedFrom; ///< the subscribe_url in use; carries no token
    bool hasToken = false;
    bool isRpcServed = true; ///< false = the plain stream, without a snapshot
    bool isCertificateExcepted = false;
    HttpExchange exchange; ///< of the newest connection
    StreamCounters counters;
    Error lastError;
    TimestampMs lastErrorMs = 0;
    QString contractVersion;
    QString mobStorage;                ///< see ServerStatus
    std::vector<QString> kindsLeftOut; ///< kinds that this server never sends; empty = not known to leave any
    std::vector<StreamHole> holes;     ///< the newest 1,000
    struct Change
    {
        TimestampMs atMs = 0;
        QString what;
        friend bool operator==(const Change &, const Change &) = default;
    };
    std::vector<Change> history; ///< the newest 200 changes of state
    /// From an event's own timestamp to its arrival here, of the newest live events; 0 = none yet.
    std::int64_t latencyMedianMs = 0, latencyP90Ms = 0, latencyLastMs = 0;
    QString recordingPath; ///< empty = not recorded (why: the source's notices)
    std::uint64_t recordingBytes = 0;
    friend bool operator==(const ConnectionReport &, const ConnectionReport &) = default;
};

} // namespace mobwatch
