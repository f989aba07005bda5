// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <QtGlobal>
#include <cstdint>
#include <memory>
#include <vector>

namespace mobwatch {

/// Bounded broadcast of live events to subscribers (specification 8): a subscriber that falls more than
/// `capacity` behind is told by how much and continues with the oldest retained event. Events are named by
/// their store row, so nothing is copied. GUI thread.
class EventHub final
{
public:
    static constexpr std::uint32_t capacity = 512;

    class Subscription
    {
    public:
        struct Received
        {
            std::vector<RowIndex> rows; ///< oldest first
            std::uint64_t lagged = 0;   ///< events lost since the last call, before `rows`
        };
        ~Subscription();
        Q_DISABLE_COPY_MOVE(Subscription)
        /// Everything that arrived since the last call and is still retained.
        [[nodiscard]] Received take();

    private:
        friend class EventHub;
        struct State;
        explicit Subscription(std::shared_ptr<State> state);
        std::shared_ptr<State> m_state;
        std::uint64_t m_next = 0;
    };

    EventHub();
    ~EventHub();
    Q_DISABLE_COPY_MOVE(EventHub)

    /// Sees only what is published later. May outlive the hub; then it drains and gets nothing more.
    [[nodiscard]] std::unique_ptr<Subscription> subscribe();
    void publish(RowRange rows);

private:
    std::shared_ptr<Subscription::State> m_state;
};

} // namespace mobwatch
