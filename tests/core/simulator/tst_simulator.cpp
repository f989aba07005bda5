// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/storedrow.h"
#include "core/simulator/ledgerwriter.h"
#include "core/simulator/simulator.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace mobwatch;

namespace {

SimulatorOptions bulkOptions(const QString &path)
{
    SimulatorOptions options;
    options.path = path;
    options.mobs = 3;
    options.ratePerSecond = 0;
    options.seed = 11;
    options.startMs = 1'787'418'699'123;
    return options;
}

/// All rows of a query as JSON-like lines, read through a connection of its own.
std::vector<std::vector<QVariant>> rows(const QString &path, const QString &sql)
{
    std::vector<std::vector<QVariant>> result;
    const QString name = QStringLiteral("tst-simulator");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(path);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        if (database.open()) {
            QSqlQuery query(database);
            query.exec(sql);
            while (query.next()) {
                std::vector<QVariant> row;
                for (int i = 0; query.value(i).isValid(); ++i)
                    row.push_back(query.value(i));
                result.push_back(std::move(row));
            }
        }
    }
    QSqlDatabase::removeDatabase(name);
    return result;
}

qint64 number(const QString &path, const QString &sql)
{
    const auto found = rows(path, sql);
    return found.empty() ? -1 : found.front().front().toLongLong();
}

} // namespace

class TestSimulator : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void writesTheLayoutOfALedger();
    void sameSeedAndStartGiveTheSameRows();
    void historyIsThereAtOnceAndEndsNow();
    void paceFollowsTheClock();
    void sleepIsSkippedNotFlooded();
    void stopsAfterTheEventsAskedFor();
    void continuesItsOwnFile();
    void refusesForeignFiles();
    void refusesWrongOptions();
    void runsAndSpecsAreKept();
    void driverWritesAndFinishes();
    void timestampsAreAsShortAsExact();

private:
    QTemporaryDir m_folder;
    QString m_path;
    int m_number = 0;
};

void TestSimulator::init()
{
    QVERIFY(m_folder.isValid());
    m_path = m_folder.filePath(QStringLiteral("ledger-%1.db").arg(++m_number));
}

void TestSimulator::writesTheLayoutOfALedger()
{
    auto simulator = Simulator::open(bulkOptions(m_path));
    VERIFY_OK(simulator);
    const auto written = (*simulator)->writeBulk(9001);
    VERIFY_OK(written);
    QCOMPARE(*written, std::uint64_t(9001));
    QCOMPARE((*simulator)->lastCursor(), Cursor(9001));
    simulator->reset();

    std::set<QString> names;
    for (const auto &row :
         rows(m_path, QStringLiteral("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")))
        names.insert(row.front().toString());
    QCOMPARE(names, (std::set<QString>{QStringLiteral("meerkat_schema"), QStringLiteral("mob_event_meta"),
                                       QStringLiteral("mob_events"), QStringLiteral("mob_events_mob_cursor"),
                                       QStringLiteral("mob_identity_store_meta"), QStringLiteral("mob_runs"),
                                       QStringLiteral("mob_specs")}));
    QCOMPARE(number(m_path, QStringLiteral("SELECT value FROM mob_event_meta WHERE key = 'next_cursor'")),
             9002);
    QCOMPARE(
        number(m_path, QStringLiteral(
                           "SELECT count(*) FROM mob_identity_store_meta WHERE key = 'store_instance_id'")),
        1);
    QCOMPARE(
        number(m_path, QStringLiteral("SELECT count(*) FROM mob_events WHERE typeof(event_json) <> 'blob'")),
        0);
    QCOMPARE(rows(m_path, QStringLiteral("PRAGMA journal_mode")).front().front().toString(),
             QStringLiteral("wal"));

    const auto events =
        rows(m_path, QStringLiteral("SELECT cursor, mob_id, event_json FROM mob_events ORDER BY cursor"));
    QCOMPARE(events.size(), std::size_t(9001));
    Cursor expected = 0;
    for (const auto &row : events) {
        QCOMPARE(row[0].toULongLong(), ++expected);
        const auto decoded = decodeStoredRow(expected, row[2].toByteArray().toStdString());
        VERIFY_OK(decoded);
        QCOMPARE(QString::fromStdString(decoded->mobId), row[1].toString());
    }
}

void TestSimulator::sameSeedAndStartGiveTheSameRows()
{
    const QString other = m_path + QStringLiteral(".other");
    for (const QString &path : {m_path, other}) {
        auto simulator = Simulator::open(bulkOptions(path));
        VERIFY_OK(simulator);
        QVERIFY(((*simulator)->writeBulk(path == other ? 500 : 2000)).has_value());
        if (path == other)
            QVERIFY(((*simulator)->writeBulk(1500)).has_value()); // the size of the steps does not show
    }
    for (const char *sql : {"SELECT cursor, event_json FROM mob_events ORDER BY cursor",
                            "SELECT run_id, run_json FROM mob_runs ORDER BY run_id",
                            "SELECT key, value FROM mob_identity_store_meta ORDER BY key"})
        QVERIFY2(rows(m_path, QString::fromLatin1(sql)) == rows(other, QString::fromLatin1(sql)), sql);
}

