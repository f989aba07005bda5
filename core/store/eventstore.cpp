// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/store/eventstore.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <tuple>
#include <type_traits>

namespace mobwatch {

namespace {

// From calloc: the pages come zeroed from the system and cost memory only where a column was written, so
// label columns that nobody fills and the unused end of the last chunk are free.
std::shared_ptr<StoreChunk> makeChunk()
{
    static_assert(std::is_trivially_default_constructible_v<StoreChunk> &&
                  std::is_trivially_destructible_v<StoreChunk>);
    void *const memory = std::calloc(1, sizeof(StoreChunk));
    if (memory == nullptr)
        throw std::bad_alloc();
    return {static_cast<StoreChunk *>(memory), [](StoreChunk *chunk) { std::free(chunk); }};
}

constexpr std::uint32_t chunkOf(std::uint32_t row)
{
    return row / StoreChunk::capacity;
}
constexpr std::uint32_t indexOf(std::uint32_t row)
{
    return row % StoreChunk::capacity;
}

// The ends are published with the row count; atomic only because a reader of older rows may look meanwhile.
std::uint64_t loadRelaxed(const std::uint64_t &number)
{
    return std::atomic_ref(const_cast<std::uint64_t &>(number)).load(std::memory_order_relaxed);
}

void raise(std::uint64_t &number, std::uint64_t to)
{
    if (to > number)
        std::atomic_ref(number).store(to, std::memory_order_relaxed);
}

template <class Column>
void widen(StoreChunk::Spans &spans, const Column &column, std::uint32_t from, std::uint32_t count)
{
    for (std::uint32_t i = from; i < from + count;) {
        const std::uint32_t span = i / StoreChunk::spanRows;
        const std::uint32_t end = std::min(from + count, (span + 1) * StoreChunk::spanRows);
        const auto [least, most] = std::minmax_element(column.begin() + i, column.begin() + end);
        spans[span].include(*least);
        spans[span].include(*most);
        i = end;
    }
}

PayloadKey keyOf(const StoreChunk &chunk, RowIndex row)
{
    const std::uint32_t i = indexOf(toNumber(row));
    return {row, chunk.epoch[i], chunk.cursor[i], chunk.timestampMs[i], chunk.locator[i]};
}

} // namespace

void NumberSpan::include(std::uint64_t number)
{
    raise(m_leastInverted, ~number);
    raise(m_most, number);
}

std::uint64_t NumberSpan::least() const
{
    return ~loadRelaxed(m_leastInverted);
}

std::uint64_t NumberSpan::most() const
{
    return loadRelaxed(m_most);
}

struct EventStore::Private
{
    std::vector<std::shared_ptr<StoreChunk>> chunks;
    std::uint32_t rowCount = 0;
    std::array<Interner, textColumnCount> texts;
    std::vector<Category> categoryOfKind{Category::Unknown}; ///< by kind id
    std::vector<LabelMap> labelSets{LabelMap()};
    std::map<LabelMap, std::uint32_t> labelIds{{LabelMap(), 0}};
    std::vector<LabelPair> labelPairs{LabelPair()};
    std::map<LabelPair, std::uint32_t> labelPairIds{{LabelPair(), 0}};
    Interner flows;
    std::vector<std::uint32_t> flowOfRun; ///< by run id; 0 = unknown
    LedgerOrder order;
    Epoch newestEpoch = 1;
    bool hasLabels = false;

    const StoreChunk &chunk(RowIndex row) const { return *chunks[chunkOf(toNumber(row))]; }
    void appendTexts(const EventBatch &batch, TextColumn column, const std::vector<std::uint32_t> &ids);
    void appendLabels(const EventBatch &batch);
    void pairLabels(std::uint32_t count);
    void appendNumbers(const EventBatch &batch);
    void learnFlows(const EventBatch &batch);

