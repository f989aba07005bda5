// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/checkreport.h"
#include "app/cli/commands.h"
#include "app/cli/eventlines.h"
#include "app/cli/serverevents.h"
#include "core/ledger/storedrow.h"

#include <map>

namespace mobwatch::cli {

namespace {

constexpr std::uint32_t pageRows = 4096;

/// Reads a ledger from end to end.
class LedgerCheck final
{
public:
    LedgerCheck(LedgerReader &ledger, CheckReport &report)
        : m_ledger(ledger)
        , m_report(report)
    {
    }

    Result<void> run()
    {
        const auto latest = m_ledger.latestCursor();
        if (!latest)
            return fail(latest.error());
        const auto end = m_ledger.takeDamage(); // behind everything that can be read
        for (std::uint32_t rows = pageRows; rows == pageRows;) {
            const auto read = m_ledger.readRows(m_position, *latest, pageRows, [this](const StoredRow &row) {
                add(row);
                return true;
            });
            if (!read)
                return fail(read.error());
            rows = *read;
        }
        for (const DamagedCursors &range : m_ledger.takeDamage())
            m_report.addDamage(range);
        for (const DamagedCursors &range : end)
            m_report.addDamage(range);
        const auto definitions = m_ledger.definitions();
        if (!definitions)
            return fail(definitions.error());
        m_report.definitions = *definitions;
        if (m_report.definitions.empty() && m_fromEvents)
            m_report.definitions.push_back(*m_fromEvents);
        return {};
    }

private:
    void add(const StoredRow &row)
    {
        for (const DamagedCursors &range : m_ledger.takeDamage())
            m_report.addDamage(range);
        m_position = row.cursor;
        const auto event = decodeStoredRow(row.cursor, row.json);
        if (!event)
            return m_report.addUnreadableRow(row.cursor, event.error().message);
        m_report.addEvent(row.cursor, event->kind);
        ++m_report.schemaVersions[event->schemaVersion];
        if (event->kind == "mob_created" || event->kind == "mob_definition_updated") {
            if (auto definition = definitionOfEvent(event->mobId, event->data))
                m_fromEvents = std::move(*definition);
        }
    }

    LedgerReader &m_ledger;
    CheckReport &m_report;
    Cursor m_position = 0;
    std::optional<MobDefinition> m_fromEvents;
};

Result<void> checkLedger(const QString &source, CheckReport &report)
{
    const auto ledger = LedgerReader::open(source);
    if (!ledger)
        return fail(ledger.error());
    return LedgerCheck(**ledger, report).run();
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

Result<void> checkServer(const Request &request, CheckReport &report)
{
    ServerEvents events(request);
    const auto read = events.readAll([&report](const Envelope &envelope) -> Result<void> {
        report.addEvent(envelope.cursor, envelope.kind);
        return {};
    });
    if (!read)
        return read;
    for (const ServerEvents::Unreadable &event : events.unreadable())
        report.addUnreadableLine(event.number, event.reason);
    (void)events.report();
    return {};
}

Result<void> check(const Request &request, CheckReport &report)
{
    switch (request.type) {
    case SourceType::Ledger:
        return checkLedger(request.source, report);
    case SourceType::Server:
        return checkServer(request, report);
    case SourceType::EventFile:
    case SourceType::StandardInput:
        break;
    }
    return checkLines(request, report);
}

} // namespace

int runCheckCommand(const options::Arguments &arguments, Output &output)
{
    const auto request = makeRequest(arguments, {Format::Table, Format::Json, Format::Jsonl});
    if (!request)
        return failWith(request.error());
    CheckReport report;
    report.source = request->source;
    if (const auto checked = check(*request, report); !checked)
        return failWith(checked.error());
    output.buffer() += request->format == Format::Table ? report.table() : report.json();
    return report.unreadableCount > 0 ? DamagedInput : Done;
}

} // namespace mobwatch::cli
