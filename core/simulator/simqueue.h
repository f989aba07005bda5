// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/mobsimulation.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace mobwatch {

/// A run between its first and its last event. Once it has ended, whatever it had planned is dropped.
struct LiveRun
{
    std::string id;
    std::string flowId;
    RunEnd plannedEnd = RunEnd::Completed;
    bool started = false;
    bool ended = false;
};

struct SimItem
{
    enum class Action : std::uint8_t {
        Emit,
        EmitAndRetireEveryone,
        EndRun,
        Tick,
        Structure,
        StartRun,
        SpawnEveryone
    };
    std::int64_t atNs = 0;
    std::uint64_t sequence = 0;
    int mob = 0;
    Action action = Action::Emit;
    std::shared_ptr<LiveRun> run; ///< of a run's own events
    SimulatedEvent event;
    std::size_t flow = 0; ///< of StartRun
    int attempt = 1;
};

/// What is going to happen, in order of time; equal times in order of planning.
class SimQueue final
{
public:
    void push(SimItem item)
    {
        item.atNs = std::max(item.atNs, m_nowNs); // nothing happens in the past
        item.sequence = m_sequence++;
        if (!item.run && item.action == SimItem::Action::Emit)
            ++m_looseEvents;
        m_items.push_back(std::move(item));
        std::push_heap(m_items.begin(), m_items.end(), later);
    }

    void emitEvent(int mob, std::int64_t atNs, std::string kindJson)
    {
        SimItem item;
        item.atNs = atNs;
        item.mob = mob;
        item.event.kindJson = std::move(kindJson);
        push(std::move(item));
    }

    /// Never called on an empty queue: ticks keep it filled.
    [[nodiscard]] SimItem pop()
    {
        std::pop_heap(m_items.begin(), m_items.end(), later);
        SimItem item = std::move(m_items.back());
        m_items.pop_back();
        m_nowNs = item.atNs;
        return item;
    }

    [[nodiscard]] std::int64_t nowNs() const { return m_nowNs; }

    /// Events outside of runs since the last call.
    [[nodiscard]] std::uint64_t takeLooseEvents()
    {
        const std::uint64_t count = m_looseEvents;
        m_looseEvents = 0;
        return count;
    }

private:
    static bool later(const SimItem &a, const SimItem &b)
    {
        return a.atNs != b.atNs ? a.atNs > b.atNs : a.sequence > b.sequence;
    }

    std::vector<SimItem> m_items;
    std::uint64_t m_sequence = 0;
    std::uint64_t m_looseEvents = 0;
    std::int64_t m_nowNs = 0;
};

} // namespace mobwatch
