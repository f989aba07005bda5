// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/exporting/csv.h"

#include "core/event/envelopejson.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace mobwatch {

namespace {

constexpr std::array<std::string_view, csvColumnCount> names{
    "event_id", "cursor",         "timestamp_ms", "time",       "mob_id", "kind", "run_id",
    "step_id",  "agent_identity", "mob_labels",   "run_labels", "data",   "epoch"};

void appendCell(std::string &out, std::string_view text)
{
    if (text.find_first_of("\",\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

// Names, labels and payloads come from anywhere; opened in a spreadsheet they must stay text.
void appendText(std::string &out, std::string_view text, const CsvOptions &options)
{
    const bool looksLikeFormula =
        !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    if (looksLikeFormula && !options.rawCells)
        appendCell(out, "'" + std::string(text));
    else
        appendCell(out, text);
}

void appendText(std::string &out, const std::optional<std::string> &text, const CsvOptions &options)
{
    if (text)
        appendText(out, std::string_view(*text), options);
}

std::string labelsJson(const LabelMap &labels)
{
    if (labels.empty())
        return {};
    std::string json;
    char separator = '{';
    for (const auto &[key, value] : labels) {
        json += separator;
        appendJsonString(json, key);
        json += ':';
        appendJsonString(json, value);
        separator = ',';
    }
    return json + '}';
}

void appendColumn(std::string &out, CsvColumn column, const CsvOptions &options, const Envelope &envelope,
                  Epoch epoch)
{
    switch (column) {
    case CsvColumn::EventId:
        return appendCell(out, eventId(envelope.cursor));
    case CsvColumn::CursorCell:
        return appendCell(out, std::to_string(envelope.cursor));
    case CsvColumn::TimestampCell:
        return appendCell(out, std::to_string(envelope.timestampMs));
    case CsvColumn::Time:
        // RFC 3339 ends with the year 9999; timestamp_ms tells what is beyond.
        if (envelope.timestampMs <= lastRfc3339Ms)
            appendCell(out, formatRfc3339Utc(envelope.timestampMs));
        return;
    case CsvColumn::MobId:
        return appendText(out, std::string_view(envelope.mobId), options);
    case CsvColumn::Kind:
        return appendText(out, std::string_view(envelope.kind), options);
    case CsvColumn::RunId:
        return appendText(out, envelope.runId, options);
    case CsvColumn::StepId:
        return appendText(out, envelope.stepId, options);
    case CsvColumn::AgentIdentity:
        return appendText(out, envelope.agentIdentity, options);
    case CsvColumn::MobLabels:
        return appendCell(out, labelsJson(envelope.mobLabels));
    case CsvColumn::RunLabels:
        return appendCell(out, labelsJson(envelope.runLabels));
    case CsvColumn::Data:
        return appendText(out, std::string_view(envelope.data), options);
    case CsvColumn::EpochCell:
        return appendCell(out, std::to_string(epoch));
    }
}

} // namespace

std::string_view csvColumnName(CsvColumn column)
{
    return names[static_cast<std::size_t>(column)];
}

std::vector<CsvColumn> defaultCsvColumns()
{
    std::vector<CsvColumn> columns;
    for (int i = 0; i < csvColumnCount; ++i) {
        if (static_cast<CsvColumn>(i) != CsvColumn::EpochCell)
            columns.push_back(static_cast<CsvColumn>(i));
    }
    return columns;
}

Result<std::vector<CsvColumn>> parseCsvColumns(const QString &list)
{
    std::vector<CsvColumn> columns;
    for (const QString &part : list.split(QLatin1Char(','))) {
        const QString name = part.trimmed();
        const auto found = std::find(names.begin(), names.end(), name.toStdString());
        if (found == names.end())
            return fail(ErrorCode::InvalidArgument, QStringLiteral("unknown column '%1'").arg(name), name);
        columns.push_back(static_cast<CsvColumn>(found - names.begin()));
    }
    return columns;
}

void appendCsvHeader(std::string &out, const CsvOptions &options)
{
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
        out += i == 0 ? "" : ",";
        out += csvColumnName(options.columns[i]);
    }
    out += "\r\n";
}

void appendCsvRow(std::string &out, const CsvOptions &options, const Envelope &envelope, Epoch epoch)
{
    const std::size_t from = out.size();
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
        out += i == 0 ? "" : ",";
        appendColumn(out, options.columns[i], options, envelope, epoch);
    }
    // A line of one empty cell would be no record at all for many readers.
    if (out.size() == from)
        out += "\"\"";
    out += "\r\n";
}

} // namespace mobwatch
