// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/request.h"
#include "core/event/envelopejson.h"
#include "core/source/envelopelinereader.h"
#include "core/source/seencursors.h"

#include <functional>
#include <map>
#include <tuple>

namespace mobwatch::cli {

/// Events out of JSONL, repeats dropped, with an account of what could not be read.
class EventLines final
{
public:
    /// `event` gets each new event; false stops the reading.
    using Callback = std::function<bool(EnvelopeLine &&)>;
    explicit EventLines(Callback event)
        : m_event(std::move(event))
    {
    }

    void push(std::string_view bytes);
    /// The input has ended. A torn last line is normal and no damage.
    void finish();
    /// Another file follows: its epochs go on behind those that were seen.
    void restart();
    [[nodiscard]] bool isStopped() const { return m_stopped; }

    struct Unreadable
    {
        qint64 line = 0;
        QString reason;
    };
    static constexpr std::size_t mostListed = 1000;
    std::vector<Unreadable> unreadable; ///< the first ones
    std::uint64_t unreadableCount = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t conflicts = 0;
    bool tornLastLine = false;
    Epoch newestEpoch = 0; ///< 0 = no event yet

private:
    void take(const EnvelopeLineReader::Line &line, bool isLast);

    Callback m_event;
    EnvelopeLineReader m_reader;
    SeenCursors m_seen;
    Epoch m_firstEpoch = 0; ///< added to the epochs of the lines
    bool m_stopped = false;
};

/// Refuses what is there but no file: opening a pipe would wait for its writer, deaf to signals.
[[nodiscard]] Result<void> ensureEventFile(const QString &path);

/// Reads a file, or standard input, to its end. Errors: NotFound, PermissionDenied, Io.
[[nodiscard]] Result<void> readEventLines(const Request &request, EventLines &lines);

/// The answer to one EventQuery from events in any order: the newest matches, or with after_seq the first
/// ones of the newest epoch. Holds no more than the limit.
class MatchCollector final
{
public:
    MatchCollector(const Request &request, std::optional<Cursor> afterSeq, std::uint64_t limit)
        : m_request(request)
        , m_afterSeq(afterSeq)
        , m_limit(limit)
    {
    }

    void add(EnvelopeLine &&line);
    /// In ledger order. Errors: Stale.
    [[nodiscard]] Result<std::vector<EnvelopeLine>> take();
    [[nodiscard]] Cursor latest() const { return m_latest; }

private:
    const Request &m_request;
    std::optional<Cursor> m_afterSeq;
    std::uint64_t m_limit;
    Epoch m_newestEpoch = 0;
    Cursor m_latest = 0; ///< of the newest epoch
    std::uint64_t m_added = 0;
    std::map<std::tuple<Epoch, Cursor, std::uint64_t>, EnvelopeLine> m_kept;
};

/// Tells what was wrong on standard error; DamagedInput when something was, else Done.
[[nodiscard]] int reportLines(const Request &request, const EventLines &lines);

} // namespace mobwatch::cli
