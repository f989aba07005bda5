// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/routes.h"

#include "core/event/envelopejson.h"
#include "core/serving/streamquery.h"

namespace mobwatch {

namespace {

HttpAnswer notAllowed(std::string methods)
{
    return HttpAnswer{405, {}, {}, {{"allow", std::move(methods)}}};
}

bool isReading(const HttpRequest &request)
{
    return request.method == "GET" || request.method == "HEAD";
}

HttpAnswer healthAnswer(const HttpRequest &request)
{
    const bool wantsJson = request.accept && request.accept->find("application/json") != std::string::npos;
    return wantsJson ? jsonAnswer(200, R"({"detached_jobs":null,"status":"ok"})") : textAnswer(200, "ok");
}

} // namespace

std::variant<HttpAnswer, StreamOpening, RpcCall> route(const HttpRequest &request, const AccessToken &token)
{
    if (request.path == rpcPath) {
        if (request.method != "POST")
            return notAllowed("POST");
        auto call = readRpc(request, token);
        if (auto *const answer = std::get_if<HttpAnswer>(&call))
            return std::move(*answer);
        return std::get<RpcCall>(std::move(call));
    }
    const bool isStream = request.path == streamPath;
    if (!isStream && request.path != healthPath)
        return HttpAnswer{404, {}, {}, {}};
    if (!isReading(request))
        return notAllowed("GET,HEAD");
    if (!isStream)
        return healthAnswer(request);
    auto query = readStreamQuery(request.query);
    if (!query)
        return textAnswer(400, "Failed to deserialize query string: " + query.error().message.toStdString());
    if (!token.admits(request.authorization, request.query))
        return jsonAnswer(
            401, R"({"error":"unauthorized","reason":"mob_events stream requires a valid auth token"})");
    return StreamOpening{std::move(*query)};
}

HttpAnswer streamHead()
{
    return HttpAnswer{200, "text/event-stream", {}, {{"cache-control", "no-cache"}}};
}

HttpAnswer failedStream(const Error &error)
{
    if (error.code == ErrorCode::Stale)
        return jsonAnswer(410, staleBody(error));
    std::string body = "{\"detail\":";
    appendJsonString(body, error.message.toStdString());
    return jsonAnswer(500, body + R"(,"error":"events_view_unavailable"})");
}

HttpAnswer tooLargeAnswer()
{
    return textAnswer(413, "Failed to buffer the request body: length limit exceeded");
}

} // namespace mobwatch
