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

} // namespace

void EpochMerger::beginServerEpoch(Epoch epoch)
{
    m_serverEpoch = std::max(m_serverEpoch, epoch);
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

std::vector<EventBatchPtr> EpochMerger::takeMerged()
{
    // A later batch may be the one with a known event.
    for (const EventBatchPtr &batch : m_waiting)
        pair(*batch);
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
