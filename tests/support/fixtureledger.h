// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/ledgerview.h"

#include <QString>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mobwatch::test {

struct RawRow
{
    Cursor cursor = 0;
    std::string json;
};

/// All rows of a ledger file, read plainly; opened read-only.
[[nodiscard]] std::vector<RawRow> ledgerRows(const QString &path);

/// The ledger that the recorded answers of a scenario were given from.
[[nodiscard]] QString recordedLedger(const QString &scenario);

/// A LedgerView over rows in memory. Events that cannot be decoded are skipped.
class MemoryLedger final : public LedgerView
{
public:
    MemoryLedger() = default;
    explicit MemoryLedger(const std::vector<RawRow> &rows);

    void add(MobEvent event);
    /// A minimal event; kind mob_stopped.
    void addEvent(Cursor cursor);
    void clear() { m_rows.clear(); }

    [[nodiscard]] Result<Cursor> latestCursor() override;
    [[nodiscard]] Result<Page> read(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit) override;

    int reads = 0;
    /// Run around each read with its number, from 1.
    std::function<void(int)> beforeRead, afterRead;

private:
    struct Row
    {
        Cursor cursor = 0;
        std::optional<MobEvent> event;
    };
    std::vector<Row> m_rows; ///< ascending
};

} // namespace mobwatch::test
