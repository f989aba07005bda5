// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/mergedsource.h"

#include "core/source/epochmerger.h"
#include "core/source/ledgersource.h"
#include "core/source/mergedpayloads.h"
#include "core/source/nearbyledger.h"
#include "core/stream/serveraddress.h"
#include "core/support/workerthread.h"

#include <atomic>
#include <thread>
#include <utility>

namespace mobwatch {

struct MergedSource::Private
{
    Private(MergedSource *owner, std::unique_ptr<EventSource> from, MergeOptions given)
        : q(owner)
        , options(std::move(given))
        , server(std::move(from))
        , payloads(std::make_shared<MergedPayloads>(server->payloads()))
    {
    }

    void follow(EventSource &source);
    void lookNearby(const std::vector<EventBatchPtr> &batches);
    void endSearch();
    void dropLedger();
    void oneFinished();
    [[nodiscard]] bool isMerged() const { return ledger && merger.state() == EpochMerger::State::Merged; }
    [[nodiscard]] bool isServerFollowing() const;
    void takeLedger(std::vector<EventBatchPtr> &batches);

    MergedSource *const q;
    const MergeOptions options;
    const std::unique_ptr<EventSource> server;
    std::unique_ptr<EventSource> ledger;
    std::shared_ptr<MergedPayloads> payloads;
    EpochMerger merger;
    std::vector<SourceNotice> notices;
    bool stopped = false;
    int toFinish = 1; ///< sources that have not

    // The search for a ledger: one thread, at most one search at a time.
    Mailbox mailbox;
    std::thread search;
    std::atomic<bool> canceled = false;
    bool searched = false;
    bool searchedPartial = false;
};

void MergedSource::Private::follow(EventSource &source)
{
    connect(&source, &EventSource::batchReady, q, &EventSource::batchReady);
    connect(&source, &EventSource::statusChanged, q, &EventSource::statusChanged);
    connect(&source, &EventSource::finished, q, [this] { oneFinished(); });
}

void MergedSource::Private::oneFinished()
{
    if (--toFinish == 0)
        Q_EMIT q->finished();
}

// It is not this server's; another one may be tried.
void MergedSource::Private::dropLedger()
{
    disconnect(ledger.get(), nullptr, q, nullptr);
    ledger->stop();
    ledger.release()->deleteLater(); // this may be one of its signals
    payloads->setLedger({});
    oneFinished();
}

bool MergedSource::Private::isServerFollowing() const
{
    const SourceState state = server->status().state;
    return state == SourceState::Live || state == SourceState::CatchingUp || state == SourceState::Waiting;
}

void MergedSource::Private::endSearch()
{
    canceled = true;
    if (search.joinable())
        search.join();
}

void MergedSource::Private::lookNearby(const std::vector<EventBatchPtr> &batches)
{
    const auto address = ServerAddress::parse(server->address());
    if (options.nearby == DiscoveryRoots() || ledger || !address || !address->isLoopback())
        return;
    // Once early, and once more when it turns out that only the ledger has everything.
    const bool isPartial = server->status().isPartial;
    if (searched && (!isPartial || searchedPartial))
        return;
    KnownEvent known;
    for (const EventBatchPtr &batch : batches) {
        if (batch->size() == 0)
            continue;
        const std::size_t last = batch->size() - 1;
        known = {std::string(batch->strings.at(batch->mob[last])), batch->cursor[last],
                 batch->timestampMs[last], std::string(batch->strings.at(batch->kind[last]))};
    }
    if (known.cursor == 0)
        return;
    searched = true;
    searchedPartial = searchedPartial || isPartial;
    endSearch();
    canceled = false;
    search = std::thread([this, known, roots = options.nearby] {
        const auto path = findLedgerWith(known, roots, &canceled);
        if (!path || canceled)
            return;
        mailbox.post([this, path = *path] {
            searchedPartial = true;
            notices.push_back({SourceNotice::Kind::NearbyLedger, 0, path});
            Q_EMIT q->statusChanged();
        });
    });
}

void MergedSource::Private::takeLedger(std::vector<EventBatchPtr> &batches)
{
    if (!ledger)
        return;
    for (EventBatchPtr &batch : ledger->takeBatches())
        merger.addLedger(std::move(batch));
    for (EventBatchPtr &batch : merger.takeMerged())
        batches.push_back(std::move(batch));
    for (const auto &[epoch, ledgerEpoch] : merger.takePairs())
        payloads->pair(epoch, ledgerEpoch);
}

MergedSource::MergedSource(std::unique_ptr<EventSource> server, MergeOptions options, QObject *parent)
    : EventSource(parent)
    , d(std::make_unique<Private>(this, std::move(server), std::move(options)))
{
    d->follow(*d->server);
}

MergedSource::~MergedSource()
{
    d->endSearch();
}

QString MergedSource::address() const
{
    return d->server->address();
}

void MergedSource::start()
{
    d->server->start();
}

void MergedSource::stop()
{
    if (std::exchange(d->stopped, true))
        return;
    d->endSearch();
    d->server->stop();
    if (d->ledger)
        d->ledger->stop();
}

void MergedSource::retry()
{
    d->server->retry();
    if (d->ledger)
        d->ledger->retry();
}

std::vector<EventBatchPtr> MergedSource::takeBatches()
{
    const EpochMerger::State before = d->merger.state();
    std::vector<EventBatchPtr> batches;
    std::vector<EventBatchPtr> fromServer = d->server->takeBatches();
    for (const EventBatchPtr &batch : fromServer)
        batches.push_back(d->merger.addServer(batch));
    if (!d->stopped)
        d->lookNearby(fromServer);
    d->takeLedger(batches);
    if (d->merger.state() != before) {
        if (d->ledger && d->merger.state() == EpochMerger::State::Refused)
            d->dropLedger();
        Q_EMIT statusChanged();
    }
    return batches;
}

std::vector<Seam> MergedSource::takeSeams()
{
    std::vector<Seam> seams = d->server->takeSeams();
    for (const Seam &seam : seams)
        d->merger.beginServerEpoch(seam.epoch);
    if (!seams.empty() && d->merger.hasWaiting())
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT batchReady(); }, Qt::QueuedConnection);
    const bool isCleared = d->ledger && !d->ledger->takeSeams().empty();
    if (isCleared && d->isMerged() && d->isServerFollowing() && !d->stopped)
        d->server->retry(); // an open stream of an emptied ledger stays silent; a new one is told
    return seams;
}

