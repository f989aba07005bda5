// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamposition.h"

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
}

void StreamPosition::beginConnection()
{
    m_connectionHighest = 0;
}

StreamPosition::Anchor StreamPosition::compareAnchor(const EnvelopeRow &row) const
{
    if (row.cursor != m_anchorCursor)
        return Anchor::NotThere;
    return row.timestampMs == m_anchorMs && row.mob == m_anchorMob && row.kind == m_anchorKind
               ? Anchor::Same
               : Anchor::Other;
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

void StreamPosition::setAnchor(const EnvelopeRow &row)
{
    if (row.cursor <= m_anchorCursor)
        return;
    m_anchorCursor = row.cursor;
    m_anchorMs = row.timestampMs;
    m_anchorMob = row.mob;
    m_anchorKind = row.kind;
}

void StreamPosition::stepOver(Cursor cursor)
{
    m_steppedOver = std::max(m_steppedOver, cursor);
    startAfter(cursor);
}

} // namespace mobwatch
