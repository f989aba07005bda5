// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/result.h"
#include "core/support/time.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <cstdint>
#include <memory>
#include <optional>

namespace mobwatch {

struct SimulatorOptions
{
    QString path;
    int mobs = 1;              ///< in one file
    double ratePerSecond = 20; ///< on average; 0 = as fast as it can
    std::optional<std::uint64_t>
        events; ///< so many in all, then it is finished; absent = until it is stopped
    std::uint64_t seed = 1;
    std::optional<TimestampMs> startMs; ///< time of the first event; absent = the history ends now
    std::uint64_t history = 400;        ///< backdated events that a paced simulation writes at once
};

/// Writes believable mobs into a real ledger file (specification 4), for the demo, `mobwatch-cli simulate`
/// and tests. The same seed and options give the same events apart from their timestamps, and those too with
/// `startMs`.
///
/// Continues only a file that it wrote itself: runs left without an end are canceled, the mobs are reset and
/// go on. Use it on one thread, the one that opened it. Whoever has an event loop takes SimulatorDriver.
class Simulator final
{
public:
    /// Errors: InvalidArgument (`subject` names the option), Exists (another's file, left untouched), Io,
    /// Busy.
    [[nodiscard]] static Result<std::unique_ptr<Simulator>> open(const SimulatorOptions &options);
    ~Simulator();
    Q_DISABLE_COPY_MOVE(Simulator)

    /// Writes what is due at `nowMs` in one transaction (the history with the first call; at rate 0 the next
    /// few thousand). The number of events written.
    [[nodiscard]] Result<std::uint64_t> step(TimestampMs nowMs = currentTimeMs());
    /// Writes the next `events` without regard to time, thousands per transaction.
    [[nodiscard]] Result<std::uint64_t> writeBulk(std::uint64_t events);

    /// How long step() has nothing to do; 0 = it has.
    [[nodiscard]] int msUntilNext(TimestampMs nowMs = currentTimeMs());
    [[nodiscard]] bool isFinished() const; ///< `events` are written
    [[nodiscard]] std::uint64_t eventsWritten() const;
    [[nodiscard]] Cursor lastCursor() const;

private:
    struct Private;
    explicit Simulator(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// Drives a Simulator by a timer on the thread it lives on.
class SimulatorDriver final : public QObject
{
    Q_OBJECT
public:
    explicit SimulatorDriver(std::unique_ptr<Simulator> simulator, QObject *parent = nullptr);
    ~SimulatorDriver() override;

    void start();
    /// No event is written afterwards; finished() follows once, here or by itself.
    void stop();
    [[nodiscard]] const Simulator &simulator() const { return *m_simulator; }
    /// Why it ended, where it was not asked to.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void finished();

private:
    void step();
    void finish();

    std::unique_ptr<Simulator> m_simulator;
    QTimer m_timer;
    std::optional<Error> m_error;
    bool m_finished = false;
};

} // namespace mobwatch
