// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerreader.h"

#include "core/ledger/ledgerdatabase.h"
#include "core/ledger/storedrow.h"

#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>
#include <algorithm>

namespace mobwatch {

namespace {

constexpr Cursor highestCursor = LedgerDatabase::highestCursor;

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
    explicit Private(const QString &path)
        : database(path)
    {
    }

    LedgerDatabase database; ///< outlives the queries on it
    FileStamp opened;
    std::shared_ptr<const LedgerCopy> copy;
    std::unique_ptr<QSqlQuery> rows, row, latest, probe;
    std::vector<Error> rowErrors;
    std::vector<DamagedCursors> damage;
    std::optional<Cursor> salvagedLatest; ///< once the end of the table turned out to be damaged

    Result<std::optional<Cursor>> rowAtOrBehind(Cursor cursor)
    {
        // The payload is asked for too: it may go on on other pages.
        auto ready = database.prepare(
            probe, "SELECT cursor, event_json FROM mob_events WHERE cursor >= ? ORDER BY cursor "
                   "LIMIT 1");
        if (!ready)
            return fail(ready.error());
        probe->bindValue(0, LedgerDatabase::toSigned(cursor));
        if (!probe->exec())
            return fail(database.errorOf(probe->lastError()));
        std::optional<Cursor> found;
        if (probe->next())
            found = LedgerDatabase::toCursor(probe->value(0));
        const QSqlError error = probe->lastError();
        probe->finish();
        if (error.isValid())
            return fail(database.errorOf(error));
        return found;
    }

    RowProbe prober()
    {
        return [this](Cursor cursor) { return rowAtOrBehind(cursor); };
    }

    /// Where the cursors end for certain, whatever can be read of the rows.
    Cursor bound()
    {
        const auto next = database.firstIfReadable(
            QStringLiteral("mob_event_meta"),
            QStringLiteral("SELECT value FROM mob_event_meta WHERE key = 'next_cursor'"));
        const Cursor known = next ? LedgerDatabase::toCursor(*next) : 0;
        return known > 1 ? known - 1 : highestCursor - 1;
    }

    Result<Cursor> salvageLatest()
    {
        if (!salvagedLatest) {
            const Cursor end = bound();
            const auto last = lastReadable(end, prober());
            if (!last)
                return fail(last.error());
            if (!*last)
                return fail(ErrorCode::Damaged, QStringLiteral("is damaged: none of its rows can be read"),
                            database.path());
            salvagedLatest = **last;
            if (end < highestCursor - 1 && *salvagedLatest < end)
                damage.push_back({*salvagedLatest + 1, end});
        }
        return *salvagedLatest;
    }

    Result<std::uint32_t> readIntact(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit,
                                     const std::function<bool(const StoredRow &)> &each);
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
    auto data = std::make_unique<Private>(path);
    data->opened = stamp;
    const auto connected = data->database.open(path);
    if (connected)
        return std::unique_ptr<LedgerReader>(new LedgerReader(std::move(data)));

