// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/facets.h"

#include "core/filter/partmask.h"
#include "core/filter/rowbits.h"

#include <algorithm>
#include <array>
#include <span>

namespace mobwatch {

namespace {

constexpr std::uint32_t rowsPerTurn = 1'000'000;

using PickedRows = std::array<std::uint16_t, partMaskBlock>;

/// Gathers single rows and hands them on, many of one chunk at a time.
template <class Use>
class RowGatherer
{
public:
    RowGatherer(const EventStore &store, Use use)
        : m_store(store)
        , m_use(std::move(use))
    {
    }
    void put(std::uint32_t row)
    {
        if (m_size == partMaskBlock || row / StoreChunk::capacity != m_chunk) {
            flush();
            m_chunk = row / StoreChunk::capacity;
        }
        m_picked[m_size++] = static_cast<std::uint16_t>(row % StoreChunk::capacity);
    }
    void flush()
    {
        if (m_size > 0)
            m_use(TallyRows{m_store.chunk(m_chunk), 0, m_size, m_picked.data()});
        m_size = 0;
    }

private:
    const EventStore &m_store;
    Use m_use;
    std::uint32_t m_chunk = 0;
    std::uint32_t m_size = 0;
    PickedRows m_picked;
};

/// Calls use(row) for the rows that are not in `list`; both stand in ledger order.
template <class Use>
void forEachMissing(const std::vector<OrderRun> &order, std::span<const std::uint32_t> list, Use use)
{
    constexpr std::uint32_t stride = 64;
    std::size_t at = 0;
    for (const OrderRun &run : order) {
        const std::uint32_t end = run.first + run.count;
        std::uint32_t next = run.first;
        while (at < list.size() && list[at] >= next && list[at] < end) {
            // Rows of a run ascend, so the last of many tells that none of them is missing.
            if (at + stride < list.size() && list[at + stride] == next + stride && next + stride < end) {
                at += stride;
                next += stride;
                continue;
            }
            for (; next < list[at]; ++next)
                use(next);
            ++next;
            ++at;
        }
        for (; next < end; ++next)
            use(next);
    }
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
    std::uint32_t turn = rowsPerTurn;
    std::uint32_t rows = 0;    ///< handed to extend
    std::uint32_t counted = 0; ///< of them, in `matching`
    bool isTurnPending = false;
    FacetTally all;         ///< every row, whatever the filter
    FacetTally matching;    ///< under the filter, for the facets that it does not leave alone
    FacetBits filtered = 0; ///< which those are
    FacetBits own = 0;      ///< that some part of the filter belongs to

    void recount();
    void readParts();
    void countMore();
    void countAll(RowRange range);
    bool countFromMatches();
    void count(RowRange range, bool isRemoval);
    void countBlock(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end, bool isRemoval);
    void countAnswered(const std::vector<std::uint32_t> &answered);
};

// A facet that all parts belong to, or any without a filter, counts every row there is.
void Facets::Private::readParts()
{
    own = filtered = 0;
    if (index.program() == nullptr)
        return;
    for (const FilterProgram::Part &part : index.program()->parts()) {
        const PartMask no = partMaskOf(part.field);
        if (isCountable(no))
            own = static_cast<FacetBits>(own | no);
        filtered = static_cast<FacetBits>(filtered | (isCountable(no) ? allFacets & ~no : allFacets));
    }
}

void Facets::Private::recount()
{
    if (generation == index.generation())
        return; // rows came in so many pieces that the index announced a reset; extend follows
    generation = index.generation();
    matching.clear();
    readParts();
    counted = 0;
    if (filtered == 0 || countFromMatches())
        counted = rows;
    if (!isTurnPending)
        countMore();
}

// The match list is there already: what it tells need not be found out again.
bool Facets::Private::countFromMatches()
{
    const FilterProgram &program = *index.program();
    if (program.needsPayload() || index.isSearching())
        return false;
    const std::span<const std::uint32_t> list = index.list();
    const bool isRemoval = list.size() > rows - rows / 16; // taking the others away is less work
    if (isRemoval)
        matching = all;
    if (program.parts().size() > 1) {
        count({0, rows}, isRemoval);
        return true;
    }
    matching.open(store, isRemoval ? rows - std::min(rows, index.size()) : index.size());
    RowGatherer gatherer(store, [&](const TallyRows &some) {
        isRemoval ? matching.remove(some, filtered) : matching.add(some, filtered);
    });
    const auto put = [&](std::uint32_t row) {
        if (row < rows)
            gatherer.put(row);
    };
    if (isRemoval)
        forEachMissing(store.order(), list, put);
    else
        std::ranges::for_each(list, put);
    gatherer.flush();
    matching.close();
    return true;
}

void Facets::Private::countMore()
{
    const std::uint32_t now = filtered == 0 ? rows - counted : std::min(rows - counted, turn);
    if (filtered != 0)
        count({counted, now}, false);
    counted += now;
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

// Calls piece(chunk, begin, size) for blocks of the range.
template <class Piece>
void forEachBlock(const EventStore &store, RowRange range, Piece piece)
{
    for (std::uint32_t row = range.first; row < range.end();) {
        const std::uint32_t begin = row % StoreChunk::capacity;
        const std::uint32_t size = std::min({range.end() - row, StoreChunk::capacity - begin, partMaskBlock});
        piece(store.chunk(row / StoreChunk::capacity), begin, size);
        row += size;
    }
}

void Facets::Private::countAll(RowRange range)
{
    all.open(store, range.count);
    forEachBlock(store, range, [this](const StoreChunk &chunk, std::uint32_t begin, std::uint32_t size) {
        all.add({chunk, begin, size}, allFacets);
    });
    all.close();
}

void Facets::Private::count(RowRange range, bool isRemoval)
{
    matching.open(store, range.count);
    forEachBlock(store, range, [&](const StoreChunk &chunk, std::uint32_t begin, std::uint32_t size) {
        countBlock(chunk, begin, begin + size, isRemoval);
    });
    matching.close();
}

void Facets::Private::countBlock(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end,
                                 bool isRemoval)
{
    const std::uint32_t size = end - begin;
    PartMaskBlock masks;
    const PartMask seen = evaluatePartMasks(*index.program(), chunk, begin, end, masks);
    if (seen == 0) {
        if (!isRemoval)
            matching.add({chunk, begin, size}, filtered);
        return;
    }
    PickedRows picked;
    const auto pick = [&](PartMask mask, bool wanted) {
        const std::uint32_t found =
            collectRows(masks.data(), size, mask, wanted, std::uint16_t{0}, picked.data());
        return TallyRows{chunk, begin, found, picked.data()};
    };
    if (isRemoval)
        matching.remove(pick(0, false), filtered);
    else
        matching.add(pick(0, true), filtered);
    for (int facet = 0; facet < facetCount; ++facet) {
        const FacetBits bit = facetBit(facet);
        if ((own & filtered & bit) != 0 && (seen & bit) != 0)
            matching.add(pick(bit, true), bit);
    }
}

void Facets::Private::countAnswered(const std::vector<std::uint32_t> &answered)
{
    if (answered.empty())
        return;
    const FilterProgram &program = *index.program();
    matching.open(store, 0);
    for (const std::uint32_t row : answered) {
        const StoreChunk &chunk = store.chunk(row / StoreChunk::capacity);
        const std::uint32_t at = row % StoreChunk::capacity;
        const auto fails = static_cast<PartMask>(partMaskOf(program, chunk, at) & partMaskFacets);
        // With one no the row counts for the facet that says it, with none for all, otherwise for none.
        if (isCountable(fails))
            matching.add({chunk, at, 1}, fails == 0 ? filtered : static_cast<FacetBits>(filtered & fails));
    }
    matching.close();
    Q_EMIT q->changed();
}

Facets::Facets(const EventStore &store, FilterIndex &index, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, store, index))
{
    d->readParts();
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
    d->countAll(rows);
    if (!d->isTurnPending)
        d->countMore();
}

const std::vector<std::uint32_t> &Facets::counts(Facet facet) const
{
    const auto number = static_cast<int>(facet);
    return (d->filtered & facetBit(number)) == 0 ? d->all.counts(number) : d->matching.counts(number);
}

void Facets::setRowsPerTurn(std::uint32_t rows)
{
    d->turn = rows;
}

} // namespace mobwatch
