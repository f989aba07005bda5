// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/ledgerwriter.h"

#include "core/support/time.h"

#include <QByteArray>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>
#include <algorithm>
#include <array>
#include <atomic>
#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

constexpr std::int64_t second = 1'000'000'000;

// Upstream refuses ledgers with tables it does not know, so the mark is a row in a table that it has.
constexpr char markKey[] = "mobwatch_simulator";

constexpr auto layout = std::to_array<const char *>({
    "CREATE TABLE meerkat_schema (\n    domain TEXT PRIMARY KEY,\n    version INTEGER NOT NULL\n)",
    "CREATE TABLE mob_events (\n    cursor INTEGER PRIMARY KEY,\n    mob_id TEXT,\n    event_json BLOB NOT "
    "NULL\n)",
    "CREATE TABLE mob_event_meta (\n    key TEXT PRIMARY KEY,\n    value INTEGER NOT NULL\n)",
    "CREATE TABLE mob_runs (\n    run_id TEXT PRIMARY KEY,\n    run_json BLOB NOT NULL\n)",
    "CREATE TABLE mob_specs (\n    mob_id TEXT PRIMARY KEY,\n    spec_json BLOB NOT NULL\n)",
    "CREATE TABLE mob_identity_store_meta (\n    key TEXT PRIMARY KEY,\n    value TEXT NOT NULL\n)",
    "CREATE INDEX mob_events_mob_cursor ON mob_events (mob_id, cursor)",
    "INSERT INTO meerkat_schema VALUES ('mob', 10)",
    "INSERT INTO mob_event_meta VALUES ('next_cursor', 1)",
});

QByteArray bytes(const std::string &text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

// A connection of Qt Sql: named, and removed with its last user.
class Connection
{
public:
    Connection()
    {
        static std::atomic<quint64> number = 0;
        m_name = QStringLiteral("mobwatch-writer-%1").arg(++number);
    }
    ~Connection()
    {
        m_database = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(Connection)

    bool open(const QString &path, const QString &options)
    {
        m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        m_database.setDatabaseName(path);
        m_database.setConnectOptions(options);
        return m_database.open();
    }
    [[nodiscard]] const QSqlDatabase &database() const { return m_database; }

private:
    QString m_name;
    QSqlDatabase m_database;
};

bool carriesMark(const QString &path)
{
    Connection connection;
    if (!connection.open(path, QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=2000")))
        return false;
    QSqlQuery query(connection.database());
    query.prepare(QStringLiteral("SELECT value FROM mob_identity_store_meta WHERE key = ?"));
    query.addBindValue(QString::fromLatin1(markKey));
    return query.exec() && query.next();
}

nlohmann::ordered_json newRun(const SimulatedEvent &event)
{
    using nlohmann::ordered_json;
    ordered_json run;
    run["run_id"] = event.runId;
    run["mob_id"] = event.mobId;
    run["flow_id"] = event.flowId;
    run["status"] = "running";
    run["flow_state"] = {{"phase", "Running"}};
    run["activation_params"] = ordered_json::parse(event.sideJson);
    run["created_at"] = formatNanoseconds(event.timeNs);
    run["completed_at"] = nullptr;
    run["step_ledger"] = ordered_json::array();
    run["failure_ledger"] = ordered_json::array();
    run["frames"] = ordered_json::object();
    run["loops"] = ordered_json::object();
    run["loop_iteration_ledger"] = ordered_json::array();
    run["schema_version"] = 4;
    run["root_step_outputs"] = ordered_json::object();
    run["loop_iteration_outputs"] = ordered_json::object();
    return run;
}

struct EndWords
{
    const char *status;
    const char *phase;
};

EndWords endWords(RunEnd end)
{
    switch (end) {
    case RunEnd::Completed:
        return {"completed", "Completed"};
    case RunEnd::Failed:
        return {"failed", "Failed"};
    case RunEnd::Canceled:
        break;
    }
    return {"canceled", "Canceled"};
}

} // namespace

std::string formatNanoseconds(std::int64_t timeNs)
{
    // Neighbouring events share their second; formatting a date is the expensive part.
    thread_local std::int64_t cachedSecond = -1;
    thread_local std::string cachedText;
    const std::int64_t whole = timeNs / second;
    if (whole != cachedSecond) {
        cachedText = formatRfc3339Utc(static_cast<TimestampMs>(whole) * 1000).substr(0, 19);
        cachedSecond = whole;
    }
    const std::int64_t nanoseconds = timeNs % second;
    if (nanoseconds == 0)
        return cachedText + 'Z';
    std::string digits = std::to_string(second + nanoseconds).substr(1);
    while (digits.ends_with("000"))
        digits.resize(digits.size() - 3);
    return cachedText + '.' + digits + 'Z';
}

std::string storedRowJson(Cursor cursor, const SimulatedEvent &event)
{
    std::string row = R"({"event":{"cursor":)";
    row.reserve(event.kindJson.size() + 140);
    row += std::to_string(cursor);
    row += R"(,"kind":)";
    row += event.kindJson;
    row += R"(,"mob_id":")"; // simulated ids need no escaping
    row += event.mobId;
    row += R"(","timestamp":")";
    row += formatNanoseconds(event.timeNs);
    row += R"("},"schema_version":9})";
    return row;
}

