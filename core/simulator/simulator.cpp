// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/simulator.h"

#include "core/simulator/ledgerwriter.h"
#include "core/simulator/mobsimulation.h"

#include <algorithm>
#include <vector>

namespace mobwatch {

namespace {

constexpr std::int64_t millisecond = 1'000'000;
constexpr double nominalRate = 20;
constexpr std::uint64_t bulk = 4000;
// Behind by more than this (a suspended machine), the simulation skips the time it slept instead of flooding.
constexpr std::int64_t patienceNs = 5'000 * millisecond;

// A continued file must not repeat the run ids that it holds already.
std::uint64_t seedAt(std::uint64_t seed, Cursor nextCursor)
{
    return nextCursor <= 1 ? seed : seed ^ (nextCursor * 0x9e3779b97f4a7c15U);
}

} // namespace

struct Simulator::Private
{
    Private(const SimulatorOptions &wanted, std::unique_ptr<LedgerWriter> ledger)
        : options(wanted)
        , writer(std::move(ledger))
        , firstCursor(writer->nextCursor())
    {
        MobSimulation::Setup setup;
        setup.mobs = options.mobs;
        setup.seed = seedAt(options.seed, firstCursor);
        setup.eventsPerSecond = options.ratePerSecond > 0 ? options.ratePerSecond : nominalRate;
        setup.mobsBefore = writer->mobsBefore();
        setup.dangling = writer->danglingRuns();
        openedNs = static_cast<std::int64_t>(currentTimeMs()) * millisecond;
        historyNs = historyLength(setup);
        setup.startNs = options.startMs ? static_cast<std::int64_t>(*options.startMs) * millisecond
                                        : openedNs - historyNs;
        startNs = setup.startNs;
        simulation = std::make_unique<MobSimulation>(setup);
    }

    // How much time the history covers: a dry run from zero tells.
    [[nodiscard]] std::int64_t historyLength(MobSimulation::Setup setup) const
    {
        if (options.ratePerSecond <= 0) {
            // So that a file of known size ends about now; one without end starts a week ago.
            const double seconds =
                options.events ? static_cast<double>(*options.events) / nominalRate : 7 * 86400.0;
            return static_cast<std::int64_t>(seconds * 1e9);
        }
        setup.startNs = 0;
        const std::uint64_t count = std::min(options.history, options.events.value_or(options.history));
        MobSimulation dry(setup);
        std::int64_t last = 0;
        for (std::uint64_t i = 0; i < count; ++i)
            last = dry.next().timeNs;
        return last;
    }

    [[nodiscard]] std::uint64_t remaining() const
    {
        return options.events ? *options.events - std::min(written, *options.events) : UINT64_MAX;
    }

    // The simulated time up to which everything has happened at `nowMs`.
    [[nodiscard]] std::int64_t dueNs(TimestampMs nowMs) const
    {
        return startNs + historyNs + static_cast<std::int64_t>(nowMs) * millisecond - openedNs - sleptNs;
    }

    Result<std::uint64_t> append(std::uint64_t count, std::int64_t untilNs)
    {
        buffer.clear();
        count = std::min(count, remaining());
        while (buffer.size() < count && simulation->nextTimeNs() <= untilNs) {
            buffer.push_back(simulation->next());
            if (!options.startMs)
                buffer.back().timeNs += sleptNs;
        }
        if (auto done = writer->append(buffer); !done)
            return fail(done.error());
        written += buffer.size();
        return buffer.size();
    }

    SimulatorOptions options;
    std::unique_ptr<LedgerWriter> writer;
    std::unique_ptr<MobSimulation> simulation;
    std::vector<SimulatedEvent> buffer;
    Cursor firstCursor = 1;
    std::uint64_t written = 0;
    std::int64_t openedNs = 0;
    std::int64_t startNs = 0;
    std::int64_t historyNs = 0;
    std::int64_t sleptNs = 0;
};

Simulator::Simulator(std::unique_ptr<Private> implementation)
    : d(std::move(implementation))
{
}

Simulator::~Simulator() = default;

Result<std::unique_ptr<Simulator>> Simulator::open(const SimulatorOptions &options)
{
    if (options.path.isEmpty())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("the simulator needs a file to write"),
                    QStringLiteral("ledger"));
    if (options.mobs < 1 || options.mobs > 1000)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("the number of mobs must be between 1 and 1000"), QStringLiteral("mobs"));
    if (!(options.ratePerSecond >= 0 && options.ratePerSecond <= 1e6))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("the rate must be between 0 and 1000000 events per second"),
                    QStringLiteral("rate"));
    if (options.startMs && *options.startMs > 253'000'000'000'000 / 30)
        return fail(ErrorCode::InvalidArgument, QStringLiteral("the start lies too far in the future"),
                    QStringLiteral("start-ms"));
    SimRandom random(options.seed);
    auto writer = LedgerWriter::open(options.path, random.uuid());
    if (!writer)
        return fail(writer.error());
    return std::unique_ptr<Simulator>(new Simulator(std::make_unique<Private>(options, std::move(*writer))));
}

Result<std::uint64_t> Simulator::step(TimestampMs nowMs)
{
    if (d->options.ratePerSecond <= 0)
        return d->append(bulk, INT64_MAX);
    const std::int64_t behind = d->dueNs(nowMs) - d->simulation->nextTimeNs();
    if (d->written >= d->options.history && behind > patienceNs)
        d->sleptNs += behind;
    std::uint64_t count = 0;
    for (;;) {
        const auto some = d->append(bulk, d->dueNs(nowMs));
        if (!some)
            return fail(some.error());
        count += *some;
        if (*some < bulk)
            return count;
    }
}

Result<std::uint64_t> Simulator::writeBulk(std::uint64_t events)
{
    std::uint64_t count = 0;
    while (count < events) {
        const auto some = d->append(std::min(bulk, events - count), INT64_MAX);
        if (!some)
            return fail(some.error());
        count += *some;
        if (*some == 0)
            break;
    }
    return count;
}

int Simulator::msUntilNext(TimestampMs nowMs)
{
    if (d->options.ratePerSecond <= 0 || isFinished())
        return 0;
    const std::int64_t waitNs = d->simulation->nextTimeNs() - d->dueNs(nowMs);
    return static_cast<int>(std::clamp<std::int64_t>((waitNs + millisecond - 1) / millisecond, 0, 60'000));
}

bool Simulator::isFinished() const
{
    return d->remaining() == 0;
}

std::uint64_t Simulator::eventsWritten() const
{
    return d->written;
}

Cursor Simulator::lastCursor() const
{
    return d->writer->nextCursor() - 1;
}

SimulatorDriver::SimulatorDriver(std::unique_ptr<Simulator> simulator, QObject *parent)
    : QObject(parent)
    , m_simulator(std::move(simulator))
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &SimulatorDriver::step);
}

SimulatorDriver::~SimulatorDriver() = default;

void SimulatorDriver::start()
{
    if (!m_finished)
        m_timer.start(0);
}

void SimulatorDriver::stop()
{
    finish();
}

void SimulatorDriver::step()
{
    const auto written = m_simulator->step();
    if (!written && written.error().code != ErrorCode::Busy)
        m_error = written.error();
    if (m_error || m_simulator->isFinished())
        return finish();
    m_timer.start(m_simulator->msUntilNext());
}

void SimulatorDriver::finish()
{
    m_timer.stop();
    if (m_finished)
        return;
    m_finished = true;
    Q_EMIT finished();
}

} // namespace mobwatch
