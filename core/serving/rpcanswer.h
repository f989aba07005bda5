// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/ledgerview.h"
#include "core/serving/accesstoken.h"
#include "core/serving/httpanswer.h"

#include <cstdint>
#include <string>
#include <variant>

namespace mobwatch {

enum class RpcMethod : std::uint8_t { Query, Subscribe, MobLabels, RunLabels };

/// A call that was checked as far as it goes without the ledger.
struct RpcCall
{
    std::string id; ///< JSON text
    RpcMethod method = RpcMethod::Query;
    EventQuery query;  ///< Query, Subscribe
    std::string runId; ///< RunLabels
};

/// Checks a POST /console/rpc in the order of specification 6.6. The answer already, where something is wrong
/// with the request, it may not be made, or the method is not served: only the `mob_events` methods and
/// reading labels are; changing labels is refused as on a read-only console.
[[nodiscard]] std::variant<HttpAnswer, RpcCall> readRpc(const HttpRequest &request, const AccessToken &token);

/// The answer to a call. The ledger is asked on the calling thread; a wide query takes its time.
[[nodiscard]] HttpAnswer answerRpc(const RpcCall &call, LedgerView &ledger, const LabelTable &labels);

/// The answer when there is no ledger to ask.
[[nodiscard]] HttpAnswer failedRpc(const RpcCall &call, const Error &error);

} // namespace mobwatch
