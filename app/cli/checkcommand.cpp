// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/checkreport.h"
#include "app/cli/commands.h"
#include "app/cli/eventlines.h"
#include "core/ledger/storedrow.h"

#include <map>

namespace mobwatch::cli {

namespace {

constexpr std::uint32_t pageRows = 4096;

Result<void> checkLedger(const QString &source, CheckReport &report)
{
    const auto ledger = LedgerReader::open(source);
    if (!ledger)
        return fail(ledger.error());
    const auto latest = (*ledger)->latestCursor();
    if (!latest)
        return fail(latest.error());
    Cursor position = 0;
    for (std::uint32_t rows = pageRows; rows == pageRows;) {
        const auto read = (*ledger)->readRows(position, *latest, pageRows, [&](const StoredRow &row) {
            position = row.cursor;
            const auto event = decodeStoredRow(row.cursor, row.json);
            if (event) {
                report.addEvent(row.cursor, event->kind);
                ++report.schemaVersions[event->schemaVersion];
            } else {
                report.addUnreadableRow(row.cursor, event.error().message);
            }
            return true;
        });
        if (!read)
            return fail(read.error());
        rows = *read;
    }
    return {};
}

Result<void> checkLines(const Request &request, CheckReport &report)
{
    // Files may hold several epochs, and events in any order; the holes are those of the newest epoch.
    std::map<Cursor, std::string> newest;
    Epoch epoch = 0;
    EventLines lines([&](EnvelopeLine &&line) {
        if (line.epoch > epoch) {
            for (const auto &[cursor, kind] : newest)
                report.addEvent(0, kind);
            newest.clear();
            epoch = line.epoch;
        }
        if (line.epoch != epoch || !newest.emplace(line.envelope.cursor, line.envelope.kind).second)
            report.addEvent(0, line.envelope.kind);
        return true;
    });
    if (const auto read = readEventLines(request, lines); !read)
        return fail(read.error());
    for (const auto &[cursor, kind] : newest)
        report.addEvent(cursor, kind);
    for (const EventLines::Unreadable &line : lines.unreadable)
        report.addUnreadableLine(static_cast<std::uint64_t>(line.line), line.reason);
    report.unreadableCount = lines.unreadableCount;
    report.epochs = std::max<int>(1, lines.newestEpoch);
    report.duplicates = lines.duplicates;
    report.conflicts = lines.conflicts;
    report.tornLastLine = lines.tornLastLine;
    return {};
}

} // namespace

int runCheckCommand(const options::Arguments &arguments, Output &output)
{
    const auto request = makeRequest(arguments, {Format::Table, Format::Json, Format::Jsonl});
    if (!request)
        return failWith(request.error());
    CheckReport report;
    report.source = request->source;
    const auto checked = request->type == SourceType::Ledger ? checkLedger(request->source, report)
                                                             : checkLines(*request, report);
    if (!checked)
        return failWith(checked.error());
    output.buffer() += request->format == Format::Table ? report.table() : report.json();
    return report.unreadableCount > 0 ? DamagedInput : Done;
}

} // namespace mobwatch::cli
