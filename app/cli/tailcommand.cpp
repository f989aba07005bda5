// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/ledgertail.h"
#include "app/cli/linestail.h"
#include "app/cli/termination.h"

#include <QCoreApplication>

namespace mobwatch::cli {

namespace {

template <class Tail>
int follow(const Request &request, options::Arguments::From from, TailSink &sink)
{
    Termination termination;
    Tail tail(request, from, sink);
    int result = Done;
    bool ended = false;
    QObject::connect(&tail, &Tail::finished, qApp, [&result, &ended](int code) {
        result = code;
        ended = true;
        QCoreApplication::exit();
    });
    QObject::connect(&termination, &Termination::requested, &tail, &Tail::stop);
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
    TailSink sink(output, *request);
    const auto where = from->value_or(options::Arguments::From{});
    return request->type == SourceType::Ledger ? follow<LedgerTail>(*request, where, sink)
                                               : follow<LinesTail>(*request, where, sink);
}

} // namespace mobwatch::cli
