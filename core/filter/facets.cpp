// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/facets.h"

#include "core/filter/partmask.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace mobwatch {

namespace {

// A recount of more rows than this goes on in the next turn of the event loop.
constexpr std::uint32_t rowsPerTurn = 4'000'000;
// Counting into several tables in turn: neighbouring rows often have the same value, and one counter that is
// incremented twice in a row costs the time of a store and a load. Too large tables would leave the cache.
constexpr std::uint32_t laneCount = 4;
constexpr std::size_t laneValues = 1U << 14;

using PickedRows = std::array<std::uint16_t, partMaskBlock>;

// Which masks are `wanted`; how many. Eight at a time, because neighbours often agree; where they do not,
// without a branch, because then it is not predictable.
std::uint32_t pick(const PartMaskBlock &masks, PartMask wanted, PickedRows &picked)
{
    constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7fULL;
    const std::uint64_t eightWanted = 0x0101010101010101ULL * wanted;
    std::uint32_t found = 0;
    for (std::uint32_t i = 0; i < partMaskBlock; i += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, &masks[i], sizeof eight);
        const std::uint64_t difference = eight ^ eightWanted;
        // A high bit stays unset for a byte that is zero.
        const std::uint64_t nonZero = (((difference & low) + low) | difference) | low;
        if (nonZero == ~std::uint64_t{0})
            continue;
        for (std::uint32_t j = i; j < i + 8; ++j) {
            picked[found] = static_cast<std::uint16_t>(j);
            found += masks[j] == wanted ? 1 : 0;
        }
    }
    return found;
}

constexpr PartMask bitOf(int facet)
{
    return static_cast<PartMask>(1U << facet);
}

} // namespace

struct Facets::Private
{
    Private(Facets *facets, const EventStore &eventStore, FilterIndex &filterIndex)
        : q(facets)
        , store(eventStore)
        , index(filterIndex)
        , generation(filterIndex.generation())
    {
    }

    Facets *const q;
    const EventStore &store;
    FilterIndex &index;
    std::uint32_t generation;
    std::uint32_t rows = 0;    ///< handed to extend
    std::uint32_t counted = 0; ///< of them
    bool isTurnPending = false;
    std::array<std::vector<std::uint32_t>, facetCount> counts;
    std::array<std::vector<std::uint32_t>, facetCount>
        lanes; ///< laneCount tables side by side; zero between counts

    void recount();
    void countMore();
    void count(RowRange range);
    void countBlock(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end);
    void countAnswered(const std::vector<std::uint32_t> &answered);

    void makeRoom(RowRange range);
    void collectLanes();
    /// Counts rows begin + i for all i of `picked`, or for i in [0, size) without one.
    void add(int facet, const StoreChunk &chunk, std::uint32_t begin, const std::uint16_t *picked,
             std::uint32_t size);
    template <class Value>
    void addValues(int facet, const Value *values, const std::uint16_t *picked, std::uint32_t size);
};

void Facets::Private::recount()
{
    if (generation == index.generation())
        return; // rows came in so many pieces that the index announced a reset; extend follows
    generation = index.generation();
    for (auto &each : counts)
        each.clear();
    counted = 0;
    countMore();
}

void Facets::Private::countMore()
{
    const std::uint32_t turn = std::min(rows - counted, rowsPerTurn);
    count({counted, turn});
    counted += turn;
    if (counted < rows && !isTurnPending) {
        isTurnPending = true;
        QMetaObject::invokeMethod(
            q,
            [this] {
                isTurnPending = false;
                countMore();
            },
            Qt::QueuedConnection);
    } else if (counted == rows) {
        Q_EMIT q->changed();
    }
}

void Facets::Private::makeRoom(RowRange range)
{
    static_assert(static_cast<int>(Facet::Severity) == textColumnCount && facetCount == textColumnCount + 1);
    for (int facet = 0; facet < facetCount; ++facet) {
        const std::size_t values = facet < textColumnCount
                                       ? store.texts(static_cast<TextColumn>(facet)).size() + std::size_t{1}
                                       : std::size_t{severityCount};
        auto &count = counts[static_cast<std::size_t>(facet)];
        if (count.size() < values)
            count.resize(values);
        auto &lane = lanes[static_cast<std::size_t>(facet)];
        // Few rows are not worth adding up the lanes.
        if (values > laneValues || range.count < values * laneCount)
            lane.clear();
        else
            lane.assign(values * laneCount, 0);
    }
}

