// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/epochmerger.h"

#include "core/source/mergedpayloads.h"

#include <algorithm>
#include <numeric>

namespace mobwatch {

namespace {

template <class T>
std::vector<T> picked(const std::vector<T> &column, const std::vector<std::size_t> &rows)
{
    std::vector<T> out;
    if (column.empty())
        return out;
    out.reserve(rows.size());
    for (const std::size_t row : rows)
        out.push_back(column[row]);
    return out;
}

std::shared_ptr<EventBatch> copyRows(const EventBatch &batch, const std::vector<std::size_t> &rows)
{
    auto copy = std::make_shared<EventBatch>();
    copy->arrival = batch.arrival;
    copy->epoch = batch.epoch;
    for (std::uint32_t id = 0; id < batch.strings.size(); ++id)
        static_cast<void>(copy->strings.intern(batch.strings.at(id))); // the same ids again
    for (const auto column : {&EventBatch::kind, &EventBatch::mob, &EventBatch::run, &EventBatch::step,
                              &EventBatch::agent, &EventBatch::mobLabels, &EventBatch::runLabels})
        (*copy).*column = picked(batch.*column, rows);
    copy->severity = picked(batch.severity, rows);
    copy->cursor = picked(batch.cursor, rows);
    copy->timestampMs = picked(batch.timestampMs, rows);
    copy->locator = picked(batch.locator, rows);
    copy->labelSets = batch.labelSets;
    copy->runFlows = batch.runFlows;
    copy->unreadable = batch.unreadable;
    copy->duplicates = batch.duplicates;
    copy->conflicts = batch.conflicts;
    return copy;
}

// Whether a row and the one before it say the same about labels.
bool isSameOwner(const EventBatch &batch, std::size_t row)
{
    const auto same = [row](const std::vector<std::uint32_t> &ids) {
        return ids.empty() || ids[row] == ids[row - 1];
    };
    return same(batch.mob) && same(batch.run) && same(batch.mobLabels) && same(batch.runLabels);
}

} // namespace

void EpochMerger::beginServerEpoch(Epoch epoch)
{
    if (epoch <= m_serverEpoch)
        return;
    m_serverEpoch = epoch;
    m_compared = 0;
}

EventBatchPtr EpochMerger::addServer(const EventBatchPtr &batch)
{
    beginServerEpoch(batch->epoch);
    noteLabels(*batch);
    EventPrints &prints = m_prints[batch->epoch];
    std::vector<std::size_t> fresh;
    std::uint32_t conflicts = 0;
    for (std::size_t row = 0; row < batch->size(); ++row) {
        const std::uint64_t print = eventPrint(*batch, row);
        const auto known = prints.find(batch->cursor[row]);
        if (known && *known == print)
            continue;
        if (known)
            ++conflicts;
        else
            prints.add(batch->cursor[row], print);
        fresh.push_back(row);
    }
    if (m_compared > 0)
        m_serverNews.insert(m_serverNews.end(), batch->cursor.begin(), batch->cursor.end());
    if (fresh.size() == batch->size() && conflicts == 0)
        return batch;
    auto copy = copyRows(*batch, fresh);
    copy->conflicts += conflicts;
    return copy;
}

void EpochMerger::beginLedger()
{
    m_state = State::Comparing;
    m_pairs.clear();
    m_waiting.clear();
    m_compared = 0;
    m_serverNews.clear();
}

void EpochMerger::addLedger(EventBatchPtr batch)
{
    m_waiting.push_back(std::move(batch));
}

EpochMerger::Comparison EpochMerger::compare(const EventBatch &batch) const
{
    const auto prints = m_prints.find(m_serverEpoch);
    if (prints == m_prints.end())
        return Comparison::Nothing;
    for (std::size_t row = batch.size(); row-- > 0;) {
        if (const auto known = prints->second.find(batch.cursor[row]))
            return *known == eventPrint(batch, row) ? Comparison::Same : Comparison::Other;
    }
    return Comparison::Nothing;
}

bool EpochMerger::pair(const EventBatch &batch)
{
    if (m_pairs.contains(batch.epoch))
        return true;
    const bool isFirst = m_pairs.empty();
    const Epoch lastPaired = isFirst ? Epoch{0} : m_pairs.rbegin()->second;
    bool isSame = false;
    switch (compare(batch)) {
    case Comparison::Same:
        isSame = m_serverEpoch > lastPaired;
        break;
    case Comparison::Other:
        if (isFirst)
            m_state = State::Refused;
        break; // else the server has not noticed yet that a new epoch began
    case Comparison::Nothing: {
        // Proven to be one ledger, and both begin anew: the server just has not sent anything yet.
        const auto prints = m_prints.find(m_serverEpoch);
        const bool isEmpty = prints == m_prints.end() || prints->second.isEmpty();
        isSame = !isFirst && m_serverEpoch > lastPaired && isEmpty;
        break;
    }
    }
    if (!isSame)
        return false;
    m_state = State::Merged;
    m_pairs[batch.epoch] = m_serverEpoch;
    m_newPairs.emplace_back(m_serverEpoch, batch.epoch);
    return true;
}

bool EpochMerger::hasNewsAbout(const EventBatch &batch) const
{
    if (batch.size() == 0)
        return false;
    const auto first = std::lower_bound(m_serverNews.begin(), m_serverNews.end(), batch.cursor.front());
    const auto last = std::upper_bound(first, m_serverNews.end(), batch.cursor.back());
    return std::any_of(first, last, [&batch](Cursor cursor) {
        return std::binary_search(batch.cursor.begin(), batch.cursor.end(), cursor);
    });
}

// A later batch may be the one with a known event.
void EpochMerger::comparePending()
{
    std::sort(m_serverNews.begin(), m_serverNews.end());
    const std::size_t pairs = m_pairs.size();
    for (std::size_t i = 0; i < m_waiting.size() && m_state != State::Refused; ++i) {
        if (i >= m_compared || hasNewsAbout(*m_waiting[i]))
            pair(*m_waiting[i]);
    }
    m_serverNews.clear();
    m_compared = m_pairs.size() == pairs ? m_waiting.size() : 0;
}

std::vector<EventBatchPtr> EpochMerger::takeMerged()
{
    comparePending();
    std::vector<EventBatchPtr> merged;
    if (m_state == State::Refused) {
        m_waiting.clear();
        return merged;
    }
    std::vector<EventBatchPtr> waiting;
    for (EventBatchPtr &batch : m_waiting) {
        const auto epoch = m_pairs.find(batch->epoch);
        if (epoch == m_pairs.end())
            waiting.push_back(std::move(batch));
        else if (auto fresh = merge(*batch, epoch->second))
            merged.push_back(std::move(fresh));
    }
    m_waiting = std::move(waiting);
    m_compared = std::min(m_compared, m_waiting.size());
    return merged;
}

EventBatchPtr EpochMerger::merge(const EventBatch &batch, Epoch epoch)
{
    EventPrints &prints = m_prints[epoch];
    std::vector<std::size_t> fresh;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (prints.find(batch.cursor[row]))
            continue;
        prints.add(batch.cursor[row], eventPrint(batch, row));
        fresh.push_back(row);
    }
    if (fresh.empty() && batch.unreadable.empty())
        return nullptr;
    auto copy = copyRows(batch, fresh);
    copy->epoch = epoch;
    for (UnreadableRow &row : copy->unreadable)
        row.epoch = epoch;
    for (std::uint64_t &locator : copy->locator)
        locator |= MergedPayloads::fromLedger;
    setLabels(*copy);
    return copy;
}

