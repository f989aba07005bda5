// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/clausetest.h"
#include "core/store/eventstore.h"

#include <cstdint>
#include <memory>
#include <span>

namespace mobwatch {

/// What columns say, as a byte. In this order `and` is the minimum, `or` the maximum and `not` is 2 - x, so
/// whole blocks of rows are combined by plain vector instructions.
namespace tri {
inline constexpr std::uint8_t no = 0;
inline constexpr std::uint8_t open = 1; ///< only the payload tells
inline constexpr std::uint8_t yes = 2;
} // namespace tri

/// One clause over the columns of a store. refresh() belongs to the store's thread, the rest to any thread.
class ColumnTest
{
public:
    ColumnTest() = default;
    virtual ~ColumnTest() = default;
    Q_DISABLE_COPY_MOVE(ColumnTest)

    /// Decides what the store's dictionaries learned since. True if a regular expression failed on some of
    /// it.
    virtual bool refresh(const EventStore & /*store*/) { return false; }
    virtual void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                          std::uint8_t *out) const = 0;
    /// The same only for the rows begin + rows[i], each into out[rows[i]].
    virtual void evaluateSome(const StoreChunk &chunk, std::uint32_t begin,
                              std::span<const std::uint16_t> rows, std::uint8_t *out) const
    {
        for (const std::uint16_t row : rows)
            evaluate(chunk, begin + row, 1, out + row);
    }
    [[nodiscard]] virtual Outcome decide(const StoreChunk &chunk, std::uint32_t index,
                                         const PayloadView &payload) const = 0;
};

[[nodiscard]] std::unique_ptr<ColumnTest> makeColumnTest(std::shared_ptr<const ClauseTest> clause);

/// Every row, for the filter without clauses.
[[nodiscard]] std::unique_ptr<ColumnTest> makeEverythingTest();

} // namespace mobwatch
