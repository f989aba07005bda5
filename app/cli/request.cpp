// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/request.h"

#include "app/cli/output.h"

#include <algorithm>

namespace mobwatch::cli {

namespace {

QString nameOf(Format format)
{
    switch (format) {
    case Format::Table:
        return QStringLiteral("table");
    case Format::Jsonl:
        return QStringLiteral("jsonl");
    case Format::Json:
        return QStringLiteral("json");
    case Format::Csv:
        return QStringLiteral("csv");
    }
    return {};
}

Result<Format> formatOf(const options::Arguments &arguments, std::initializer_list<Format> formats)
{
    const auto name = arguments.text("--format");
    if (!name) {
        const bool hasTable = std::find(formats.begin(), formats.end(), Format::Table) != formats.end();
        return hasTable && Output::isTerminal() ? Format::Table : Format::Jsonl;
    }
    QStringList known;
    for (const Format format : formats) {
        if (nameOf(format) == *name)
            return format;
        known += nameOf(format);
    }
    return fail(
        ErrorCode::InvalidArgument,
        QStringLiteral("--format is one of %1, not '%2'").arg(known.join(QStringLiteral(", ")), *name),
        QStringLiteral("--format"));
}

Result<CsvOptions> csvOf(const options::Arguments &arguments)
{
    CsvOptions csv;
    csv.rawCells = arguments.has("--raw-cells");
    if (const auto names = arguments.text("--columns")) {
        auto columns = parseCsvColumns(*names);
        if (!columns)
            return fail(ErrorCode::InvalidArgument, QStringLiteral("--columns: ") + columns.error().message,
                        QStringLiteral("--columns"));
        csv.columns = std::move(*columns);
    }
    return csv;
}

Result<void> readServer(Request &request, const options::Arguments &arguments)
{
    auto server = ServerAddress::parse(request.source);
    if (!server)
        return fail(server.error());
    auto token = arguments.token();
    if (!token)
        return fail(token.error());
    request.source = server->text();
    request.server = std::move(*server);
    request.token = std::move(*token);
    return {};
}

} // namespace

Result<SourceType> sourceTypeOf(const QString &source)
{
    if (source == QLatin1String("-"))
        return SourceType::StandardInput;
    if (source.isEmpty())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("SOURCE is empty"), QStringLiteral("SOURCE"));
    if (source.startsWith(QLatin1String("http://")) || source.startsWith(QLatin1String("https://")))
        return SourceType::Server;
    return source.endsWith(QLatin1String(".jsonl"), Qt::CaseInsensitive) ? SourceType::EventFile
                                                                         : SourceType::Ledger;
}

Result<Request> makeRequest(options::Arguments arguments, std::initializer_list<Format> formats)
{
    Request request;
    if (!arguments.operands().isEmpty()) {
        request.source = arguments.operands().front();
        const auto type = sourceTypeOf(request.source);
        if (!type)
            return fail(type.error());
        request.type = *type;
        if (request.type == SourceType::Server) {
            if (const auto read = readServer(request, arguments); !read)
                return fail(read.error());
        }
    }
    request.query = arguments.query();
    const auto filter = arguments.filter();
    if (!filter)
        return fail(filter.error());
    if (!filter->isEmpty())
        request.filter = std::make_unique<EnvelopeFilter>(*filter, currentTimeMs());
    auto labels = arguments.labels();
    if (!labels)
        return fail(labels.error());
    request.labels = std::move(*labels);
    const auto format = formatOf(arguments, formats);
    if (!format)
        return fail(format.error());
    request.format = *format;
    auto csv = csvOf(arguments);
    if (!csv)
        return fail(csv.error());
    request.csv = std::move(*csv);
    request.verbose = arguments.has("--verbose");
    request.arguments = std::move(arguments);
    return request;
}

} // namespace mobwatch::cli
