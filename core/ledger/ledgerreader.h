// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/ledger/definition.h"
#include "core/ledger/ledgerfile.h"
#include "core/ledger/salvage.h"
#include "core/query/ledgerview.h"
#include "core/support/result.h"

#include <QString>
#include <functional>
#include <memory>
#include <string_view>

namespace mobwatch {

struct StoredRow
{
    Cursor cursor = 0;
    std::string_view json; ///< valid until the callback returns
    bool isBlob = true;    ///< upstream accepts BLOB only; TEXT is read too
};

/// What proves that a file is still the same ledger (specification 4.2, 4.5).
struct LedgerIdentity
{
    QString storeInstanceId; ///< empty in SEED-era files
    Cursor nextCursor = 0;   ///< 0 when the row is missing
    Cursor latestCursor = 0;
    int tableSchemaVersion = 0; ///< meerkat_schema, domain mob; 0 unknown
    qint64 runsListed = 0;      ///< rows of mob_runs; 0 when there is no such table
    friend bool operator==(const LedgerIdentity &, const LedgerIdentity &) = default;
};

/// A read-only connection to one ledger file (specification 4.3), through Qt Sql, forward-only, columns by
/// name. Never creates, never writes, never holds a transaction beyond one call. Belongs to the thread that
/// opened it. What stands on damaged pages is stepped over (takeDamage()); only a file whose tables cannot be
/// found is given up.
class LedgerReader final : public LedgerView
{
public:
    /// Opens in place; a WAL ledger at rest in a read-only folder, which SQLite cannot open there, from a
    /// private copy (usesPrivateCopy()). Errors: NotFound, PermissionDenied, EmptyFile, NotSqlite,
    /// NotALedger, Damaged, Busy, Io.
    [[nodiscard]] static Result<std::unique_ptr<LedgerReader>> open(const QString &path);
    /// The same, from a copy of `path` that was made before.
    [[nodiscard]] static Result<std::unique_ptr<LedgerReader>> open(std::shared_ptr<const LedgerCopy> copy,
                                                                    const QString &path);
    ~LedgerReader() override;

    [[nodiscard]] bool usesPrivateCopy() const { return privateCopy() != nullptr; }
    [[nodiscard]] std::shared_ptr<const LedgerCopy> privateCopy() const;
    /// The file that was opened (the original, for a copy), to tell whether another one stands there now.
    [[nodiscard]] const FileStamp &openedFile() const;
    /// Whether what was opened is still what stands at `path`; a copy: whether that has not changed.
    [[nodiscard]] bool isCurrent(const QString &path) const;
    [[nodiscard]] Result<LedgerIdentity> identity();
    /// The definitions in force, by mob id (mob_specs, specification 4.10); none where there is no such
    /// table. One that cannot be read is left out.
    [[nodiscard]] Result<std::vector<MobDefinition>> definitions();

    [[nodiscard]] Result<Cursor> latestCursor() override;
    [[nodiscard]] Result<Page> read(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit) override;

    /// Raw rows with after < cursor <= upTo, ascending; `row` returns false to stop. The number of rows
    /// handed out.
    [[nodiscard]] Result<std::uint32_t> readRows(Cursor after, std::optional<Cursor> upTo,
                                                 std::uint32_t limit,
                                                 const std::function<bool(const StoredRow &)> &row);
    /// The lowest cursor such that (it, upTo] holds `rows` rows; 0 when there are fewer.
    [[nodiscard]] Result<Cursor> cursorBefore(Cursor upTo, std::uint32_t rows);
    /// The stored bytes of one row; std::nullopt where there is none.
    [[nodiscard]] Result<std::optional<std::string>> readRow(Cursor cursor);

    /// What readRows(), read() and latestCursor() had to step over since the last call.
    [[nodiscard]] std::vector<DamagedCursors> takeDamage();

    /// Rows that read() could not decode, with cursor and reason, since the last call.
    [[nodiscard]] std::vector<Error> takeRowErrors();

private:
    struct Private;
    explicit LedgerReader(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
