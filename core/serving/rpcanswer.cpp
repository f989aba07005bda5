// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/rpcanswer.h"

#include "core/event/envelopejson.h"
#include "core/serving/eventframe.h"
#include "core/serving/queryparams.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

using nlohmann::json;

constexpr int invalidRequest = -32600;
constexpr int methodNotFound = -32601;
constexpr int invalidParams = -32602;
constexpr int staleOrReadOnly = -32010;
constexpr int internalError = -32000;
constexpr int deepestBody = 128;

std::string utf8(const QString &text)
{
    return text.toStdString();
}

// Keys sorted at every level (specification 1.2), `data` before `message`.
std::string errorReply(const std::string &id, int code, std::string_view message, std::string_view data = {})
{
    std::string text = "{\"error\":{\"code\":" + std::to_string(code);
    if (!data.empty()) {
        text += ",\"data\":";
        text += data;
    }
    text += ",\"message\":";
    appendJsonString(text, message);
    text += "},\"id\":" + id + ",\"jsonrpc\":\"2.0\"}";
    return text;
}

HttpAnswer errorAnswer(const std::string &id, int code, std::string_view message, std::string_view data = {})
{
    return jsonAnswer(200, errorReply(id, code, message, data));
}

HttpAnswer resultAnswer(const std::string &id, const std::string &result)
{
    constexpr std::string_view middle = R"(,"jsonrpc":"2.0","result":)";
    std::string text = "{\"id\":" + id;
    text.reserve(text.size() + middle.size() + result.size() + 1); // it may wait long for its reader
    text += middle;
    text += result;
    text += '}';
    return jsonAnswer(200, std::move(text));
}