void Facets::Private::collectLanes()
{
    for (std::size_t facet = 0; facet < facetCount; ++facet) {
        const std::vector<std::uint32_t> &lane = lanes[facet];
        const std::size_t values = lane.size() / laneCount;
        for (std::size_t from = 0; from < lane.size(); from += values) {
            for (std::size_t value = 0; value < values; ++value)
                counts[facet][value] += lane[from + value];
        }
    }
}

void Facets::Private::count(RowRange range)
{
    makeRoom(range);
    for (std::uint32_t row = range.first; row < range.end();) {
        const std::uint32_t begin = row % StoreChunk::capacity;
        const std::uint32_t size = std::min({range.end() - row, StoreChunk::capacity - begin, partMaskBlock});
        countBlock(store.chunk(row / StoreChunk::capacity), begin, begin + size);
        row += size;
    }
    collectLanes();
}

void Facets::Private::countBlock(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end)
{
    const std::uint32_t size = end - begin;
    const FilterProgram *const program = index.program();
    if (program == nullptr) {
        for (int facet = 0; facet < facetCount; ++facet)
            add(facet, chunk, begin, nullptr, size);
        return;
    }
    PartMaskBlock masks;
    const PartMask seen = evaluatePartMasks(*program, chunk, begin, end, masks);
    PickedRows picked;
    const std::uint32_t matching = seen == 0 ? size : pick(masks, 0, picked);
    for (int facet = 0; facet < facetCount; ++facet)
        add(facet, chunk, begin, seen == 0 ? nullptr : picked.data(), matching);
    for (int facet = 0; facet < facetCount; ++facet) {
        if ((seen & bitOf(facet)) != 0)
            add(facet, chunk, begin, picked.data(), pick(masks, bitOf(facet), picked));
    }
}

void Facets::Private::add(int facet, const StoreChunk &chunk, std::uint32_t begin,
                          const std::uint16_t *picked, std::uint32_t size)
{
    if (facet < textColumnCount)
        addValues(facet, chunk.text[facet].data() + begin, picked, size);
    else
        addValues(facet, reinterpret_cast<const std::uint8_t *>(chunk.severity.data()) + begin, picked, size);
}

template <class Value>
void Facets::Private::addValues(int facet, const Value *values, const std::uint16_t *picked,
                                std::uint32_t size)
{
    const auto number = static_cast<std::size_t>(facet);
    const auto valueOf = [&](std::uint32_t i) { return values[picked == nullptr ? i : picked[i]]; };
    std::uint32_t *const count = counts[number].data();
    const std::size_t stride = lanes[number].size() / laneCount;
    std::uint32_t i = 0;
    if (stride != 0) {
        std::uint32_t *const lane0 = lanes[number].data();
        std::uint32_t *const lane1 = lane0 + stride;
        std::uint32_t *const lane2 = lane1 + stride;
        std::uint32_t *const lane3 = lane2 + stride;
        for (; i + laneCount <= size; i += laneCount) {
            ++lane0[valueOf(i)];
            ++lane1[valueOf(i + 1)];
            ++lane2[valueOf(i + 2)];
            ++lane3[valueOf(i + 3)];
        }
    }
    for (; i < size; ++i)
        ++count[valueOf(i)];
}

void Facets::Private::countAnswered(const std::vector<std::uint32_t> &answered)
{
    const FilterProgram &program = *index.program();
    makeRoom({});
    for (const std::uint32_t row : answered) {
        const StoreChunk &chunk = store.chunk(row / StoreChunk::capacity);
        const std::uint32_t at = row % StoreChunk::capacity;
        const auto fails = static_cast<PartMask>(partMaskOf(program, chunk, at) & partMaskFacets);
        for (int facet = 0; facet < facetCount; ++facet) {
            if ((fails & ~bitOf(facet)) == 0)
                add(facet, chunk, at, nullptr, 1);
        }
    }
    if (!answered.empty())
        Q_EMIT q->changed();
}

Facets::Facets(const EventStore &store, FilterIndex &index, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, store, index))
{
    index.answerForFacets();
    connect(&index, &FilterIndex::reset, this, [this] { d->recount(); });
    connect(&index, &FilterIndex::payloadsAnswered, this,
            [this](const std::vector<std::uint32_t> &rows) { d->countAnswered(rows); });
}

Facets::~Facets() = default;

void Facets::extend(RowRange rows)
{
    if (rows.count == 0)
        return;
    d->rows = rows.end();
    if (!d->isTurnPending)
        d->countMore();
}

const std::vector<std::uint32_t> &Facets::counts(Facet facet) const
{
    return d->counts[static_cast<std::size_t>(facet)];
}

} // namespace mobwatch
