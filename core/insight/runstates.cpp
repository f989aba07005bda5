// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/insight/runstates.h"

#include <string_view>

namespace mobwatch {

namespace {

RunState stateOfLabel(std::string_view kind)
{
    if (kind == "flow_started")
        return RunState::Running;
    if (kind == "flow_completed")
        return RunState::Completed;
    if (kind == "flow_failed")
        return RunState::Failed;
    if (kind == "flow_canceled")
        return RunState::Canceled;
    return RunState::Unknown;
}

} // namespace

RunStates::RunStates(const EventStore &store)
    : m_store(store)
{
}

void RunStates::extend(RowRange rows)
{
    const Interner &kinds = m_store.texts(TextColumn::Kind);
    while (m_kindIds < kinds.size())
        m_stateOfKind.push_back(stateOfLabel(kinds.at(++m_kindIds)));
    const std::size_t known = m_store.texts(TextColumn::Run).size() + 1;
    if (m_runs.size() < known) {
        m_runs.resize(known);
        m_endRows.resize(known);
    }
    for (std::uint32_t number = rows.first; number < rows.end(); ++number) {
        const RowIndex row = rowIndex(number);
        const RunState state = m_stateOfKind[m_store.textId(TextColumn::Kind, row) - 1];
        const std::uint32_t run = m_store.textId(TextColumn::Run, row);
        if (state != RunState::Unknown && run != 0)
            learn(run, state, row);
    }
}

void RunStates::learn(std::uint32_t runId, RunState state, RowIndex row)
{
    Run &run = m_runs[runId];
    const bool hasEnded = run.state > RunState::Running;
    if (state == RunState::Running) {
        run.startedMs = m_store.timestampMs(row);
        if (hasEnded)
            return;
    } else {
        // Of two ends, which a sound ledger never has, the later one of the ledger counts.
        if (hasEnded && m_store.isBefore(row, m_endRows[runId]))
            return;
        run.endedMs = m_store.timestampMs(row);
        m_endRows[runId] = row;
    }
    run.state = state;
    run.epoch = m_store.epoch(row);
}

RunStates::Run RunStates::run(std::uint32_t runTextId) const
{
    return runTextId < m_runs.size() ? m_runs[runTextId] : Run();
}

} // namespace mobwatch
