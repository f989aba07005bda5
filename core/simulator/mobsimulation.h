// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/runplan.h"

#include <QtGlobal>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mobwatch {

/// A run that an earlier simulation left without an end.
struct DanglingRun
{
    std::string mobId;
    std::string runId;
    std::string flowId;
    friend bool operator==(const DanglingRun &, const DanglingRun &) = default;
};

/// One event as it goes into a ledger, which gives it its cursor.
struct SimulatedEvent
{
    std::string mobId;
    std::int64_t timeNs = 0; ///< Unix time
    std::string kindJson;    ///< compact, keys sorted at every depth

    // What belongs into mob_runs and mob_specs in the same transaction.
    enum class Side : std::uint8_t { None, RunStarted, RunEnded, MobCreated };
    Side side = Side::None;
    std::string runId;
    std::string flowId;
    std::string sideJson; ///< params of a started run, the definition of a created mob
    RunEnd runEnd = RunEnd::Completed;

    friend bool operator==(const SimulatedEvent &, const SimulatedEvent &) = default;
};

/// Believable mobs as a stream of events: spawns, wiring, flows with parallel steps, failures, escalations,
/// resets, bursts and quiet times. Pure: the same setup gives the same events; no clock, no files.
class MobSimulation final
{
public:
    struct Setup
    {
        int mobs = 1;
        std::uint64_t seed = 1;
        std::int64_t startNs = 0;
        double eventsPerSecond = 20; ///< on average; more of them means more runs at once, not faster ones
        int mobsBefore = 0;          ///< mobs 0.. that the ledger knows already: they are reset, not created
        std::vector<DanglingRun> dangling;
    };
    explicit MobSimulation(const Setup &setup);
    ~MobSimulation();
    Q_DISABLE_COPY_MOVE(MobSimulation)

    /// When next() will happen. There always is a next event.
    [[nodiscard]] std::int64_t nextTimeNs();
    /// Ascending in time.
    [[nodiscard]] SimulatedEvent next();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
