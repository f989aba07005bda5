// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/cursorspans.h"

#include <algorithm>

namespace mobwatch {

void CursorSpans::add(Epoch epoch, Cursor first, Cursor last)
{
    m_epochs[epoch] = true;
    auto next = m_lastOf.upper_bound({epoch, first});
    if (next != m_lastOf.begin()) {
        const auto previous = std::prev(next);
        if (previous->first.first == epoch && previous->second + 1 >= first) {
            first = previous->first.second;
            last = std::max(last, previous->second);
        }
    }
    while (next != m_lastOf.end() && next->first.first == epoch && next->first.second <= last + 1) {
        last = std::max(last, next->second);
        next = m_lastOf.erase(next);
    }
    m_lastOf.insert_or_assign({epoch, first}, last);
}

} // namespace mobwatch
