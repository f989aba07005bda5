// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/standardinput.h"
#include "core/stream/sseparser.h"

#include <QFile>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace mobwatch::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t blockSize = 1 << 16;

void appendLine(Output &output, const Json &object)
{
    output.buffer() += object.dump(-1, ' ', false, Json::error_handler_t::replace);
    output.buffer() += '\n';
    output.flushIfLarge();
}

SseParser::Handler printerOf(Output &output, bool all)
{
    SseParser::Handler handler;
    handler.event = [&output](const SseEvent &event) {
        appendLine(output, {{"type", event.type}, {"data", event.data}, {"id", event.lastEventId}});
    };
    if (all) {
        handler.comment = [&output](std::string_view text) { appendLine(output, {{"comment", text}}); };
        handler.retry = [&output](std::uint64_t milliseconds) {
            appendLine(output, {{"retry", milliseconds}});
        };
    }
    return handler;
}

Error cannotRead(const QString &source, ErrorCode code, const QString &reason)
{
    return Error{code, QStringLiteral("cannot read %1: %2").arg(source, reason), source, -1, {}};
}

Result<std::size_t> readFile(QFile &file, std::vector<char> &block)
{
    const qint64 got = file.read(block.data(), static_cast<qint64>(block.size()));
    if (got < 0)
        return fail(cannotRead(file.fileName(), ErrorCode::NotFound, file.errorString()));
    return static_cast<std::size_t>(got);
}

} // namespace

int runSseDecodeCommand(const options::Arguments &arguments, Output &output)
{
    const std::uint64_t chunk = arguments.number("--chunk").value_or(blockSize);
    if (chunk == 0)
        return failWith(Error{ErrorCode::InvalidArgument,
                              QStringLiteral("--chunk needs at least 1"),
                              QStringLiteral("--chunk"),
                              -1,
                              {}});
    const QString source =
        arguments.operands().isEmpty() ? QStringLiteral("-") : arguments.operands().front();
    const bool isInput = source == QLatin1String("-");
    QFile file(source);
    if (!isInput && !file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return failWith(cannotRead(source, file.exists() ? ErrorCode::PermissionDenied : ErrorCode::NotFound,
                                   file.errorString()));

    SseParser parser(printerOf(output, arguments.has("--all")));
    std::vector<char> block(blockSize);
    while (!output.isBroken()) {
        const auto size = isInput ? readStandardInput(block) : readFile(file, block);
        if (!size)
            return failWith(size.error());
        if (*size == 0)
            return Done;
        for (std::string_view rest(block.data(), *size); !rest.empty();) {
            const std::string_view piece = rest.substr(0, chunk);
            rest.remove_prefix(piece.size());
            if (!parser.push(piece))
                return failWith(
                    Error{ErrorCode::TooLarge,
                          QStringLiteral("%1: an event is larger than %2 bytes; what comes behind "
                                         "it is not decoded")
                              .arg(source)
                              .arg(SseParser::defaultMaxPending),
                          source,
                          -1,
                          {}});
        }
        output.flush();
    }
    return Done;
}

} // namespace mobwatch::cli