void EpochMerger::noteLabels(const EventBatch &batch)
{
    const auto labels = [&batch](const std::vector<std::uint32_t> &column, std::size_t row) {
        return column.empty() || column[row] == BatchStrings::absent ? nullptr
                                                                     : &batch.labelSets[column[row]];
    };
    if (batch.labelSets.empty())
        return;
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (row > 0 && isSameOwner(batch, row))
            continue; // said already
        const std::string mob(batch.strings.at(batch.mob[row]));
        if (const LabelMap *const set = labels(batch.mobLabels, row))
            m_mobLabels[mob] = *set;
        const LabelMap *const set = labels(batch.runLabels, row);
        if (set && batch.run[row] != BatchStrings::absent)
            m_runLabels[{mob, std::string(batch.strings.at(batch.run[row]))}] = *set;
    }
}

void EpochMerger::setLabels(EventBatch &batch) const
{
    if (m_mobLabels.empty() && m_runLabels.empty())
        return;
    std::map<const LabelMap *, std::uint32_t> ids;
    batch.labelSets.clear();
    const auto idOf = [&](const LabelMap *labels) {
        const auto [entry, isNew] =
            ids.try_emplace(labels, static_cast<std::uint32_t>(batch.labelSets.size()));
        if (isNew)
            batch.labelSets.push_back(*labels);
        return entry->second;
    };
    batch.mobLabels.assign(batch.size(), BatchStrings::absent);
    batch.runLabels.assign(batch.size(), BatchStrings::absent);
    for (std::size_t row = 0; row < batch.size(); ++row) {
        if (row > 0 && batch.mob[row] == batch.mob[row - 1] && batch.run[row] == batch.run[row - 1]) {
            batch.mobLabels[row] = batch.mobLabels[row - 1];
            batch.runLabels[row] = batch.runLabels[row - 1];
            continue;
        }
        const std::string mob(batch.strings.at(batch.mob[row]));
        if (const auto found = m_mobLabels.find(mob); found != m_mobLabels.end())
            batch.mobLabels[row] = idOf(&found->second);
        if (batch.run[row] == BatchStrings::absent)
            continue;
        const auto found = m_runLabels.find({mob, std::string(batch.strings.at(batch.run[row]))});
        if (found != m_runLabels.end())
            batch.runLabels[row] = idOf(&found->second);
    }
}

} // namespace mobwatch
