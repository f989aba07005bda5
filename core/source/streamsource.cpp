// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamsource.h"

#include "core/source/batchpace.h"
#include "core/source/streamworker.h"
#include "core/support/workerthread.h"

#include <utility>

namespace mobwatch {

struct StreamSource::Private
{
    Private(StreamSource *source, StreamOptions given)
        : q(source)
        , options(std::move(given))
        , feed(std::make_shared<StreamFeed>())
        , recording(std::make_shared<StreamRecording>(StreamRecording::Options{
              options.recordingFolder, options.server, currentTimeMs(), options.payloadMemory}))
        , payloads(recording->payloads())
    {
    }

    void onRung();
    [[nodiscard]] std::string token() const { return options.token ? options.token() : std::string(); }
    [[nodiscard]] bool isRunning() const { return started && !stopped; }

    StreamSource *const q;
    const StreamOptions options;
    std::shared_ptr<StreamFeed> feed;
    std::shared_ptr<StreamRecording> recording; ///< the worker's, but for its payloads
    PayloadAccessPtr payloads;
    BatchPace pace{[this] { Q_EMIT q->batchReady(); }};
    WorkerThread<StreamWorker> thread{"mw-stream"};
    bool started = false;
    bool stopped = false;
};

// Events first: "live" belongs behind the last of what was there.
void StreamSource::Private::onRung()
{
    const StreamFeed::News news = feed->takeNews();
    if (news.batches)
        pace.ring();
    if (news.state)
        Q_EMIT q->statusChanged();
}

StreamSource::StreamSource(StreamOptions options, QObject *parent)
    : EventSource(parent)
    , d(std::make_unique<Private>(this, std::move(options)))
{
    connect(
        d->feed.get(), &StreamFeed::rung, this, [this] { d->onRung(); }, Qt::QueuedConnection);
}

StreamSource::~StreamSource()
{
    d->thread.stop();
}

QString StreamSource::address() const
{
    return d->options.server.text();
}

void StreamSource::start()
{
    if (d->stopped || std::exchange(d->started, true))
        return;
    StreamOptions options = d->options;
    options.token = nullptr; // asked on this thread only
    d->thread.start([options, feed = d->feed, recording = d->recording] {
        return std::make_unique<StreamWorker>(options, feed, recording);
    });
    d->thread.post([token = d->token()](StreamWorker &worker) { worker.begin(token); });
}

void StreamSource::stop()
{
    if (std::exchange(d->stopped, true))
        return;
    d->thread.stop();
    SourceStatus status;
    status.state = SourceState::Stopped;
    status.isPartial = d->feed->status().isPartial;
    status.sinceMs = currentTimeMs();
    d->feed->deliver(status);
    QMetaObject::invokeMethod(
        this,
        [this] { // behind the feed's last word
            d->pace.flush();
            Q_EMIT finished();
        },
        Qt::QueuedConnection);
}

void StreamSource::retry()
{
    if (d->isRunning())
        d->thread.post([token = d->token()](StreamWorker &worker) { worker.connectNow(token); });
}

void StreamSource::tokenChanged()
{
    retry();
}

void StreamSource::acceptCertificate(const QByteArray &sha256)
{
    if (d->isRunning())
        d->thread.post(
            [sha256, token = d->token()](StreamWorker &worker) { worker.acceptCertificate(sha256, token); });
}

std::vector<EventBatchPtr> StreamSource::takeBatches()
{
    const bool wasFull = d->feed->isFull();
    auto batches = d->feed->takeBatches();
    if (wasFull && d->isRunning())
        d->thread.post([](StreamWorker &worker) { worker.roomMade(); });
    return batches;
}

std::vector<Seam> StreamSource::takeSeams()
{
    return d->feed->takeSeams();
}

std::vector<SourceNotice> StreamSource::takeNotices()
{
    return d->feed->takeNotices();
}

SourceStatus StreamSource::status() const
{
    return d->feed->status();
}

SourceInfo StreamSource::info() const
{
    return {};
}

PayloadAccessPtr StreamSource::payloads() const
{
    return d->payloads;
}

ConnectionReport StreamSource::report() const
{
    return d->feed->report();
}

StreamCounters StreamSource::counters() const
{
    return d->feed->counters();
}

} // namespace mobwatch
