// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerreader.h"

#include "core/ledger/storedrow.h"

#include <QFileInfo>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QVariant>
#include <algorithm>
#include <atomic>
#include <limits>

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
constexpr Cursor highestCursor = std::numeric_limits<qint64>::max();

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

qint64 toSigned(Cursor cursor)
{
    return static_cast<qint64>(std::min(cursor, highestCursor));
}

Cursor toCursor(const QVariant &value)
{
    return static_cast<Cursor>(std::max<qint64>(0, value.toLongLong()));
}

Result<void> checkBeforeOpening(const QString &path, const FileStamp &stamp)
{
    if (stamp.denied || (stamp.exists && !QFileInfo(path).isReadable()))
        return fail(ErrorCode::PermissionDenied, QStringLiteral("may not be read"), path);
    if (!stamp.exists)
        return fail(ErrorCode::NotFound, QStringLiteral("no such file"), path);
    if (!stamp.regular) // a pipe would block, a folder says nothing
        return fail(ErrorCode::NotSqlite, QStringLiteral("is not a regular file"), path);
    if (stamp.size == 0)
        return fail(ErrorCode::EmptyFile, QStringLiteral("is empty"), path);
    return {};
}

} // namespace

struct LedgerReader::Private
{
    QString path; ///< as the caller knows it; errors name it
    FileStamp opened;
    std::shared_ptr<const LedgerCopy> copy;
    QString connection = connectionName();
    QSqlDatabase database;
    std::unique_ptr<QSqlQuery> rows, row, latest;
    std::vector<Error> rowErrors;
    int lastCode = 0;

    ~Private()
    {
        // Qt warns about (and leaks) a connection that queries or handles still refer to.
        rows.reset();
        row.reset();
        latest.reset();
        database.close();
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(connection);
    }

    Error errorOf(const QSqlError &error)
    {
        lastCode = primaryCode(error);
        return Error{meaningOf(lastCode), error.databaseText(), path, -1, {}};
    }

    Result<void> connect(const QString &file)
    {
        database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setConnectOptions(
            QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=%1")
                .arg(busyTimeoutMs));
        database.setDatabaseName(readOnlyUri(file));
        if (!database.open())
            return fail(errorOf(database.lastError()));
        return {};
    }

    Result<void> prepare(std::unique_ptr<QSqlQuery> &query, const char *sql)
    {
        if (query)
            return {};
        auto fresh = std::make_unique<QSqlQuery>(database);
        fresh->setForwardOnly(true); // else Qt keeps every row that it has seen
        if (!fresh->prepare(QString::fromLatin1(sql)))
            return fail(errorOf(fresh->lastError()));
        query = std::move(fresh);
        return {};
    }

    /// All values of the only column of `sql`.
    Result<QVariantList> column(const QString &sql, int index = 0)
    {
        QSqlQuery query(database);
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

    Result<QSet<QString>> columnsOf(const QString &table)
    {
        const auto names = column(QStringLiteral("PRAGMA table_info(%1)").arg(table), 1);
        if (!names)
            return fail(names.error());
        QSet<QString> result;
        for (const QVariant &name : *names)
            result.insert(name.toString());
        return result;
    }

    Result<QVariant> first(const QString &table, const QString &sql)
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

    Result<void> checkTables()
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
            return fail(ErrorCode::EmptyFile, QStringLiteral("has no tables yet"), path);
        return fail(ErrorCode::NotALedger, QStringLiteral("has no tables mob_events and mob_event_meta"),
                    path);
    }
};

LedgerReader::LedgerReader(std::unique_ptr<Private> data)
    : d(std::move(data))
{
}

LedgerReader::~LedgerReader() = default;

Result<std::unique_ptr<LedgerReader>> LedgerReader::open(const QString &path)
{
    const FileStamp stamp = fileStamp(path);
    if (auto usable = checkBeforeOpening(path, stamp); !usable)
        return fail(usable.error());
    auto data = std::make_unique<Private>();
    data->path = path;
    data->opened = stamp;
    auto connected = data->connect(path);
    if (connected)
        connected = data->checkTables();
    if (connected)
        return std::unique_ptr<LedgerReader>(new LedgerReader(std::move(data)));

    // SQLite creates -wal and -shm even for a reader, which a read-only folder forbids.
    const bool cannotOpenHere = data->lastCode == sqliteCantOpen || data->lastCode == sqliteReadOnly;
    if (!cannotOpenHere)
        return fail(connected.error());
    data.reset(); // before the files are touched by plain handles
    auto copy = LedgerCopy::make(path);
    if (!copy)
        return fail(copy.error());
    return open(*copy, path);
}

Result<std::unique_ptr<LedgerReader>> LedgerReader::open(std::shared_ptr<const LedgerCopy> copy,
                                                         const QString &path)
{
    auto data = std::make_unique<Private>();
    data->path = path;
    data->opened = copy->original().main;
    data->copy = std::move(copy);
    auto connected = data->connect(data->copy->path());
    if (connected)
        connected = data->checkTables();
    if (!connected)
        return fail(connected.error());
    return std::unique_ptr<LedgerReader>(new LedgerReader(std::move(data)));
}

std::shared_ptr<const LedgerCopy> LedgerReader::privateCopy() const
{
    return d->copy;
}

