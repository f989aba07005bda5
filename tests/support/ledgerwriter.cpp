// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// The other process: writes a ledger the way the runtime does (WAL, BEGIN IMMEDIATE, a counter beside the
// rows). Commands come line by line on standard input; each is answered by `ok <last cursor> <monotonic ns of
// the last commit>`.
#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStringList>
#include <QVariant>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>

namespace {

const QString connection = QStringLiteral("writer");

qint64 monotonicNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

class Writer
{
public:
    explicit Writer(QString path)
        : m_path(std::move(path))
    {
    }
    ~Writer() { close(); }

    void run(const QStringList &words)
    {
        const QString command = words.value(0);
        const int number = words.value(1).toInt();
        if (command == QLatin1String("create"))
            create();
        else if (command == QLatin1String("keep"))
            m_keep = true;
        else if (command == QLatin1String("append"))
            append(number, words.value(2).toInt(), words.value(3, QStringLiteral("1000000")).toInt());
        else if (command == QLatin1String("rate"))
            appendAtRate(number, words.value(2).toInt());
        else if (command == QLatin1String("raw"))
            transaction([&] { insert(words.mid(1).join(QLatin1Char(' ')).toUtf8()); });
        else if (command == QLatin1String("kind"))
            transaction([&] { insert(row(QStringLiteral("{\"type\":\"%1\"}").arg(words.value(1)))); });
        else if (command == QLatin1String("clear"))
            transaction([&] { clear(); });
        else if (command == QLatin1String("replace"))
            replace(number);
        else if (command == QLatin1String("prune"))
            transaction(
                [&] { exec(QStringLiteral("DELETE FROM mob_events WHERE cursor >= %1").arg(number)); });
        else if (command == QLatin1String("skip"))
            transaction([&] { m_last = words.value(1).toLongLong(); });
        else if (command == QLatin1String("delete"))
            remove();
        else if (command == QLatin1String("journal"))
            exec(QStringLiteral("PRAGMA journal_mode=%1").arg(words.value(1)));
        else if (command == QLatin1String("lock"))
            exec(QStringLiteral("BEGIN EXCLUSIVE"));
        else if (command == QLatin1String("unlock"))
            exec(QStringLiteral("COMMIT"));
        else if (command == QLatin1String("sql"))
            exec(words.mid(1).join(QLatin1Char(' ')));
        else if (command == QLatin1String("hang"))
            hang();
        else
            qFatal("no such command");
        if (!m_keep && command != QLatin1String("lock"))
            close();
        std::printf("ok %lld %lld\n", static_cast<long long>(m_last), static_cast<long long>(m_committed));
        std::fflush(stdout);
    }

private:
    void open()
    {
        if (QSqlDatabase::contains(connection))
            return;
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
        database.setDatabaseName(m_path);
        if (!database.open())
            qFatal("cannot open: %s", qPrintable(database.lastError().text()));
    }

    void close()
    {
        m_insert.reset();
        QSqlDatabase::removeDatabase(connection);
    }

    QVariant exec(const QString &sql)
    {
        open();
        QSqlQuery query(QSqlDatabase::database(connection));
        if (!query.exec(sql))
            qFatal("%s: %s", qPrintable(sql), qPrintable(query.lastError().text()));
        return query.next() ? query.value(0) : QVariant();
    }

    void create()
    {
        exec(QStringLiteral("PRAGMA journal_mode=WAL"));
        exec(QStringLiteral("BEGIN IMMEDIATE"));
        exec(QStringLiteral("CREATE TABLE IF NOT EXISTS mob_events(cursor INTEGER PRIMARY KEY, mob_id TEXT, "
                            "event_json BLOB NOT NULL)"));
        exec(QStringLiteral(
            "CREATE TABLE IF NOT EXISTS mob_event_meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL)"));
        exec(QStringLiteral("CREATE TABLE IF NOT EXISTS mob_runs(run_id TEXT PRIMARY KEY, run_json BLOB)"));
        exec(QStringLiteral("COMMIT"));
    }

