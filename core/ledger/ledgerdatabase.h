// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/result.h"

#include <QSet>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>
#include <limits>
#include <memory>

class QSqlError;

namespace mobwatch {

/// A read-only SQLite connection with the errors of a ledger: what LedgerReader asks its questions through.
/// Belongs to the thread that made it.
class LedgerDatabase final
{
public:
    static constexpr Cursor highestCursor = std::numeric_limits<qint64>::max();

    explicit LedgerDatabase(QString path) ///< as the caller knows it; errors name it
        : m_path(std::move(path))
    {
    }
    ~LedgerDatabase();
    Q_DISABLE_COPY_MOVE(LedgerDatabase)

    /// Opens `file` and looks for the tables of a ledger. Errors: see LedgerReader::open.
    [[nodiscard]] Result<void> open(const QString &file);
    /// Whether SQLite could not open it in its place (a read-only folder), so that a copy may help.
    [[nodiscard]] bool cannotOpenHere() const;

    /// Queries must be gone before this object is.
    [[nodiscard]] Result<void> prepare(std::unique_ptr<QSqlQuery> &query, const char *sql);
    [[nodiscard]] QSqlQuery query() const;
    /// The first value of `sql`; null where the table is not there or its pages are damaged.
    [[nodiscard]] Result<QVariant> firstIfReadable(const QString &table, const QString &sql);
    [[nodiscard]] Error errorOf(const QSqlError &error);
    [[nodiscard]] const QString &path() const { return m_path; }

    [[nodiscard]] static qint64 toSigned(Cursor cursor);
    [[nodiscard]] static Cursor toCursor(const QVariant &value);

private:
    [[nodiscard]] Result<void> connect(const QString &file);
    [[nodiscard]] Result<QVariantList> column(const QString &sql, int index = 0);
    [[nodiscard]] Result<QSet<QString>> columnsOf(const QString &table);
    [[nodiscard]] Result<QVariant> first(const QString &table, const QString &sql);
    [[nodiscard]] Result<void> checkTables();
    [[nodiscard]] Result<void> checkTablesOrRescue();

    const QString m_path;
    QString m_connection;
    QSqlDatabase m_database;
    int m_lastCode = 0;
};

} // namespace mobwatch
