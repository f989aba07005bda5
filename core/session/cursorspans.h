// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <cstdint>
#include <map>
#include <utility>

namespace mobwatch {

/// Which cursors were seen, as spans without a hole, in whatever order they come. A value type.
class CursorSpans final
{
public:
    /// Cursors first..last, both included.
    void add(Epoch epoch, Cursor first, Cursor last);
    /// Holes between neighbouring cursors of one epoch.
    [[nodiscard]] std::uint64_t gaps() const { return m_lastOf.size() - m_epochs.size(); }

private:
    std::map<std::pair<Epoch, Cursor>, Cursor> m_lastOf; ///< by the span's first cursor
    std::map<Epoch, bool> m_epochs;
};

} // namespace mobwatch
