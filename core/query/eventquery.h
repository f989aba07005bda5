// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/support/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

inline constexpr std::uint64_t defaultQueryLimit = 256;
inline constexpr std::uint32_t queryBatchSize = 128;

/// EventQuery (specification 5.1). Absent and empty differ: an empty string is a real filter value (5.2).
struct EventQuery
{
    std::optional<std::uint64_t> sinceMs;
    std::optional<std::uint64_t> untilMs;
    std::optional<std::string> memberId;
    std::optional<std::string> identity;
    std::optional<std::string> mobId;
    std::optional<std::string> runId;
    std::optional<std::string> stepId;
    std::vector<std::string> eventTypes;
    std::optional<std::uint64_t> limit; ///< absent = 256
    std::optional<Cursor> afterSeq;

    friend bool operator==(const EventQuery &, const EventQuery &) = default;
};

/// Specification 5.2; limit and afterSeq play no part.
[[nodiscard]] bool matches(const Envelope &envelope, const EventQuery &query);

/// The continuation path, byte for byte (specification 7).
[[nodiscard]] std::string subscribeUrl(const EventQuery &query, std::optional<Cursor> nextAfterSeq,
                                       Cursor latest);

/// The text of specification 5.5 as an Error of code Stale; `subject` = the requested cursor, `position` =
/// the latest.
[[nodiscard]] Error staleError(Cursor requested, Cursor latest);

} // namespace mobwatch
