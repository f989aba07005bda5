// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/eventlines.h"
#include "app/cli/eventprinter.h"
#include "app/cli/serverevents.h"

#include <utility>

namespace mobwatch::cli {

namespace {

int queryLedger(const Request &request, Output &output)
{
    auto ledger = LedgerReader::open(request.source);
    if (!ledger)
        return failWith(ledger.error());
    if (request.verbose && (*ledger)->usesPrivateCopy())
        tell(QStringLiteral("%1: read from a private copy").arg(request.source));
    const auto page = runQuery(**ledger, request.labels, request.query, [&request](const Envelope &envelope) {
        return request.passesFilter(envelope, 1);
    });
    if (!page)
        return failWith(page.error());
    EventPrinter printer(output, request);
    for (const Envelope &envelope : page->events)
        printer.fit(envelope);
    printer.begin();
    for (const Envelope &envelope : page->events) {
        if (output.isBroken())
            break;
        printer.print(envelope);
    }
    printer.end();
    output.flush();
    RowErrors errors;
    errors.takeFrom(**ledger);
    return errors.report(request.source);
}

int queryLines(const Request &request, Output &output)
{
    MatchCollector matches(request, request.query.afterSeq, request.query.limit.value_or(defaultQueryLimit));
    EventLines lines([&matches](EnvelopeLine &&line) {
        matches.add(std::move(line));
        return true;
    });
    if (const auto read = readEventLines(request, lines); !read)
        return failWith(read.error());
    const auto found = matches.take();
    if (!found)
        return failWith(found.error());
    EventPrinter printer(output, request);
    for (const EnvelopeLine &line : *found)
        printer.fit(line.envelope);
    printer.begin();
    for (const EnvelopeLine &line : *found) {
        if (output.isBroken())
            break;
        printer.print(line.envelope, line.epoch);
    }
    printer.end();
    output.flush();
    return reportLines(request, lines);
}

int queryServer(const Request &request, Output &output)
{
    ServerEvents events(request);
    EventPrinter printer(output, request);
    bool hasBegun = false;
    const auto begin = [&] {
        if (!std::exchange(hasBegun, true))
            printer.begin();
    };
    const auto print = [&](const Envelope &envelope) -> Result<void> {
        begin();
        printer.print(envelope);
        return output.isBroken() ? fail(ErrorCode::Canceled, QStringLiteral("nobody reads")) : Result<void>();
    };
    const auto read = events.readPage(request.query.limit.value_or(defaultQueryLimit), print);
    if (!read && !hasBegun)
        return failWith(read.error());
    begin();
    printer.end();
    output.flush();
    if (output.isBroken())
        return Done; // Output::finish() has the word
    return read ? events.report() : failWith(read.error());
}

} // namespace

void RowErrors::takeFrom(LedgerReader &reader)
{
    const auto errors = reader.takeRowErrors();
    if (m_count == 0 && !errors.empty())
        m_first = errors.front();
    m_count += errors.size();
    for (const DamagedCursors &range : reader.takeDamage()) {
        if (!m_damage.insert(range.first).second)
            continue;
        if (m_count == 0)
            m_first = Error{
                ErrorCode::Damaged, QString::fromLatin1(damagedPage), QString::number(range.first), -1, {}};
        m_count += range.last - range.first + 1;
    }
}

int RowErrors::report(const QString &source) const
{
    if (m_count == 0)
        return Done;
    const QString place = QStringLiteral("cursor %1: %2").arg(m_first.subject, m_first.message);
    if (m_count == 1)
        tell(QStringLiteral("%1: 1 row could not be read, %2").arg(source, place));
    else
        tell(QStringLiteral("%1: %2 rows could not be read, the first has %3")
                 .arg(source)
                 .arg(m_count)
                 .arg(place));
    return DamagedInput;
}

int runQueryCommand(const options::Arguments &arguments, Output &output)
{
    const auto request = makeRequest(arguments, {Format::Table, Format::Jsonl, Format::Json, Format::Csv});
    if (!request)
        return failWith(request.error());
    if (request->type == SourceType::Server)
        return queryServer(*request, output);
    return request->type == SourceType::Ledger ? queryLedger(*request, output) : queryLines(*request, output);
}

int runSubscribeUrlCommand(const options::Arguments &arguments, Output &output)
{
    output.buffer() += subscribeUrl(arguments.query(), arguments.number("--next-after-seq"),
                                    arguments.number("--latest").value_or(0));
    output.buffer() += '\n';
    return Done;
}

} // namespace mobwatch::cli
