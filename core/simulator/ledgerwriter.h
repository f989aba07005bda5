// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/mobsimulation.h"
#include "core/support/ids.h"
#include "core/support/result.h"

#include <QString>
#include <memory>
#include <span>
#include <vector>

namespace mobwatch {

/// Writes simulated events into a SQLite ledger in the layout of specification 4: WAL, one BEGIN IMMEDIATE
/// per append that also moves next_cursor, mob_runs and mob_specs kept along. Belongs to the thread that
/// opened it.
class LedgerWriter final
{
public:
    /// Makes the file, or continues one that a LedgerWriter made. Any other is left untouched: Exists. Also:
    /// Io, Busy.
    [[nodiscard]] static Result<std::unique_ptr<LedgerWriter>> open(const QString &path,
                                                                    const std::string &newStoreId);
    ~LedgerWriter();
    Q_DISABLE_COPY_MOVE(LedgerWriter)

    /// Appends all or nothing.
    [[nodiscard]] Result<void> append(std::span<const SimulatedEvent> events);

    [[nodiscard]] Cursor nextCursor() const;
    /// Mobs that the file knew when it was opened, and their runs without an end.
    [[nodiscard]] int mobsBefore() const;
    [[nodiscard]] const std::vector<DanglingRun> &danglingRuns() const;

private:
    struct Private;
    explicit LedgerWriter(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// The row's bytes (specification 4.6).
[[nodiscard]] std::string storedRowJson(Cursor cursor, const SimulatedEvent &event);
/// RFC 3339 in UTC, the fraction with 0, 3, 6 or 9 digits: the shortest that is exact.
[[nodiscard]] std::string formatNanoseconds(std::int64_t timeNs);

} // namespace mobwatch
