// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/rpcclient.h"

#include <string>
#include <string_view>

namespace mobwatch {

// What is said over POST /console/rpc (specification 6.6), apart from how it is carried. For any thread.

/// One call. `params` is a JSON object, or empty for none.
[[nodiscard]] std::string rpcRequest(std::string_view method, std::string_view params);
/// The params of mob_events/query and mob_events/subscribe: only what the query has.
[[nodiscard]] std::string rpcParams(const EventQuery &query);

/// The bare `result` of an answer. Errors: what the answer's error says (see RpcClient), or Malformed when it
/// is no JSON-RPC answer.
[[nodiscard]] Result<std::string> rpcResult(std::string_view answer);

/// Errors of both: Malformed.
[[nodiscard]] Result<MobEventsReply> mobEventsReply(std::string_view result);
[[nodiscard]] Result<ServerStatus> serverStatus(std::string_view result);

/// What a body like `{"after_cursor":500,"error":"event_query_stale","latest_cursor":42}` says (specification
/// 5.5), as the Error that staleError() makes; nullopt for every other body.
[[nodiscard]] std::optional<Error> staleErrorIn(std::string_view body);

/// The `reason` of a 401 of /console/experience (specification 6.9); empty when there is none.
[[nodiscard]] QString signInReasonIn(std::string_view body);

/// Words of a server, fit for one sentence of ours: at most 300 characters, without line breaks.
[[nodiscard]] QString serverWords(std::string_view text);

} // namespace mobwatch
