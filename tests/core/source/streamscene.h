// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/streamsource.h"
#include "tests/support/faultserver.h"
#include "tests/support/sourceprobe.h"

#include <algorithm>
#include <atomic>
#include <memory>

namespace mobwatch::test {

using namespace std::chrono_literals;

inline QByteArray envelope(Cursor cursor, const QByteArray &kind = "mob_completed",
                           const QByteArray &more = {}, TimestampMs base = 1000)
{
    const QByteArray number = QByteArray::number(qulonglong(cursor));
    return "{\"event_id\":\"mob-evt-" + number + "\",\"cursor\":" + number +
           ",\"mob_id\":\"crew\",\"timestamp_ms\":" + QByteArray::number(qulonglong(base + cursor)) +
           ",\"kind\":\"" + kind + '"' + more + ",\"data\":{\"type\":\"" + kind + "\"}}";
}

inline QByteArray frame(Cursor cursor, const QByteArray &data)
{
    return "id: mob-evt-" + QByteArray::number(qulonglong(cursor)) + "\nevent: x\ndata: " + data + "\n\n";
}

inline QByteArray frames(Cursor first, Cursor last, TimestampMs base = 1000, const QByteArray &more = {})
{
    QByteArray bytes;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        bytes += frame(cursor, envelope(cursor, "mob_completed", more, base));
    return bytes;
}

inline bool isStream(const FaultRequest &request)
{
    return request.path() == "/mobkit/mob_events/stream";
}

inline FaultScript notFound()
{
    return FaultScript().answer("404 Not Found", "Content-Type: text/plain\r\n", "not found").close();
}

inline FaultScript rpcResult(const QByteArray &result)
{
    return FaultScript()
        .answer("200 OK", "Content-Type: application/json\r\n",
                R"({"id":"1","jsonrpc":"2.0","result":)" + result + "}")
        .close();
}

inline FaultScript stale(Cursor after, Cursor latest)
{
    return FaultScript()
        .answer("410 Gone", "Content-Type: application/json\r\n",
                "{\"after_cursor\":" + QByteArray::number(qulonglong(after)) +
                    ",\"error\":\"event_query_stale\",\"latest_cursor\":" +
                    QByteArray::number(qulonglong(latest)) + '}')
        .close();
}

// Serves a ledger that a test may change: what a well-behaved server does.
struct Model
{
    std::atomic<Cursor> last{0};
    std::atomic<TimestampMs> base{1000};
    std::atomic<bool> rewrites = false; ///< what it says about its events besides

    FaultScript stream(const FaultRequest &request) const
    {
        const Cursor after = request.parameter("after_seq").toULongLong();
        if (after > last)
            return stale(after, last);
        return FaultScript()
            .stream()
            .send(frames(after + 1, last, base, rewrites ? R"(,"agent_identity":"a")" : ""))
            .hold();
    }
};

inline std::vector<FaultRequest> streamRequests(const FaultServer &server)
{
    auto all = server.requests();
    all.erase(std::remove_if(all.begin(), all.end(), [](const FaultRequest &r) { return !isStream(r); }),
              all.end());
    return all;
}

inline StreamOptions optionsFor(const FaultServer &server,
                                StreamOptions::Start start = StreamOptions::Start::Beginning)
{
    StreamOptions options;
    options.server = *ServerAddress::parse(server.url());
    options.start = start;
    options.timing.backoffBase = 20ms;
    options.timing.backoffCap = 200ms;
    options.timing.watchdog = 2000ms;
    options.timing.slowRetry = 300ms;
    options.timing.retryAfterFloor = 1ms;
    return options;
}

inline FaultScript webPage()
{
    return FaultScript().answer("200 OK", "Content-Type: text/html\r\n", "<html>").close();
}

// A server of this ledger that serves no RPC, and who watches it.
struct Scene
{
    explicit Scene(Cursor last, const std::function<void(StreamOptions &)> &change = {})
    {
        model.last = last;
        StreamOptions options = optionsFor(server);
        if (change)
            change(options);
        source = std::make_unique<StreamSource>(std::move(options));
        probe = std::make_unique<SourceProbe>(*source);
    }

    Model model;
    FaultServer server{[this](const FaultRequest &r) { return isStream(r) ? model.stream(r) : notFound(); }};
    std::unique_ptr<StreamSource> source;
    std::unique_ptr<SourceProbe> probe;
};

} // namespace mobwatch::test
