// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/ratemeter.h"

namespace mobwatch {

void RateMeter::add(std::int64_t nowMs, std::uint64_t events)
{
    while (!m_samples.empty() && m_samples.front().timeMs <= nowMs - windowMs)
        m_samples.pop_front();
    if (events != 0)
        m_samples.push_back({nowMs, events});
}

double RateMeter::perSecond(std::int64_t nowMs) const
{
    std::uint64_t events = 0;
    for (const Sample &sample : m_samples) {
        if (sample.timeMs > nowMs - windowMs)
            events += sample.events;
    }
    return static_cast<double>(events) * 1000.0 / static_cast<double>(windowMs);
}

} // namespace mobwatch