std::vector<SourceNotice> MergedSource::takeNotices()
{
    std::vector<SourceNotice> notices = std::exchange(d->notices, {});
    for (const SourceNotice &notice : d->server->takeNotices())
        notices.push_back(notice);
    if (d->ledger) {
        for (const SourceNotice &notice : d->ledger->takeNotices())
            notices.push_back(notice);
    }
    return notices;
}

SourceStatus MergedSource::status() const
{
    SourceStatus status = d->server->status();
    if (d->isMerged())
        status.isPartial = false; // the ledger has what the server leaves out
    return status;
}

SourceInfo MergedSource::info() const
{
    return d->isMerged() ? d->ledger->info() : d->server->info();
}

PayloadAccessPtr MergedSource::payloads() const
{
    return d->payloads;
}

ConnectionReport MergedSource::report() const
{
    return d->server->server()->report();
}

StreamCounters MergedSource::counters() const
{
    return d->server->server()->counters();
}

void MergedSource::tokenChanged()
{
    d->server->server()->tokenChanged();
}

void MergedSource::acceptCertificate(const QByteArray &sha256)
{
    d->server->server()->acceptCertificate(sha256);
}

bool MergedSource::mergeLedger(const QString &path)
{
    if (d->ledger || d->stopped)
        return false;
    d->ledger = d->options.openLedger ? d->options.openLedger(path) : std::make_unique<LedgerSource>(path);
    d->payloads->setLedger(d->ledger->payloads());
    ++d->toFinish;
    d->follow(*d->ledger);
    d->merger.beginLedger();
    d->ledger->start();
    Q_EMIT statusChanged();
    return true;
}

ServerLink::MergeState MergedSource::mergeState() const
{
    switch (d->merger.state()) {
    case EpochMerger::State::Merged:
        return MergeState::Merged;
    case EpochMerger::State::Refused:
        return MergeState::Refused;
    case EpochMerger::State::Comparing:
        break;
    }
    return d->ledger ? MergeState::Comparing : MergeState::None;
}

} // namespace mobwatch
