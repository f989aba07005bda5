// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/eventlines.h"
#include "app/cli/serverevents.h"
#include "app/cli/termination.h"
#include "core/event/projection.h"
#include "core/exporting/exportfile.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <cstdio>
#include <unistd.h>

namespace mobwatch::cli {

namespace {

// Payloads can be large, and a page is held whole.
constexpr std::uint32_t pageRows = 256;
constexpr std::size_t largeBuffer = 1 << 18;

/// Collects formatted events and passes them on to the file.
class Exporter final
{
public:
    Exporter(ExportFile &file, ExportFormat format, const CsvOptions &csv)
        : m_file(file)
        , m_writer(format, csv)
        , m_showsProgress(::isatty(STDERR_FILENO) != 0)
    {
        m_writer.begin(m_buffer);
        m_clock.start();
    }

    [[nodiscard]] Result<void> add(const Envelope &envelope, Epoch epoch)
    {
        m_writer.append(m_buffer, envelope, epoch);
        if (m_buffer.size() < largeBuffer)
            return {};
        progress();
        return flush();
    }

    [[nodiscard]] Result<void> finish()
    {
        m_writer.end(m_buffer);
        if (auto done = flush(); !done)
            return done;
        if (m_showsProgress && m_shown)
            std::fputs("\r\033[K", stderr);
        return m_file.commit();
    }
    [[nodiscard]] std::uint64_t count() const { return m_writer.count(); }

private:
    Result<void> flush()
    {
        auto done = m_file.write(m_buffer);
        m_buffer.clear();
        return done;
    }

    void progress()
    {
        if (!m_showsProgress || m_clock.elapsed() < 200)
            return;
        m_clock.restart();
        m_shown = true;
        std::fprintf(stderr, "\r%llu events", static_cast<unsigned long long>(m_writer.count()));
    }