void TestSimulator::historyIsThereAtOnceAndEndsNow()
{
    SimulatorOptions options;
    options.path = m_path;
    auto simulator = Simulator::open(options);
    VERIFY_OK(simulator);
    const TimestampMs now = currentTimeMs();
    const auto written = (*simulator)->step(now);
    VERIFY_OK(written);
    QVERIFY2(*written >= 400 && *written < 500, qPrintable(QString::number(*written)));
    QVERIFY((*simulator)->msUntilNext(now) > 0);
    QCOMPARE(*(*simulator)->step(now), std::uint64_t(0));
    const auto last =
        rows(m_path, QStringLiteral("SELECT event_json FROM mob_events ORDER BY cursor DESC LIMIT 1"));
    const auto decoded = decodeStoredRow(*written, last.front().front().toByteArray().toStdString());
    VERIFY_OK(decoded);
    QVERIFY(decoded->timestampMs <= now && decoded->timestampMs + 2000 > now);
}

void TestSimulator::paceFollowsTheClock()
{
    SimulatorOptions options;
    options.path = m_path;
    options.startMs = 1'787'418'699'123;
    auto simulator = Simulator::open(options);
    VERIFY_OK(simulator);
    const TimestampMs now = currentTimeMs();
    QVERIFY(((*simulator)->step(now)).has_value());
    std::uint64_t live = 0;
    for (int ms = 100; ms <= 120'000; ms += 100) {
        const auto some = (*simulator)->step(now + static_cast<TimestampMs>(ms));
        VERIFY_OK(some);
        live += *some;
    }
    QVERIFY2(live > 120 * 12 && live < 120 * 28, qPrintable(QString::number(live)));
}

void TestSimulator::sleepIsSkippedNotFlooded()
{
    SimulatorOptions options;
    options.path = m_path;
    auto simulator = Simulator::open(options);
    VERIFY_OK(simulator);
    const TimestampMs now = currentTimeMs();
    QVERIFY(((*simulator)->step(now)).has_value());
    const TimestampMs wake = now + 8 * 3'600'000;
    std::uint64_t after = 0;
    for (TimestampMs ms = 0; ms <= 4000; ms += 50)
        after += (*simulator)->step(wake + ms).value_or(1'000'000);
    QVERIFY2(after < 400, qPrintable(QString::number(after)));
    const auto last = rows(
        m_path, QStringLiteral("SELECT cursor, event_json FROM mob_events ORDER BY cursor DESC LIMIT 1"));
    const auto decoded =
        decodeStoredRow(last.front()[0].toULongLong(), last.front()[1].toByteArray().toStdString());
    VERIFY_OK(decoded);
    QVERIFY(decoded->timestampMs + 10'000 > wake); // and the times are those after the sleep
}

void TestSimulator::stopsAfterTheEventsAskedFor()
{
    SimulatorOptions options = bulkOptions(m_path);
    options.events = 5003;
    auto simulator = Simulator::open(options);
    VERIFY_OK(simulator);
    while (!(*simulator)->isFinished())
        QVERIFY(((*simulator)->step()).has_value());
    QCOMPARE((*simulator)->eventsWritten(), std::uint64_t(5003));
    QCOMPARE(*(*simulator)->step(), std::uint64_t(0));
    QCOMPARE(number(m_path, QStringLiteral("SELECT count(*) FROM mob_events")), 5003);
}

void TestSimulator::continuesItsOwnFile()
{
    {
        auto simulator = Simulator::open(bulkOptions(m_path));
        VERIFY_OK(simulator);
        QVERIFY(((*simulator)->writeBulk(1500)).has_value());
    }
    const qint64 lost = number(
        m_path,
        QStringLiteral(
            "SELECT count(*) FROM mob_runs WHERE CAST(run_json AS TEXT) LIKE '%\"status\":\"running\"%'"));
    QVERIFY(lost > 0);
    {
        auto simulator = Simulator::open(bulkOptions(m_path));
        VERIFY_OK(simulator);
        QVERIFY(((*simulator)->writeBulk(1500)).has_value());
    }
    QCOMPARE(number(m_path, QStringLiteral("SELECT count(*) FROM mob_events")), 3000);
    QCOMPARE(number(m_path, QStringLiteral("SELECT max(cursor) FROM mob_events")), 3000);
    QCOMPARE(number(m_path, QStringLiteral("SELECT count(*) FROM mob_events WHERE CAST(event_json AS TEXT) "
                                           "LIKE '%\"type\":\"mob_created\"%'")),
             3);
    std::map<std::string, int> ends;
    qint64 custody = 0;
    for (const auto &row :
         rows(m_path, QStringLiteral("SELECT event_json FROM mob_events ORDER BY cursor"))) {
        const auto kind = nlohmann::json::parse(row.front().toByteArray().toStdString())["event"]["kind"];
        const std::string type = kind["type"];
        if (type == "flow_completed" || type == "flow_failed" || type == "flow_canceled")
            QCOMPARE(++ends[kind["run_id"].get<std::string>()], 1);
        custody += kind.value("cause", std::string()) == "execution_custody_lost";
    }
    QCOMPARE(custody, lost);
}

void TestSimulator::refusesForeignFiles()
{
    const QString real = test::copyLedger(QStringLiteral("linear/ledger.db"), m_folder.path());
    const std::string before = test::readAll(real);
    QVERIFY(!before.empty());
    SimulatorOptions options = bulkOptions(real);
    const auto refused = Simulator::open(options);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Exists);
    QVERIFY(refused.error().message.contains(real));
    QVERIFY(test::readAll(real) == before);

    for (const char *content : {"", "not a database at all, but a text of some length"}) {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        options.path = m_path;
        const auto other = Simulator::open(options);
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::Exists);
        QCOMPARE(test::readAll(m_path), std::string(content));
    }
    options.path = m_folder.filePath(QStringLiteral("no/such/folder/ledger.db"));
    const auto nowhere = Simulator::open(options);
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::Io);
}

