// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/simqueue.h"

#include <map>
#include <string>
#include <vector>

namespace mobwatch {

/// One simulated mob: its members, its live runs, and what happens to it besides runs. Puts what it does into
/// the queue.
class SimMob final
{
public:
    SimMob(int index, SimQueue &queue, SimRandom &random);

    [[nodiscard]] const std::string &id() const { return m_id; }

    void create(std::int64_t atNs);
    /// After a restart of the host: runs without an end lost their custody, the members start anew.
    void resume(std::int64_t atNs, const std::vector<DanglingRun> &dangling);

    [[nodiscard]] bool canStartRun() const { return m_queue.nowNs() >= m_idleUntilNs; }
    /// The number of events that the new run plans.
    std::size_t startRun(RunWish wish);
    std::size_t startRun(std::size_t flow, RunWish wish, int attempt);

    /// Does one thing outside of runs; the rare ones with a probability times `rarity`.
    void structure(double rarity);
    void reset(std::int64_t atNs);
    /// Behind an escalation of `by`: other runs end, every member is retired, new ones come later.
    void retireEveryone(const LiveRun &by);
    void spawnEveryone();
    void forgetEndedRuns();

private:
    [[nodiscard]] std::int64_t milliseconds(std::int64_t first, std::int64_t last);
    [[nodiscard]] SimMember newMember(const std::string &name, std::string_view role, std::string_view mode,
                                      std::int64_t atNs);
    void emitSpawn(std::int64_t atNs, const SimMember &member, const std::string &spawnedBy);
    void retire(std::size_t index, std::int64_t atNs, bool keepsTopology);
    [[nodiscard]] std::int64_t spawnAll(std::int64_t atNs);
    void endRuns(std::int64_t atNs, std::string_view cause, const LiveRun *except);
    void emitEnd(std::int64_t atNs, const LiveRun &run, std::string_view cause);
    [[nodiscard]] std::size_t idleMember();
    [[nodiscard]] std::size_t chooseFlow(RunWish wish);

    void kickOff(std::size_t member, std::int64_t atNs, bool fails);
    void respawn();
    void fork();
    void guest();
    void rewire();
    void batchWire();
    void externalPeer();
    void objective();
    void operate();
    void snapshotBudget();
    void stopAndResume();
    void updateDefinition();

    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

    int m_index;
    std::string m_id;
    const CrewTemplate &m_crew;
    SimQueue &m_queue;
    SimRandom &m_random;
    std::vector<SimMember> m_roster;
    std::map<std::string, std::uint64_t> m_nextGeneration;
    std::vector<std::shared_ptr<LiveRun>> m_runs;
    std::int64_t m_idleUntilNs = 0;
    std::uint64_t m_nextFence = 1;
    int m_definitionEpoch = 1;
    int m_structures = 0;
    int m_forks = 0;
    std::int64_t m_spentCents = 40;
    std::int64_t m_tokens = 18000;
};

} // namespace mobwatch
