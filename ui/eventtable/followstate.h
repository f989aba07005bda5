// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mobwatch::ui {

/// Whether a view keeps the end in sight, and what it missed while it does not.
class FollowState final
{
public:
    [[nodiscard]] bool isFollowing() const { return m_following; }
    /// Events that came in at the end since following stopped.
    [[nodiscard]] std::uint64_t newEvents() const { return m_newEvents; }

    void setFollowing(bool following);
    /// By wheel, scroll bar or keyboard: leaving the end pauses, coming back to it follows again.
    void userScrolled(bool atEnd);
    /// Whoever looks at one event does not want it to move.
    void rowChosen();
    void appended(std::uint64_t events);
    /// The rows are others now (a filter change): what was missed among the old ones means nothing.
    void rowsReplaced();

private:
    bool m_following = true;
    std::uint64_t m_newEvents = 0;
};

} // namespace mobwatch::ui
