// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/ledgertail.h"
#include "app/cli/linestail.h"
#include "app/cli/servertail.h"
#include "app/cli/termination.h"

#include <QCoreApplication>
#include <QTimer>
#include <chrono>

namespace mobwatch::cli {

namespace {

constexpr std::chrono::milliseconds probeEvery{500};

template <class Tail>
int follow(const Request &request, options::Arguments::From from, Output &output)
{
    Termination termination;
    TailSink sink(output, request);
    Tail tail(request, from, sink);
    int result = Done;
    bool ended = false;
    QObject::connect(&tail, &Tail::finished, qApp, [&result, &ended](int code) {
        result = code;
        ended = true;
        QCoreApplication::exit();
    });
    QObject::connect(&termination, &Termination::requested, &tail, &Tail::stop);
    QTimer probe;
    QObject::connect(&probe, &QTimer::timeout, &tail, [&output, &tail] {
        output.probe();
        if (output.isBroken())
            tail.stop();
    });
    probe.start(probeEvery);
    tail.start();
    // It can end before the loop begins, which would not hear of it.
    if (!ended)
        QCoreApplication::exec();
    return result;
}

} // namespace

int runTailCommand(const options::Arguments &arguments, Output &output)
{
    auto request = makeRequest(arguments, {Format::Table, Format::Jsonl, Format::Json, Format::Csv});
    if (!request)
        return failWith(request.error());
    const auto from = arguments.from();
    if (!from)
        return failWith(from.error());
    request->query.afterSeq.reset();
    const auto where = from->value_or(options::Arguments::From{});
    if (request->type == SourceType::Server)
        return follow<ServerTail>(*request, where, output);
    return request->type == SourceType::Ledger ? follow<LedgerTail>(*request, where, output)
                                               : follow<LinesTail>(*request, where, output);
}

} // namespace mobwatch::cli
