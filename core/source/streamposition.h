// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/cursorset.h"
#include "core/source/streamrows.h"
#include "core/support/ids.h"

#include <optional>
#include <string>

namespace mobwatch {

/// Where a stream is, and where it goes on after a disconnect (streams.md 4.4 to 4.8). A value; knows nothing
/// of connections.
class StreamPosition final
{
public:
    /// What a new connection asks for.
    struct Resume
    {
        std::optional<Cursor> after;
        /// The first event is one that is known, to see whether it is still the same ledger.
        bool checksAnchor = false;
        friend bool operator==(const Resume &, const Resume &) = default;
    };
    [[nodiscard]] Resume resume() const;

    /// Everything up to `after` is known or not wanted.
    void startAfter(Cursor after);
    /// Another ledger, or the same one emptied: from its first event.
    void beginEpoch();
    void beginConnection();

    enum class Anchor : std::uint8_t { Same, Other, NotThere };
    /// Of the first event of a connection that checks its anchor. Mob, kind and time tell it apart, and no
    /// hash of the whole: a host may rewrite or withhold the rest for each reader (specification 6.5), and
    /// its policy may change between two connections.
    [[nodiscard]] Anchor compareAnchor(const EnvelopeRow &row) const;

    struct Sight
    {
        bool isNew = true;
        bool isBackwards = false; ///< lower than one before it on this connection
        Cursor missingFrom = 0;   ///< cursors are missing between this and the one before; 0 = none
    };
    Sight see(Cursor cursor);
    /// An event that was read and can be looked up again; the newest is the anchor.
    void setAnchor(const EnvelopeRow &row);
    /// Nobody can read this one: goes on behind it.
    void stepOver(Cursor cursor);

    [[nodiscard]] Epoch epoch() const { return m_epoch; }
    [[nodiscard]] Cursor highest() const { return m_highest; } ///< 0 = none
    [[nodiscard]] Cursor anchorCursor() const { return m_anchorCursor; }

private:
    Epoch m_epoch = 1;
    CursorSet m_seen;
    bool m_hasBaseline = false; ///< m_highest is the last cursor without a hole question before it
    Cursor m_highest = 0;
    Cursor m_connectionHighest = 0;
    Cursor m_anchorCursor = 0; ///< 0 = none
    TimestampMs m_anchorMs = 0;
    std::string m_anchorMob, m_anchorKind;
    Cursor m_steppedOver = 0;
};

} // namespace mobwatch
