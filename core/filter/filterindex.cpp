// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filterindex.h"

#include "core/filter/filtersearch.h"
#include "core/filter/rowbits.h"
#include "core/support/workerthread.h"

#include <QElapsedTimer>
#include <algorithm>
#include <array>
#include <deque>
#include <span>

namespace mobwatch {

namespace {

// Above this, scanning the columns and counting the facets may take longer than a frame can wait.
constexpr std::uint32_t synchronousRows = 2'000'000;
// Blocks that interleave with what is there more often than this are announced as one reset: a view that
// hears of thousands of tiny inserts is slower than one that looks again.
constexpr std::size_t maximumPieces = 256;
constexpr qint64 deliveryBudgetMs = 4;

} // namespace

struct FilterIndex::Private
{
    Private(FilterIndex *index, const EventStore &eventStore, PayloadAccessPtr access)
        : q(index)
        , store(eventStore)
        , payloads(std::move(access))
        , thread("filter-search")
    {
    }

    FilterIndex *const q;
    const EventStore &store;
    PayloadAccessPtr payloads;
    Filter filter;
    TimestampMs now = 0;
    std::uint32_t generation = 0;
    std::shared_ptr<FilterProgram> program; ///< nullptr = everything matches
    LedgerOrder seen;                       ///< rows handed to extend; the store may be ahead of it
    std::vector<std::uint32_t> list;        ///< matching rows in ledger order, while there is a program
    bool isForFacets = false;
    std::uint32_t mostRowsAtOnce = synchronousRows;

    std::shared_ptr<FilterSearch> search;
    std::deque<FilterSearch::Found> undelivered;
    std::uint64_t rowsAsked = 0;
    std::uint64_t rowsSettled = 0;
    bool isFirstPass = false; ///< nothing was all decided yet since setFilter
    std::uint32_t regexFailures = 0;
    std::uint32_t unreadable = 0;
    WorkerThread<FilterSearchWorker> thread;

    [[nodiscard]] bool isBefore(std::uint32_t a, std::uint32_t b) const
    {
        return store.isBefore(rowIndex(a), rowIndex(b));
    }
    [[nodiscard]] std::vector<std::uint32_t>::const_iterator find(RowIndex row) const;

    void resetSearch();
    void askWorker(const std::vector<RowRange> &runs, bool newest);
    void deliver();
    void apply(const FilterSearch::Found &found);

