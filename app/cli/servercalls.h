// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/request.h"
#include "core/stream/rpcclient.h"

namespace mobwatch::cli {

/// Calls to one server, each to its end: runs the event loop of this thread meanwhile. SIGINT and SIGTERM end
/// a call (Canceled) where there is a Termination.
class ServerCalls final
{
public:
    /// `request` has a server.
    explicit ServerCalls(const Request &request);

    /// Errors: those of RpcClient, worded for the command line; a server that is silent is Unreachable.
    [[nodiscard]] Result<MobEventsReply> query(const EventQuery &query);
    [[nodiscard]] Result<ServerStatus> status();

private:
    template <class T, class Call>
    [[nodiscard]] Result<T> wait(Call call);
    [[nodiscard]] Error worded(Error error) const;

    QString m_address;
    RpcClient m_client;
};

} // namespace mobwatch::cli
