// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace mobwatch {

class EventStore;

/// Rows of the ledger order that stand side by side: row numbers first, first + 1, ...
struct OrderRun
{
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t position = 0; ///< of `first` in ledger order
    friend bool operator==(const OrderRun &, const OrderRun &) = default;
};

/// Ledger order (epoch, cursor, arrival) of the rows [0, size()) of a store, as a short list of runs of row
/// numbers. A value of its own, because what is shown may lag behind what is stored.
class LedgerOrder final
{
public:
    /// Where rows that stand in ledger order among themselves go: pieces in order, each position counted with
    /// the pieces before it in place. One piece unless the rows interleave with those already here.
    [[nodiscard]] std::vector<OrderRun> plan(const EventStore &store, RowRange ascendingRows) const;
    void apply(std::span<const OrderRun> pieces);

    [[nodiscard]] std::uint32_t size() const { return m_size; }
    [[nodiscard]] const std::vector<OrderRun> &runs() const { return m_runs; }
    /// O(log runs).
    [[nodiscard]] RowIndex rowAt(std::uint32_t position) const;
    /// O(log runs); std::nullopt for a row that is not in.
    [[nodiscard]] std::optional<std::uint32_t> positionOf(RowIndex row) const;
    /// Position of the first row here that does not stand before `row`, which need not be here. O(log rows).
    [[nodiscard]] std::uint32_t lowerBound(const EventStore &store, RowIndex row) const;

    [[nodiscard]] std::size_t memoryBytes() const;

private:
    void rebuild(std::span<const OrderRun> pieces);

    std::vector<OrderRun> m_runs;       ///< by position
    std::vector<std::uint32_t> m_byRow; ///< indices into m_runs, by first row
    std::uint32_t m_size = 0;
};

} // namespace mobwatch
