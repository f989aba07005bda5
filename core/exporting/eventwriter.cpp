// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/exporting/eventwriter.h"

#include "core/event/envelopejson.h"

namespace mobwatch {

std::optional<ExportFormat> exportFormatOf(const QString &fileName)
{
    if (fileName.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive))
        return ExportFormat::Jsonl;
    if (fileName.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive))
        return ExportFormat::Csv;
    return std::nullopt;
}

void EventWriter::begin(std::string &out)
{
    if (m_format == ExportFormat::Csv)
        appendCsvHeader(out, m_csv);
    if (m_format == ExportFormat::Json)
        out += '[';
}

void EventWriter::append(std::string &out, const Envelope &envelope, Epoch epoch)
{
    if (m_format == ExportFormat::Csv) {
        appendCsvRow(out, m_csv, envelope, epoch);
    } else {
        if (m_format == ExportFormat::Json)
            out += m_count == 0 ? "\n" : ",\n";
        appendEnvelope(out, envelope, epoch);
        if (m_format == ExportFormat::Jsonl)
            out += '\n';
    }
    ++m_count;
}

void EventWriter::end(std::string &out)
{
    if (m_format == ExportFormat::Json)
        out += m_count == 0 ? "]\n" : "\n]\n";
}

} // namespace mobwatch
