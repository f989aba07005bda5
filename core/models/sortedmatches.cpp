// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/sortedmatches.h"

#include <algorithm>
#include <numeric>

namespace mobwatch {

namespace {

std::optional<TextColumn> textColumnOf(SortKey key)
{
    switch (key) {
    case SortKey::Kind:
        return TextColumn::Kind;
    case SortKey::Mob:
        return TextColumn::Mob;
    case SortKey::Run:
        return TextColumn::Run;
    case SortKey::Step:
        return TextColumn::Step;
    case SortKey::Agent:
        return TextColumn::Agent;
    default:
        return std::nullopt;
    }
}

/// rank[id] for things numbered 0..count-1, by `less`; equal things share a rank.
template <class Less>
std::vector<std::uint32_t> ranksOf(std::uint32_t count, Less less)
{
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), less);
    std::vector<std::uint32_t> ranks(count);
    std::uint32_t rank = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && less(order[i - 1], order[i]))
            ++rank;
        ranks[order[i]] = rank;
    }
    return ranks;
}

} // namespace

SortedMatches::SortedMatches(const EventStore &store, const FilterIndex &matches, SortKey key)
    : m_store(store)
    , m_matches(matches)
    , m_key(key)
{
}

void SortedMatches::refreshRanks()
{
    if (const auto column = textColumnOf(m_key)) {
        const Interner &texts = m_store.texts(*column);
        if (m_ranks.size() == texts.size() + 1)
            return;
        m_ranks = ranksOf(texts.size() + 1, [&texts](std::uint32_t a, std::uint32_t b) {
            if (a == 0 || b == 0)
                return a == 0 && b != 0;
            return texts.at(a) < texts.at(b);
        });
    }
}

std::uint64_t SortedMatches::keyOf(RowIndex row) const
{
    if (const auto column = textColumnOf(m_key))
        return m_ranks[m_store.textId(*column, row)];
    switch (m_key) {
    case SortKey::Severity:
        return static_cast<std::uint64_t>(m_store.severity(row));
    case SortKey::EpochNumber:
        return m_store.epoch(row);
    case SortKey::Labels:
        return m_store.mobLabels(row).size() + m_store.runLabels(row).size();
    case SortKey::Delta: {
        const std::uint32_t position = m_store.positionOf(row);
        if (position == 0)
            return 0;
        const TimestampMs time = m_store.timestampMs(row);
        const TimestampMs before = m_store.timestampMs(m_store.rowAt(position - 1));
        return time > before ? time - before : 0;
    }
    default:
        return m_store.timestampMs(row);
    }
}

bool SortedMatches::isLess(std::uint32_t a, std::uint32_t b) const
{
    const std::uint64_t first = keyOf(rowIndex(a));
    const std::uint64_t second = keyOf(rowIndex(b));
    return first != second ? first < second : m_store.isBefore(rowIndex(a), rowIndex(b));
}

void SortedMatches::sortByCounting(std::uint32_t rankCount)
{
    std::vector<std::uint32_t> starts(rankCount + 1, 0);
    for (const std::uint32_t row : m_rows)
        ++starts[keyOf(rowIndex(row)) + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::vector<std::uint32_t> sorted(m_rows.size());
    for (const std::uint32_t row : m_rows)
        sorted[starts[keyOf(rowIndex(row))]++] = row;
    m_rows.swap(sorted);
}

void SortedMatches::rebuild()
{
    refreshRanks();
    m_rows.resize(m_matches.size());
    for (std::uint32_t i = 0; i < m_matches.size(); ++i)
        m_rows[i] = toNumber(m_matches.rowAt(i));
    if (textColumnOf(m_key)) {
        sortByCounting(static_cast<std::uint32_t>(m_ranks.size()));
        return;
    }
    // The rows come in ledger order, so a stable sort by key alone keeps it among equals.
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed;
    keyed.reserve(m_rows.size());
    for (const std::uint32_t row : m_rows)
        keyed.emplace_back(keyOf(rowIndex(row)), row);
    const auto byKey = [](const auto &a, const auto &b) { return a.first < b.first; };
    if (!std::is_sorted(keyed.begin(), keyed.end(), byKey))
        std::stable_sort(keyed.begin(), keyed.end(), byKey);
    std::transform(keyed.begin(), keyed.end(), m_rows.begin(),
                   [](const auto &entry) { return entry.second; });
}

void SortedMatches::appendUnsorted(const std::vector<std::uint32_t> &rows)
{
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
}

void SortedMatches::mergeAppended(std::uint32_t count)
{
    refreshRanks();
    const auto less = [this](std::uint32_t a, std::uint32_t b) { return isLess(a, b); };
    std::size_t tail = m_rows.size() - count;
    std::vector<std::uint32_t> rows(m_rows.begin() + static_cast<std::ptrdiff_t>(tail), m_rows.end());
    std::sort(rows.begin(), rows.end(), less);
    // From the back: move what stands behind each new row in one piece, so only the new rows are compared.
    for (std::size_t left = rows.size(); left > 0; --left) {
        const auto place = std::upper_bound(
            m_rows.begin(), m_rows.begin() + static_cast<std::ptrdiff_t>(tail), rows[left - 1], less);
        const auto position = static_cast<std::size_t>(place - m_rows.begin());
        std::move_backward(place, m_rows.begin() + static_cast<std::ptrdiff_t>(tail),
                           m_rows.begin() + static_cast<std::ptrdiff_t>(tail + left));
        m_rows[position + left - 1] = rows[left - 1];
        tail = position;
    }
}

std::optional<std::uint32_t> SortedMatches::positionOf(RowIndex row) const
{
    const std::uint32_t number = toNumber(row);
    if (!m_ranks.empty() && m_store.textId(*textColumnOf(m_key), row) >= m_ranks.size())
        return std::nullopt;
    auto place = std::lower_bound(m_rows.begin(), m_rows.end(), number,
                                  [this](std::uint32_t a, std::uint32_t b) { return isLess(a, b); });
    // Older history changes the delta of the row that was the first, so its place may not be where the key
    // says.
    if (m_key == SortKey::Delta && (place == m_rows.end() || *place != number))
        place = std::find(m_rows.begin(), m_rows.end(), number);
    if (place == m_rows.end() || *place != number)
        return std::nullopt;
    return static_cast<std::uint32_t>(place - m_rows.begin());
}

} // namespace mobwatch
