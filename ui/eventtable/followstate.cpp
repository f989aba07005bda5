// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/followstate.h"

namespace mobwatch::ui {

void FollowState::setFollowing(bool following)
{
    m_following = following;
    m_newEvents = 0;
}

void FollowState::userScrolled(bool atEnd)
{
    if (atEnd != m_following)
        setFollowing(atEnd);
}

void FollowState::rowChosen()
{
    if (m_following)
        setFollowing(false);
}

void FollowState::appended(std::uint64_t events)
{
    if (!m_following)
        m_newEvents += events;
}

void FollowState::rowsReplaced()
{
    m_newEvents = 0;
}

} // namespace mobwatch::ui