    void scan(RowRange rows, std::vector<std::uint32_t> &matches) const;
    void extendOrder(RowRange ascendingRows);
    void extendMatches(RowRange ascendingRows);
    void insert(std::span<const std::uint32_t> matches);
};

std::vector<std::uint32_t>::const_iterator FilterIndex::Private::find(RowIndex row) const
{
    return std::ranges::partition_point(list,
                                        [&](std::uint32_t each) { return isBefore(each, toNumber(row)); });
}

void FilterIndex::Private::resetSearch()
{
    if (search)
        search->cancel();
    search.reset();
    undelivered.clear();
    rowsAsked = rowsSettled = 0;
    isFirstPass = false;
    regexFailures = unreadable = 0;
}

void FilterIndex::Private::askWorker(const std::vector<RowRange> &runs, bool newest)
{
    if (!thread.isRunning()) {
        thread.start([index = q, self = this] {
            auto worker = std::make_unique<FilterSearchWorker>();
            QObject::connect(worker.get(), &FilterSearchWorker::foundMore, index,
                             [self] { self->deliver(); });
            return worker;
        });
    }
    for (const RowRange &run : runs)
        rowsAsked += run.count;
    if (search->add(runs, store.snapshot(), newest))
        thread.post([asked = search](FilterSearchWorker &worker) { worker.run(*asked); });
}

void FilterIndex::Private::deliver()
{
    if (!search)
        return;
    for (FilterSearch::Found &found : search->take())
        undelivered.push_back(std::move(found));
    if (undelivered.empty())
        return;
    QElapsedTimer clock;
    clock.start();
    const auto current = search;
    while (!undelivered.empty() && clock.elapsed() < deliveryBudgetMs) {
        const FilterSearch::Found found = std::move(undelivered.front());
        undelivered.pop_front();
        apply(found);
        if (search != current)
            return; // somebody set another filter in answer to a signal
    }
    if (!undelivered.empty())
        QMetaObject::invokeMethod(
            q, [this] { deliver(); }, Qt::QueuedConnection);
    Q_EMIT q->searchChanged();
}

void FilterIndex::Private::apply(const FilterSearch::Found &found)
{
    rowsSettled += found.scanned;
    if (rowsSettled >= rowsAsked)
        isFirstPass = false;
    regexFailures += found.regexFailures;
    unreadable += found.unreadable;
    insert(found.matches);
    if (!found.answered.empty())
        Q_EMIT q->payloadsAnswered(found.answered);
}

// Appends the matching rows of [first, end) by what the columns say.
void FilterIndex::Private::scan(RowRange rows, std::vector<std::uint32_t> &matches) const
{
    std::array<Verdict, partMaskBlock> verdicts;
    std::array<std::uint32_t, partMaskBlock> hits;
    for (std::uint32_t row = rows.first; row < rows.end();) {
        const std::uint32_t begin = row % StoreChunk::capacity;
        const std::uint32_t count = std::min({rows.end() - row, StoreChunk::capacity - begin, partMaskBlock});
        program->evaluate(store.chunk(row / StoreChunk::capacity), begin, begin + count, verdicts.data());
        const std::uint32_t size =
            collectRows(reinterpret_cast<const std::uint8_t *>(verdicts.data()), count,
                        static_cast<std::uint8_t>(Verdict::Yes), true, row, hits.data());
        matches.insert(matches.end(), hits.begin(), hits.begin() + size);
        row += count;
    }
}

void FilterIndex::Private::extendOrder(RowRange ascendingRows)
{
    const std::vector<OrderRun> pieces = seen.plan(store, ascendingRows);
    if (pieces.size() > maximumPieces) {
        Q_EMIT q->aboutToReset();
        seen.apply(pieces);
        Q_EMIT q->reset();
        return;
    }
    for (const OrderRun &piece : pieces) {
        Q_EMIT q->aboutToInsert(piece.position, piece.count);
        seen.apply({&piece, 1});
        Q_EMIT q->inserted(piece.position, piece.count);
    }
}

void FilterIndex::Private::extendMatches(RowRange ascendingRows)
{
    const std::uint32_t before = seen.size();
    const std::vector<OrderRun> pieces = seen.plan(store, ascendingRows);
    seen.apply(pieces);
    if (program->needsPayload()) {
        std::vector<RowRange> runs;
        for (const OrderRun &piece : pieces)
            runs.push_back({piece.first, piece.count});
        askWorker(runs, pieces.back().position >= before);
        return;
    }
    std::vector<std::uint32_t> matches;
    scan(ascendingRows, matches);
    insert(matches);
}

// `matches` stand in ledger order, and none of them is in the list.
void FilterIndex::Private::insert(std::span<const std::uint32_t> matches)
{
    struct Piece
    {
        std::size_t from, count, position;
    };
    std::vector<Piece> pieces;
    const std::size_t size = list.size();
    for (std::size_t next = 0; next < matches.size();) {
        std::size_t position = size;
        if (!list.empty() && !isBefore(list.back(), matches[next]))
            position = static_cast<std::size_t>(find(rowIndex(matches[next])) - list.cbegin());
        std::size_t stop = matches.size();
        if (position < size) {
            const auto behind =
                std::partition_point(matches.begin() + static_cast<std::ptrdiff_t>(next), matches.end(),
                                     [&](std::uint32_t row) { return isBefore(row, list[position]); });
            stop = static_cast<std::size_t>(behind - matches.begin());
        }
        pieces.push_back({next, stop - next, position + next});
        next = stop;
    }
    if (pieces.size() > maximumPieces) {
        Q_EMIT q->aboutToReset();
        std::vector<std::uint32_t> merged(size + matches.size());
        std::ranges::merge(list, matches, merged.begin(),
                           [this](std::uint32_t a, std::uint32_t b) { return isBefore(a, b); });
        list = std::move(merged);
        Q_EMIT q->reset();
        return;
    }
    for (const Piece &piece : pieces) {
        const auto position = static_cast<std::uint32_t>(piece.position);
        const auto count = static_cast<std::uint32_t>(piece.count);
        Q_EMIT q->aboutToInsert(position, count);
        const auto rows = matches.subspan(piece.from, piece.count);
        list.insert(list.begin() + position, rows.begin(), rows.end());
        Q_EMIT q->inserted(position, count);
    }
}

FilterIndex::FilterIndex(const EventStore &store, PayloadAccessPtr payloads, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, store, std::move(payloads)))
{
}