    // Calls piece(chunk, index in it, index in the batch, count) for each chunk that `count` new rows go to.
    template <class Piece>
    void forEachPiece(std::uint32_t count, Piece piece)
    {
        for (std::uint32_t done = 0; done < count;) {
            const std::uint32_t row = rowCount + done;
            const std::uint32_t part = std::min(count - done, StoreChunk::capacity - indexOf(row));
            piece(*chunks[chunkOf(row)], indexOf(row), done, part);
            done += part;
        }
    }
};

void EventStore::Private::appendTexts(const EventBatch &batch, TextColumn column,
                                      const std::vector<std::uint32_t> &ids)
{
    const auto number = static_cast<std::size_t>(column);
    Interner &interner = texts[number];
    std::vector<std::uint32_t> known(batch.strings.size(), 0);
    forEachPiece(static_cast<std::uint32_t>(ids.size()),
                 [&](StoreChunk &chunk, std::uint32_t at, std::uint32_t from, std::uint32_t count) {
                     for (std::uint32_t i = 0; i < count; ++i) {
                         const std::uint32_t id = ids[from + i];
                         if (id == BatchStrings::absent)
                             continue; // 0 already
                         if (known[id] == 0)
                             known[id] = interner.intern(batch.strings.at(id));
                         chunk.text[number][at + i] = known[id];
                     }
                 });
}

void EventStore::Private::appendLabels(const EventBatch &batch)
{
    std::vector<std::uint32_t> known(batch.labelSets.size());
    for (std::size_t i = 0; i < known.size(); ++i) {
        const auto [entry, isNew] =
            labelIds.emplace(batch.labelSets[i], static_cast<std::uint32_t>(labelSets.size()));
        if (isNew)
            labelSets.push_back(batch.labelSets[i]);
        known[i] = entry->second;
    }
    const auto fill = [&](auto StoreChunk::*column, const std::vector<std::uint32_t> &ids) {
        hasLabels = hasLabels || !ids.empty();
        forEachPiece(static_cast<std::uint32_t>(ids.size()),
                     [&](StoreChunk &chunk, std::uint32_t at, std::uint32_t from, std::uint32_t count) {
                         for (std::uint32_t i = 0; i < count; ++i) {
                             if (ids[from + i] != BatchStrings::absent)
                                 (chunk.*column)[at + i] = known[ids[from + i]];
                         }
                     });
    };
    fill(&StoreChunk::mobLabels, batch.mobLabels);
    fill(&StoreChunk::runLabels, batch.runLabels);
    if (!batch.mobLabels.empty() || !batch.runLabels.empty())
        pairLabels(static_cast<std::uint32_t>(batch.size()));
}

void EventStore::Private::pairLabels(std::uint32_t count)
{
    LabelPair last;
    std::uint32_t id = 0;
    forEachPiece(count, [&](StoreChunk &chunk, std::uint32_t at, std::uint32_t, std::uint32_t part) {
        for (std::uint32_t i = at; i < at + part; ++i) {
            const LabelPair pair{chunk.mobLabels[i], chunk.runLabels[i]};
            if (pair != last) {
                const auto [entry, isNew] =
                    labelPairIds.emplace(pair, static_cast<std::uint32_t>(labelPairs.size()));
                if (isNew)
                    labelPairs.push_back(pair);
                last = pair;
                id = entry->second;
            }
            if (id != 0)
                chunk.labels[i] = id;
        }
    });
}

void EventStore::Private::appendNumbers(const EventBatch &batch)
{
    const Interner &kinds = texts[static_cast<std::size_t>(TextColumn::Kind)];
    while (categoryOfKind.size() <= kinds.size())
        categoryOfKind.push_back(categoryOf(kinds.at(static_cast<std::uint32_t>(categoryOfKind.size()))));
    forEachPiece(static_cast<std::uint32_t>(batch.size()),
                 [&](StoreChunk &chunk, std::uint32_t at, std::uint32_t from, std::uint32_t count) {
                     std::copy_n(batch.severity.begin() + from, count, chunk.severity.begin() + at);
                     std::copy_n(batch.cursor.begin() + from, count, chunk.cursor.begin() + at);
                     std::copy_n(batch.timestampMs.begin() + from, count, chunk.timestampMs.begin() + at);
                     std::copy_n(batch.locator.begin() + from, count, chunk.locator.begin() + at);
                     std::fill_n(chunk.epoch.begin() + at, count, batch.epoch);
                     const auto &kind = chunk.text[static_cast<std::size_t>(TextColumn::Kind)];
                     for (std::uint32_t i = at; i < at + count; ++i)
                         chunk.category[i] = categoryOfKind[kind[i]];
                     widen(chunk.cursorSpans, chunk.cursor, at, count);
                     widen(chunk.timestampSpans, chunk.timestampMs, at, count);
                     widen(chunk.epochSpans, chunk.epoch, at, count);
                 });
}

void EventStore::Private::learnFlows(const EventBatch &batch)
{
    Interner &runs = texts[static_cast<std::size_t>(TextColumn::Run)];
    for (const EventBatch::RunFlow &each : batch.runFlows) {
        const std::uint32_t run = runs.intern(batch.strings.at(each.run));
        if (flowOfRun.size() <= run)
            flowOfRun.resize(run + 1, 0);
        flowOfRun[run] = flows.intern(batch.strings.at(each.flow));
    }
}

EventStore::EventStore()
    : d(std::make_unique<Private>())
{
}

EventStore::~EventStore() = default;

RowRange EventStore::append(const EventBatch &batch)
{
    const RowRange rows{d->rowCount, static_cast<std::uint32_t>(batch.size())};
    if (rows.count == 0) {
        d->learnFlows(batch);
        return rows;
    }
    while (d->chunks.size() * StoreChunk::capacity < rows.end())
        d->chunks.push_back(makeChunk());
    d->appendTexts(batch, TextColumn::Kind, batch.kind);
    d->appendTexts(batch, TextColumn::Mob, batch.mob);
    d->appendTexts(batch, TextColumn::Run, batch.run);
    d->appendTexts(batch, TextColumn::Step, batch.step);
    d->appendTexts(batch, TextColumn::Agent, batch.agent);
    d->appendLabels(batch);
    d->appendNumbers(batch);
    d->learnFlows(batch);
    d->newestEpoch = std::max(d->newestEpoch, batch.epoch);
    d->rowCount = rows.end();
    for (std::uint32_t row = rows.first; row < rows.end();) {
        const std::uint32_t end = ascendingEnd({row, rows.end() - row});
        d->order.apply(d->order.plan(*this, {row, end - row}));
        row = end;
    }
    return rows;
}

std::uint32_t EventStore::ascendingEnd(RowRange rows) const
{
    std::uint32_t end = std::min(rows.first + 1, rows.end());
    while (end < rows.end() && isBefore(rowIndex(end - 1), rowIndex(end)))
        ++end;
    return end;
}

std::uint32_t EventStore::rowCount() const
{
    return d->rowCount;
}

StoreSnapshot EventStore::snapshot() const
{
    StoreSnapshot result;
    result.m_chunks.assign(d->chunks.begin(), d->chunks.end());
    result.m_rowCount = d->rowCount;
    return result;
}

const StoreChunk &EventStore::chunk(std::uint32_t index) const
{
    return *d->chunks[index];
}

PayloadKey StoreSnapshot::payloadKey(RowIndex row) const
{
    return keyOf(chunk(chunkOf(toNumber(row))), row);
}

std::uint32_t EventStore::textId(TextColumn column, RowIndex row) const
{
    return d->chunk(row).text[static_cast<std::size_t>(column)][indexOf(toNumber(row))];
}

std::optional<std::string_view> EventStore::text(TextColumn column, RowIndex row) const
{
    const std::uint32_t id = textId(column, row);
    return id == 0 ? std::nullopt : std::optional(texts(column).at(id));
}

Severity EventStore::severity(RowIndex row) const
{
    return d->chunk(row).severity[indexOf(toNumber(row))];
}
Category EventStore::category(RowIndex row) const
{
    return d->chunk(row).category[indexOf(toNumber(row))];
}
Epoch EventStore::epoch(RowIndex row) const
{
    return d->chunk(row).epoch[indexOf(toNumber(row))];
}
Cursor EventStore::cursor(RowIndex row) const
{
    return d->chunk(row).cursor[indexOf(toNumber(row))];
}

TimestampMs EventStore::timestampMs(RowIndex row) const
{
    return d->chunk(row).timestampMs[indexOf(toNumber(row))];
}

PayloadKey EventStore::payloadKey(RowIndex row) const
{
    return keyOf(d->chunk(row), row);
}

const LabelMap &EventStore::mobLabels(RowIndex row) const
{
    return d->labelSets[d->chunk(row).mobLabels[indexOf(toNumber(row))]];
}

const LabelMap &EventStore::runLabels(RowIndex row) const
{
    return d->labelSets[d->chunk(row).runLabels[indexOf(toNumber(row))]];
}

const Interner &EventStore::texts(TextColumn column) const
{
    return d->texts[static_cast<std::size_t>(column)];
}

const std::vector<LabelMap> &EventStore::labelSets() const
{
    return d->labelSets;
}

const std::vector<LabelPair> &EventStore::labelPairs() const
{
    return d->labelPairs;
}

std::string_view EventStore::flowOfRun(std::uint32_t runTextId) const
{
    const std::uint32_t flow = runTextId < d->flowOfRun.size() ? d->flowOfRun[runTextId] : 0;
    return flow == 0 ? std::string_view() : d->flows.at(flow);
}

RowIndex EventStore::rowAt(std::uint32_t position) const
{
    return d->order.rowAt(position);
}
std::uint32_t EventStore::positionOf(RowIndex row) const
{
    return *d->order.positionOf(row);
}
const std::vector<OrderRun> &EventStore::order() const
{
    return d->order.runs();
}

bool EventStore::isBefore(RowIndex a, RowIndex b) const
{
    // Arrival last: the rows of a conflict have the same epoch and cursor.
    const StoreChunk &chunkA = d->chunk(a);
    const StoreChunk &chunkB = d->chunk(b);
    const std::uint32_t i = indexOf(toNumber(a));
    const std::uint32_t j = indexOf(toNumber(b));
    return std::tuple(chunkA.epoch[i], chunkA.cursor[i], a) <
           std::tuple(chunkB.epoch[j], chunkB.cursor[j], b);
}

std::optional<RowIndex> EventStore::findCursor(Epoch epochWanted, Cursor cursorWanted) const
{
    const auto isBefore = [&](RowIndex row) {
        return std::pair(epoch(row), cursor(row)) < std::pair(epochWanted, cursorWanted);
    };
    const auto &runs = d->order.runs();
    const auto run = std::ranges::partition_point(
        runs, [&](const OrderRun &each) { return isBefore(rowIndex(each.first + each.count - 1)); });
    if (run == runs.end())
        return std::nullopt;
    std::uint32_t first = run->first;
    for (std::uint32_t end = run->first + run->count; first < end;) {
        const std::uint32_t middle = first + (end - first) / 2;
        if (isBefore(rowIndex(middle)))
            first = middle + 1;
        else
            end = middle;
    }
    const RowIndex row = rowIndex(first);
    if (epoch(row) != epochWanted || cursor(row) != cursorWanted)
        return std::nullopt;
    return row;
}

Epoch EventStore::newestEpoch() const
{
    return d->newestEpoch;
}

std::size_t EventStore::memoryBytes() const
{
    constexpr std::size_t labelBytes =
        sizeof(StoreChunk::mobLabels) + sizeof(StoreChunk::runLabels) + sizeof(StoreChunk::labels);
    constexpr std::size_t rowBytes = sizeof(StoreChunk) / StoreChunk::capacity;
    // Pages that were never written are not there (makeChunk).
    const std::size_t untouched = d->hasLabels ? 0 : labelBytes / StoreChunk::capacity;
    std::size_t bytes = d->rowCount * (rowBytes - untouched) + d->order.memoryBytes() +
                        d->flows.memoryBytes() + d->flowOfRun.capacity() * sizeof(std::uint32_t);
    for (const Interner &each : d->texts)
        bytes += each.memoryBytes();
    for (const LabelMap &set : d->labelSets) {
        for (const auto &[key, value] : set)
            bytes += 2 * (sizeof(LabelMap::value_type) + key.capacity() + value.capacity());
    }
    return bytes;
}

} // namespace mobwatch
