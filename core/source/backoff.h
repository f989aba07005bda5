// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/streamtiming.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace mobwatch {

/// How long to wait before the next try (streams.md 4.3, 4.10): doubling up to a cap, minus up to half of it
/// by chance, so that many clients do not come back together. A value; knows no clock.
class Backoff final
{
public:
    using Milliseconds = std::chrono::milliseconds;
    /// A number in [0, 1).
    using Random = std::function<double()>;

    explicit Backoff(const StreamTiming &timing, Random random = {});

    /// The wait after one more failure. `retryAfter` is a minimum: clamped, then up to 20 % more by chance.
    [[nodiscard]] Milliseconds next(std::optional<Milliseconds> retryAfter = std::nullopt);
    /// It has been healthy long enough.
    void reset() { m_failures = 0; }
    /// The server's field `retry` takes the place of the base; clamped.
    void setBase(std::uint64_t milliseconds);
    /// A number of milliseconds in [0, `longest`), by chance.
    [[nodiscard]] Milliseconds jitter(Milliseconds longest);

private:
    StreamTiming m_timing;
    Random m_random;
    Milliseconds m_base;
    int m_failures = 0;
};

} // namespace mobwatch
