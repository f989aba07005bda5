// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace mobwatch {

/// A length of time with units, `2s`, `1.5h`, `2m30s`, `250ms`, in milliseconds. std::nullopt for anything
/// else, a number without a unit included.
[[nodiscard]] std::optional<double> parseDurationMs(std::string_view text);

/// A time as the filter language writes it, against one reading of the clock: RFC 3339, a local date with or
/// without a time of day, a local time of today, an age (`-10m`), Unix milliseconds. Never before 1970.
[[nodiscard]] std::optional<TimestampMs> resolveTime(std::string_view text, TimestampMs now);

/// What `since:` and `until:` make of their value: a bare age counts back from now.
[[nodiscard]] std::string timeOfShortForm(std::string_view text);

} // namespace mobwatch
