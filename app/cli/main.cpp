// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"

#include <QCoreApplication>
#include <csignal>

namespace {

using namespace mobwatch;
using options::Command;

int run(const options::Arguments &arguments, cli::Output &output)
{
    if (arguments.wantsHelp()) {
        output.buffer() += options::helpText(arguments.command()).toStdString();
        return cli::Done;
    }
    if (arguments.wantsVersion()) {
        output.buffer() += "mobwatch-cli " MOBWATCH_VERSION "\n";
        return cli::Done;
    }
    switch (*arguments.command()) {
    case Command::Query:
        return cli::runQueryCommand(arguments, output);
    case Command::Tail:
        return cli::runTailCommand(arguments, output);
    case Command::SubscribeUrl:
        return cli::runSubscribeUrlCommand(arguments, output);
    case Command::Export:
        return cli::runExportCommand(arguments, output);
    case Command::Simulate:
        return cli::runSimulateCommand(arguments);
    case Command::SseDecode:
        return cli::runSseDecodeCommand(arguments, output);
    case Command::Discover:
        return cli::runDiscoverCommand(arguments, output);
    case Command::Check:
        return cli::runCheckCommand(arguments, output);
    case Command::Serve:
        return cli::runServeCommand(arguments);
    case Command::Window:
        break;
    }
    return cli::Unexpected;
}

} // namespace

int main(int argc, char **argv)
{
    // A reader that goes away is told by the write that fails.
    std::signal(SIGPIPE, SIG_IGN);
    const QCoreApplication application(argc, argv);
    cli::Output output;
    const auto arguments = options::Arguments::parseCli(QCoreApplication::arguments().mid(1));
    if (!arguments) {
        cli::tell(arguments.error().message);
        cli::tell(QStringLiteral("mobwatch-cli --help shows what there is"));
        return cli::WrongUsage;
    }
    return output.finish(run(*arguments, output));
}
