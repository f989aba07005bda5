// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/clausecounts.h"

#include "core/filter/filterprogram.h"

#include <QThreadPool>
#include <algorithm>
#include <atomic>
#include <mutex>
#include <span>

namespace mobwatch {

namespace {

/// One counting job; the results are under the mutex, the rest is written before the job starts.
struct Job
{
    std::atomic<bool> canceled = false;
    StoreSnapshot snapshot;
    std::vector<std::shared_ptr<FilterProgram>> programs;
    std::mutex mutex;
    std::vector<ClauseCounts::Entry> entries;
};

std::optional<std::uint64_t> countMatches(const Job &job, const FilterProgram &program)
{
    if (program.needsPayload())
        return std::nullopt;
    std::vector<Verdict> verdicts(StoreChunk::capacity);
    std::uint64_t found = 0;
    const std::uint32_t rows = job.snapshot.rowCount();
    for (std::uint32_t first = 0; first < rows && !job.canceled; first += StoreChunk::capacity) {
        const std::uint32_t count = std::min(StoreChunk::capacity, rows - first);
        program.evaluate(job.snapshot.chunk(first / StoreChunk::capacity), 0, count, verdicts.data());
        found +=
            static_cast<std::uint64_t>(std::count(verdicts.begin(), verdicts.begin() + count, Verdict::Yes));
    }
    return found;
}

} // namespace

struct ClauseCounts::Private
{
    explicit Private(const EventStore &eventStore)
        : store(eventStore)
    {
        pool.setMaxThreadCount(1);
    }

    const EventStore &store;
    QThreadPool pool; ///< of its own: the destructor waits for its job and for nobody else's
    std::shared_ptr<Job> job;
    std::vector<Entry> entries;
};

ClauseCounts::ClauseCounts(const EventStore &store, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(store))
{
}

ClauseCounts::~ClauseCounts()
{
    cancel();
    d->pool.waitForDone();
}

void ClauseCounts::cancel()
{
    if (d->job)
        d->job->canceled = true;
    d->job.reset();
    d->entries.clear();
}

void ClauseCounts::count(const Filter &filter, TimestampMs now)
{
    cancel();
    const auto job = std::make_shared<Job>();
    job->snapshot = d->store.snapshot();
    const std::size_t clauses = filter.clauses().size();
    for (std::size_t i = 0; i < clauses; ++i)
        job->programs.push_back(FilterProgram::compile(filter.withoutClause(i), d->store, now));
    d->job = job;
    d->pool.start([this, job] {
        std::vector<Entry> entries;
        for (std::size_t i = 0; i < job->programs.size(); ++i)
            entries.push_back({i, countMatches(*job, *job->programs[i])});
        {
            const std::lock_guard lock(job->mutex);
            job->entries = std::move(entries);
        }
        QMetaObject::invokeMethod(
            this,
            [this, job] {
                if (d->job != job)
                    return;
                {
                    const std::lock_guard lock(job->mutex);
                    d->entries = job->entries;
                }
                Q_EMIT counted();
            },
            Qt::QueuedConnection);
    });
}

const std::vector<ClauseCounts::Entry> &ClauseCounts::entries() const
{
    return d->entries;
}

} // namespace mobwatch
