// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/filter/filter.h"
#include "core/store/eventstore.h"

#include <QObject>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace mobwatch {

class FilterProgram;

/// Which rows match the filter in force, in ledger order; extended by what is new, never recomputed for old
/// rows. Lives on the GUI thread. Without a filter it is the store's own order and holds nothing. Clauses
/// that need payloads are answered in the background, newest first, results as they come; the latest
/// setFilter wins.
class FilterIndex final : public QObject
{
    Q_OBJECT
public:
    /// `store` outlives the index. `now` is read once per setFilter, for ages and local times.
    explicit FilterIndex(const EventStore &store, PayloadAccessPtr payloads, QObject *parent = nullptr);
    ~FilterIndex() override;

    void setPayloadAccess(PayloadAccessPtr payloads);
    void setFilter(const Filter &filter, TimestampMs now);
    [[nodiscard]] const Filter &filter() const;

    /// Call once after each EventStore::append, with the rows that it returned.
    void extend(RowRange rows);

    [[nodiscard]] std::uint32_t size() const;                   ///< matches so far
    [[nodiscard]] RowIndex rowAt(std::uint32_t position) const; ///< O(log runs)
    /// Position of a row among the matches; std::nullopt if it does not match.
    [[nodiscard]] std::optional<std::uint32_t> positionOf(RowIndex row) const;
    /// Position of the first match at or behind this row in ledger order; size() if none.
    [[nodiscard]] std::uint32_t lowerBound(RowIndex row) const;
    [[nodiscard]] bool matches(RowIndex row) const;

    [[nodiscard]] bool isSearching() const; ///< payloads are still being read
    /// The first pass since setFilter: what was there by then is not all decided yet. Later batches are
    /// decided within moments, and nothing should flicker for them.
    [[nodiscard]] bool isFirstSearch() const;
    [[nodiscard]] double progress() const; ///< 0..1 while searching
    /// Events whose regular expression ran into the match limit (counted as no match).
    [[nodiscard]] std::uint32_t regexFailures() const;
    [[nodiscard]] std::uint32_t unreadablePayloads() const;
    [[nodiscard]] std::size_t memoryBytes() const;

    // For Facets.
    [[nodiscard]] const FilterProgram *program() const; ///< nullptr when everything matches
    [[nodiscard]] std::uint32_t generation() const;     ///< counts setFilter
    /// Matching rows in ledger order, while there is a program.
    [[nodiscard]] std::span<const std::uint32_t> list() const;
    /// Columns of more rows than this are scanned in the background (tests lower it).
    void setSynchronousRows(std::uint32_t rows);
    /// From the next setFilter on, payloads are also read for rows that count for one facet at most.
    void answerForFacets();

Q_SIGNALS:
    /// Matches [position, position + count) are about to be inserted / have been inserted. Between the two
    /// nothing else happens.
    void aboutToInsert(std::uint32_t position, std::uint32_t count);
    void inserted(std::uint32_t position, std::uint32_t count);
    void aboutToReset();
    void reset();
    void searchChanged();
    /// Rows whose payload was needed and says yes in every part that asked for it.
    void payloadsAnswered(const std::vector<std::uint32_t> &rows);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
