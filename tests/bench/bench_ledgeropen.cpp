// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// bench_ledgeropen LEDGER: opens a ledger whole, all structural fields decoded, against the plain Qt way.
#include "core/source/ledgersource.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace mobwatch;

namespace {

/// Of all threads; says more than the clock on a machine that is busy with other things.
qint64 cpuMs()
{
    return static_cast<qint64>(std::clock()) * 1000 / CLOCKS_PER_SEC;
}

struct Opened
{
    qint64 newestMs = 0, allMs = 0, cpu = 0;
    std::size_t rows = 0;
};

Opened openWithSource(const QString &path)
{
    QElapsedTimer clock;
    clock.start();
    const qint64 cpuBefore = cpuMs();
    Opened result;
    LedgerSource source(path, {{}, 0});
    std::vector<EventBatchPtr> kept;
    QEventLoop loop;
    QObject::connect(&source, &EventSource::batchReady, &loop, [&] {
        for (EventBatchPtr &batch : source.takeBatches()) {
            if (result.rows == 0)
                result.newestMs = clock.elapsed();
            result.rows += batch->size();
            kept.push_back(std::move(batch));
        }
        if (source.status().state == SourceState::Live)
            loop.quit();
    });
    QObject::connect(&source, &EventSource::statusChanged, &loop, [&] {
        if (source.status().state == SourceState::Live)
            Q_EMIT source.batchReady();
    });
    source.start();
    loop.exec();
    result.allMs = clock.elapsed();
    result.cpu = cpuMs() - cpuBefore;
    return result;
}

qint64 openNaively(const QString &path)
{
    QElapsedTimer clock;
    clock.start();
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("naive"));
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        database.setDatabaseName(path);
        database.open();
        QSqlQuery query(database);
        query.exec(QStringLiteral("SELECT cursor, event_json FROM mob_events ORDER BY cursor"));
        std::vector<QString> kinds;
        while (query.next()) {
            const QJsonObject event = QJsonDocument::fromJson(query.value(1).toByteArray())
                                          .object()
                                          .value(QLatin1String("event"))
                                          .toObject();
            kinds.push_back(
                event.value(QLatin1String("kind")).toObject().value(QLatin1String("type")).toString());
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("naive"));
    return clock.elapsed();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_ledgeropen LEDGER\n");
        return 2;
    }
    const QString path = QString::fromLocal8Bit(argv[1]);
    std::vector<Opened> runs;
    for (int i = 0; i < 3; ++i)
        runs.push_back(openWithSource(path));
    std::sort(runs.begin(), runs.end(), [](const Opened &a, const Opened &b) { return a.allMs < b.allMs; });
    const qint64 cpuBefore = cpuMs();
    const qint64 naive = openNaively(path);
    std::printf("processor time %lld ms, naive %lld ms\n", static_cast<long long>(runs[1].cpu),
                static_cast<long long>(cpuMs() - cpuBefore));
    std::printf("rows %zu: newest %lld ms, all %lld ms; naive %lld ms; ratio %.1f\n", runs[1].rows,
                static_cast<long long>(runs[1].newestMs), static_cast<long long>(runs[1].allMs),
                static_cast<long long>(naive),
                static_cast<double>(naive) / static_cast<double>(runs[1].allMs));
    return 0;
}