const FileStamp &LedgerReader::openedFile() const
{
    return d->opened;
}

Result<LedgerIdentity> LedgerReader::identity()
{
    LedgerIdentity identity;
    const auto latest = latestCursor();
    if (!latest)
        return fail(latest.error());
    identity.latestCursor = *latest;
    const auto next = d->first(QStringLiteral("mob_event_meta"),
                               QStringLiteral("SELECT value FROM mob_event_meta WHERE key = 'next_cursor'"));
    if (!next)
        return fail(next.error());
    identity.nextCursor = toCursor(*next);
    const auto instance =
        d->first(QStringLiteral("mob_identity_store_meta"),
                 QStringLiteral("SELECT value FROM mob_identity_store_meta WHERE key = 'store_instance_id'"));
    if (!instance)
        return fail(instance.error());
    identity.storeInstanceId = instance->toString();
    const auto version = d->first(QStringLiteral("meerkat_schema"),
                                  QStringLiteral("SELECT version FROM meerkat_schema WHERE domain = 'mob'"));
    if (!version)
        return fail(version.error());
    identity.tableSchemaVersion = version->toInt();
    const auto runs = d->first(QStringLiteral("mob_runs"), QStringLiteral("SELECT count(*) FROM mob_runs"));
    if (!runs)
        return fail(runs.error());
    identity.runsListed = runs->toLongLong();
    return identity;
}

Result<Cursor> LedgerReader::latestCursor()
{
    if (auto ready = d->prepare(d->latest, "SELECT max(cursor) FROM mob_events"); !ready)
        return fail(ready.error());
    if (!d->latest->exec())
        return fail(d->errorOf(d->latest->lastError()));
    const Cursor latest = d->latest->next() ? toCursor(d->latest->value(0)) : 0;
    const QSqlError error = d->latest->lastError();
    d->latest->finish();
    if (error.isValid())
        return fail(d->errorOf(error));
    return latest;
}

Result<LedgerView::Page> LedgerReader::read(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit)
{
    Page page;
    page.scannedTo = after;
    const auto count = readRows(after, upTo, limit, [&](const StoredRow &row) {
        page.scannedTo = row.cursor;
        auto event = decodeStoredRow(row.cursor, row.json);
        if (event) {
            page.events.push_back(std::move(*event));
        } else {
            d->rowErrors.push_back(event.error());
            d->rowErrors.back().subject = QString::number(row.cursor);
        }
        return true;
    });
    if (!count)
        return fail(count.error());
    page.rows = *count;
    return page;
}

Result<std::uint32_t> LedgerReader::readRows(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit,
                                             const std::function<bool(const StoredRow &)> &row)
{
    auto ready =
        d->prepare(d->rows, "SELECT cursor, event_json FROM mob_events WHERE cursor > ? AND cursor <= ? "
                            "ORDER BY cursor LIMIT ?");
    if (!ready)
        return fail(ready.error());
    QSqlQuery &query = *d->rows;
    query.bindValue(0, toSigned(after));
    query.bindValue(1, toSigned(upTo.value_or(highestCursor)));
    query.bindValue(2, limit);
    if (!query.exec())
        return fail(d->errorOf(query.lastError()));
    std::uint32_t count = 0;
    bool wanted = true;
    while (wanted && query.next()) {
        const QVariant value = query.value(1);
        const bool isBlob = value.typeId() == QMetaType::QByteArray;
        const QByteArray bytes = value.toByteArray(); // shared with the variant, not copied
        ++count;
        wanted = row(StoredRow{
            toCursor(query.value(0)), {bytes.constData(), static_cast<std::size_t>(bytes.size())}, isBlob});
    }
    const QSqlError error = query.lastError();
    query.finish(); // ends the read transaction
    if (wanted && error.isValid())
        return fail(d->errorOf(error));
    return count;
}

Result<Cursor> LedgerReader::cursorBefore(Cursor upTo, std::uint32_t rows)
{
    QSqlQuery query(d->database);
    query.setForwardOnly(true);
    query.prepare(QStringLiteral(
        "SELECT cursor FROM mob_events WHERE cursor <= ? ORDER BY cursor DESC LIMIT 1 OFFSET ?"));
    query.bindValue(0, toSigned(upTo));
    query.bindValue(1, rows);
    if (!query.exec())
        return fail(d->errorOf(query.lastError()));
    const Cursor cursor = query.next() ? toCursor(query.value(0)) : 0;
    if (query.lastError().isValid())
        return fail(d->errorOf(query.lastError()));
    return cursor;
}

Result<std::optional<std::string>> LedgerReader::readRow(Cursor cursor)
{
    if (auto ready = d->prepare(d->row, "SELECT event_json FROM mob_events WHERE cursor = ?"); !ready)
        return fail(ready.error());
    d->row->bindValue(0, toSigned(cursor));
    if (!d->row->exec())
        return fail(d->errorOf(d->row->lastError()));
    std::optional<std::string> json;
    if (d->row->next())
        json = d->row->value(0).toByteArray().toStdString();
    const QSqlError error = d->row->lastError();
    d->row->finish();
    if (error.isValid())
        return fail(d->errorOf(error));
    return json;
}

std::vector<Error> LedgerReader::takeRowErrors()
{
    return std::exchange(d->rowErrors, {});
}

} // namespace mobwatch