void TestSimulator::refusesWrongOptions()
{
    SimulatorOptions options = bulkOptions(m_path);
    options.mobs = 0;
    QCOMPARE(Simulator::open(options).error().subject, QStringLiteral("mobs"));
    options = bulkOptions(m_path);
    options.ratePerSecond = -1;
    QCOMPARE(Simulator::open(options).error().subject, QStringLiteral("rate"));
    options.ratePerSecond = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(Simulator::open(options).error().code, ErrorCode::InvalidArgument);
    options = bulkOptions(QString());
    QCOMPARE(Simulator::open(options).error().subject, QStringLiteral("ledger"));
    QVERIFY(!QFile::exists(m_path));
}

void TestSimulator::runsAndSpecsAreKept()
{
    auto simulator = Simulator::open(bulkOptions(m_path));
    VERIFY_OK(simulator);
    QVERIFY(((*simulator)->writeBulk(4000)).has_value());
    std::map<std::string, std::string> status; // as the events tell it
    for (const auto &row :
         rows(m_path, QStringLiteral("SELECT event_json FROM mob_events ORDER BY cursor"))) {
        const auto kind = nlohmann::json::parse(row.front().toByteArray().toStdString())["event"]["kind"];
        const std::string type = kind["type"];
        if (type == "flow_started")
            status[kind["run_id"]] = "running";
        else if (type.starts_with("flow_"))
            status[kind["run_id"]] = type.substr(5);
    }
    std::map<std::string, std::string> kept;
    for (const auto &row : rows(m_path, QStringLiteral("SELECT run_id, run_json FROM mob_runs"))) {
        const auto run = nlohmann::json::parse(row[1].toByteArray().toStdString());
        QCOMPARE(QString::fromStdString(run["run_id"]), row[0].toString());
        QCOMPARE(run["completed_at"].is_null(), run["status"] == "running");
        kept[run["run_id"]] = run["status"];
    }
    QVERIFY(kept == status);
    QCOMPARE(number(m_path, QStringLiteral("SELECT count(*) FROM mob_specs")), 3);
    const auto spec = nlohmann::json::parse(
        rows(m_path, QStringLiteral("SELECT spec_json FROM mob_specs WHERE mob_id = 'triage'"))
            .front()
            .front()
            .toByteArray()
            .toStdString());
    QCOMPARE(spec["revision"].get<int>(), 1);
    QCOMPARE(spec["definition"]["id"].get<std::string>(), std::string("triage"));
    QVERIFY(spec["definition"]["flows"].contains("classify-batch"));
}

void TestSimulator::driverWritesAndFinishes()
{
    SimulatorOptions options;
    options.path = m_path;
    options.mobs = 2;
    options.events = 420;
    options.ratePerSecond = 200;
    auto simulator = Simulator::open(options);
    VERIFY_OK(simulator);
    SimulatorDriver driver(std::move(*simulator));
    QSignalSpy finished(&driver, &SimulatorDriver::finished);
    driver.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 30'000);
    QVERIFY(!driver.error());
    QCOMPARE(number(m_path, QStringLiteral("SELECT count(*) FROM mob_events")), 420);
    driver.stop();
    QCOMPARE(finished.count(), 1);
}

void TestSimulator::timestampsAreAsShortAsExact()
{
    QCOMPARE(formatNanoseconds(1'787'418'699'123'456'789), std::string("2026-08-22T17:11:39.123456789Z"));
    QCOMPARE(formatNanoseconds(1'787'418'699'123'456'000), std::string("2026-08-22T17:11:39.123456Z"));
    QCOMPARE(formatNanoseconds(1'787'418'699'500'000'000), std::string("2026-08-22T17:11:39.500Z"));
    QCOMPARE(formatNanoseconds(1'787'418'700'000'000'000), std::string("2026-08-22T17:11:40Z"));
    QCOMPARE(formatNanoseconds(1'787'418'700'000'000'001), std::string("2026-08-22T17:11:40.000000001Z"));
}

QTEST_GUILESS_MAIN(TestSimulator)
#include "tst_simulator.moc"
