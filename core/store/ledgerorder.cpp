// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/store/ledgerorder.h"

#include "core/store/eventstore.h"

#include <algorithm>
#include <numeric>

namespace mobwatch {

namespace {

// First number of [first, end) for which `isBehind` holds; it holds for all after it.
template <class Predicate>
std::uint32_t firstBehind(std::uint32_t first, std::uint32_t end, Predicate isBehind)
{
    while (first < end) {
        const std::uint32_t middle = first + (end - first) / 2;
        if (isBehind(middle))
            end = middle;
        else
            first = middle + 1;
    }
    return first;
}

} // namespace

std::vector<OrderRun> LedgerOrder::plan(const EventStore &store, RowRange ascendingRows) const
{
    std::vector<OrderRun> pieces;
    std::uint32_t next = ascendingRows.first;
    const std::uint32_t end = ascendingRows.end();
    std::uint32_t placed = 0;
    while (next < end) {
        const std::uint32_t position = lowerBound(store, rowIndex(next));
        std::uint32_t stop = end;
        if (position < m_size) {
            const RowIndex obstacle = rowAt(position);
            stop = firstBehind(next + 1, end,
                               [&](std::uint32_t row) { return !store.isBefore(rowIndex(row), obstacle); });
        }
        pieces.push_back({next, stop - next, position + placed});
        placed += stop - next;
        next = stop;
    }
    return pieces;
}

void LedgerOrder::apply(std::span<const OrderRun> pieces)
{
    if (pieces.size() == 1 && pieces[0].position == m_size) {
        const OrderRun &piece = pieces[0];
        if (!m_runs.empty() && m_runs.back().first + m_runs.back().count == piece.first) {
            m_runs.back().count += piece.count;
        } else {
            m_byRow.push_back(static_cast<std::uint32_t>(m_runs.size()));
            m_runs.push_back(piece);
        }
        m_size += piece.count;
        return;
    }
    if (!pieces.empty())
        rebuild(pieces);
}

void LedgerOrder::rebuild(std::span<const OrderRun> pieces)
{
    std::vector<OrderRun> merged;
    merged.reserve(m_runs.size() + 2 * pieces.size());
    std::uint32_t position = 0;
    const auto add = [&](std::uint32_t first, std::uint32_t count) {
        if (!merged.empty() && merged.back().first + merged.back().count == first)
            merged.back().count += count;
        else
            merged.push_back({first, count, position});
        position += count;
    };
    auto piece = pieces.begin();
    for (const OrderRun &run : m_runs) {
        std::uint32_t used = 0;
        while (used < run.count) {
            if (piece != pieces.end() && piece->position == position) {
                add(piece->first, piece->count);
                ++piece;
                continue;
            }
            std::uint32_t take = run.count - used;
            if (piece != pieces.end())
                take = std::min(take, piece->position - position);
            add(run.first + used, take);
            used += take;
        }
    }
    for (; piece != pieces.end(); ++piece)
        add(piece->first, piece->count);

    m_runs = std::move(merged);
    m_size = position;
    m_byRow.resize(m_runs.size());
    std::iota(m_byRow.begin(), m_byRow.end(), 0U);
    std::ranges::sort(m_byRow, {}, [this](std::uint32_t index) { return m_runs[index].first; });
}

RowIndex LedgerOrder::rowAt(std::uint32_t position) const
{
    const auto behind = std::ranges::upper_bound(m_runs, position, {}, &OrderRun::position);
    const OrderRun &run = *std::prev(behind);
    return rowIndex(run.first + (position - run.position));
}

std::optional<std::uint32_t> LedgerOrder::positionOf(RowIndex row) const
{
    const auto behind = std::ranges::upper_bound(m_byRow, toNumber(row), {},
                                                 [this](std::uint32_t index) { return m_runs[index].first; });
    if (behind == m_byRow.begin())
        return std::nullopt;
    const OrderRun &run = m_runs[*std::prev(behind)];
    const std::uint32_t offset = toNumber(row) - run.first;
    if (offset >= run.count)
        return std::nullopt;
    return run.position + offset;
}

std::uint32_t LedgerOrder::lowerBound(const EventStore &store, RowIndex row) const
{
    // Live rows come behind everything: asked first, because it is nearly always so.
    if (m_runs.empty() || store.isBefore(rowIndex(m_runs.back().first + m_runs.back().count - 1), row))
        return m_size;
    const auto run = std::ranges::partition_point(m_runs, [&](const OrderRun &each) {
        return store.isBefore(rowIndex(each.first + each.count - 1), row);
    });
    const std::uint32_t found = firstBehind(run->first, run->first + run->count, [&](std::uint32_t each) {
        return !store.isBefore(rowIndex(each), row);
    });
    return run->position + (found - run->first);
}

std::size_t LedgerOrder::memoryBytes() const
{
    return m_runs.capacity() * sizeof(OrderRun) + m_byRow.capacity() * sizeof(std::uint32_t);
}

} // namespace mobwatch
