// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/fixtureledger.h"

#include "core/ledger/storedrow.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QVariant>
#include <algorithm>

namespace mobwatch::test {

std::vector<RawRow> ledgerRows(const QString &path)
{
    // A copy, because even a read-only visit leaves files beside a ledger.
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.db"));
    std::vector<RawRow> rows;
    if (!QFile::copy(path, copy))
        return rows;
    QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
    const QString connection = QStringLiteral("fixture-rows");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setDatabaseName(copy);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        if (database.open()) {
            QSqlQuery query(database);
            query.setForwardOnly(true);
            query.exec(QStringLiteral("SELECT cursor, event_json FROM mob_events ORDER BY cursor"));
            while (query.next())
                rows.push_back({query.value(0).toULongLong(), query.value(1).toByteArray().toStdString()});
        }
        database.close();
    }
    QSqlDatabase::removeDatabase(connection);
    return rows;
}

QString recordedLedger(const QString &scenario)
{
    const QString before = fixture(scenario + QStringLiteral("/ledger-before-destroy.db"));
    return QFile::exists(before) ? before : fixture(scenario + QStringLiteral("/ledger.db"));
}

MemoryLedger::MemoryLedger(const std::vector<RawRow> &rows)
{
    for (const RawRow &row : rows) {
        auto event = decodeStoredRow(row.cursor, row.json);
        m_rows.push_back({row.cursor, event ? std::optional(std::move(*event)) : std::nullopt});
    }
}

void MemoryLedger::add(MobEvent event)
{
    const Cursor cursor = event.cursor;
    m_rows.push_back({cursor, std::move(event)});
}

void MemoryLedger::addEvent(Cursor cursor)
{
    add(MobEvent{cursor, "m", cursor * 10, "mob_stopped", R"({"type":"mob_stopped"})", 9});
}

Result<Cursor> MemoryLedger::latestCursor()
{
    return m_rows.empty() ? Cursor{0} : m_rows.back().cursor;
}

Result<LedgerView::Page> MemoryLedger::read(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit)
{
    ++reads;
    if (beforeRead)
        beforeRead(reads);
    Page page;
    page.scannedTo = after;
    auto row = std::upper_bound(m_rows.begin(), m_rows.end(), after,
                                [](Cursor cursor, const Row &other) { return cursor < other.cursor; });
    for (; row != m_rows.end() && page.rows < limit && (!upTo || row->cursor <= *upTo); ++row) {
        ++page.rows;
        page.scannedTo = row->cursor;
        if (row->event)
            page.events.push_back(*row->event);
    }
    if (afterRead)
        afterRead(reads);
    return page;
}

} // namespace mobwatch::test
