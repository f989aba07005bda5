// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// What store, match list and facets cost for one million events in memory, each time beside a bare loop over
// one column in the same run. Not a test: run the release build by hand.

#include "core/event/kindcatalogue.h"
#include "core/filter/facets.h"
#include "core/filter/filterindex.h"
#include "core/store/eventstore.h"

#include <QCoreApplication>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

using namespace mobwatch;

namespace {

constexpr std::uint32_t eventCount = 1'000'000;
constexpr std::uint32_t batchRows = 4096;
constexpr int rounds = 9;

// Shaped like a busy ledger: runs of some forty events that overlap, a few hundred members, all kinds.
std::vector<EventBatch> makeEvents(Arrival arrival)
{
    std::mt19937 random(1);
    const auto kinds = kindCatalogue();
    std::vector<EventBatch> batches((eventCount + batchRows - 1) / batchRows);
    Cursor cursor = 0;
    for (EventBatch &batch : batches) {
        batch.arrival = arrival;
        for (std::uint32_t i = 0; i < batchRows && cursor < eventCount; ++i) {
            ++cursor;
            // Half of all events are of eight kinds, as in the recordings.
            const KindInfo &kind = kinds[random() % 2 == 0 ? 18 + random() % 8 : random() % kinds.size()];
            const bool hasRun = !kind.runPath.empty();
            batch.kind.push_back(batch.strings.intern(kind.label));
            batch.mob.push_back(batch.strings.intern("mob-" + std::to_string(random() % 12)));
            const auto run = "0a9f7c3e-5f6b-4c0e-9a53-" +
                             std::to_string(100'000'000'000 + cursor / 160 * 4 + random() % 4);
            batch.run.push_back(hasRun ? batch.strings.intern(run) : BatchStrings::absent);
            batch.step.push_back(hasRun ? batch.strings.intern("step-" + std::to_string(random() % 30))
                                        : BatchStrings::absent);
            batch.agent.push_back(random() % 2 == 0
                                      ? batch.strings.intern("worker-" + std::to_string(random() % 300))
                                      : BatchStrings::absent);
            batch.severity.push_back(kind.severity);
            batch.cursor.push_back(cursor);
            batch.timestampMs.push_back(1'787'418'699'000 + cursor * 20);
            batch.locator.push_back(cursor);
        }
    }
    return batches;
}

// Time of this thread's own work: the machine may be busy with something else.
double threadMilliseconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// The middle of some rounds.
template <class Task>
double milliseconds(Task task)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        const double start = threadMilliseconds();
        task();
        times.push_back(threadMilliseconds() - start);
    }
    std::ranges::sort(times);
    return times[times.size() / 2];
}

std::size_t residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> fields = file.readAll().split(' ');
    return fields.size() < 2 ? 0 : fields[1].toULongLong() * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

constexpr double mebibyte = 1024.0 * 1024.0;

double bareLoop(const EventStore &store)
{
    // Volatile, so that every round must be run.
    volatile std::uint32_t found = 0;
    volatile std::uint32_t wanted = 3;
    return milliseconds([&] {
        const std::uint32_t value = wanted;
        std::uint32_t sum = 0;
        for (std::uint32_t row = 0; row < store.rowCount(); row += StoreChunk::capacity) {
            const auto &column = store.chunk(row / StoreChunk::capacity).text[0];
            const std::uint32_t count = std::min(store.rowCount() - row, StoreChunk::capacity);
            for (std::uint32_t i = 0; i < count; ++i)
                sum += column[i] == value ? 1 : 0;
        }
        found = sum;
    });
}

void report(const char *what, double ms, double bare)
{
    std::printf("%-72s %8.2f ms  %7.1f x bare loop\n", what, ms, ms / bare);
}

void measureFilters(const EventStore &store, double bare)
{
    for (const char *text :
         {"kind:step_failed", "-kind:step_*", "mob:mob-1,mob-2 severity>=warning",
          "kind:step_failed mob:mob-3 run:0a9f7c3e-5f6b-4c0e-9a53-100000000123", "agent:worker-1*",
          "time>=1787418700000 time<1787428700000", "not (kind:flow_started or agent:worker-7)"}) {
        const Filter filter = Filter::parse(text).value();
        FilterIndex index(store, nullptr);
        index.extend({0, store.rowCount()});
        const double both = milliseconds([&] { index.setFilter(filter, 0); });
        report((std::string("filter ") + text).c_str(), both, bare);

        Facets facets(store, index);
        facets.extend({0, store.rowCount()});
        const double withFacets = milliseconds([&] { index.setFilter(filter, 0); });
        report("  its facets, all six", withFacets - both, bare);
    }
    FilterIndex index(store, nullptr);
    index.extend({0, store.rowCount()});
    Facets facets(store, index);
    facets.extend({0, store.rowCount()});
    report("facets without a filter, all six", milliseconds([&] { index.setFilter(Filter(), 0); }), bare);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::vector<EventBatch> batches = makeEvents(Arrival::Live);
    const std::size_t before = residentBytes();
    EventStore store;
    FilterIndex index(store, nullptr);
    Facets facets(store, index);
    double appendMs = 0;
    double extendMs = 0;
    for (const EventBatch &batch : batches) {
        const double start = threadMilliseconds();
        const RowRange rows = store.append(batch);
        const double appended = threadMilliseconds();
        index.extend(rows);
        facets.extend(rows);
        appendMs += appended - start;
        extendMs += threadMilliseconds() - appended;
    }
    const std::size_t after = residentBytes();
    const double bare = bareLoop(store);
    std::printf("%u events, %u runs\n", store.rowCount(), store.texts(TextColumn::Run).size());
    report("bare loop over one u32 column", bare, bare);
    report("append, batches of 4096", appendMs, bare);
    report("extend match list and facets without a filter", extendMs, bare);
    std::printf("%-72s %8.1f MiB resident, %.1f MiB by its own count\n",
                "memory of store, match list and facets", static_cast<double>(after - before) / mebibyte,
                static_cast<double>(store.memoryBytes() + index.memoryBytes()) / mebibyte);
    measureFilters(store, bare);
    return 0;
}
