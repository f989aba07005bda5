// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/backoff.h"

#include <QRandomGenerator>
#include <algorithm>
#include <utility>

namespace mobwatch {

Backoff::Backoff(const StreamTiming &timing, Random random)
    : m_timing(timing)
    , m_random(std::move(random))
    , m_base(timing.backoffBase)
{
    if (!m_random)
        m_random = [] { return QRandomGenerator::global()->generateDouble(); };
}

Backoff::Milliseconds Backoff::next(std::optional<Milliseconds> retryAfter)
{
    constexpr int enough = 20; // doublings after which any cap is reached
    const auto cap = std::max(m_timing.backoffCap, m_base);
    auto wait = cap;
    if (m_failures < enough)
        wait = std::min(cap, m_base * (std::int64_t{1} << m_failures));
    m_failures = std::min(m_failures + 1, enough);
    wait -= jitter(wait / 2);
    if (!retryAfter)
        return wait;
    const auto asked = std::clamp(*retryAfter, m_timing.retryAfterFloor, m_timing.retryAfterCeiling);
    const auto least = std::max(wait, asked);
    return least + jitter(least / 5);
}

void Backoff::setBase(std::uint64_t milliseconds)
{
    const auto ceiling = static_cast<std::uint64_t>(m_timing.retryCeiling.count());
    m_base = std::max(m_timing.retryFloor,
                      Milliseconds(static_cast<std::int64_t>(std::min(milliseconds, ceiling))));
}

Backoff::Milliseconds Backoff::jitter(Milliseconds longest)
{
    return Milliseconds(static_cast<std::int64_t>(static_cast<double>(longest.count()) * m_random()));
}

} // namespace mobwatch