    template <class Work>
    void transaction(Work work)
    {
        exec(QStringLiteral("BEGIN IMMEDIATE"));
        m_last = lastCursor();
        work();
        exec(QStringLiteral("INSERT OR REPLACE INTO mob_event_meta VALUES('next_cursor', %1)")
                 .arg(m_last + 1));
        exec(QStringLiteral("COMMIT"));
        m_committed = monotonicNs();
    }

    qint64 lastCursor()
    {
        const QString sql = QStringLiteral("SELECT value - 1 FROM mob_event_meta WHERE key = 'next_cursor'");
        return exec(sql).toLongLong();
    }

    QByteArray row(const QString &kind) const
    {
        return QStringLiteral(
                   "{\"event\":{\"cursor\":%1,\"kind\":%2,\"mob_id\":\"crew\",\"timestamp\":\"%3\"},"
                   "\"schema_version\":9}")
            .arg(m_last + 1)
            .arg(kind, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs))
            .toUtf8();
    }

    QByteArray step(int payload) const
    {
        return row(
            QStringLiteral("{\"note\":\"%1\",\"run_id\":\"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11\",\"step_id\":"
                           "\"collect\",\"target\":{\"generation\":0,\"identity\":\"researcher-%2\"},"
                           "\"type\":\"step_dispatched\"}")
                .arg(QString(payload, QLatin1Char('x')))
                .arg(m_last % 7));
    }

    void insert(const QByteArray &json)
    {
        open();
        if (!m_insert) {
            m_insert = std::make_unique<QSqlQuery>(QSqlDatabase::database(connection));
            m_insert->prepare(QStringLiteral("INSERT INTO mob_events VALUES(?, 'crew', ?)"));
        }
        m_insert->bindValue(0, ++m_last);
        m_insert->bindValue(1, json);
        if (!m_insert->exec())
            qFatal("insert: %s", qPrintable(m_insert->lastError().text()));
    }

    void append(int count, int payload, int perTransaction)
    {
        for (int done = 0; done < count;) {
            const int some = std::min(perTransaction, count - done);
            transaction([&] {
                for (int i = 0; i < some; ++i)
                    insert(step(payload));
            });
            done += some;
        }
    }

    void appendAtRate(int count, int perSecond)
    {
        const auto start = std::chrono::steady_clock::now();
        const int perTransaction = std::max(1, perSecond / 200);
        for (int done = 0; done < count; done += perTransaction) {
            append(std::min(perTransaction, count - done), 0, perTransaction);
            std::this_thread::sleep_until(
                start + std::chrono::microseconds(1'000'000LL * (done + perTransaction) / perSecond));
        }
    }

    void clear()
    {
        exec(QStringLiteral("DELETE FROM mob_events"));
        m_last = 0;
    }

    /// Cleared and grown again before anybody can look.
    void replace(int count)
    {
        transaction([&] {
            clear();
            for (int i = 0; i < count; ++i)
                insert(step(0));
        });
    }

    void remove()
    {
        close();
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(m_path + QLatin1String(suffix));
    }

    /// Stands in the middle of a transaction until it is killed.
    void hang()
    {
        exec(QStringLiteral("BEGIN IMMEDIATE"));
        m_last = lastCursor();
        for (int i = 0; i < 1000; ++i)
            insert(step(1000));
        std::printf("hanging\n");
        std::fflush(stdout);
        for (;;)
            ::pause();
    }

    const QString m_path;
    bool m_keep = false;
    qint64 m_last = 0;
    qint64 m_committed = 0;
    std::unique_ptr<QSqlQuery> m_insert;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    Writer writer(app.arguments().value(1));
    std::string line;
    while (std::getline(std::cin, line))
        writer.run(QString::fromStdString(line).split(QLatin1Char(' ')));
    return 0;
}
