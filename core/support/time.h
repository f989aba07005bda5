// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mobwatch {

/// Unix time in milliseconds, never negative (specification 1.3).
using TimestampMs = std::uint64_t;

/// RFC 3339 as a tolerant reader takes it (specification 4.6): any offset, lower-case t and z, a fraction of
/// any length, ':60' leap seconds. Floors to milliseconds and clamps at 0. std::nullopt when it is no such
/// text.
[[nodiscard]] std::optional<TimestampMs> parseRfc3339(std::string_view text);

/// 9999-12-31T23:59:59.999Z: the last moment that RFC 3339 can write.
inline constexpr TimestampMs lastRfc3339Ms = 253'402'300'799'999;

/// `2026-08-22T17:11:39.123Z`: UTC with exactly three fraction digits.
[[nodiscard]] std::string formatRfc3339Utc(TimestampMs time);

/// The wall clock, in Unix milliseconds.
[[nodiscard]] TimestampMs currentTimeMs();

} // namespace mobwatch
