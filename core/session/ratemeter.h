// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <deque>

namespace mobwatch {

/// Events per second over a sliding window, by a clock of the caller (milliseconds, never going back). A
/// value type.
class RateMeter final
{
public:
    static constexpr std::int64_t windowMs = 5000;

    void add(std::int64_t nowMs, std::uint64_t events);
    [[nodiscard]] double perSecond(std::int64_t nowMs) const;

private:
    struct Sample
    {
        std::int64_t timeMs;
        std::uint64_t events;
    };
    std::deque<Sample> m_samples;
};

} // namespace mobwatch
