// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/seencursors.h"

#include <algorithm>
#include <functional>

namespace mobwatch {

SeenCursors::Verdict SeenCursors::see(Epoch epoch, Cursor cursor, std::string_view bytes)
{
    PerEpoch &seen = m_epochs[epoch];
    const std::size_t hash = std::hash<std::string_view>{}(bytes);
    if (seen.ascending.empty() || seen.ascending.back().first < cursor) {
        seen.ascending.emplace_back(cursor, hash);
        return Verdict::New;
    }
    bool known = false;
    const auto found =
        std::lower_bound(seen.ascending.begin(), seen.ascending.end(), cursor,
                         [](const auto &entry, Cursor wanted) { return entry.first < wanted; });
    if (found != seen.ascending.end() && found->first == cursor) {
        known = true;
        if (found->second == hash)
            return Verdict::Duplicate;
    }
    const auto [first, last] = seen.outOfOrder.equal_range(cursor);
    for (auto entry = first; entry != last; ++entry) {
        known = true;
        if (entry->second == hash)
            return Verdict::Duplicate;
    }
    seen.outOfOrder.emplace(cursor, hash);
    return known ? Verdict::Conflict : Verdict::New;
}

} // namespace mobwatch
