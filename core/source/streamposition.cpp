// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamposition.h"

#include "core/event/envelopejson.h"

#include <algorithm>

namespace mobwatch {

StreamPosition::Resume StreamPosition::resume() const
{
    if (m_steppedOver > m_anchorCursor)
        return {m_steppedOver, false};
    if (m_anchorCursor > 0)
        return {m_anchorCursor - 1, true};
    if (m_hasBaseline)
        return {m_highest, false};
    return {};
}

void StreamPosition::startAfter(Cursor after)
{
    m_highest = std::max(m_highest, after);
    m_hasBaseline = true;
}

void StreamPosition::beginEpoch()
{
    ++m_epoch;
    m_seen.clear();
    m_hasBaseline = true;
    m_highest = m_connectionHighest = m_anchorCursor = m_steppedOver = 0;
    m_anchor.clear();
}

void StreamPosition::beginConnection()
{
    m_connectionHighest = 0;
}

StreamPosition::Anchor StreamPosition::compareAnchor(Cursor cursor, std::string_view envelope) const
{
    if (cursor != m_anchorCursor)
        return Anchor::NotThere;
    if (envelope == m_anchor)
        return Anchor::Same;
    auto before = readEnvelope(m_anchor);
    auto now = readEnvelope(envelope);
    if (!before || !now)
        return Anchor::NotThere;
    // Labels are looked up when an event is sent; they are no part of it.
    before->envelope.mobLabels = now->envelope.mobLabels;
    before->envelope.runLabels = now->envelope.runLabels;
    return before->envelope == now->envelope ? Anchor::Same : Anchor::Other;
}

StreamPosition::Sight StreamPosition::see(Cursor cursor)
{
    Sight sight;
    sight.isNew = m_seen.insert(cursor);
    sight.isBackwards = cursor < m_connectionHighest;
    m_connectionHighest = std::max(m_connectionHighest, cursor);
    if (cursor <= m_highest)
        return sight;
    if (m_hasBaseline && cursor > m_highest + 1)
        sight.missingFrom = m_highest + 1;
    m_highest = cursor;
    m_hasBaseline = true;
    return sight;
}

void StreamPosition::setAnchor(Cursor cursor, std::string_view envelope)
{
    if (cursor <= m_anchorCursor)
        return;
    m_anchorCursor = cursor;
    m_anchor = envelope;
}

void StreamPosition::stepOver(Cursor cursor)
{
    m_steppedOver = std::max(m_steppedOver, cursor);
    startAfter(cursor);
}

} // namespace mobwatch