    // SQLite creates -wal and -shm even for a reader, which a read-only folder forbids.
    if (!data->database.cannotOpenHere())
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
    auto data = std::make_unique<Private>(path);
    data->opened = copy->original().main;
    data->copy = std::move(copy);
    if (const auto connected = data->database.open(data->copy->path()); !connected)
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

bool LedgerReader::isCurrent(const QString &path) const
{
    return d->copy ? d->copy->original() == ledgerStamp(path) : d->opened.sameFile(fileStamp(path));
}

Result<LedgerIdentity> LedgerReader::identity()
{
    LedgerIdentity identity;
    const auto latest = latestCursor();
    if (!latest)
        return fail(latest.error());
    identity.latestCursor = *latest;
    const auto next = d->database.firstIfReadable(
        QStringLiteral("mob_event_meta"),
        QStringLiteral("SELECT value FROM mob_event_meta WHERE key = 'next_cursor'"));
    if (!next)
        return fail(next.error());
    identity.nextCursor = LedgerDatabase::toCursor(*next);
    const auto instance = d->database.firstIfReadable(
        QStringLiteral("mob_identity_store_meta"),
        QStringLiteral("SELECT value FROM mob_identity_store_meta WHERE key = 'store_instance_id'"));
    if (!instance)
        return fail(instance.error());
    identity.storeInstanceId = instance->toString();
    const auto version = d->database.firstIfReadable(
        QStringLiteral("meerkat_schema"),
        QStringLiteral("SELECT version FROM meerkat_schema WHERE domain = 'mob'"));
    if (!version)
        return fail(version.error());
    identity.tableSchemaVersion = version->toInt();
    const auto runs = d->database.firstIfReadable(QStringLiteral("mob_runs"),
                                                  QStringLiteral("SELECT count(*) FROM mob_runs"));
    if (!runs)
        return fail(runs.error());
    identity.runsListed = runs->toLongLong();
    return identity;
}

Result<std::vector<MobDefinition>> LedgerReader::definitions()
{
    std::vector<MobDefinition> found;
    QSqlQuery query = d->database.query();
    if (!query.exec(QStringLiteral("SELECT mob_id, spec_json FROM mob_specs ORDER BY mob_id")))
        return found; // older ledgers have no such table
    while (query.next()) {
        const QByteArray json = query.value(1).toByteArray();
        auto definition = readMobSpec(query.value(0).toString().toStdString(),
                                      {json.constData(), static_cast<std::size_t>(json.size())});
        if (definition)
            found.push_back(std::move(*definition));
    }
    const auto error = query.lastError();
    if (error.isValid()) {
        auto failure = d->database.errorOf(error);
        if (failure.code != ErrorCode::Damaged)
            return fail(std::move(failure));
    }
    return found;
}

Result<Cursor> LedgerReader::latestCursor()
{
    if (auto ready = d->database.prepare(d->latest, "SELECT max(cursor) FROM mob_events"); !ready)
        return fail(ready.error());
    const bool done = d->latest->exec();
    const Cursor latest = done && d->latest->next() ? LedgerDatabase::toCursor(d->latest->value(0)) : 0;
    const QSqlError error = d->latest->lastError();
    d->latest->finish();
    if (!error.isValid())
        return latest;
    auto failure = d->database.errorOf(error);
    if (failure.code == ErrorCode::Damaged)
        return d->salvageLatest();
    return fail(std::move(failure));
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
    std::uint32_t total = 0;
    Cursor position = after;
    bool wanted = true;
    const auto note = [&](const StoredRow &each) {
        position = each.cursor;
        ++total;
        wanted = row(each);
        return wanted;
    };
    for (;;) {
        const auto part = d->readIntact(position, upTo, limit - total, note);
        if (part || !wanted)
            return total;
        if (part.error().code != ErrorCode::Damaged)
            return fail(part.error());
        const Cursor end = std::min(upTo.value_or(highestCursor), d->bound());
        const auto next = firstReadable(position + 1, end, d->prober());
        if (!next)
            return fail(next.error());
        if (end > position && end < highestCursor - 1)
            d->damage.push_back({position + 1, *next ? **next - 1 : end});
        if (!*next || total >= limit)
            return total;
        position = **next - 1;
    }
}

Result<std::uint32_t> LedgerReader::Private::readIntact(Cursor after, std::optional<Cursor> upTo,
                                                        std::uint32_t limit,
                                                        const std::function<bool(const StoredRow &)> &each)
{
    auto ready =
        database.prepare(rows, "SELECT cursor, event_json FROM mob_events WHERE cursor > ? AND cursor <= ? "
                               "ORDER BY cursor LIMIT ?");
    if (!ready)
        return fail(ready.error());
    QSqlQuery &query = *rows;
    query.bindValue(0, LedgerDatabase::toSigned(after));
    query.bindValue(1, LedgerDatabase::toSigned(upTo.value_or(highestCursor)));
    query.bindValue(2, limit);
    if (!query.exec())
        return fail(database.errorOf(query.lastError()));
    std::uint32_t count = 0;
    bool wanted = true;
    while (wanted && query.next()) {
        const QVariant value = query.value(1);
        const bool isBlob = value.typeId() == QMetaType::QByteArray;
        const QByteArray bytes = value.toByteArray(); // shared with the variant, not copied
        ++count;
        wanted = each(StoredRow{LedgerDatabase::toCursor(query.value(0)),
                                {bytes.constData(), static_cast<std::size_t>(bytes.size())},
                                isBlob});
    }
    const QSqlError error = query.lastError();
    query.finish(); // ends the read transaction
    if (wanted && error.isValid())
        return fail(database.errorOf(error));
    return count;
}

Result<Cursor> LedgerReader::cursorBefore(Cursor upTo, std::uint32_t rows)
{
    QSqlQuery query = d->database.query();
    query.prepare(QStringLiteral(
        "SELECT cursor FROM mob_events WHERE cursor <= ? ORDER BY cursor DESC LIMIT 1 OFFSET ?"));
    query.bindValue(0, LedgerDatabase::toSigned(upTo));
    query.bindValue(1, rows);
    const bool done = query.exec();
    const Cursor cursor = done && query.next() ? LedgerDatabase::toCursor(query.value(0)) : 0;
    if (!query.lastError().isValid())
        return cursor;
    auto failure = d->database.errorOf(query.lastError());
    if (failure.code ==
        ErrorCode::Damaged) // counting over damaged pages is not possible: as if there were no gaps
        return upTo > rows ? upTo - rows : 0;
    return fail(std::move(failure));
}

Result<std::optional<std::string>> LedgerReader::readRow(Cursor cursor)
{
    if (auto ready = d->database.prepare(d->row, "SELECT event_json FROM mob_events WHERE cursor = ?");
        !ready)
        return fail(ready.error());
    d->row->bindValue(0, LedgerDatabase::toSigned(cursor));
    if (!d->row->exec())
        return fail(d->database.errorOf(d->row->lastError()));
    std::optional<std::string> json;
    if (d->row->next())
        json = d->row->value(0).toByteArray().toStdString();
    const QSqlError error = d->row->lastError();
    d->row->finish();
    if (error.isValid())
        return fail(d->database.errorOf(error));
    return json;
}

std::vector<DamagedCursors> LedgerReader::takeDamage()
{
    return std::exchange(d->damage, {});
}

std::vector<Error> LedgerReader::takeRowErrors()
{
    return std::exchange(d->rowErrors, {});
}

} // namespace mobwatch
