// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filterindex.h"
#include "core/store/eventstore.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace mobwatch {

/// What a view can be sorted by besides the order of the ledger.
enum class SortKey : std::uint8_t { Severity, Time, Kind, Mob, Run, Step, Agent, Delta, EpochNumber, Labels };

/// The matches of a FilterIndex in another order: a permutation of row numbers, ascending by key, ties in
/// ledger order (absent before every text). New matches are merged in; old ones are never sorted again. GUI
/// thread.
class SortedMatches final
{
public:
    SortedMatches(const EventStore &store, const FilterIndex &matches, SortKey key);

    /// Takes over all matches. O(n) for texts, O(n log n) for times.
    void rebuild();
    /// Adding rows that are not in it takes two steps, as models announce them: first at the end as they
    /// come, then at their places. O(k log n) comparisons and one move of the rest.
    void appendUnsorted(const std::vector<std::uint32_t> &rows);
    void mergeAppended(std::uint32_t count);

    [[nodiscard]] SortKey key() const { return m_key; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_rows.size()); }
    [[nodiscard]] RowIndex at(std::uint32_t position) const { return rowIndex(m_rows[position]); }
    [[nodiscard]] std::optional<std::uint32_t> positionOf(RowIndex row) const;

private:
    [[nodiscard]] std::uint64_t keyOf(RowIndex row) const;
    [[nodiscard]] bool isLess(std::uint32_t a, std::uint32_t b) const;
    void refreshRanks();
    void sortByCounting(std::uint32_t rankCount);

    const EventStore &m_store;
    const FilterIndex &m_matches;
    SortKey m_key;
    std::vector<std::uint32_t> m_rows;
    std::vector<std::uint32_t> m_ranks; ///< of text ids or label sets; index 0 = absent
};

} // namespace mobwatch
