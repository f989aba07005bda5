// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/facettally.h"

namespace mobwatch {

namespace {

// Counting into several tables in turn: neighbouring rows often have the same value, and one counter that is
// incremented twice in a row costs the time of a store and a load. Too large tables would leave the cache.
constexpr std::uint32_t laneCount = 4;
constexpr std::size_t laneValues = 1U << 14;

std::size_t valueCount(const EventStore &store, int facet)
{
    static_assert(static_cast<int>(Facet::Severity) == textColumnCount);
    if (facet < textColumnCount)
        return store.texts(static_cast<TextColumn>(facet)).size() + std::size_t{1};
    return facet == static_cast<int>(Facet::Severity) ? std::size_t{severityCount}
                                                      : store.labelPairs().size();
}

} // namespace

void FacetTally::clear()
{
    for (auto &each : m_counts)
        each.clear();
}

void FacetTally::open(const EventStore &store, std::uint32_t rows)
{
    for (int facet = 0; facet < facetCount; ++facet) {
        const std::size_t values = valueCount(store, facet);
        auto &count = m_counts[static_cast<std::size_t>(facet)];
        if (count.size() < values)
            count.resize(values);
        auto &lane = m_lanes[static_cast<std::size_t>(facet)];
        // Few rows are not worth adding up the lanes.
        if (values > laneValues || rows < values * laneCount)
            lane.clear();
        else
            lane.assign(values * laneCount, 0);
    }
}

void FacetTally::close()
{
    for (std::size_t facet = 0; facet < facetCount; ++facet) {
        std::vector<std::uint32_t> &lane = m_lanes[facet];
        const std::size_t values = lane.size() / laneCount;
        for (std::size_t from = 0; from < lane.size(); from += values) {
            for (std::size_t value = 0; value < values; ++value)
                m_counts[facet][value] += lane[from + value];
        }
        lane.clear();
    }
}

void FacetTally::change(const TallyRows &rows, FacetBits facets, std::uint32_t step)
{
    for (int facet = 0; facet < facetCount; ++facet) {
        if ((facets & facetBit(facet)) == 0)
            continue;
        if (m_counts[static_cast<std::size_t>(facet)].size() == 1)
            m_counts[static_cast<std::size_t>(facet)][0] += step * rows.size; // the value of every row
        else if (facet < textColumnCount)
            changeValues(facet, rows.chunk.text[facet].data(), rows, step);
        else if (facet == static_cast<int>(Facet::Severity))
            changeValues(facet, reinterpret_cast<const std::uint8_t *>(rows.chunk.severity.data()), rows,
                         step);
        else
            changeValues(facet, rows.chunk.labels.data(), rows, step);
    }
}

template <class Value>
void FacetTally::changeValues(int facet, const Value *values, const TallyRows &rows, std::uint32_t step)
{
    const auto number = static_cast<std::size_t>(facet);
    const Value *const from = values + rows.begin;
    const auto tally = [&](const auto &valueOf) {
        std::uint32_t *const count = m_counts[number].data();
        const std::size_t stride = m_lanes[number].size() / laneCount;
        std::uint32_t i = 0;
        if (stride != 0) {
            std::uint32_t *const lane0 = m_lanes[number].data();
            std::uint32_t *const lane1 = lane0 + stride;
            std::uint32_t *const lane2 = lane1 + stride;
            std::uint32_t *const lane3 = lane2 + stride;
            for (; i + laneCount <= rows.size; i += laneCount) {
                lane0[valueOf(i)] += step;
                lane1[valueOf(i + 1)] += step;
                lane2[valueOf(i + 2)] += step;
                lane3[valueOf(i + 3)] += step;
            }
        }
        for (; i < rows.size; ++i)
            count[valueOf(i)] += step;
    };
    if (rows.picked == nullptr)
        tally([from](std::uint32_t i) { return from[i]; });
    else
        tally([from, picked = rows.picked](std::uint32_t i) { return from[picked[i]]; });
}

} // namespace mobwatch
