// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/mobsimulation.h"

#include "core/simulator/simmob.h"

#include <algorithm>
#include <array>
#include <optional>

namespace mobwatch {

namespace {

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::int64_t tickNs = 250 * millisecond;
constexpr double usual = 0.85; // between bursts and silence, so that all of it together averages one

// The first runs of a ledger show what there is to see, in the first minutes.
constexpr auto firstWishes =
    std::to_array<RunWish>({RunWish::Succeed, RunWish::LoopTwice, RunWish::Chance, RunWish::FailByModel,
                            RunWish::Succeed, RunWish::Fail, RunWish::Cancel, RunWish::Chance,
                            RunWish::LoopGivesUp, RunWish::Chance, RunWish::Insufficient, RunWish::Chance,
                            RunWish::Chance, RunWish::Fail, RunWish::Succeed, RunWish::Escalate});

} // namespace

struct MobSimulation::Private
{
    explicit Private(const Setup &setup)
        : random(setup.seed)
        , rate(std::max(setup.eventsPerSecond, 0.1))
        , rarity(std::min(1.0, 20 / rate))
    {
        const int count = std::max({setup.mobs, setup.mobsBefore, 1});
        for (int i = 0; i < count; ++i)
            mobs.push_back(std::make_unique<SimMob>(i, queue, random));
        std::int64_t at = setup.startNs;
        for (int i = 0; i < count; ++i) {
            if (i < setup.mobsBefore)
                mobs[static_cast<std::size_t>(i)]->resume(at, setup.dangling);
            else
                mobs[static_cast<std::size_t>(i)]->create(at);
            at += random.between(200, 900) * millisecond;
            pushStructure(i, at);
        }
        pushTick(setup.startNs + tickNs);
        phaseEndNs = setup.startNs + 25'000 * millisecond;
    }

    void pushTick(std::int64_t atNs)
    {
        SimItem tick;
        tick.atNs = atNs;
        tick.action = SimItem::Action::Tick;
        queue.push(std::move(tick));
    }

    void pushStructure(int mob, std::int64_t atNs)
    {
        SimItem item;
        item.mob = mob;
        item.action = SimItem::Action::Structure;
        // About one thing in five seconds for two mobs at the usual rate, and in proportion at others.
        const double gapMs =
            5000.0 * (20.0 / rate) * static_cast<double>(mobs.size()) / 2.0 * (0.3 + 1.4 * random.unit());
        item.atNs = atNs + static_cast<std::int64_t>(std::max(gapMs, 1.0)) * millisecond;
        queue.push(std::move(item));
    }

    // Normal, then a burst or silence, then normal again: the average stays near one.
    void changePhase()
    {
        if (queue.nowNs() < phaseEndNs)
            return;
        std::int64_t lengthMs = 0;
        if (factor != usual) {
            factor = usual;
            lengthMs = random.between(10'000, 40'000);
        } else if (random.chance(0.55)) {
            factor = 4.0;
            lengthMs = random.between(3'000, 8'000);
        } else {
            factor = 0.03;
            lengthMs = random.between(6'000, 14'000);
        }
        phaseEndNs = queue.nowNs() + lengthMs * millisecond;
    }

    void tick()
    {
        changePhase();
        budget += rate * factor * static_cast<double>(tickNs) / 1e9;
        budget -= static_cast<double>(queue.takeLooseEvents());
        budget = std::clamp(budget, -3.0 * rate, 3.0 * rate + 60);
        for (int attempts = 0; budget > 0 && attempts < 4;) {
            SimMob &mob = *mobs[chooseMob()];
            if (!mob.canStartRun()) {
                ++attempts;
                continue;
            }
            budget -= static_cast<double>(mob.startRun(nextWish()));
        }
        if (++ticks % 16 == 0) {
            for (const auto &mob : mobs)
                mob->forgetEndedRuns();
        }
        pushTick(queue.nowNs() + tickNs);
    }

    std::size_t chooseMob()
    {
        // The lower the number, the busier the mob.
        const std::size_t first = random.below(mobs.size());
        return std::min<std::size_t>(first, random.below(mobs.size()));
    }

    RunWish nextWish()
    {
        const std::size_t number = runs++;
        if (number < firstWishes.size())
            return firstWishes[number];
        return random.chance(0.008 * rarity) ? RunWish::Escalate : RunWish::Chance;
    }

    // Whether `item` is an event that goes out; everything else is done here.
    bool perform(SimItem &item)
    {
        SimMob &mob = *mobs[static_cast<std::size_t>(item.mob)];
        switch (item.action) {
        case SimItem::Action::Tick:
            tick();
            return false;
        case SimItem::Action::Structure:
            if (factor >= usual || random.chance(0.25))
                mob.structure(rarity);
            pushStructure(item.mob, queue.nowNs());
            return false;
        case SimItem::Action::StartRun:
            if (mob.canStartRun())
                budget -= static_cast<double>(mob.startRun(item.flow, RunWish::Chance, item.attempt));
            return false;
        case SimItem::Action::SpawnEveryone:
            mob.spawnEveryone();
            return false;
        case SimItem::Action::Emit:
        case SimItem::Action::EmitAndRetireEveryone:
        case SimItem::Action::EndRun:
            break;
        }
        if (item.run) {
            if (item.run->ended) {
                budget += 1; // was paid for, and never comes
                return false;
            }
            item.event.runId = item.run->id;
            item.event.flowId = item.run->flowId;
            item.run->started = true;
            item.event.runEnd = item.run->plannedEnd;
            item.run->ended = item.action == SimItem::Action::EndRun;
            if (item.action == SimItem::Action::EmitAndRetireEveryone)
                mob.retireEveryone(*item.run);
        }
        return true;
    }

    void prepare()
    {
        while (!prepared) {
            SimItem item = queue.pop();
            if (!perform(item))
                continue;
            prepared = std::move(item.event);
            prepared->mobId = mobs[static_cast<std::size_t>(item.mob)]->id();
            prepared->timeNs = item.atNs;
        }
    }

    SimQueue queue;
    SimRandom random;
    double rate;
    double rarity; ///< what ends everything at once must not come more often at a higher rate
    std::vector<std::unique_ptr<SimMob>> mobs;
    std::optional<SimulatedEvent> prepared;
    double budget = 0;
    double factor = usual;
    std::int64_t phaseEndNs = 0;
    std::size_t runs = 0;
    std::uint64_t ticks = 0;
};

MobSimulation::MobSimulation(const Setup &setup)
    : d(std::make_unique<Private>(setup))
{
}

MobSimulation::~MobSimulation() = default;

std::int64_t MobSimulation::nextTimeNs()
{
    d->prepare();
    return d->prepared->timeNs;
}

SimulatedEvent MobSimulation::next()
{
    d->prepare();
    SimulatedEvent event = std::move(*d->prepared);
    d->prepared.reset();
    return event;
}

} // namespace mobwatch
