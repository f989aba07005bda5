// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerdatabase.h"

#include <QFileInfo>
#include <QSqlError>
#include <QUrl>
#include <algorithm>
#include <atomic>

namespace mobwatch {

namespace {

// sqlite3.h is not ours to include (Qt may bring a SQLite of its own); these numbers are its stable
// interface.
enum SqliteCode {
    sqlitePerm = 3,
    sqliteBusy = 5,
    sqliteLocked = 6,
    sqliteReadOnly = 8,
    sqliteCorrupt = 11,
    sqliteCantOpen = 14,
    sqliteAuth = 23,
    sqliteNotADatabase = 26
};

constexpr int busyTimeoutMs = 300;

int primaryCode(const QSqlError &error)
{
    return error.nativeErrorCode().toInt() & 0xff;
}

ErrorCode meaningOf(int code)
{
    switch (code) {
    case sqlitePerm:
    case sqliteAuth:
        return ErrorCode::PermissionDenied;
    case sqliteBusy:
    case sqliteLocked:
        return ErrorCode::Busy;
    case sqliteCorrupt:
        return ErrorCode::Damaged;
    case sqliteNotADatabase:
        return ErrorCode::NotSqlite;
    default:
        return ErrorCode::Io;
    }
}

QString connectionName()
{
    static std::atomic<quint64> number{0};
    return QStringLiteral("mobwatch-ledger-%1").arg(++number);
}

/// A `file:` URI: a path may hold '?', '#' and '%', which would be read as parts of the URI otherwise.
QString readOnlyUri(const QString &path)
{
    const QByteArray escaped = QUrl::toPercentEncoding(QFileInfo(path).absoluteFilePath(), "/");
    return QStringLiteral("file:%1?mode=ro").arg(QString::fromLatin1(escaped));
}

} // namespace

LedgerDatabase::~LedgerDatabase()
{
    m_database.close();
    m_database = QSqlDatabase();
    if (!m_connection.isEmpty())
        QSqlDatabase::removeDatabase(m_connection);
}

qint64 LedgerDatabase::toSigned(Cursor cursor)
{
    return static_cast<qint64>(std::min(cursor, highestCursor));
}

Cursor LedgerDatabase::toCursor(const QVariant &value)
{
    return static_cast<Cursor>(std::max<qint64>(0, value.toLongLong()));
}

Result<void> LedgerDatabase::open(const QString &file)
{
    auto connected = connect(file);
    return connected ? checkTablesOrRescue() : connected;
}

bool LedgerDatabase::cannotOpenHere() const
{
    return m_lastCode == sqliteCantOpen || m_lastCode == sqliteReadOnly;
}

QSqlQuery LedgerDatabase::query() const
{
    QSqlQuery fresh(m_database);
    fresh.setForwardOnly(true); // else Qt keeps every row that it has seen
    return fresh;
}

Error LedgerDatabase::errorOf(const QSqlError &error)
{
    m_lastCode = primaryCode(error);
    return Error{meaningOf(m_lastCode), error.databaseText(), m_path, -1, {}};
}

Result<void> LedgerDatabase::connect(const QString &file)
{
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection = connectionName());
    m_database.setConnectOptions(
        QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeoutMs));
    m_database.setDatabaseName(readOnlyUri(file));
    if (!m_database.open())
        return fail(errorOf(m_database.lastError()));
    return {};
}

Result<void> LedgerDatabase::prepare(std::unique_ptr<QSqlQuery> &query, const char *sql)
{
    if (query)
        return {};
    auto fresh = std::make_unique<QSqlQuery>(m_database);
    fresh->setForwardOnly(true); // else Qt keeps every row that it has seen
    if (!fresh->prepare(QString::fromLatin1(sql)))
        return fail(errorOf(fresh->lastError()));
    query = std::move(fresh);
    return {};
}

/// All values of one column of `sql`.
Result<QVariantList> LedgerDatabase::column(const QString &sql, int index)
{
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(sql))
        return fail(errorOf(query.lastError()));
    QVariantList values;
    while (query.next())
        values.append(query.value(index));
    if (query.lastError().isValid())
        return fail(errorOf(query.lastError()));
    return values;
}

Result<QSet<QString>> LedgerDatabase::columnsOf(const QString &table)
{
    const auto names = column(QStringLiteral("PRAGMA table_info(%1)").arg(table), 1);
    if (!names)
        return fail(names.error());
    QSet<QString> result;
    for (const QVariant &name : *names)
        result.insert(name.toString());
    return result;
}

Result<QVariant> LedgerDatabase::first(const QString &table, const QString &sql)
{
    const auto columns = columnsOf(table);
    if (!columns)
        return fail(columns.error());
    if (columns->isEmpty())
        return QVariant();
    const auto values = column(sql);
    if (!values)
        return fail(values.error());
    return values->isEmpty() ? QVariant() : values->first();
}

/// Like first(), for what is good to know and no reason to stop: nothing where its pages are damaged.
Result<QVariant> LedgerDatabase::firstIfReadable(const QString &table, const QString &sql)
{
    auto value = first(table, sql);
    if (!value && value.error().code == ErrorCode::Damaged)
        return QVariant();
    return value;
}

Result<void> LedgerDatabase::checkTables()
{
    const auto events = columnsOf(QStringLiteral("mob_events"));
    if (!events)
        return fail(events.error());
    const auto meta = columnsOf(QStringLiteral("mob_event_meta"));
    if (!meta)
        return fail(meta.error());
    if (events->contains(QStringLiteral("cursor")) && events->contains(QStringLiteral("event_json")) &&
        meta->contains(QStringLiteral("key")) && meta->contains(QStringLiteral("value")))
        return {};
    const auto any = column(QStringLiteral("SELECT 1 FROM sqlite_master LIMIT 1"));
    if (any && any->isEmpty())
        return fail(ErrorCode::EmptyFile, QStringLiteral("has no tables yet"), m_path);
    return fail(ErrorCode::NotALedger, QStringLiteral("has no tables mob_events and mob_event_meta"), m_path);
}

Result<void> LedgerDatabase::checkTablesOrRescue()
{
    auto checked = checkTables();
    if (checked || checked.error().code != ErrorCode::Damaged)
        return checked;
    // SQLite refuses a file that is shorter than its header says, unless the schema may be repaired; on a
    // read-only connection this allows nothing else.
    if (const auto set = column(QStringLiteral("PRAGMA writable_schema = ON")); !set)
        return checked;
    if (auto again = checkTables(); again)
        return again;
    return checked;
}

} // namespace mobwatch
