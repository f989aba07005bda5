// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"
#include "core/stream/connectionreport.h"

#include <QObject>
#include <array>
#include <mutex>
#include <vector>

namespace mobwatch {

/// What waits between the thread that talks to a server and the GUI thread. Any thread; connect the signal
/// queued.
class StreamFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t maxBatches = 8;
    static constexpr std::size_t maxRows = 8 * 16384;

    /// The worker stops reading when it is full; it is told to go on when batches were taken.
    [[nodiscard]] bool isFull() const;
    void deliver(EventBatchPtr batch);
    void deliver(const Seam &seam);
    void deliver(const SourceNotice &notice);
    void deliver(const SourceStatus &status);

    template <class Edit>
    void editReport(Edit edit)
    {
        const std::lock_guard lock(m_mutex);
        edit(m_report);
    }
    void addChange(TimestampMs atMs, const QString &what);
    void addHole(const StreamHole &hole);
    void addLatency(std::int64_t milliseconds);

    // GUI thread.
    [[nodiscard]] std::vector<EventBatchPtr> takeBatches();
    [[nodiscard]] std::vector<Seam> takeSeams();
    [[nodiscard]] std::vector<SourceNotice> takeNotices();
    [[nodiscard]] SourceStatus status() const;
    [[nodiscard]] ConnectionReport report() const;
    [[nodiscard]] StreamCounters counters() const;
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
    std::vector<EventBatchPtr> m_batches;
    std::size_t m_rows = 0;
    std::vector<Seam> m_seams;
    std::vector<SourceNotice> m_notices;
    SourceStatus m_status;
    ConnectionReport m_report;
    std::array<std::int64_t, 512> m_latencies{}; ///< a ring
    std::size_t m_latencyCount = 0;
    News m_news;
};

} // namespace mobwatch
