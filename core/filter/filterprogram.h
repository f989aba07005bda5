// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/store/eventstore.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace mobwatch {

/// What the columns alone say about a row.
enum class Verdict : std::uint8_t { No = 0, Yes = 1, NeedsPayload = 2 };

/// A filter compiled against one store and one reading of the clock: text clauses decided once per distinct
/// string and kept as bitmaps of ids, so a row test is a load and a bit test.
///
/// compile() and refresh() belong to the store's thread. After them, evaluate() and matchesPayload() are
/// const, thread-safe, and correct for every row that existed at the last refresh.
class FilterProgram final
{
public:
    [[nodiscard]] static std::shared_ptr<FilterProgram> compile(const Filter &filter, const EventStore &store,
                                                                TimestampMs now);
    ~FilterProgram();
    Q_DISABLE_COPY_MOVE(FilterProgram)

    /// Decides strings and label sets that the store learned since. O(new distinct strings).
    void refresh(const EventStore &store);

    /// The top-level `and` in parts (one for a filter that is no `and`), each with the facet field it belongs
    /// to: FilterField::Kind for all that is only clauses on kind, wherever it stands, ..., Other for
    /// everything else: one part that columns answer and one that needs payloads, which stands last. Rows
    /// match the filter when every part says yes.
    struct Part
    {
        FilterField field = FilterField::Other;
        bool needsPayload = false;
    };
    [[nodiscard]] std::span<const Part> parts() const;

    /// Verdicts of rows [begin, end) of a chunk into `out` (one byte a row), for the whole filter or for one
    /// part.
    void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end, Verdict *out) const;
    void evaluatePart(std::size_t part, const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end,
                      Verdict *out) const;
    [[nodiscard]] bool needsPayload() const;

    struct PayloadOutcome
    {
        bool matches = false;
        bool regexFailed = false; ///< a regular expression ran into the match limit: counts as no match
    };
    /// The whole filter for one row, its payload at hand. `index` is the row within the chunk.
    [[nodiscard]] PayloadOutcome matchesPayload(const StoreChunk &chunk, std::uint32_t index,
                                                std::string_view data) const;
    /// One part of it.
    [[nodiscard]] PayloadOutcome partMatchesPayload(std::size_t part, const StoreChunk &chunk,
                                                    std::uint32_t index, std::string_view data) const;

private:
    struct Private;
    explicit FilterProgram(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// The same filter on a single envelope, without a store (command line, tests). Compiled once, thread-safe.
class EnvelopeFilter final
{
public:
    EnvelopeFilter(const Filter &filter, TimestampMs now);
    ~EnvelopeFilter();
    Q_DISABLE_COPY_MOVE(EnvelopeFilter)
    [[nodiscard]] bool matches(const struct Envelope &envelope, Epoch epoch) const;
    [[nodiscard]] std::uint32_t regexFailures() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
