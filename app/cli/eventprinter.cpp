// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/eventprinter.h"

#include <QDateTime>
#include <algorithm>

namespace mobwatch::cli {

namespace {

constexpr int widestKind = 48; // the longest known one has 43

ExportFormat writerFormat(Format format)
{
    if (format == Format::Csv)
        return ExportFormat::Csv;
    return format == Format::Json ? ExportFormat::Json : ExportFormat::Jsonl;
}

// A table is for people: local time, one line an event.
std::string localTime(TimestampMs time)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(time))
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"))
        .toStdString();
}

void appendCell(std::string &line, std::string_view text, int width)
{
    const QString cell = QString::fromStdString(visible(text));
    line += cell.leftJustified(width).toStdString();
    line += ' ';
}

} // namespace

EventPrinter::EventPrinter(Output &output, const Request &request)
    : m_output(output)
    , m_format(request.format)
    , m_writer(writerFormat(request.format), request.csv)
{
}

void EventPrinter::begin()
{
    if (m_format != Format::Table)
        m_writer.begin(m_output.buffer());
}

void EventPrinter::print(const Envelope &envelope, Epoch epoch)
{
    if (m_format == Format::Table)
        printRow(envelope, epoch);
    else
        m_writer.append(m_output.buffer(), envelope, epoch);
    m_output.flushIfLarge();
}

void EventPrinter::fit(const Envelope &envelope)
{
    m_kindWidth = std::max(m_kindWidth, std::min(widestKind, static_cast<int>(envelope.kind.size())));
}

void EventPrinter::end()
{
    if (m_format != Format::Table)
        m_writer.end(m_output.buffer());
}

void EventPrinter::printRow(const Envelope &envelope, Epoch epoch)
{
    std::string line;
    const std::string cursor = std::to_string(envelope.cursor);
    appendCell(line, epoch == 1 ? cursor : std::to_string(epoch) + ":" + cursor, 8);
    appendCell(line, localTime(envelope.timestampMs), 23);
    fit(envelope); // where nobody could know before: aligned from here on
    appendCell(line, envelope.kind, m_kindWidth);
    appendCell(line, envelope.mobId, 16);
    appendCell(line, envelope.runId.value_or("").substr(0, 8), 8);
    appendCell(line, envelope.stepId.value_or(""), 14);
    appendCell(line, envelope.agentIdentity.value_or(""), 0);
    line.erase(line.find_last_not_of(' ') + 1);
    m_output.buffer() += line + '\n';
}

} // namespace mobwatch::cli
