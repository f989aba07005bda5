// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/store/eventstore.h"

#include <cstdint>
#include <vector>

namespace mobwatch {

enum class RunState : std::uint8_t { Unknown, Running, Completed, Failed, Canceled };

/// Per run: whether it has ended and how, and when it started. Independent of the order of arrival: an end
/// wins over a start. GUI thread.
class RunStates final
{
public:
    struct Run
    {
        RunState state = RunState::Unknown;
        TimestampMs startedMs = 0; ///< 0 while its flow_started was not read
        TimestampMs endedMs = 0;
        Epoch epoch = 1;
        friend bool operator==(const Run &, const Run &) = default;
    };
    explicit RunStates(const EventStore &store);
    void extend(RowRange rows);
    /// By the run's text id.
    [[nodiscard]] Run run(std::uint32_t runTextId) const;

private:
    void learn(std::uint32_t runId, RunState state, RowIndex row);

    const EventStore &m_store;
    std::vector<Run> m_runs;
    std::vector<RowIndex> m_endRows; ///< by run; of ended runs
    std::uint32_t m_kindIds = 0;
    std::vector<RunState> m_stateOfKind; ///< by kind text id; Running for flow_started
};

} // namespace mobwatch
