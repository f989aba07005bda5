// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/ledger/ledgerreader.h"
#include "core/source/ledgerfeed.h"
#include "core/source/ledgerpayloads.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace mobwatch {

/// The row by which a reader proves that a ledger is still the one it knows: read first, then prove.
struct LedgerAnchor
{
    Cursor cursor = 0; ///< 0 = none
    std::string json;
};

/// Copies payloads into the spool on a thread of its own: rows that arrive at once, history newest first,
/// when it is told that there is nothing more urgent.
class SpoolWriter final
{
public:
    SpoolWriter(std::shared_ptr<LedgerPlace> place, std::function<void(const SourceNotice &)> notice);
    ~SpoolWriter();
    Q_DISABLE_COPY_MOVE(SpoolWriter)

    /// Newly arrived rows. Those that come faster than they can be copied are fetched from the ledger later.
    void offer(RawChunk chunk);
    /// Begin with the history of the current epoch: everything up to `upTo`. Nothing happens when told again.
    void fillBehind(Epoch epoch, Cursor upTo, const LedgerAnchor &anchor);
    void stop();
    /// Nothing waits and nothing is being copied.
    [[nodiscard]] bool isIdle() const;

private:
    struct Hole
    { ///< (after, upTo] of one epoch is not in the spool yet
        Epoch epoch = 1;
        Cursor after = 0;
        Cursor upTo = 0;
        LedgerAnchor anchor;
    };

    void run();
    void store(const RawChunk &chunk, bool newest);
    bool fill(Hole &hole);
    Result<Cursor> stepBelow(const Hole &hole);
    bool copyRange(const Hole &hole, Cursor after);
    bool stillSame(const Hole &hole);

    const std::shared_ptr<LedgerPlace> m_place;
    const std::function<void(const SourceNotice &)> m_notice;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_stopped = false;
    bool m_busy = false;
    std::deque<RawChunk> m_arrived;
    std::size_t m_arrivedBytes = 0;
    std::vector<Hole> m_holes; ///< the last is filled first
    Epoch m_filledEpoch = 0;

    // Only the thread uses these.
    std::unique_ptr<LedgerReader> m_ledger;
    bool m_failed = false, m_full = false;

    std::thread m_thread; ///< last: everything else is there when it begins
};

} // namespace mobwatch
