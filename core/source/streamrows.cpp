// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamrows.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace mobwatch {

namespace {

template <class T>
void reorder(std::vector<T> &column, const std::vector<std::uint32_t> &order)
{
    if (column.empty())
        return;
    std::vector<T> sorted;
    sorted.reserve(column.size());
    for (const std::uint32_t at : order)
        sorted.push_back(column[at]);
    column = std::move(sorted);
}

} // namespace

StreamRows::StreamRows(Arrival arrival, Epoch epoch)
    : m_batch(std::make_shared<EventBatch>())
{
    m_batch->arrival = arrival;
    m_batch->epoch = epoch;
    m_last.fill(BatchStrings::absent);
}

bool StreamRows::isEmpty() const
{
    return m_batch->size() == 0 && m_batch->unreadable.empty() && m_batch->duplicates == 0;
}

std::uint32_t StreamRows::intern(Column column, std::string_view text)
{
    std::uint32_t &last = m_last[column];
    if (last == BatchStrings::absent || m_batch->strings.at(last) != text)
        last = m_batch->strings.intern(text);
    return last;
}

std::uint32_t StreamRows::internOptional(Column column, const std::optional<std::string_view> &text)
{
    return text ? intern(column, *text) : BatchStrings::absent;
}

void StreamRows::add(const EnvelopeRow &row)
{
    EventBatch &batch = *m_batch;
    m_isSorted = m_isSorted && (batch.cursor.empty() || batch.cursor.back() < row.cursor);
    batch.kind.push_back(intern(Kind, row.kind));
    batch.mob.push_back(intern(Mob, row.mob));
    batch.run.push_back(internOptional(Run, row.run));
    batch.step.push_back(internOptional(Step, row.step));
    batch.agent.push_back(internOptional(Agent, row.agent));
    batch.severity.push_back(row.severity);
    batch.cursor.push_back(row.cursor);
    batch.timestampMs.push_back(row.timestampMs);
    batch.mobLabels.push_back(labelSet(row.mobLabels));
    batch.runLabels.push_back(labelSet(row.runLabels));
    if (!row.flow || !row.run)
        return;
    const EventBatch::RunFlow told{batch.run.back(), batch.strings.intern(*row.flow)};
    if (m_flows.insert((std::uint64_t{told.run} << 32) | told.flow).second)
        batch.runFlows.push_back(told);
}

EventBatchPtr StreamRows::finish(std::vector<std::uint64_t> locators)
{
    m_batch->locator = std::move(locators);
    if (m_batch->labelSets.empty()) {
        m_batch->mobLabels.clear();
        m_batch->runLabels.clear();
    }
    if (!m_isSorted)
        sort();
    return std::exchange(m_batch, nullptr);
}

void StreamRows::sort()
{
    EventBatch &batch = *m_batch;
    std::vector<std::uint32_t> order(batch.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&batch](std::uint32_t a, std::uint32_t b) {
        return batch.cursor[a] < batch.cursor[b];
    });
    for (auto *ids :
         {&batch.kind, &batch.mob, &batch.run, &batch.step, &batch.agent, &batch.mobLabels, &batch.runLabels})
        reorder(*ids, order);
    reorder(batch.severity, order);
    reorder(batch.cursor, order);
    reorder(batch.timestampMs, order);
    reorder(batch.locator, order);
}

} // namespace mobwatch