FilterIndex::~FilterIndex()
{
    d->resetSearch();
    d->thread.stop();
}

void FilterIndex::setPayloadAccess(PayloadAccessPtr payloads)
{
    if (d->payloads == payloads)
        return;
    d->payloads = std::move(payloads);
    if (d->program && d->program->needsPayload())
        setFilter(filter(), d->now);
}

void FilterIndex::setFilter(const Filter &filter, TimestampMs now)
{
    const bool wasSearching = isSearching();
    Q_EMIT aboutToReset();
    d->resetSearch();
    d->filter = filter;
    d->now = now;
    ++d->generation;
    d->list = {};
    d->program = filter.isEmpty() ? nullptr : FilterProgram::compile(filter, d->store, now);
    if (d->program && (d->program->needsPayload() || d->seen.size() > d->mostRowsAtOnce)) {
        d->search = std::make_shared<FilterSearch>(d->program, d->payloads, d->isForFacets);
        std::vector<RowRange> runs;
        for (const OrderRun &run : d->seen.runs())
            runs.push_back({run.first, run.count});
        if (!runs.empty())
            d->askWorker(runs, true);
        d->isFirstPass = !runs.empty();
    } else if (d->program) {
        for (const OrderRun &run : d->seen.runs())
            d->scan({run.first, run.count}, d->list);
        d->list.shrink_to_fit();
    }
    Q_EMIT reset();
    if (wasSearching || isSearching())
        Q_EMIT searchChanged();
}

const Filter &FilterIndex::filter() const
{
    return d->filter;
}
std::uint32_t FilterIndex::generation() const
{
    return d->generation;
}
const FilterProgram *FilterIndex::program() const
{
    return d->program.get();
}
std::span<const std::uint32_t> FilterIndex::list() const
{
    return d->list;
}
void FilterIndex::setSynchronousRows(std::uint32_t rows)
{
    d->mostRowsAtOnce = rows;
}
void FilterIndex::answerForFacets()
{
    d->isForFacets = true;
}

void FilterIndex::extend(RowRange rows)
{
    if (rows.count == 0)
        return;
    if (d->search)
        d->search->refreshProgram(d->store);
    else if (d->program)
        d->program->refresh(d->store);
    const bool wasSearching = isSearching();
    for (std::uint32_t row = rows.first; row < rows.end();) {
        const std::uint32_t end = d->store.ascendingEnd({row, rows.end() - row});
        if (d->program)
            d->extendMatches({row, end - row});
        else
            d->extendOrder({row, end - row});
        row = end;
    }
    if (isSearching() != wasSearching)
        Q_EMIT searchChanged();
}

std::uint32_t FilterIndex::size() const
{
    return d->program ? static_cast<std::uint32_t>(d->list.size()) : d->seen.size();
}

RowIndex FilterIndex::rowAt(std::uint32_t position) const
{
    return d->program ? rowIndex(d->list[position]) : d->seen.rowAt(position);
}

std::optional<std::uint32_t> FilterIndex::positionOf(RowIndex row) const
{
    if (!d->program)
        return d->seen.positionOf(row);
    const auto found = d->find(row);
    if (found == d->list.cend() || *found != toNumber(row))
        return std::nullopt;
    return static_cast<std::uint32_t>(found - d->list.cbegin());
}

std::uint32_t FilterIndex::lowerBound(RowIndex row) const
{
    if (!d->program)
        return d->seen.lowerBound(d->store, row);
    return static_cast<std::uint32_t>(d->find(row) - d->list.cbegin());
}

bool FilterIndex::matches(RowIndex row) const
{
    return positionOf(row).has_value();
}

bool FilterIndex::isSearching() const
{
    return d->rowsSettled < d->rowsAsked;
}

bool FilterIndex::isFirstSearch() const
{
    return d->isFirstPass;
}

double FilterIndex::progress() const
{
    return d->rowsAsked == 0 ? 1.0 : static_cast<double>(d->rowsSettled) / static_cast<double>(d->rowsAsked);
}

std::uint32_t FilterIndex::regexFailures() const
{
    return d->regexFailures;
}
std::uint32_t FilterIndex::unreadablePayloads() const
{
    return d->unreadable;
}

std::size_t FilterIndex::memoryBytes() const
{
    return d->list.capacity() * sizeof(std::uint32_t) + d->seen.memoryBytes();
}

} // namespace mobwatch
