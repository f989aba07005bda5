// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/salvage.h"

#include <algorithm>

namespace mobwatch {

namespace {

enum class Place : std::uint8_t { Readable, Damaged };

struct Probed
{
    Place place = Place::Damaged;
    std::optional<Cursor> row;
};

Result<Probed> look(Cursor cursor, const RowProbe &probe)
{
    auto row = probe(cursor);
    if (row)
        return Probed{Place::Readable, *row};
    if (row.error().code == ErrorCode::Damaged)
        return Probed{};
    return fail(row.error());
}

} // namespace

// A damaged page holds neighbouring rows, so growing steps find its far side and halving them its end.
Result<std::optional<Cursor>> firstReadable(Cursor from, Cursor bound, const RowProbe &probe)
{
    Cursor damaged = from;
    std::optional<Cursor> row;
    Cursor readable = 0;
    for (Cursor step = 1; readable == 0; step *= 2) {
        if (damaged >= bound)
            return std::optional<Cursor>();
        const Cursor cursor = std::min(bound, step < bound - from ? from + step : bound);
        const auto probed = look(cursor, probe);
        if (!probed)
            return fail(probed.error());
        if (probed->place == Place::Damaged) {
            damaged = cursor;
        } else {
            readable = cursor;
            row = probed->row;
        }
    }
    while (readable - damaged > 1) {
        const Cursor middle = damaged + (readable - damaged) / 2;
        const auto probed = look(middle, probe);
        if (!probed)
            return fail(probed.error());
        if (probed->place == Place::Damaged) {
            damaged = middle;
        } else {
            readable = middle;
            row = probed->row;
        }
    }
    return row && *row <= bound ? row : std::optional<Cursor>();
}

Result<std::optional<Cursor>> lastReadable(Cursor bound, const RowProbe &probe)
{
    std::optional<Cursor> row;
    Cursor readable = bound;
    Cursor damaged = bound + 1;
    for (Cursor step = 1; !row; step *= 2) {
        const auto probed = look(readable, probe);
        if (!probed)
            return fail(probed.error());
        // Nothing at or behind is as good as nothing read: the rows, if any, stand before.
        row = probed->row;
        if (row)
            break;
        damaged = readable;
        if (readable <= 1)
            return std::optional<Cursor>();
        readable = readable > step ? readable - step : 1;
    }
    while (damaged - readable > 1) {
        const Cursor middle = readable + (damaged - readable) / 2;
        const auto probed = look(middle, probe);
        if (!probed)
            return fail(probed.error());
        if (probed->row) {
            readable = middle;
            row = probed->row;
        } else {
            damaged = middle;
        }
    }
    return row;
}

} // namespace mobwatch
