// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/ledgersource.h"

#include "core/source/ledgerfeed.h"
#include "core/source/ledgerpayloads.h"
#include "core/source/ledgerworker.h"
#include "core/source/rowdecoder.h"
#include "core/source/spoolwriter.h"

#include <QDir>
#include <QStandardPaths>
#include <utility>

namespace mobwatch {

namespace {

std::shared_ptr<PayloadSpool> makeSpool(const LedgerSourceOptions &options)
{
    if (options.spoolBudget == 0)
        return nullptr;
    PayloadSpool::Options spool;
    spool.folder = options.spoolFolder;
    if (spool.folder.isEmpty())
        spool.folder = QDir(QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation))
                           .filePath(QStringLiteral("mobwatch"));
    spool.budget = options.spoolBudget;
    return std::make_shared<PayloadSpool>(std::move(spool));
}

} // namespace

LedgerSource::LedgerSource(QString path, LedgerSourceOptions options, QObject *parent)
    : EventSource(parent)
    , m_options(std::move(options))
    , m_feed(std::make_shared<LedgerFeed>())
    , m_place(std::make_shared<LedgerPlace>(QDir().absoluteFilePath(path), makeSpool(m_options)))
    , m_payloads(std::make_shared<LedgerPayloads>(m_place))
{
    connect(m_feed.get(), &LedgerFeed::rung, this, &LedgerSource::onRung, Qt::QueuedConnection);
}

LedgerSource::~LedgerSource()
{
    join();
}

QString LedgerSource::address() const
{
    return m_place->path;
}

void LedgerSource::start()
{
    if (m_stopped || std::exchange(m_started, true))
        return;
    if (m_place->spool)
        m_spool = std::make_unique<SpoolWriter>(
            m_place, [feed = m_feed](const SourceNotice &notice) { feed->deliver(notice); });
    m_decoding = std::thread([feed = m_feed, labels = m_options.labels, spool = m_spool.get()] {
        nameCurrentThread("mw-decode");
        RowDecoder decoder(*feed, labels, [feed, spool](RawChunk chunk) {
            if (spool && chunk.arrival != Arrival::Older)
                spool->offer(std::move(chunk));
            else
                feed->recycle(std::move(chunk));
        });
        decoder.run();
    });
    m_reading = std::make_unique<WorkerThread<LedgerWorker>>("mw-ledger");
    m_reading->start([feed = m_feed, place = m_place, spool = m_spool.get(), poll = m_options.pollEvery] {
        return std::make_unique<LedgerWorker>(feed, place, spool, poll);
    });
    m_reading->post([](LedgerWorker &worker) { worker.begin(); });
}

void LedgerSource::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    join();
    m_feed->deliver(SourceStatus{SourceState::Stopped, {}, 0, 0});
    QMetaObject::invokeMethod(
        this,
        [this] {
            onRung();
            m_pace.flush();
            Q_EMIT finished();
        },
        Qt::QueuedConnection);
}

void LedgerSource::join()
{
    m_feed->cancel();
    if (m_reading)
        m_reading->stop();
    if (m_decoding.joinable())
        m_decoding.join();
    if (m_spool)
        m_spool->stop();
}

void LedgerSource::retry()
{
    if (m_reading && !m_stopped)
        m_reading->post([](LedgerWorker &worker) { worker.retry(); });
}

std::vector<EventBatchPtr> LedgerSource::takeBatches()
{
    return m_feed->takeBatches();
}

std::vector<Seam> LedgerSource::takeSeams()
{
    return m_feed->takeSeams();
}

std::vector<SourceNotice> LedgerSource::takeNotices()
{
    return m_feed->takeNotices();
}

SourceStatus LedgerSource::status() const
{
    return m_feed->status();
}

SourceInfo LedgerSource::info() const
{
    return m_feed->info();
}

PayloadAccessPtr LedgerSource::payloads() const
{
    return m_payloads;
}

std::uint64_t LedgerSource::spooledBytes() const
{
    return m_place->spool ? m_place->spool->bytes() : 0;
}

bool LedgerSource::isSpoolIdle() const
{
    return !m_spool || m_spool->isIdle();
}

void LedgerSource::onRung()
{
    const LedgerFeed::News news = m_feed->takeNews();
    if (news.batches)
        m_pace.ring();
    if (news.state)
        Q_EMIT statusChanged();
}

} // namespace mobwatch
