// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/eventbatch.h"
#include "core/event/payloadreader.h"
#include "core/store/interner.h"
#include "core/store/ledgerorder.h"
#include "core/support/ids.h"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace mobwatch {

/// The interned text columns of the store.
enum class TextColumn : std::uint8_t { Kind, Mob, Run, Step, Agent };
inline constexpr int textColumnCount = 5;

/// Widest span of the numbers of some rows. Zeroed memory is the empty span; both ends only ever grow, so
/// that a reader on another thread may see a wider span than its rows have, never a narrower one.
class NumberSpan
{
public:
    void include(std::uint64_t number);
    [[nodiscard]] std::uint64_t least() const;
    [[nodiscard]] std::uint64_t most() const;

private:
    std::uint64_t m_leastInverted;
    std::uint64_t m_most;
};

/// Fixed-size piece of the columns. Written only by the store's thread behind the published row count, so
/// rows below a snapshot's count may be read by any thread.
struct StoreChunk
{
    static constexpr std::uint32_t capacity = 1U << 16;
    static constexpr std::uint32_t spanRows = 2048; ///< rows that share a NumberSpan
    using Spans = std::array<NumberSpan, capacity / spanRows>;
    std::array<std::uint32_t, capacity> text[textColumnCount]; ///< ids of the column's Interner; 0 = absent
    std::array<std::uint32_t, capacity> mobLabels, runLabels;  ///< ids of label sets; 0 = none
    std::array<std::uint32_t, capacity> labels;                ///< ids of label pairs; 0 = none
    std::array<Severity, capacity> severity;
    std::array<Category, capacity> category;
    std::array<Epoch, capacity> epoch;
    std::array<Cursor, capacity> cursor;
    std::array<TimestampMs, capacity> timestampMs;
    std::array<std::uint64_t, capacity> locator;
    Spans cursorSpans, timestampSpans, epochSpans;
};

/// Labels of the mob and of the run as they occur together in some row.
struct LabelPair
{
    std::uint32_t mob = 0; ///< ids of label sets
    std::uint32_t run = 0;
    friend auto operator<=>(const LabelPair &, const LabelPair &) = default;
};

/// A consistent view of the rows that existed when it was taken; cheap to copy, readable on any thread.
class StoreSnapshot
{
public:
    [[nodiscard]] std::uint32_t rowCount() const { return m_rowCount; }
    [[nodiscard]] const StoreChunk &chunk(std::uint32_t index) const { return *m_chunks[index]; }
    [[nodiscard]] PayloadKey payloadKey(RowIndex row) const;

private:
    friend class EventStore;
    std::vector<std::shared_ptr<const StoreChunk>> m_chunks;
    std::uint32_t m_rowCount = 0;
};

/// Every event of a session in columns (architecture: The store). Append-only, one writer: the GUI thread, to
/// which every method belongs except those of a snapshot. A row's number is its arrival and never changes;
/// the order of the ledger (epoch, then cursor) is kept beside it as a short list of runs.
class EventStore final
{
public:
    EventStore();
    ~EventStore();
    Q_DISABLE_COPY_MOVE(EventStore)

    /// Appends all rows of the batch in one operation. O(rows + distinct strings).
    RowRange append(const EventBatch &batch);

    [[nodiscard]] std::uint32_t rowCount() const;
    [[nodiscard]] StoreSnapshot snapshot() const;
    /// Columns of the rows [index * capacity, ...); rows at or behind rowCount() are not there yet.
    [[nodiscard]] const StoreChunk &chunk(std::uint32_t index) const;

    // Columns of one row. O(1).
    [[nodiscard]] std::uint32_t textId(TextColumn column, RowIndex row) const; ///< 0 = absent
    [[nodiscard]] std::optional<std::string_view> text(TextColumn column, RowIndex row) const;
    [[nodiscard]] Severity severity(RowIndex row) const;
    [[nodiscard]] Category category(RowIndex row) const;
    [[nodiscard]] Epoch epoch(RowIndex row) const;
    [[nodiscard]] Cursor cursor(RowIndex row) const;
    [[nodiscard]] TimestampMs timestampMs(RowIndex row) const;
    [[nodiscard]] PayloadKey payloadKey(RowIndex row) const;
    [[nodiscard]] const LabelMap &mobLabels(RowIndex row) const;
    [[nodiscard]] const LabelMap &runLabels(RowIndex row) const;

    /// Distinct texts of a column; ids from 1, 0 is "absent".
    [[nodiscard]] const Interner &texts(TextColumn column) const;
    /// Distinct label sets; index 0 is the empty one.
    [[nodiscard]] const std::vector<LabelMap> &labelSets() const;
    /// Distinct pairs of label sets; index 0 is "no labels".
    [[nodiscard]] const std::vector<LabelPair> &labelPairs() const;
    /// Flow of a run by the run's text id; empty while unknown.
    [[nodiscard]] std::string_view flowOfRun(std::uint32_t runTextId) const;

    // Ledger order. O(log runs).
    [[nodiscard]] RowIndex rowAt(std::uint32_t position) const;
    [[nodiscard]] std::uint32_t positionOf(RowIndex row) const;
    [[nodiscard]] const std::vector<OrderRun> &order() const;
    /// Ledger order between rows: true if `a` stands before `b`.
    [[nodiscard]] bool isBefore(RowIndex a, RowIndex b) const;
    /// End of the longest start of `rows` that stands in ledger order among itself.
    [[nodiscard]] std::uint32_t ascendingEnd(RowRange rows) const;
    /// The row of (epoch, cursor), if it was read. O(log rows).
    [[nodiscard]] std::optional<RowIndex> findCursor(Epoch epoch, Cursor cursor) const;

    [[nodiscard]] Epoch newestEpoch() const;
    /// Bytes held by columns, strings and order.
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
