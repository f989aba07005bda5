// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/hub/eventhub.h"

#include <algorithm>
#include <array>

namespace mobwatch {

struct EventHub::Subscription::State
{
    std::array<std::uint32_t, capacity> ring{};
    std::uint64_t sent = 0; ///< events ever published
};

EventHub::Subscription::Subscription(std::shared_ptr<State> state)
    : m_state(std::move(state))
    , m_next(m_state->sent)
{
}

EventHub::Subscription::~Subscription() = default;

EventHub::Subscription::Received EventHub::Subscription::take()
{
    Received result;
    if (m_state->sent - m_next > capacity) {
        const std::uint64_t oldest = m_state->sent - capacity;
        result.lagged = oldest - m_next;
        m_next = oldest;
    }
    result.rows.reserve(m_state->sent - m_next);
    for (; m_next < m_state->sent; ++m_next)
        result.rows.push_back(rowIndex(m_state->ring[m_next % capacity]));
    return result;
}

EventHub::EventHub()
    : m_state(std::make_shared<Subscription::State>())
{
}

EventHub::~EventHub() = default;

std::unique_ptr<EventHub::Subscription> EventHub::subscribe()
{
    // Not make_unique: the constructor is the hub's alone.
    return std::unique_ptr<Subscription>(new Subscription(m_state));
}

void EventHub::publish(RowRange rows)
{
    // What would be overwritten by the same call is only counted.
    const std::uint32_t skipped = rows.count - std::min(rows.count, capacity);
    m_state->sent += skipped;
    for (std::uint32_t row = rows.first + skipped; row < rows.end(); ++row)
        m_state->ring[m_state->sent++ % capacity] = row;
}

} // namespace mobwatch