bool isJsonType(const std::optional<std::string> &contentType)
{
    if (!contentType)
        return false;
    std::string type = contentType->substr(0, contentType->find(';'));
    type.erase(std::remove_if(type.begin(), type.end(), [](char c) { return c == ' ' || c == '\t'; }),
               type.end());
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

// Documents are built and written recursively.
bool isTooDeep(std::string_view body)
{
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < body.size(); ++i) {
        const char c = body[i];
        if (inString) {
            if (c == '\\')
                ++i;
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            if (++depth >= deepestBody)
                return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

Result<json> parseBody(const std::string &body)
{
    if (isTooDeep(body))
        return fail(ErrorCode::Malformed, QStringLiteral("recursion limit exceeded"));
    try {
        return json::parse(body);
    } catch (const json::parse_error &error) {
        return fail(ErrorCode::Malformed, QStringLiteral("not JSON at byte %1").arg(error.byte));
    } catch (const json::exception &) {
        return fail(ErrorCode::Malformed, QStringLiteral("number out of range"));
    }
}

std::optional<RpcMethod> methodOf(std::string_view name)
{
    if (name == "mobkit/mob_events/query")
        return RpcMethod::Query;
    if (name == "mobkit/mob_events/subscribe")
        return RpcMethod::Subscribe;
    if (name == "mobkit/mob_labels/get")
        return RpcMethod::MobLabels;
    return name == "mobkit/run_labels/get" ? std::optional(RpcMethod::RunLabels) : std::nullopt;
}

bool isWriter(std::string_view name)
{
    constexpr std::array<std::string_view, 4> writers{"mobkit/mob_labels/set", "mobkit/mob_labels/delete",
                                                      "mobkit/run_labels/set", "mobkit/run_labels/delete"};
    return std::find(writers.begin(), writers.end(), name) != writers.end();
}

std::variant<HttpAnswer, RpcCall> readCall(std::string id, const std::string &method, const json &params)
{
    if (const std::string_view key = reservedNameIn(params); !key.empty())
        return errorAnswer(id, invalidParams,
                           std::string(key) + " may not use the reserved encoded roster-id namespace");
    if (isWriter(method))
        return errorAnswer(id, staleOrReadOnly, "console is read-only", R"({"kind":"read_only"})");
    const auto known = methodOf(method);
    if (!known)
        return errorAnswer(id, methodNotFound, "Method not found");
    RpcCall call{std::move(id), *known, {}, {}};
    if (*known == RpcMethod::MobLabels)
        return call;
    if (*known == RpcMethod::RunLabels) {
        const auto run = params.is_object() ? params.find("run_id") : params.end();
        if (run == params.end() || !run->is_string() || run->get_ref<const std::string &>().empty())
            return errorAnswer(call.id, invalidParams, "run_id required");
        call.runId = run->get<std::string>();
        return call;
    }
    auto query = readQueryParams(params);
    if (!query)
        return errorAnswer(call.id, invalidParams, "invalid query params: " + utf8(query.error().message));
    call.query = std::move(*query);
    return call;
}

std::string eventsText(const std::vector<Envelope> &events)
{
    std::string text = "[";
    for (const Envelope &envelope : events) {
        if (text.size() > 1)
            text += ',';
        appendSortedEnvelope(text, envelope);
    }
    text += ']';
    return text;
}

HttpAnswer answerQuery(const RpcCall &call, LedgerView &ledger, const LabelTable &labels)
{
    // Before the scan: where to continue when it finds nothing (specification 7).
    const auto latest = ledger.latestCursor();
    if (!latest)
        return failedRpc(call, latest.error());
    const auto page = runQuery(ledger, labels, call.query);
    if (!page)
        return failedRpc(call, page.error());
    const std::string next = std::to_string(page->resumeAfterSeq);
    std::string result = "{\"events\":" + eventsText(page->events);
    if (call.method == RpcMethod::Query)
        return resultAnswer(call.id, result + ",\"next_after_seq\":" + next + '}');
    result += R"(,"keep_alive":{"event":"keep_alive","interval_ms":15000},"next_after_seq":)" + next +
              R"(,"stream":"mob_events","subscribe_url":)";
    appendJsonString(result, subscribeUrl(call.query, page->resumeAfterSeq, *latest));
    return resultAnswer(call.id, result + '}');
}

HttpAnswer answerLabels(const RpcCall &call, LedgerView &ledger, const LabelTable &labels)
{
    // The ledger's own mob is the one of its first event.
    const auto first = ledger.read(0, std::nullopt, 1);
    if (!first)
        return failedRpc(call, first.error());
    const std::string mob = first->events.empty() ? std::string() : first->events.front().mobId;
    std::string result = "{\"labels\":";
    appendLabels(result, call.method == RpcMethod::MobLabels ? labels.mobLabels(mob)
                                                             : labels.runLabels(mob, call.runId));
    return resultAnswer(call.id, result + '}');
}

} // namespace

std::variant<HttpAnswer, RpcCall> readRpc(const HttpRequest &request, const AccessToken &token)
{
    if (!isJsonType(request.contentType))
        return textAnswer(415, "Expected request with `Content-Type: application/json`");
    const auto body = parseBody(request.body);
    if (!body)
        return textAnswer(400, "Failed to parse the request body as JSON: " + utf8(body.error().message));
    const auto has = [&body](const char *key) {
        return body->is_object() && body->contains(key) && body->at(key).is_string();
    };
    if (!has("jsonrpc") || !has("method"))
        return errorAnswer("null", invalidRequest, "Invalid Request");
    std::string id = body->contains("id") ? body->at("id").dump() : "null";
    if (!token.admits(request.authorization, request.query))
        return jsonAnswer(401, errorReply(id, invalidRequest,
                                          "unauthorized: console rpc requires a valid auth token",
                                          R"({"http_status":401,"kind":"unauthenticated"})"));
    return readCall(std::move(id), body->at("method").get<std::string>(), body->value("params", json()));
}

HttpAnswer answerRpc(const RpcCall &call, LedgerView &ledger, const LabelTable &labels)
{
    const bool isAboutEvents = call.method == RpcMethod::Query || call.method == RpcMethod::Subscribe;
    return isAboutEvents ? answerQuery(call, ledger, labels) : answerLabels(call, ledger, labels);
}

HttpAnswer failedRpc(const RpcCall &call, const Error &error)
{
    const std::string message = utf8(error.message);
    if (error.code == ErrorCode::Stale)
        return errorAnswer(call.id, staleOrReadOnly, message, staleBody(error));
    std::string detail = "{\"detail\":";
    const std::string text = "mob_events query failed: " + message;
    appendJsonString(detail, text);
    return errorAnswer(call.id, internalError, text, detail + R"(,"error":"internal_error"})");
}

} // namespace mobwatch
