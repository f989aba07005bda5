// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// Reading a whole ledger: Mobwatch's ledger source into its store, against the obvious way (QSqlQuery with
// its defaults and a QJsonDocument per row). Prints the ratio of the two, measured in one run on the same
// file.

#include "core/simulator/simulator.h"
#include "core/source/ledgersource.h"
#include "core/store/eventstore.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <vector>

using namespace mobwatch;

namespace {

struct NaiveEvent
{
    quint64 cursor;
    QString mob, kind, run, step, agent, timestamp;
};

double naiveSeconds(const QString &path, std::size_t &rows)
{
    QElapsedTimer clock;
    clock.start();
    std::vector<NaiveEvent> events;
    {
        QSqlDatabase db = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("naive"));
        db.setDatabaseName(path);
        db.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        db.open();
        QSqlQuery query(db);
        query.exec(QStringLiteral("SELECT cursor, event_json FROM mob_events ORDER BY cursor"));
        while (query.next()) {
            const QJsonObject event = QJsonDocument::fromJson(query.value(1).toByteArray())
                                          .object()[QStringLiteral("event")]
                                          .toObject();
            const QJsonObject kind = event[QStringLiteral("kind")].toObject();
            QString agent = kind[QStringLiteral("target")].toObject()[QStringLiteral("identity")].toString();
            if (agent.isEmpty())
                agent = kind[QStringLiteral("agent_identity")].toString();
            events.push_back({query.value(0).toULongLong(), event[QStringLiteral("mob_id")].toString(),
                              kind[QStringLiteral("type")].toString(),
                              kind[QStringLiteral("run_id")].toString(),
                              kind[QStringLiteral("step_id")].toString(), agent,
                              event[QStringLiteral("timestamp")].toString()});
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("naive"));
    rows = events.size();
    return static_cast<double>(clock.nsecsElapsed()) * 1e-9;
}

double ourSeconds(const QString &path, std::size_t expected)
{
    QElapsedTimer clock;
    clock.start();
    EventStore store;
    LedgerSource source(path);
    QEventLoop loop;
    QObject::connect(&source, &EventSource::batchReady, &loop, [&] {
        for (const EventBatchPtr &batch : source.takeBatches())
            store.append(*batch);
        if (store.rowCount() >= expected)
            loop.quit();
    });
    QTimer::singleShot(300'000, &loop, &QEventLoop::quit);
    source.start();
    loop.exec();
    const double seconds = static_cast<double>(clock.nsecsElapsed()) * 1e-9;
    if (store.rowCount() != expected)
        std::printf("only %u of %zu rows arrived\n", store.rowCount(), expected);
    source.stop();
    return seconds;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    QString path = argc > 1 ? QString::fromLocal8Bit(argv[1]) : folder.filePath(QStringLiteral("bench.db"));
    if (argc <= 1) {
        SimulatorOptions options;
        options.path = path;
        options.ratePerSecond = 0;
        options.events = 1'000'000;
        options.mobs = 4;
        auto simulator = Simulator::open(options);
        if (!simulator) {
            std::printf("cannot make the ledger: %s\n", qPrintable(simulator.error().message));
            return 1;
        }
        const auto written = (*simulator)->writeBulk(*options.events);
        if (!written) {
            std::printf("cannot write the ledger: %s\n", qPrintable(written.error().message));
            return 1;
        }
    }
    std::size_t rows = 0;
    std::vector<double> naive, ours;
    naiveSeconds(path, rows); // warms the page cache for both
    for (int i = 0; i < 3; ++i) {
        naive.push_back(naiveSeconds(path, rows));
        ours.push_back(ourSeconds(path, rows));
    }
    std::printf("rows                          %zu\n", rows);
    std::printf("QSqlQuery + QJsonDocument     %.2f s\n", median(naive));
    std::printf("LedgerSource into EventStore  %.2f s\n", median(ours));
    std::printf("ratio                         %.1f x (goal: at least 8)\n", median(naive) / median(ours));
    return 0;
}
