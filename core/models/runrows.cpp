// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/runrows.h"

#include <algorithm>

namespace mobwatch {

void RunRows::follow(const EventStore *store, std::uint32_t runTextId)
{
    if (store != m_store || runTextId != m_run) {
        m_store = store;
        m_run = runTextId;
        m_seen = 0;
        m_rows.clear();
    }
    extend();
}

void RunRows::extend()
{
    if (!m_store || m_run == 0)
        return;
    const StoreSnapshot rows = m_store->snapshot();
    const std::size_t before = m_rows.size();
    constexpr auto runColumn = static_cast<std::size_t>(TextColumn::Run);
    while (m_seen < rows.rowCount()) {
        const std::uint32_t base = m_seen / StoreChunk::capacity * StoreChunk::capacity;
        const auto &ids = rows.chunk(base / StoreChunk::capacity).text[runColumn];
        const std::uint32_t end = std::min(StoreChunk::capacity, rows.rowCount() - base);
        for (std::uint32_t i = m_seen - base; i < end; ++i) {
            if (ids[i] == m_run)
                m_rows.push_back(rowIndex(base + i));
        }
        m_seen = base + end;
    }
    if (m_rows.size() != before) {
        // A block of older history comes in behind by number and in front by order.
        std::sort(m_rows.begin(), m_rows.end(),
                  [this](RowIndex a, RowIndex b) { return m_store->isBefore(a, b); });
    }
}

std::optional<std::uint32_t> RunRows::positionOf(RowIndex row) const
{
    const auto found = std::lower_bound(m_rows.begin(), m_rows.end(), row,
                                        [this](RowIndex a, RowIndex b) { return m_store->isBefore(a, b); });
    if (found == m_rows.end() || *found != row)
        return std::nullopt;
    return static_cast<std::uint32_t>(found - m_rows.begin());
}

} // namespace mobwatch
