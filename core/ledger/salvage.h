// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/result.h"

#include <functional>
#include <optional>

namespace mobwatch {

/// Cursors whose rows stand on pages that SQLite cannot read, both ends included.
struct DamagedCursors
{
    Cursor first = 0;
    Cursor last = 0;
    friend bool operator==(const DamagedCursors &, const DamagedCursors &) = default;
};

/// The cursor of the first row at or behind a cursor, nothing where there is none; an error of code Damaged
/// where that page cannot be read.
using RowProbe = std::function<Result<std::optional<Cursor>>(Cursor atOrBehind)>;

/// The first row behind a damaged place that begins at `from`; nothing when no row up to `bound` can be read.
/// O(log n) probes. Errors: those of the probe but Damaged.
[[nodiscard]] Result<std::optional<Cursor>> firstReadable(Cursor from, Cursor bound, const RowProbe &probe);
/// The last row that can be read when the end of a ledger, up to `bound`, cannot; nothing when none can.
[[nodiscard]] Result<std::optional<Cursor>> lastReadable(Cursor bound, const RowProbe &probe);

} // namespace mobwatch
