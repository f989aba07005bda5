// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamfeed.h"

#include <algorithm>
#include <utility>

namespace mobwatch {

namespace {

constexpr std::size_t changesKept = 200;
constexpr std::size_t holesKept = 1000;

template <class T>
void keepNewest(std::vector<T> &all, std::size_t most)
{
    if (all.size() > most)
        all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(all.size() - most));
}

} // namespace

void StreamFeed::ring(bool News::*what)
{
    {
        const std::lock_guard lock(m_mutex);
        m_news.*what = true;
    }
    Q_EMIT rung();
}

bool StreamFeed::isFull() const
{
    const std::lock_guard lock(m_mutex);
    return m_batches.size() >= maxBatches || m_rows >= maxRows;
}

void StreamFeed::deliver(EventBatchPtr batch)
{
    {
        const std::lock_guard lock(m_mutex);
        m_rows += batch->size();
        m_batches.push_back(std::move(batch));
    }
    ring(&News::batches);
}

void StreamFeed::deliver(const Seam &seam)
{
    {
        const std::lock_guard lock(m_mutex);
        m_seams.push_back(seam);
    }
    ring(&News::state);
}

void StreamFeed::deliver(const SourceNotice &notice)
{
    {
        const std::lock_guard lock(m_mutex);
        m_notices.push_back(notice);
    }
    ring(&News::state);
}

void StreamFeed::deliver(const SourceStatus &status)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_status == status)
            return;
        m_status = status;
    }
    ring(&News::state);
}

void StreamFeed::addChange(TimestampMs atMs, const QString &what)
{
    const std::lock_guard lock(m_mutex);
    m_report.history.push_back({atMs, what});
    keepNewest(m_report.history, changesKept);
}

void StreamFeed::addHole(const StreamHole &hole)
{
    const std::lock_guard lock(m_mutex);
    ++m_report.counters.holes;
    m_report.counters.missingCursors += hole.last - hole.first + 1;
    m_report.holes.push_back(hole);
    if (m_report.holes.size() >= 2 * holesKept)
        keepNewest(m_report.holes, holesKept);
}

void StreamFeed::addLatency(std::int64_t milliseconds)
{
    const std::lock_guard lock(m_mutex);
    m_latencies[m_latencyCount++ % m_latencies.size()] = milliseconds;
    m_report.latencyLastMs = milliseconds;
}

std::vector<EventBatchPtr> StreamFeed::takeBatches()
{
    const std::lock_guard lock(m_mutex);
    m_rows = 0;
    return std::exchange(m_batches, {});
}

std::vector<Seam> StreamFeed::takeSeams()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_seams, {});
}

std::vector<SourceNotice> StreamFeed::takeNotices()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_notices, {});
}

SourceStatus StreamFeed::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

ConnectionReport StreamFeed::report() const
{
    std::unique_lock lock(m_mutex);
    ConnectionReport report = m_report;
    std::vector<std::int64_t> latencies(
        m_latencies.begin(),
        m_latencies.begin() + static_cast<std::ptrdiff_t>(std::min(m_latencyCount, m_latencies.size())));
    lock.unlock();
    keepNewest(report.holes, holesKept);
    if (latencies.empty())
        return report;
    std::sort(latencies.begin(), latencies.end());
    report.latencyMedianMs = latencies[latencies.size() / 2];
    report.latencyP90Ms = latencies[latencies.size() * 9 / 10];
    return report;
}

StreamCounters StreamFeed::counters() const
{
    const std::lock_guard lock(m_mutex);
    return m_report.counters;
}

StreamFeed::News StreamFeed::takeNews()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_news, {});
}

} // namespace mobwatch
