// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mobwatch {

/// Remembers which events were read, by epoch, cursor and bytes: 16 bytes an event as long as cursors ascend.
class SeenCursors final
{
public:
    enum class Verdict : std::uint8_t { New, Duplicate, Conflict };
    /// Whether this event is new, a repeat with the same bytes, or other bytes under a known cursor;
    /// remembers it.
    Verdict see(Epoch epoch, Cursor cursor, std::string_view bytes);
    void clear() { m_epochs.clear(); }

private:
    struct PerEpoch
    {
        std::vector<std::pair<Cursor, std::size_t>> ascending; ///< cursor and hash of the bytes
        std::unordered_multimap<Cursor, std::size_t>
            outOfOrder; ///< later than a higher cursor, or a conflict
    };
    std::map<Epoch, PerEpoch> m_epochs;
};

} // namespace mobwatch
