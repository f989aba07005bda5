// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/eventquery.h"
#include "core/stream/serveraddress.h"

#include <QByteArray>
#include <QObject>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mobwatch {

/// An answer of mob_events/query or mob_events/subscribe (specification 6.6). Envelopes as they stand, one
/// JSON text each.
struct MobEventsReply
{
    std::vector<std::string> events;
    std::optional<Cursor> nextAfterSeq; ///< number, null or missing
    std::string subscribeUrl;           ///< subscribe only; empty when the server keeps no events
};

/// What a server tells about itself (specification 6.9), each empty when it does not.
struct ServerStatus
{
    QString contractVersion;
    std::optional<bool> isRunning;
    /// Storage slot `mob`: persistent, declared_ephemeral, non_persistent; empty = not told.
    QString mobStorage;
    QString mobStorageDetail;
};

/// JSON-RPC 2.0 over POST /console/rpc, and two GETs. On the thread it was made on. Callbacks come later,
/// never from inside the call, and not after the client is gone; a callback may destroy the client. Errors of
/// all: Unauthorized, Unreachable, NotAStream (404, a web page, a redirect), Stale (5.5, `position` = the
/// latest cursor), ServerError, Tls, NotFound (the method is not served), InvalidArgument (the server refuses
/// the params), Malformed (no JSON-RPC answer), TooLarge (above 64 MiB), Canceled (timed out).
class RpcClient final : public QObject
{
    Q_OBJECT
public:
    template <class T>
    using Callback = std::function<void(Result<T>)>;

    explicit RpcClient(ServerAddress server, QObject *parent = nullptr);
    ~RpcClient() override;
    void setToken(std::string token);
    void setPinnedCertificate(const QByteArray &sha256);
    /// How long the server may be silent, from the call on; 10 s when not set. Six times as long in all.
    void setTimeout(std::chrono::milliseconds timeout);

    void query(const EventQuery &query, Callback<MobEventsReply> done);
    void subscribe(const EventQuery &query, Callback<MobEventsReply> done);
    void status(Callback<ServerStatus> done);
    /// mobkit/list_members and others: the bare result as JSON.
    void call(const std::string &method, const std::string &params, Callback<std::string> done);
    /// GET /healthz says ok.
    void health(Callback<void> done);
    /// GET /console/experience with the token: what the server says why it refuses it, such as invalid_token
    /// (specification 6.9); empty when it does not refuse it or says nothing.
    void signInReason(Callback<QString> done);
    /// Their callbacks are not called.
    void cancelAll();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
