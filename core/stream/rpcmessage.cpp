// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/rpcmessage.h"

#include "core/event/ondemandjson.h"

#include <nlohmann/json.hpp>

namespace mobwatch {
namespace {

using nlohmann::json;
using simdjson::error_code;
using simdjson::SUCCESS;

/// The raw values of an object's fields, each handed to `take`.
template <class Take>
error_code visitFields(simdjson::ondemand::parser &parser, ondemand::PaddedText &padded,
                       std::string_view text, Take take)
{
    simdjson::ondemand::document document;
    if (const auto error = parser.iterate(padded.view(text)).get(document))
        return error;
    simdjson::ondemand::object object;
    if (const auto error = document.get_object().get(object))
        return error;
    const auto error = ondemand::eachField(object, take);
    return error ? error : ondemand::checkEnd(document);
}

QString textOf(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                       : QString();
}

std::optional<std::uint64_t> numberOf(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? std::optional(found->get<std::uint64_t>())
                                                                : std::nullopt;
}

bool isStale(const json &data)
{
    // The code alone does not tell: a read-only console answers with the same one (specification 5.5).
    return data.is_object() && textOf(data, "error") == QLatin1String("event_query_stale");
}

Error staleErrorOf(const json &data)
{
    return staleError(numberOf(data, "after_cursor").value_or(0),
                      numberOf(data, "latest_cursor").value_or(0));
}

ErrorCode codeOf(std::int64_t code, const QString &message)
{
    switch (code) {
    case -32600:
        return message.startsWith(QLatin1String("unauthorized"))               ? ErrorCode::Unauthorized
               : message.contains(QLatin1String("requires a unified runtime")) ? ErrorCode::NotFound
                                                                               : ErrorCode::Malformed;
    case -32601:
        return ErrorCode::NotFound;
    case -32602:
        return ErrorCode::InvalidArgument;
    case -32030:
        return ErrorCode::Unauthorized;
    default:
        return ErrorCode::ServerError;
    }
}

Error errorOf(std::string_view raw, std::string_view rawResult)
{
    const json error = json::parse(raw, nullptr, false);
    if (!error.is_object())
        return Error{
            ErrorCode::Malformed, QStringLiteral("the server's error is no JSON-RPC error"), {}, -1, {}};
    if (const auto data = error.find("data"); data != error.end() && isStale(*data))
        return staleErrorOf(*data);
    // A very early build put what is stale into the result.
    const json result = rawResult.empty() ? json() : json::parse(rawResult, nullptr, false);
    if (isStale(result))
        return staleErrorOf(result);
    const QString message = textOf(error, "message");
    const auto code = error.find("code");
    const std::int64_t number =
        code != error.end() && code->is_number_integer() ? code->get<std::int64_t>() : 0;
    return Error{
        codeOf(number, message),
        QStringLiteral("the server says: %1 (%2)").arg(serverWords(message.toStdString())).arg(number),
        {},
        -1,
        {}};
}

error_code readEvents(simdjson::ondemand::value value, std::vector<std::string> &events)
{
    simdjson::ondemand::array array;
    if (const auto error = value.get_array().get(array))
        return error;
    for (auto element : array) {
        simdjson::ondemand::value item;
        if (const auto error = std::move(element).get(item))
            return error;
        std::string_view raw;
        if (const auto error = ondemand::rawJson(item, raw))
            return error;
        events.emplace_back(raw);
    }
    return SUCCESS;
}

error_code readCursor(simdjson::ondemand::value value, std::optional<Cursor> &cursor)
{
    if (ondemand::isNull(value)) {
        cursor.reset();
        return SUCCESS;
    }
    return value.get_uint64().get(cursor.emplace());
}

} // namespace

std::string rpcRequest(std::string_view method, std::string_view params)
{
    std::string request = R"({"jsonrpc":"2.0","id":"mobwatch","method":)";
    request += json(method).dump(-1, ' ', false, json::error_handler_t::replace);
    request.append(R"(,"params":)").append(params.empty() ? std::string_view("{}") : params);
    return request + '}';
}

std::string rpcParams(const EventQuery &query)
{
    json params = json::object();
    const auto put = [&params](const char *key, const auto &value) {
        if (value)
            params[key] = *value;
    };
    put("mob_id", query.mobId);
    put("run_id", query.runId);
    put("step_id", query.stepId);
    put("identity", query.identity);
    put("member_id", query.memberId);
    put("since_ms", query.sinceMs);
    put("until_ms", query.untilMs);
    put("after_seq", query.afterSeq);
    put("limit", query.limit);
    if (!query.eventTypes.empty())
        params["event_types"] = query.eventTypes;
    return params.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::string> rpcResult(std::string_view answer)
{
    simdjson::ondemand::parser parser;
    ondemand::PaddedText padded;
    std::string result;
    std::string error;
    const auto wrong = visitFields(parser, padded, answer, [&](std::string_view key, auto value) {
        std::string_view raw;
        if (const auto bad = ondemand::rawJson(value, raw))
            return bad;
        if (key == "result")
            result = raw;
        else if (key == "error" && raw != "null")
            error = raw;
        return SUCCESS;
    });
    if (wrong)
        return fail(ErrorCode::Malformed, QStringLiteral("the server's answer is no JSON-RPC answer"));
    if (!error.empty())
        return fail(errorOf(error, result));
    if (result.empty())
        return fail(ErrorCode::Malformed, QStringLiteral("the server's answer has no result"));
    return result;
}

Result<MobEventsReply> mobEventsReply(std::string_view result)
{
    simdjson::ondemand::parser parser;
    ondemand::PaddedText padded;
    MobEventsReply reply;
    bool hasEvents = false;
    const auto wrong = visitFields(parser, padded, result, [&](std::string_view key, auto value) {
        if (key == "events") {
            hasEvents = true;
            return readEvents(value, reply.events);
        }
        if (key == "next_after_seq")
            return readCursor(value, reply.nextAfterSeq);
        std::string_view raw;
        if (key == "subscribe_url" && !ondemand::isNull(value)) {
            const auto bad = value.get_string().get(raw);
            reply.subscribeUrl = raw;
            return bad;
        }
        return ondemand::rawJson(value, raw);
    });
    if (wrong || !hasEvents)
        return fail(ErrorCode::Malformed, QStringLiteral("the server's answer has no list of events"));
    return reply;
}

Result<ServerStatus> serverStatus(std::string_view result)
{
    const json object = json::parse(result, nullptr, false);
    if (!object.is_object())
        return fail(ErrorCode::Malformed, QStringLiteral("the server's status is no object"));
    ServerStatus status;
    status.contractVersion = textOf(object, "contract_version");
    if (const auto running = object.find("running"); running != object.end() && running->is_boolean())
        status.isRunning = running->get<bool>();
    const json storage = object.value("storage", json());
    if (!storage.is_object())
        return status;
    for (const json &slot : storage.value("slots", json())) {
        if (slot.is_object() && textOf(slot, "domain") == QLatin1String("mob")) {
            status.mobStorage = textOf(slot, "resolution");
            status.mobStorageDetail = textOf(slot, "detail");
        }
    }
    return status;
}

std::optional<Error> staleErrorIn(std::string_view body)
{
    const json data = json::parse(body, nullptr, false);
    return isStale(data) ? std::optional(staleErrorOf(data)) : std::nullopt;
}

QString signInReasonIn(std::string_view body)
{
    const json object = json::parse(body, nullptr, false);
    return object.is_object() ? textOf(object, "reason") : QString();
}

QString serverWords(std::string_view text)
{
    constexpr qsizetype most = 300;
    const QString words =
        QString::fromUtf8(text.data(), static_cast<qsizetype>(std::min<std::size_t>(text.size(), 4 * most)))
            .simplified();
    return words.size() > most ? words.left(most) + QChar(0x2026) : words;
}

} // namespace mobwatch
