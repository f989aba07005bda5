// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/serving/accesstoken.h"
#include "core/serving/httpanswer.h"
#include "core/serving/rpcanswer.h"
#include "core/serving/servedledger.h"

#include <variant>

namespace mobwatch {

inline constexpr std::string_view streamPath = "/mobkit/mob_events/stream";
inline constexpr std::string_view rpcPath = "/console/rpc";
inline constexpr std::string_view healthPath = "/healthz";
/// The largest body that a call may have; a longer one is tooLargeAnswer().
inline constexpr std::size_t largestBody = 2 * 1024 * 1024;

/// A stream that may be opened, unless the ledger has something against it.
struct StreamOpening
{
    EventQuery query;
};

/// What a request comes to without looking at the ledger, in the order of checks of specification 6.1
/// and 6.6: a whole answer, a stream, or a call. HEAD is answered as GET; leaving its body out is the
/// transport's.
[[nodiscard]] std::variant<HttpAnswer, StreamOpening, RpcCall> route(const HttpRequest &request,
                                                                     const AccessToken &token);

/// The head of an open stream, without a body.
[[nodiscard]] HttpAnswer streamHead();
/// Why a stream cannot be opened: 410 for Stale, else 500 (specification 6.1).
[[nodiscard]] HttpAnswer failedStream(const Error &error);
[[nodiscard]] HttpAnswer tooLargeAnswer();

} // namespace mobwatch
