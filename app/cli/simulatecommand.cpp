// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/termination.h"
#include "core/simulator/simulator.h"

#include <QCoreApplication>

namespace mobwatch::cli {

namespace {

Error wrongFlag(const QString &flag, const QString &message)
{
    return Error{ErrorCode::InvalidArgument, flag + QLatin1Char(' ') + message, flag, -1, {}};
}

Result<SimulatorOptions> simulatorOptions(const options::Arguments &arguments)
{
    SimulatorOptions options;
    const auto ledger = arguments.text("--ledger");
    if (!ledger || ledger->isEmpty())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("simulate needs --ledger FILE"),
                    QStringLiteral("--ledger"));
    options.path = *ledger;
    if (const auto mobs = arguments.number("--mobs")) {
        if (*mobs < 1 || *mobs > 1000)
            return fail(wrongFlag(QStringLiteral("--mobs"), QStringLiteral("is a number from 1 to 1000")));
        options.mobs = static_cast<int>(*mobs);
    }
    if (const auto rate = arguments.text("--rate")) {
        bool ok = false;
        options.ratePerSecond = rate->toDouble(&ok);
        if (!ok || !(options.ratePerSecond >= 0) || options.ratePerSecond > 1e7)
            return fail(wrongFlag(QStringLiteral("--rate"),
                                  QStringLiteral("needs a non-negative number, not '%1'").arg(*rate)));
    }
    options.events = arguments.number("--events");
    options.seed = arguments.number("--seed").value_or(options.seed);
    options.startMs = arguments.number("--start-ms");
    return options;
}

} // namespace

int runSimulateCommand(const options::Arguments &arguments)
{
    const auto options = simulatorOptions(arguments);
    if (!options)
        return failWith(options.error());
    auto simulator = Simulator::open(*options);
    if (!simulator)
        return failWith(simulator.error());
    Termination termination;
    SimulatorDriver driver(std::move(*simulator));
    bool ended = false;
    QObject::connect(&driver, &SimulatorDriver::finished, qApp, [&ended] {
        ended = true;
        QCoreApplication::exit();
    });
    QObject::connect(&termination, &Termination::requested, &driver, &SimulatorDriver::stop);
    driver.start();
    if (!ended)
        QCoreApplication::exec();
    if (arguments.has("--verbose"))
        tell(QStringLiteral("%1 events written, the last has cursor %2")
                 .arg(driver.simulator().eventsWritten())
                 .arg(driver.simulator().lastCursor()));
    return driver.error() ? failWith(*driver.error()) : Done;
}

} // namespace mobwatch::cli
