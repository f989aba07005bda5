// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/payloadcache.h"

#include "core/support/workerthread.h"

#include <QCache>
#include <QElapsedTimer>
#include <QPointer>
#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mobwatch {

namespace {

constexpr qsizetype cacheBytes = 4 * 1024 * 1024;
constexpr std::size_t largestKept = 64 * 1024;
constexpr qint64 retryAfterMs = 2000;
constexpr std::size_t rememberedFailures = 65536;

struct Read
{
    RowIndex row{};
    Result<std::string> bytes;
};

/// Shared by both threads; everything under the mutex.
struct Exchange
{
    std::mutex mutex;
    std::vector<PayloadKey> wanted; ///< the last one is read first: it is what the screen shows now
    std::vector<Read> done;
};

class PayloadReadWorker final : public QObject
{
public:
    /// `wake` tells the owner's thread that something was read.
    PayloadReadWorker(std::shared_ptr<Exchange> exchange, const PayloadAccessPtr &payloads,
                      std::function<void()> wake)
        : m_exchange(std::move(exchange))
        , m_wake(std::move(wake))
        , m_reader(payloads ? payloads->makeReader() : nullptr)
    {
    }

    void work()
    {
        QElapsedTimer sinceWake;
        sinceWake.start();
        bool unannounced = false;
        for (PayloadKey key; takeNext(key);) {
            Read read{key.row, m_reader ? m_reader->read(key) : fail(ErrorCode::NotFound, {})};
            {
                const std::lock_guard lock(m_exchange->mutex);
                m_exchange->done.push_back(std::move(read));
            }
            unannounced = true;
            if (sinceWake.elapsed() >= 16) {
                m_wake();
                unannounced = false;
                sinceWake.restart();
            }
        }
        if (unannounced)
            m_wake();
    }

private:
    bool takeNext(PayloadKey &key)
    {
        const std::lock_guard lock(m_exchange->mutex);
        if (m_exchange->wanted.empty())
            return false;
        key = m_exchange->wanted.back();
        m_exchange->wanted.pop_back();
        return true;
    }

    std::shared_ptr<Exchange> m_exchange;
    std::function<void()> m_wake;
    std::unique_ptr<PayloadReader> m_reader;
};

struct Waiting
{
    QPointer<QObject> context;
    std::function<void(Result<PayloadCache::Payload>)> done;
};

} // namespace

struct PayloadCache::Private
{
    Private(PayloadCache *owner, const EventStore &eventStore)
        : q(owner)
        , store(eventStore)
    {
        clock.start();
    }

    PayloadCache *q;
    const EventStore &store;
    std::shared_ptr<Exchange> exchange = std::make_shared<Exchange>();
    QCache<std::uint32_t, Payload> kept{cacheBytes};
    std::unordered_map<std::uint32_t, Payload> large; ///< too large to keep, until somebody takes them
    std::unordered_map<std::uint32_t, qint64> failed; ///< row -> when it may be asked for again, -1 = never
    std::unordered_set<std::uint32_t> pending;
    std::unordered_multimap<std::uint32_t, Waiting> waiting;
    QElapsedTimer clock;
    WorkerThread<PayloadReadWorker> thread{"mw-payloads"}; ///< last: stops before the rest goes

    void ask(RowIndex row);
    void takeResults();
    void settle(const Read &read);
    [[nodiscard]] bool mayAsk(std::uint32_t row);
};

void PayloadCache::Private::ask(RowIndex row)
{
    if (!pending.insert(toNumber(row)).second)
        return;
    {
        const std::lock_guard lock(exchange->mutex);
        exchange->wanted.push_back(store.payloadKey(row));
    }
    thread.post([](PayloadReadWorker &worker) { worker.work(); });
}

bool PayloadCache::Private::mayAsk(std::uint32_t row)
{
    const auto found = failed.find(row);
    if (found == failed.end())
        return true;
    if (found->second < 0 || clock.elapsed() < found->second)
        return false;
    failed.erase(found);
    return true;
}

void PayloadCache::Private::takeResults()
{
    std::vector<Read> reads;
    {
        const std::lock_guard lock(exchange->mutex);
        reads.swap(exchange->done);
    }
    for (const Read &read : reads)
        settle(read);
}

void PayloadCache::Private::settle(const Read &read)
{
    const std::uint32_t row = toNumber(read.row);
    pending.erase(row);
    Result<Payload> outcome = fail(ErrorCode::Internal, {});
    if (read.bytes) {
        const auto payload = std::make_shared<const std::string>(*read.bytes);
        if (payload->size() <= largestKept)
            kept.insert(row, new Payload(payload), static_cast<qsizetype>(payload->size()) + 64);
        else
            large.insert_or_assign(row, payload);
        outcome = payload;
    } else {
        if (failed.size() >= rememberedFailures)
            failed.clear();
        const ErrorCode code = read.bytes.error().code;
        const bool passes = code == ErrorCode::Busy || code == ErrorCode::Io;
        failed[row] = passes ? clock.elapsed() + retryAfterMs : -1;
        outcome = tl::unexpected<Error>(read.bytes.error());
    }
    std::vector<Waiting> callbacks;
    const auto range = waiting.equal_range(row);
    for (auto it = range.first; it != range.second; ++it)
        callbacks.push_back(std::move(it->second));
    waiting.erase(range.first, range.second);
    const QPointer<PayloadCache> alive(q);
    for (const Waiting &callback : callbacks)
        if (callback.context)
            callback.done(outcome);
    if (alive)
        Q_EMIT q->payloadReady(read.row);
    if (alive)
        large.erase(row);
}

PayloadCache::PayloadCache(const EventStore &store, PayloadAccessPtr payloads, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, store))
{
    d->thread.start([this, access = std::move(payloads)] {
        return std::make_unique<PayloadReadWorker>(d->exchange, access, [this] {
            QMetaObject::invokeMethod(
                this, [this] { d->takeResults(); }, Qt::QueuedConnection);
        });
    });
}

PayloadCache::~PayloadCache()
{
    {
        const std::lock_guard lock(d->exchange->mutex);
        d->exchange->wanted.clear();
    }
    d->thread.stop();
}

PayloadCache::Payload PayloadCache::find(RowIndex row)
{
    const std::uint32_t number = toNumber(row);
    if (const Payload *payload = d->kept.object(number))
        return *payload;
    if (const auto found = d->large.find(number); found != d->large.end())
        return found->second;
    if (d->mayAsk(number))
        d->ask(row);
    return nullptr;
}

void PayloadCache::fetch(RowIndex row, QObject *context, std::function<void(Result<Payload>)> done)
{
    const std::uint32_t number = toNumber(row);
    if (const Payload *payload = d->kept.object(number)) {
        QMetaObject::invokeMethod(
            context, [done = std::move(done), found = *payload] { done(found); }, Qt::QueuedConnection);
        return;
    }
    d->waiting.emplace(number, Waiting{context, std::move(done)});
    d->ask(row);
}

void PayloadCache::cancelPending()
{
    const std::lock_guard lock(d->exchange->mutex);
    auto &wanted = d->exchange->wanted;
    std::erase_if(wanted, [this](const PayloadKey &key) {
        const std::uint32_t row = toNumber(key.row);
        if (d->waiting.contains(row))
            return false;
        d->pending.erase(row);
        return true;
    });
}

} // namespace mobwatch
