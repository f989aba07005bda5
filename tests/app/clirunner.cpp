// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/app/clirunner.h"

#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>
#include <csignal>
#include <nlohmann/json.hpp>
#include <sys/types.h>

namespace mobwatch::test {

QString cliProgram()
{
    return qEnvironmentVariable("MOBWATCH_BIN") + QStringLiteral("/mobwatch-cli");
}

Outcome run(const QStringList &arguments, const QByteArray &input, const QString &folder)
{
    QProcess process;
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(cliProgram(), arguments);
    if (!process.waitForStarted())
        return {};
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QByteArray recordedLines(const QString &scenario, std::size_t count)
{
    QByteArray text;
    for (const std::string &line : sseData(fixture(scenario + QStringLiteral("/stream.sse")))) {
        if (count-- == 0)
            break;
        text += QByteArray::fromStdString(line) + '\n';
    }
    return text;
}

QByteArray labelsFile(const QString &scenario)
{
    nlohmann::json labels{{"mobs", nlohmann::json::object()}, {"runs", nlohmann::json::object()}};
    for (const std::string &line : sseData(fixture(scenario + QStringLiteral("/stream.sse")))) {
        const auto event = nlohmann::json::parse(line);
        const std::string mob = event["mob_id"];
        if (event.contains("mob_labels"))
            labels["mobs"][mob] = event["mob_labels"];
        if (event.contains("run_labels"))
            labels["runs"][mob][event["run_id"].get<std::string>()] = event["run_labels"];
    }
    return QByteArray::fromStdString(labels.dump());
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

LedgerPen::LedgerPen(QString path)
    : m_path(std::move(path))
{
    change({QStringLiteral("PRAGMA journal_mode=WAL"),
            QStringLiteral("CREATE TABLE IF NOT EXISTS mob_events (cursor INTEGER PRIMARY KEY, mob_id TEXT, "
                           "event_json BLOB NOT NULL)"),
            QStringLiteral(
                "CREATE TABLE IF NOT EXISTS mob_event_meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL)"),
            QStringLiteral("INSERT OR IGNORE INTO mob_event_meta VALUES ('next_cursor', 1)")});
}

void LedgerPen::append(const QByteArray &payload)
{
    const QByteArray json =
        "{\"event\":{\"cursor\":" + QByteArray::number(m_next) + ",\"kind\":" + payload +
        R"(,"mob_id":"m","timestamp":"2026-08-22T17:11:39.123456789Z"},"schema_version":9})";
    appendRaw(json);
}

void LedgerPen::appendRaw(const QByteArray &json)
{
    const QString hex = QString::fromLatin1(json.toHex());
    change({QStringLiteral("BEGIN IMMEDIATE"),
            QStringLiteral("INSERT INTO mob_events VALUES (%1, 'm', X'%2')").arg(m_next).arg(hex),
            QStringLiteral("UPDATE mob_event_meta SET value = %1").arg(m_next + 1),
            QStringLiteral("COMMIT")});
    ++m_next;
}

void LedgerPen::clear()
{
    change({QStringLiteral("BEGIN IMMEDIATE"), QStringLiteral("DELETE FROM mob_events"),
            QStringLiteral("UPDATE mob_event_meta SET value = 1"), QStringLiteral("COMMIT")});
    m_next = 1;
}

void LedgerPen::change(const QStringList &statements)
{
    const QString connection = QStringLiteral("pen");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection);
        database.setDatabaseName(m_path);
        QVERIFY(database.open());
        for (const QString &statement : statements) {
            QSqlQuery query(database);
            QVERIFY2(query.exec(statement), qPrintable(statement));
        }
        database.close();
    }
    QSqlDatabase::removeDatabase(connection);
}

Running::Running(const QStringList &arguments)
{
    m_process.start(cliProgram(), arguments);
    m_process.waitForStarted();
}

Running::~Running()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QByteArray &Running::out()
{
    m_out += m_process.readAllStandardOutput();
    return m_out;
}

QByteArray &Running::err()
{
    m_err += m_process.readAllStandardError();
    return m_err;
}

int Running::end(int signal)
{
    if (signal != 0)
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
    if (!m_process.waitForFinished(30000))
        return -1;
    out();
    err();
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -2;
}

void Running::send(const QByteArray &bytes)
{
    m_process.write(bytes);
    m_process.waitForBytesWritten();
}

void CliTest::initTestCase()
{
    QVERIFY2(QFile::exists(cliProgram()), qPrintable(cliProgram()));
}

void CliTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

QString CliTest::ledger(const char *scenario) const
{
    const QString source = recordedLedger(QLatin1String(scenario));
    const QString target = m_folder->filePath(QLatin1String(scenario) + QStringLiteral(".db"));
    QFile::copy(source, target);
    QFile::setPermissions(target, QFile::ReadOwner | QFile::WriteOwner);
    return target;
}

} // namespace mobwatch::test