struct LedgerWriter::Private
{
    Connection connection;
    QString path;
    std::unique_ptr<QSqlQuery> insertEvent, insertRun, selectRun, updateRun, insertSpec;
    Cursor nextCursor = 1;
    int mobsBefore = 0;
    std::vector<DanglingRun> dangling;

    [[nodiscard]] tl::unexpected<Error> failure(const QSqlError &error) const
    {
        const bool busy = error.nativeErrorCode() == QStringLiteral("5");
        return fail(busy ? ErrorCode::Busy : ErrorCode::Io, error.text(), path);
    }

    Result<void> run(const char *statement)
    {
        QSqlQuery query(connection.database());
        if (!query.exec(QString::fromLatin1(statement)))
            return failure(query.lastError());
        return {};
    }

    Result<void> begin(bool isNew, const std::string &newStoreId)
    {
        // A real host syncs every write; what is made up need not outlive a power cut, and no demo waits for
        // a disk.
        for (const char *pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = OFF"}) {
            if (auto done = run(pragma); !done)
                return done;
        }
        if (isNew) {
            if (auto made = makeLayout(newStoreId); !made)
                return made;
        }
        prepare();
        return readState();
    }

    Result<void> makeLayout(const std::string &newStoreId)
    {
        if (auto begun = run("BEGIN IMMEDIATE"); !begun)
            return begun;
        for (const char *statement : layout) {
            if (auto done = run(statement); !done)
                return done;
        }
        for (const auto &[key, value] :
             {std::pair(QStringLiteral("store_instance_id"), QString::fromStdString(newStoreId)),
              std::pair(QString::fromLatin1(markKey), QStringLiteral("1"))}) {
            QSqlQuery query(connection.database());
            query.prepare(QStringLiteral("INSERT INTO mob_identity_store_meta VALUES (?, ?)"));
            query.addBindValue(key);
            query.addBindValue(value);
            if (!query.exec())
                return failure(query.lastError());
        }
        return run("COMMIT");
    }

    void prepare()
    {
        const auto statement = [this](const char *text) {
            auto query = std::make_unique<QSqlQuery>(connection.database());
            query->setForwardOnly(true);
            query->prepare(QString::fromLatin1(text));
            return query;
        };
        insertEvent = statement("INSERT INTO mob_events (cursor, mob_id, event_json) VALUES (?, ?, ?)");
        insertRun = statement("INSERT INTO mob_runs (run_id, run_json) VALUES (?, ?)");
        selectRun = statement("SELECT run_json FROM mob_runs WHERE run_id = ?");
        updateRun = statement("UPDATE mob_runs SET run_json = ? WHERE run_id = ?");
        insertSpec = statement("INSERT OR REPLACE INTO mob_specs (mob_id, spec_json) VALUES (?, ?)");
    }

    Result<void> readState()
    {
        if (auto read = readNextCursor(); !read)
            return read;
        QSqlQuery query(connection.database());
        query.setForwardOnly(true);
        if (!query.exec(QStringLiteral("SELECT count(*) FROM mob_specs")) || !query.next())
            return failure(query.lastError());
        mobsBefore = query.value(0).toInt();
        if (!query.exec(QStringLiteral("SELECT run_json FROM mob_runs ORDER BY run_id")))
            return failure(query.lastError());
        while (query.next()) {
            const auto json =
                nlohmann::json::parse(query.value(0).toByteArray().toStdString(), nullptr, false);
            if (json.is_object() && json.value("status", std::string()) == "running")
                dangling.push_back({json.value("mob_id", std::string()), json.value("run_id", std::string()),
                                    json.value("flow_id", std::string())});
        }
        return {};
    }

    // The larger of the two repairs a lost or regressed row (specification 4.4).
    Result<void> readNextCursor()
    {
        QSqlQuery query(connection.database());
        if (!query.exec(QStringLiteral(
                "SELECT max(coalesce((SELECT value FROM mob_event_meta WHERE key = 'next_cursor'), 1), "
                "coalesce((SELECT max(cursor) FROM mob_events), 0) + 1)")) ||
            !query.next())
            return failure(query.lastError());
        nextCursor = query.value(0).toULongLong();
        return {};
    }