    ExportFile &m_file;
    EventWriter m_writer;
    std::string m_buffer;
    QElapsedTimer m_clock;
    bool m_showsProgress;
    bool m_shown = false;
};

Error interrupted()
{
    return Error{ErrorCode::Canceled, QStringLiteral("interrupted; nothing was written"), {}, -1, {}};
}

// Everything, ascending, up to what is there now.
Result<void> exportAll(const Request &request, LedgerReader &ledger, Exporter &exporter, RowErrors &errors)
{
    const auto latest = ledger.latestCursor();
    if (!latest)
        return fail(latest.error());
    Cursor position = request.query.afterSeq.value_or(0);
    if (position > *latest)
        return fail(staleError(position, *latest));
    while (position < *latest) {
        if (Termination::isRequested())
            return fail(interrupted());
        const auto page = ledger.read(position, *latest, pageRows);
        if (!page)
            return fail(page.error());
        if (page->rows == 0)
            break;
        for (const MobEvent &event : page->events) {
            const Envelope envelope = project(event, request.labels);
            if (!request.wants(envelope, 1))
                continue;
            if (auto added = exporter.add(envelope, 1); !added)
                return added;
        }
        errors.takeFrom(ledger);
        position = page->scannedTo;
    }
    return {};
}

Result<void> exportPage(const Request &request, LedgerReader &ledger, Exporter &exporter)
{
    const auto page = runQuery(ledger, request.labels, request.query, [&request](const Envelope &envelope) {
        return request.passesFilter(envelope, 1);
    });
    if (!page)
        return fail(page.error());
    for (const Envelope &envelope : page->events) {
        if (auto added = exporter.add(envelope, 1); !added)
            return added;
    }
    return {};
}

Result<int> exportLedger(const Request &request, LedgerReader &ledger, Exporter &exporter)
{
    RowErrors errors;
    const auto done = request.query.limit ? exportPage(request, ledger, exporter)
                                          : exportAll(request, ledger, exporter, errors);
    if (!done)
        return fail(done.error());
    errors.takeFrom(ledger);
    return errors.report(request.source);
}

Result<int> exportLines(const Request &request, Exporter &exporter)
{
    const bool collects = request.query.limit || request.query.afterSeq;
    MatchCollector matches(request, request.query.afterSeq,
                           request.query.limit.value_or(std::numeric_limits<std::uint64_t>::max()));
    Result<void> written;
    EventLines lines([&](EnvelopeLine &&line) {
        if (Termination::isRequested())
            written = fail(interrupted());
        else if (collects)
            matches.add(std::move(line));
        else if (request.wants(line.envelope, line.epoch))
            written = exporter.add(line.envelope, line.epoch);
        return written.has_value();
    });
    if (const auto read = readEventLines(request, lines); !read)
        return fail(read.error());
    if (!written)
        return fail(written.error());
    const auto found = matches.take();
    if (!found)
        return fail(found.error());
    for (const EnvelopeLine &line : *found) {
        if (const auto added = exporter.add(line.envelope, line.epoch); !added)
            return fail(added.error());
    }
    return reportLines(request, lines);
}

Result<int> exportServer(const Request &request, Exporter &exporter)
{
    ServerEvents events(request);
    const auto add = [&exporter](const Envelope &envelope) { return exporter.add(envelope, 1); };
    const auto read = request.query.limit ? events.readPage(*request.query.limit, add) : events.readAll(add);
    if (Termination::isRequested())
        return fail(interrupted());
    if (!read)
        return fail(read.error());
    return events.report();
}

// A ledger belongs to its writer; --force must not be able to destroy what is being exported.
bool isSource(const QString &target, const QString &source)
{
    const QString canonical = QFileInfo(source).canonicalFilePath();
    const QString other = QFileInfo(target).canonicalFilePath();
    return !canonical.isEmpty() && (other == canonical || other == canonical + QStringLiteral("-wal") ||
                                    other == canonical + QStringLiteral("-shm"));
}

Result<ExportFormat> formatFor(const Request &request, const QString &target)
{
    if (request.arguments.has("--format"))
        return request.format == Format::Csv ? ExportFormat::Csv : ExportFormat::Jsonl;
    return exportFormatOf(target).value_or(ExportFormat::Jsonl);
}

} // namespace

int runExportCommand(const options::Arguments &arguments, Output &)
{
    const auto target = arguments.text("--to");
    if (!target || target->isEmpty())
        return failWith(Error{ErrorCode::InvalidArgument,
                              QStringLiteral("export needs --to FILE"),
                              QStringLiteral("--to"),
                              -1,
                              {}});
    const auto request = makeRequest(arguments, {Format::Jsonl, Format::Csv});
    if (!request)
        return failWith(request.error());
    if (isSource(*target, request->source))
        return failWith(Error{ErrorCode::InvalidArgument,
                              QStringLiteral("--to names the source itself"),
                              QStringLiteral("--to"),
                              -1,
                              {}});
    const Termination termination;
    std::unique_ptr<LedgerReader> ledger;
    if (request->type == SourceType::Ledger) {
        auto opened = LedgerReader::open(request->source);
        if (!opened)
            return failWith(opened.error());
        ledger = std::move(*opened);
    }
    const auto ifExists =
        arguments.has("--force") ? ExportFile::IfExists::Replace : ExportFile::IfExists::Refuse;
    auto file = ExportFile::create(*target, ifExists);
    if (!file) {
        Error error = file.error();
        if (error.code == ErrorCode::Exists)
            error.message += QStringLiteral("; --force replaces it");
        else
            error.code = ErrorCode::Io; // the output, not the source
        return failWith(error);
    }
    Exporter exporter(**file, *formatFor(*request, *target), request->csv);
    const auto code = request->server ? exportServer(*request, exporter)
                      : ledger        ? exportLedger(*request, *ledger, exporter)
                                      : exportLines(*request, exporter);
    if (!code)
        return failWith(code.error());
    if (const auto done = exporter.finish(); !done)
        return failWith(done.error());
    if (request->verbose)
        tell(QStringLiteral("%1 events written to %2").arg(exporter.count()).arg(*target));
    return *code;
}

} // namespace mobwatch::cli
