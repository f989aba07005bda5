// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/discovery.h"

#include "core/ledger/storedrow.h"

#include <QDir>
#include <QFileInfo>
#include <QMetaObject>
#include <QSet>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QVariant>
#include <algorithm>
#include <utility>

namespace mobwatch {

namespace {

constexpr int maxParents = 16;
constexpr int maxFiles = 2000;
// Counting goes through an index, but it still takes a second for ten million rows.
constexpr qint64 countedRows = 200'000;

bool isHelperStore(const QString &fileName)
{
    return fileName == QStringLiteral("realm_profiles.db") ||
           fileName == QStringLiteral("realm_forked_participants.db") ||
           fileName == QStringLiteral("council.sqlite3");
}

QString userRealms()
{
#ifdef Q_OS_WIN
    return QDir(qEnvironmentVariable("APPDATA")).filePath(QStringLiteral("meerkat/realms"));
#else
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
        .filePath(QStringLiteral("meerkat/realms"));
#endif
}

QStringList candidates(const DiscoveryRoots &roots)
{
    QStringList paths;
    QSet<QString> seen;
    const auto add = [&](const QString &path) {
        const QFileInfo info(path);
        // The same folder may be reached by several roots.
        const QString real = info.canonicalFilePath();
        if (info.isFile() && !isHelperStore(info.fileName()) && !seen.contains(real) &&
            paths.size() < maxFiles) {
            seen.insert(real);
            paths.append(info.absoluteFilePath());
        }
    };
    for (const QString &root : roots.realmRoots) {
        for (const QString &realm : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
            const QDir mobs(QDir(root).filePath(realm + QStringLiteral("/mobs")));
            for (const QString &file : mobs.entryList({QStringLiteral("*.db")}, QDir::Files, QDir::Name))
                add(mobs.filePath(file));
        }
    }
    for (const QString &folder : roots.stateDirs)
        add(QDir(folder).filePath(QStringLiteral("event_log.sqlite3")));
    for (const QString &file : roots.files)
        add(file);
    return paths;
}

bool isLedger(const QSqlDatabase &database)
{
    QSqlQuery query(database);
    return query.exec(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN "
                                     "('mob_events', 'mob_event_meta')")) &&
           query.next() && query.value(0).toInt() == 2;
}

void readEvents(const QSqlDatabase &database, FoundLedger &ledger)
{
    QSqlQuery query(database);
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral(
            "SELECT (SELECT min(cursor) FROM mob_events), (SELECT max(cursor) FROM mob_events)")) ||
        !query.next() || query.value(1).isNull())
        return;
    ledger.hasEvents = true;
    ledger.latestCursor = query.value(1).toULongLong();
    const qint64 span = query.value(1).toLongLong() - query.value(0).toLongLong() + 1;
    ledger.rowCount = span;
    ledger.rowCountIsExact = false;
    if (span <= countedRows && query.exec(QStringLiteral("SELECT count(*) FROM mob_events")) &&
        query.next()) {
        ledger.rowCount = query.value(0).toLongLong();
        ledger.rowCountIsExact = true;
    }
    query.prepare(QStringLiteral("SELECT event_json FROM mob_events WHERE cursor = ?"));
    query.addBindValue(QVariant::fromValue<qlonglong>(static_cast<qlonglong>(ledger.latestCursor)));
    if (!query.exec() || !query.next())
        return;
    const QByteArray json = query.value(0).toByteArray();
    const auto event =
        decodeStoredRow(ledger.latestCursor, {json.constData(), static_cast<std::size_t>(json.size())});
    if (!event)
        return; // one broken row does not hide a ledger
    ledger.mobId = QString::fromStdString(event->mobId);
    ledger.lastEventMs = event->timestampMs;
}

std::optional<FoundLedger> probe(const QString &path, const QString &connection)
{
    std::optional<FoundLedger> found;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setDatabaseName(path);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=250"));
        if (database.open() && isLedger(database)) {
            const QFileInfo info(path);
            found.emplace();
            found->path = path;
            found->mobId = mobIdFromFileName(info.fileName());
            readEvents(database, *found);
            found->fileBytes = info.size() + QFileInfo(path + QStringLiteral("-wal")).size();
        }
    }
    QSqlDatabase::removeDatabase(connection);
    return found;
}

QString connectionName()
{
    static std::atomic<quint64> number = 0;
    return QStringLiteral("mobwatch-discovery-%1").arg(++number);
}

} // namespace

DiscoveryRoots DiscoveryRoots::standard(const QString &workingDirectory)
{
    DiscoveryRoots roots;
    QDir folder(workingDirectory);
    roots.files.append(folder.absoluteFilePath(QStringLiteral("mob.sqlite3")));
    for (int i = 0; i < maxParents; ++i) {
        roots.realmRoots.append(folder.absoluteFilePath(QStringLiteral(".rkat/realms")));
        roots.stateDirs.append(folder.absoluteFilePath(QStringLiteral("state")));
        if (folder.isRoot())
            break;
        folder.setPath(QDir::cleanPath(folder.absoluteFilePath(QStringLiteral(".."))));
    }
    roots.realmRoots.append(userRealms());
    return roots;
}

QString mobIdFromFileName(const QString &fileName)
{
    if (!fileName.endsWith(QStringLiteral(".db")))
        return {};
    QString name = fileName.chopped(3);
    if (name.startsWith(QStringLiteral("mob--")))
        name.remove(0, 5);
    return QString::fromUtf8(QByteArray::fromPercentEncoding(name.toUtf8()));
}

std::vector<FoundLedger> discoverLedgers(const DiscoveryRoots &roots, const std::atomic<bool> *canceled)
{
    std::vector<FoundLedger> ledgers;
    const QString connection = connectionName();
    for (const QString &path : candidates(roots)) {
        if (canceled && canceled->load())
            return ledgers;
        if (auto found = probe(path, connection))
            ledgers.push_back(std::move(*found));
    }
    std::stable_sort(ledgers.begin(), ledgers.end(), [](const FoundLedger &a, const FoundLedger &b) {
        return a.hasEvents != b.hasEvents ? a.hasEvents : a.lastEventMs > b.lastEventMs;
    });
    return ledgers;
}

Discovery::Discovery(QObject *parent)
    : QObject(parent)
{
}

Discovery::~Discovery()
{
    m_canceled = true;
    if (m_thread.joinable())
        m_thread.join();
}

void Discovery::start(const DiscoveryRoots &roots)
{
    if (m_running) {
        m_canceled = true;
        m_next = roots;
        return;
    }
    m_running = true;
    m_canceled = false;
    m_thread = std::thread([this, roots] {
        m_found = discoverLedgers(roots, &m_canceled);
        QMetaObject::invokeMethod(this, &Discovery::takeResult, Qt::QueuedConnection);
    });
}

void Discovery::takeResult()
{
    m_thread.join();
    m_running = false;
    if (m_next)
        return start(*std::exchange(m_next, std::nullopt));
    m_ledgers = std::move(m_found);
    Q_EMIT finished();
}

} // namespace mobwatch
