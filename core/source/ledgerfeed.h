// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/eventbatch.h"
#include "core/ledger/salvage.h"
#include "core/source/eventsource.h"

#include <QObject>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mobwatch {

/// Rows as they stand in the ledger, of one epoch, ascending; on their way from the reading to the decoding
/// thread.
struct RawChunk
{
    struct Row
    {
        Cursor cursor = 0;
        std::size_t offset = 0;
        std::size_t size = 0;
    };
    Arrival arrival = Arrival::Live;
    Epoch epoch = 1;
    bool endsBlock = true; ///< of what was there already: the batch is complete with it
    std::vector<Row> rows;
    std::vector<DamagedCursors> damage; ///< what had to be stepped over
    std::string bytes;

    void add(Cursor cursor, std::string_view json);
    void clear();
    [[nodiscard]] std::string_view json(const Row &row) const;
};

/// What travels through the pipe, in order: a state or a seam never overtakes the rows before it.
using FeedItem = std::variant<RawChunk, SourceStatus, Seam, SourceNotice, SourceInfo>;

/// The two bounded queues of a ledger source: raw rows from the reading to the decoding thread, and what is
/// ready for the GUI thread. A full queue makes its writer wait; cancel() ends all waiting. Any thread; the
/// signal comes from whichever has something new, so connect it queued.
class LedgerFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t maxItems = 16;
    static constexpr std::size_t maxRowsWaiting = 8 * 16384;

    /// Reading thread. False once canceled.
    bool push(FeedItem item);
    /// An empty chunk, with the memory of a used one where there is one.
    [[nodiscard]] RawChunk emptyChunk();

    /// Decoding thread. std::nullopt when `until` has passed or the feed is canceled.
    [[nodiscard]] std::optional<FeedItem> pop(std::optional<std::chrono::steady_clock::time_point> until);
    void recycle(RawChunk chunk);
    bool deliver(EventBatchPtr batch);
    void deliver(const SourceStatus &status);
    void deliver(const Seam &seam);
    void deliver(const SourceInfo &info);
    void deliver(const SourceNotice &notice); ///< also the spool's
    void noteSchemaVersion(int version);

    void cancel();
    [[nodiscard]] bool isCanceled() const;

    // GUI thread.
    [[nodiscard]] std::vector<EventBatchPtr> takeBatches();
    [[nodiscard]] std::vector<Seam> takeSeams();
    [[nodiscard]] std::vector<SourceNotice> takeNotices();
    [[nodiscard]] SourceStatus status() const;
    [[nodiscard]] SourceInfo info() const;
    struct News
    {
        bool batches = false;
        bool state = false;
    };
    [[nodiscard]] News takeNews();

Q_SIGNALS:
    void rung();

private:
    void ring(bool News::*what);

    mutable std::mutex m_mutex;
    std::condition_variable m_itemsChanged, m_batchesTaken;
    bool m_canceled = false;
    std::deque<FeedItem> m_items;
    std::vector<RawChunk> m_spare;
    std::vector<EventBatchPtr> m_batches;
    std::size_t m_rowsWaiting = 0;
    std::vector<Seam> m_seams;
    std::vector<SourceNotice> m_notices;
    SourceStatus m_status;
    SourceInfo m_info;
    News m_news;
};

} // namespace mobwatch