    Result<void> writeEvent(const SimulatedEvent &event)
    {
        insertEvent->bindValue(0, QVariant::fromValue<qlonglong>(static_cast<qlonglong>(nextCursor)));
        insertEvent->bindValue(1, QString::fromStdString(event.mobId));
        insertEvent->bindValue(2, bytes(storedRowJson(nextCursor, event)));
        if (!insertEvent->exec())
            return failure(insertEvent->lastError());
        ++nextCursor;
        switch (event.side) {
        case SimulatedEvent::Side::None:
            return {};
        case SimulatedEvent::Side::RunStarted:
            return bindAndRun(*insertRun, QString::fromStdString(event.runId), bytes(newRun(event).dump()));
        case SimulatedEvent::Side::RunEnded:
            return endRun(event);
        case SimulatedEvent::Side::MobCreated:
            return bindAndRun(*insertSpec, QString::fromStdString(event.mobId),
                              bytes("{\"definition\":" + event.sideJson + ",\"revision\":1}"));
        }
        return {};
    }

    Result<void> bindAndRun(QSqlQuery &query, const QVariant &first, const QVariant &other)
    {
        query.bindValue(0, first);
        query.bindValue(1, other);
        if (!query.exec())
            return failure(query.lastError());
        return {};
    }

    Result<void> endRun(const SimulatedEvent &event)
    {
        selectRun->bindValue(0, QString::fromStdString(event.runId));
        if (!selectRun->exec())
            return failure(selectRun->lastError());
        if (!selectRun->next())
            return {};
        auto run =
            nlohmann::ordered_json::parse(selectRun->value(0).toByteArray().toStdString(), nullptr, false);
        selectRun->finish();
        if (!run.is_object())
            return {};
        run["status"] = endWords(event.runEnd).status;
        run["flow_state"]["phase"] = endWords(event.runEnd).phase;
        run["completed_at"] = formatNanoseconds(event.timeNs);
        return bindAndRun(*updateRun, bytes(run.dump()), QString::fromStdString(event.runId));
    }

    Result<void> write(std::span<const SimulatedEvent> events)
    {
        if (auto read = readNextCursor(); !read)
            return read;
        for (const SimulatedEvent &event : events) {
            if (auto written = writeEvent(event); !written)
                return written;
        }
        QSqlQuery query(connection.database());
        query.prepare(
            QStringLiteral("INSERT OR REPLACE INTO mob_event_meta (key, value) VALUES ('next_cursor', ?)"));
        query.addBindValue(QVariant::fromValue<qlonglong>(static_cast<qlonglong>(nextCursor)));
        if (!query.exec())
            return failure(query.lastError());
        return run("COMMIT");
    }
};

LedgerWriter::LedgerWriter(std::unique_ptr<Private> implementation)
    : d(std::move(implementation))
{
}

LedgerWriter::~LedgerWriter()
{
    // Statements before their connection.
    d->insertEvent.reset();
    d->insertRun.reset();
    d->selectRun.reset();
    d->updateRun.reset();
    d->insertSpec.reset();
}

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::open(const QString &path, const std::string &newStoreId)
{
    const bool isNew = !QFileInfo::exists(path);
    if (!isNew && !carriesMark(path))
        return fail(
            ErrorCode::Exists,
            QStringLiteral("%1 exists and was not written by the simulator; it is left as it is").arg(path),
            path);
    auto implementation = std::make_unique<Private>();
    implementation->path = path;
    if (!implementation->connection.open(path, QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000")))
        return implementation->failure(implementation->connection.database().lastError());
    if (auto begun = implementation->begin(isNew, newStoreId); !begun)
        return fail(begun.error());
    return std::unique_ptr<LedgerWriter>(new LedgerWriter(std::move(implementation)));
}

Result<void> LedgerWriter::append(std::span<const SimulatedEvent> events)
{
    if (events.empty())
        return {};
    if (auto begun = d->run("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto written = d->write(events);
    if (!written) {
        const auto undone =
            d->run("ROLLBACK"); // its failure changes nothing: the transaction dies with the connection
        Q_UNUSED(undone);
    }
    return written;
}

Cursor LedgerWriter::nextCursor() const
{
    return d->nextCursor;
}

int LedgerWriter::mobsBefore() const
{
    return d->mobsBefore;
}

const std::vector<DanglingRun> &LedgerWriter::danglingRuns() const
{
    return d->dangling;
}

} // namespace mobwatch
