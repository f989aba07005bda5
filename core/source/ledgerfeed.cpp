// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/ledgerfeed.h"

#include <algorithm>
#include <utility>

namespace mobwatch {

namespace {

// The JSON parser reads past the end of its input (specification of simdjson: 64 bytes).
constexpr std::size_t slack = 64;

} // namespace

void RawChunk::add(Cursor cursor, std::string_view json)
{
    rows.push_back({cursor, bytes.size(), json.size()});
    // Grown by hand so that the slack behind the last row is always allocated.
    if (bytes.capacity() < bytes.size() + json.size() + slack)
        bytes.reserve(std::max(2 * bytes.capacity(), bytes.size() + json.size() + slack));
    bytes.append(json);
}

void RawChunk::clear()
{
    damage.clear();
    rows.clear();
    bytes.clear();
}

std::string_view RawChunk::json(const Row &row) const
{
    return std::string_view(bytes).substr(row.offset, row.size);
}

bool LedgerFeed::push(FeedItem item)
{
    std::unique_lock lock(m_mutex);
    m_itemsChanged.wait(lock, [this] { return m_canceled || m_items.size() < maxItems; });
    if (m_canceled)
        return false;
    m_items.push_back(std::move(item));
    m_itemsChanged.notify_all();
    return true;
}

RawChunk LedgerFeed::emptyChunk()
{
    const std::lock_guard lock(m_mutex);
    if (m_spare.empty())
        return {};
    RawChunk chunk = std::move(m_spare.back());
    m_spare.pop_back();
    return chunk;
}

std::optional<FeedItem> LedgerFeed::pop(std::optional<std::chrono::steady_clock::time_point> until)
{
    std::unique_lock lock(m_mutex);
    const auto ready = [this] { return m_canceled || !m_items.empty(); };
    if (until)
        m_itemsChanged.wait_until(lock, *until, ready);
    else
        m_itemsChanged.wait(lock, ready);
    if (m_canceled || m_items.empty())
        return std::nullopt;
    FeedItem item = std::move(m_items.front());
    m_items.pop_front();
    m_itemsChanged.notify_all();
    return item;
}

void LedgerFeed::recycle(RawChunk chunk)
{
    chunk.clear();
    const std::lock_guard lock(m_mutex);
    if (m_spare.size() < maxItems)
        m_spare.push_back(std::move(chunk));
}

bool LedgerFeed::deliver(EventBatchPtr batch)
{
    {
        std::unique_lock lock(m_mutex);
        m_batchesTaken.wait(lock, [this] { return m_canceled || m_rowsWaiting < maxRowsWaiting; });
        if (m_canceled)
            return false;
        m_rowsWaiting += batch->size() + batch->unreadable.size();
        m_batches.push_back(std::move(batch));
    }
    ring(&News::batches);
    return true;
}

void LedgerFeed::deliver(const SourceStatus &status)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_status == status)
            return;
        m_status = status;
    }
    ring(&News::state);
}

void LedgerFeed::deliver(const Seam &seam)
{
    {
        const std::lock_guard lock(m_mutex);
        m_seams.push_back(seam);
    }
    ring(&News::state);
}

void LedgerFeed::deliver(const SourceInfo &info)
{
    const std::lock_guard lock(m_mutex);
    const int version = m_info.newestSchemaVersion;
    m_info = info;
    m_info.newestSchemaVersion = version;
}

void LedgerFeed::deliver(const SourceNotice &notice)
{
    {
        const std::lock_guard lock(m_mutex);
        m_notices.push_back(notice);
    }
    ring(&News::state);
}

void LedgerFeed::noteSchemaVersion(int version)
{
    const std::lock_guard lock(m_mutex);
    m_info.newestSchemaVersion = std::max(m_info.newestSchemaVersion, version);
}

void LedgerFeed::cancel()
{
    const std::lock_guard lock(m_mutex);
    m_canceled = true;
    m_itemsChanged.notify_all();
    m_batchesTaken.notify_all();
}

bool LedgerFeed::isCanceled() const
{
    const std::lock_guard lock(m_mutex);
    return m_canceled;
}

std::vector<EventBatchPtr> LedgerFeed::takeBatches()
{
    const std::lock_guard lock(m_mutex);
    m_rowsWaiting = 0;
    m_batchesTaken.notify_all();
    return std::exchange(m_batches, {});
}

std::vector<Seam> LedgerFeed::takeSeams()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_seams, {});
}

std::vector<SourceNotice> LedgerFeed::takeNotices()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_notices, {});
}

SourceStatus LedgerFeed::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

SourceInfo LedgerFeed::info() const
{
    const std::lock_guard lock(m_mutex);
    return m_info;
}

LedgerFeed::News LedgerFeed::takeNews()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_news, {});
}

void LedgerFeed::ring(bool News::*what)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_news.*what)
            return; // the bell has rung for it already and nobody has answered yet
        m_news.*what = true;
    }
    Q_EMIT rung();
}

} // namespace mobwatch
