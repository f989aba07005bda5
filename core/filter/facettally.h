// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/store/eventstore.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace mobwatch {

/// What is counted per value: five text columns, severities and pairs of label sets.
enum class Facet : std::uint8_t { Kind, Mob, Run, Step, Agent, Severity, Label };
inline constexpr int facetCount = 7;

/// Bit n stands for the facet of number n.
using FacetBits = std::uint8_t;
inline constexpr FacetBits allFacets = 0x7f;
[[nodiscard]] constexpr FacetBits facetBit(int facet)
{
    return static_cast<FacetBits>(1U << facet);
}

/// Rows of one chunk, begin + i: all i of [0, size), or those of `picked`.
struct TallyRows
{
    const StoreChunk &chunk;
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    const std::uint16_t *picked = nullptr;
};

/// How many rows have which value, per facet. open() before a number of rows, close() after them.
class FacetTally final
{
public:
    /// By text id of the facet's column (0 = absent), by severity number, by label pair. May be shorter than
    /// the dictionary where the last values never counted.
    [[nodiscard]] const std::vector<std::uint32_t> &counts(int facet) const
    {
        return m_counts[static_cast<std::size_t>(facet)];
    }
    void clear();

    /// Room for every value that the store knows; about `rows` rows follow.
    void open(const EventStore &store, std::uint32_t rows);
    void add(const TallyRows &rows, FacetBits facets) { change(rows, facets, 1); }
    void remove(const TallyRows &rows, FacetBits facets) { change(rows, facets, ~std::uint32_t{0}); }
    void close();

private:
    void change(const TallyRows &rows, FacetBits facets, std::uint32_t step);
    template <class Value>
    void changeValues(int facet, const Value *values, const TallyRows &rows, std::uint32_t step);

    std::array<std::vector<std::uint32_t>, facetCount> m_counts;
    std::array<std::vector<std::uint32_t>, facetCount>
        m_lanes; ///< tables side by side, between open and close
};

} // namespace mobwatch
