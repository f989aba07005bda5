// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/simmob.h"

#include "core/simulator/definition.h"

#include <algorithm>
#include <array>

namespace mobwatch {

namespace {

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t second = 1'000'000'000;

constexpr auto guestNames = std::to_array<std::string_view>(
    {"mk--review_csingleton", "mk--na_xef_ve_x20_Agent_x20__xe9_", "mk--rt_creview_csingleton_c0",
     "mk--_x65e5__x672c__x20__x1f600_", "mk--1st__try"});

} // namespace

SimMob::SimMob(int index, SimQueue &queue, SimRandom &random)
    : m_index(index)
    , m_id(mobName(index))
    , m_crew(crewOf(index))
    , m_queue(queue)
    , m_random(random)
{
}

std::int64_t SimMob::milliseconds(std::int64_t first, std::int64_t last)
{
    const std::int64_t whole = m_random.between(first, last) * millisecond;
    return whole + m_random.between(0, millisecond - 1);
}

SimMember SimMob::newMember(const std::string &name, std::string_view role, std::string_view mode,
                            std::int64_t atNs)
{
    SimMember member;
    member.name = name;
    member.role = role;
    member.runtimeMode = mode;
    member.sessionId = m_random.uuidAt(atNs / millisecond);
    member.peerId = m_random.uuid();
    member.generation = m_nextGeneration[name]++;
    member.fence = m_nextFence++;
    return member;
}

void SimMob::emitSpawn(std::int64_t atNs, const SimMember &member, const std::string &spawnedBy)
{
    payloads::Spawn spawn;
    spawn.mobId = m_id;
    spawn.spawnedBy = spawnedBy;
    spawn.labelled = m_random.chance(0.2);
    if (m_random.chance(0.25))
        spawn.continuity = m_id + "/" + member.name;
    // Looks like the secret that real rows hold, so that whoever shows rows can prove to leave it out.
    if (m_random.chance(0.3))
        spawn.secret = "simulated-session-token-" + m_random.uuid();
    m_queue.emitEvent(m_index, atNs, payloads::memberSpawned(member, spawn));
}

void SimMob::create(std::int64_t atNs)
{
    SimItem item;
    item.atNs = atNs;
    item.mob = m_index;
    item.event.side = SimulatedEvent::Side::MobCreated;
    item.event.sideJson = mobDefinition(m_id, m_crew);
    item.event.kindJson = payloads::mobCreated(item.event.sideJson);
    m_queue.push(std::move(item));
    m_idleUntilNs = spawnAll(atNs + milliseconds(150, 400));
}

void SimMob::resume(std::int64_t atNs, const std::vector<DanglingRun> &dangling)
{
    for (const DanglingRun &lost : dangling) {
        if (lost.mobId != m_id)
            continue;
        LiveRun run;
        run.id = lost.runId;
        run.flowId = lost.flowId;
        emitEnd(atNs, run, "execution_custody_lost");
        atNs += milliseconds(2, 20);
    }
    reset(atNs + milliseconds(100, 300));
}

std::int64_t SimMob::spawnAll(std::int64_t atNs)
{
    std::vector<payloads::Edge> edges;
    for (const RoleTemplate &role : m_crew.roles) {
        for (int i = 1; i <= role.members; ++i) {
            const std::string name = std::string(role.role) + "-" + std::to_string(i);
            m_roster.push_back(newMember(name, role.role, role.runtimeMode, atNs));
            emitSpawn(atNs, m_roster.back(), {});
            atNs += milliseconds(20, 90);
            if (name == "lead-1")
                continue;
            // The first of a role is wired by itself, the others together at the end, as a host does it.
            if (i == 1)
                m_queue.emitEvent(m_index, atNs - 5 * millisecond, payloads::wired(true, {"lead-1", name}));
            else
                edges.emplace_back("lead-1", name);
        }
    }
    atNs += milliseconds(30, 90);
    m_queue.emitEvent(m_index, atNs, payloads::wiredBatch(std::move(edges)));
    kickOff(0, atNs + milliseconds(40, 200), false);
    return atNs + milliseconds(300, 900);
}

void SimMob::spawnEveryone()
{
    m_idleUntilNs = spawnAll(m_queue.nowNs());
}

void SimMob::forgetEndedRuns()
{
    std::erase_if(m_runs, [](const std::shared_ptr<LiveRun> &run) { return run->ended; });
}

std::size_t SimMob::chooseFlow(RunWish wish)
{
    const std::size_t any = m_random.below(m_crew.flows.size());
    if (wish != RunWish::LoopTwice && wish != RunWish::LoopGivesUp)
        return any;
    for (std::size_t i = 0; i < m_crew.flows.size(); ++i) {
        for (const StepTemplate &step : m_crew.flows[i].steps) {
            if (!step.loop.empty())
                return i;
        }
    }
    return any;
}

std::size_t SimMob::startRun(RunWish wish)
{
    return startRun(chooseFlow(wish), wish, 1);
}

std::size_t SimMob::startRun(std::size_t flow, RunWish wish, int attempt)
{
    RunRequest request;
    request.mobId = m_id;
    request.crew = &m_crew;
    request.flow = &m_crew.flows[flow];
    request.wish = wish;
    request.startNs = m_queue.nowNs() + milliseconds(1, 250);
    request.attempt = attempt;
    RunPlan plan = planRun(request, m_roster, m_random);

    const auto run = std::make_shared<LiveRun>();
    run->id = plan.runId;
    run->flowId = plan.flowId;
    run->plannedEnd = plan.end;
    m_runs.push_back(run);
    for (std::size_t i = 0; i < plan.events.size(); ++i) {
        PlannedEvent &planned = plan.events[i];
        SimItem item;
        item.atNs = planned.atNs;
        item.mob = m_index;
        item.run = run;
        item.event.kindJson = std::move(planned.kindJson);
        if (planned.retiresEveryone)
            item.action = SimItem::Action::EmitAndRetireEveryone;
        if (i == 0) {
            item.event.side = SimulatedEvent::Side::RunStarted;
            item.event.sideJson = plan.params;
        } else if (i + 1 == plan.events.size()) {
            item.action = SimItem::Action::EndRun;
            item.event.side = SimulatedEvent::Side::RunEnded;
        }
        m_queue.push(std::move(item));
    }
    if (plan.end == RunEnd::Failed && attempt < 3 && m_random.chance(0.6)) {
        SimItem again;
        again.atNs = plan.endNs + milliseconds(1500, 6000);
        again.mob = m_index;
        again.action = SimItem::Action::StartRun;
        again.flow = flow;
        again.attempt = attempt + 1;
        m_queue.push(std::move(again));
    }
    return plan.events.size();
}

void SimMob::emitEnd(std::int64_t atNs, const LiveRun &run, std::string_view cause)
{
    SimItem item;
    item.atNs = atNs;
    item.mob = m_index;
    item.event.kindJson = payloads::flowCanceled(run.id, run.flowId, cause);
    item.event.side = SimulatedEvent::Side::RunEnded;
    item.event.runId = run.id;
    item.event.flowId = run.flowId;
    item.event.runEnd = RunEnd::Canceled;
    m_queue.push(std::move(item));
}

void SimMob::endRuns(std::int64_t atNs, std::string_view cause, const LiveRun *except)
{
    for (const std::shared_ptr<LiveRun> &run : m_runs) {
        // A run whose first event is still to come never was.
        if (run->ended || run.get() == except)
            continue;
        run->ended = true;
        if (run->started) {
            emitEnd(atNs, *run, cause);
            atNs += milliseconds(3, 30);
        }
    }
}

void SimMob::retire(std::size_t index, std::int64_t atNs, bool keepsTopology)
{
    const SimMember member = m_roster[index];
    m_queue.emitEvent(m_index, atNs, payloads::memberRetirementStarted(member, m_id, keepsTopology));
    m_queue.emitEvent(m_index, atNs + milliseconds(30, 90), payloads::memberRetired(member));
    m_roster.erase(m_roster.begin() + static_cast<std::ptrdiff_t>(index));
}

void SimMob::retireEveryone(const LiveRun &by)
{
    std::int64_t at = m_queue.nowNs() + milliseconds(100, 300);
    endRuns(at, "cancel_requested", &by);
    while (!m_roster.empty()) {
        at += milliseconds(95, 130);
        retire(0, at, false);
    }
    m_idleUntilNs = at + 3600 * second; // until the new members are there
    SimItem spawn;
    spawn.atNs = at + milliseconds(2500, 5000);
    spawn.mob = m_index;
    spawn.action = SimItem::Action::SpawnEveryone;
    m_queue.push(std::move(spawn));
}

void SimMob::reset(std::int64_t atNs)
{
    endRuns(atNs, "cancel_requested", nullptr);
    atNs += milliseconds(40, 200);
    m_queue.emitEvent(m_index, atNs, payloads::quiesce(true, "Reset"));
    while (!m_roster.empty()) {
        atNs += milliseconds(95, 130);
        retire(0, atNs, false);
    }
    atNs += milliseconds(150, 300);
    m_queue.emitEvent(m_index, atNs, payloads::plain("mob_reset"));
    m_nextGeneration.clear();
    m_idleUntilNs = atNs + 3600 * second;
    SimItem spawn;
    spawn.atNs = atNs + milliseconds(400, 1500);
    spawn.mob = m_index;
    spawn.action = SimItem::Action::SpawnEveryone;
    m_queue.push(std::move(spawn));
}

// Somebody who works on nothing; nobody where all are busy.
std::size_t SimMob::idleMember()
{
    for (int attempt = 0; attempt < 6 && m_roster.size() > 1; ++attempt) {
        const std::size_t index = 1 + m_random.below(m_roster.size() - 1); // never the lead
        if (m_roster[index].busyUntilNs < m_queue.nowNs())
            return index;
    }
    return nobody;
}

void SimMob::structure(double rarity)
{
    if (!canStartRun() || m_roster.size() < 3)
        return;
    // The rare ones come at fixed places first, so that nobody waits an hour to see one.
    const int number = m_structures++;
    if (number == 30 || (number > 30 && m_random.chance(0.004 * rarity)))
        return reset(m_queue.nowNs() + millisecond);
    if (number == 20 || (number > 20 && m_random.chance(0.004 * rarity)))
        return updateDefinition();
    using Deed = void (SimMob::*)();
    static constexpr auto deeds =
        std::to_array<Deed>({&SimMob::objective, &SimMob::guest, &SimMob::operate, &SimMob::respawn,
                             &SimMob::rewire, &SimMob::snapshotBudget, &SimMob::externalPeer, &SimMob::fork,
                             &SimMob::batchWire, &SimMob::stopAndResume});
    const std::size_t which = static_cast<std::size_t>(number) < deeds.size()
                                  ? static_cast<std::size_t>(number)
                                  : m_random.below(deeds.size() + 2);
    if (which < deeds.size())
        return (this->*deeds[which])();
    const std::size_t member = m_random.below(m_roster.size());
    kickOff(member, m_queue.nowNs() + millisecond, m_random.chance(0.25));
}

void SimMob::kickOff(std::size_t member, std::int64_t atNs, bool fails)
{
    const std::string name = m_roster[member].name;
    const std::string objective = m_random.uuid();
    m_queue.emitEvent(m_index, atNs, payloads::kickoff(name, "pending", objective, {}, atNs));
    atNs += milliseconds(80, 400);
    m_queue.emitEvent(m_index, atNs, payloads::kickoff(name, "starting", objective, {}, atNs));
    atNs += milliseconds(300, 2500);
    if (fails)
        m_queue.emitEvent(m_index, atNs,
                          payloads::kickoff(name, "failed", objective,
                                            "model refused the first turn: 529 overloaded", atNs));
    else
        m_queue.emitEvent(
            m_index, atNs,
            payloads::kickoff(name, m_random.chance(0.1) ? "cancelled" : "started", objective, {}, atNs));
}

void SimMob::respawn()
{
    const std::size_t index = idleMember();
    if (index == nobody)
        return rewire();
    const SimMember old = m_roster[index];
    const std::int64_t at = m_queue.nowNs() + millisecond;
    retire(index, at, true);
    const std::int64_t spawnAt = at + milliseconds(150, 700);
    m_roster.push_back(newMember(old.name, old.role, old.runtimeMode, spawnAt));
    m_roster.back().busyUntilNs = spawnAt;
    emitSpawn(spawnAt, m_roster.back(), {});
    m_queue.emitEvent(m_index, spawnAt + milliseconds(10, 40), payloads::wired(true, {"lead-1", old.name}));
}

void SimMob::fork()
{
    const std::size_t index = m_random.below(m_roster.size());
    const SimMember parent = m_roster[index];
    const std::string name = parent.role + "-fork-" + std::to_string(++m_forks);
    const std::int64_t at = m_queue.nowNs() + millisecond;
    // It never joins the roster: it does its one job and goes.
    const SimMember child = newMember(name, parent.role, "turn_driven", at);
    emitSpawn(at, child, parent.name);
    m_queue.emitEvent(m_index, at + milliseconds(8, 30), payloads::wired(true, {parent.name, name}));
    const std::int64_t end = at + milliseconds(3000, 12000);
    m_queue.emitEvent(m_index, end, payloads::memberRetirementStarted(child, m_id, false));
    m_queue.emitEvent(m_index, end + milliseconds(40, 300), payloads::memberRetired(child));
}

void SimMob::guest()
{
    const std::string name(m_random.pick<const std::string_view>(guestNames));
    const bool known = std::any_of(m_roster.begin(), m_roster.end(),
                                   [&](const SimMember &member) { return member.name == name; });
    if (known)
        return rewire();
    const std::int64_t at = m_queue.nowNs() + millisecond;
    m_roster.push_back(newMember(name, m_crew.roles[1].role, "turn_driven", at));
    m_roster.back().busyUntilNs = at;
    emitSpawn(at, m_roster.back(), {});
    m_queue.emitEvent(m_index, at + milliseconds(5, 40), payloads::wired(true, {"lead-1", name}));
}

void SimMob::rewire()
{
    const std::size_t first = m_random.below(m_roster.size());
    const std::size_t other = (first + 1 + m_random.below(m_roster.size() - 1)) % m_roster.size();
    const payloads::Edge edge{m_roster[first].name, m_roster[other].name};
    const std::int64_t at = m_queue.nowNs() + millisecond;
    m_queue.emitEvent(m_index, at, payloads::wired(true, edge));
    if (m_random.chance(0.5))
        m_queue.emitEvent(m_index, at + milliseconds(2000, 9000), payloads::wired(false, edge));
}

void SimMob::batchWire()
{
    std::vector<payloads::Edge> edges;
    for (std::size_t i = 2; i < m_roster.size(); ++i)
        edges.emplace_back(m_roster[i - 1].name, m_roster[i].name);
    m_queue.emitEvent(m_index, m_queue.nowNs() + millisecond, payloads::wiredBatch(std::move(edges)));
}

void SimMob::externalPeer()
{
    const std::string peer = "partner-mob/review/rev-" + std::to_string(m_random.between(1, 9));
    const std::int64_t at = m_queue.nowNs() + millisecond;
    const std::string peerId = m_random.uuid();
    m_queue.emitEvent(m_index, at,
                      payloads::externalPeerWired("lead-1", peer, peerId,
                                                  static_cast<int>(m_random.between(44000, 44100))));
    m_queue.emitEvent(m_index, at + milliseconds(4000, 20000), payloads::externalPeerUnwired("lead-1", peer));
}

void SimMob::objective()
{
    const std::string id = m_random.uuid();
    const std::string owner = m_roster[m_random.below(m_roster.size())].name;
    const std::int64_t at = m_queue.nowNs() + millisecond;
    m_queue.emitEvent(m_index, at, payloads::objectiveOwnerBound(owner, id));
    const std::string_view outcome = m_random.pick(m_crew.objectives);
    m_queue.emitEvent(m_index, at + milliseconds(6000, 30000),
                      payloads::objectiveConcluded(owner, id, outcome));
}

void SimMob::operate()
{
    static constexpr auto tools = std::to_array<std::string_view>(
        {"mob_spawn", "mob_run_flow", "mob_cancel_flow", "mob_wire", "mob_status"});
    const std::string principal = "opaque-" + m_random.uuid().substr(0, 8);
    const std::string invocation =
        m_random.chance(0.7) ? "inv-" + std::to_string(m_random.between(1000, 9999)) : std::string();
    const std::string session = m_random.chance(0.6) ? m_roster.front().sessionId : std::string();
    const std::string_view tool = m_random.pick<const std::string_view>(tools);
    m_queue.emitEvent(m_index, m_queue.nowNs() + millisecond,
                      payloads::operatorAction(tool, principal, invocation, m_id, session));
}

void SimMob::snapshotBudget()
{
    m_spentCents += m_random.between(1, 60);
    m_tokens += m_random.between(2000, 90000);
    m_queue.emitEvent(m_index, m_queue.nowNs() + millisecond,
                      payloads::budgetSnapshot("lead-1", m_spentCents, m_tokens));
}

void SimMob::stopAndResume()
{
    forgetEndedRuns();
    if (!m_runs.empty())
        return snapshotBudget(); // only a mob at rest is stopped
    std::int64_t at = m_queue.nowNs() + millisecond;
    m_queue.emitEvent(m_index, at, payloads::quiesce(true, "Stop"));
    m_queue.emitEvent(m_index, at + milliseconds(4, 20), payloads::plain("mob_stopped"));
    at += milliseconds(3000, 8000);
    m_queue.emitEvent(m_index, at, payloads::quiesce(false, "Stop"));
    m_idleUntilNs = at + milliseconds(20, 100);
}

void SimMob::updateDefinition()
{
    m_queue.emitEvent(m_index, m_queue.nowNs() + millisecond,
                      payloads::definitionUpdated(mobDefinition(m_id, m_crew), ++m_definitionEpoch));
}

} // namespace mobwatch
