// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/filesource.h"

#include "core/source/fileworker.h"

#include <QDir>
#include <utility>

namespace mobwatch {

FileSource::FileSource(QString path, QObject *parent, std::chrono::milliseconds pollEvery)
    : EventSource(parent)
    , m_path(QDir().absoluteFilePath(path))
    , m_pollEvery(pollEvery)
    , m_feed(std::make_shared<FileFeed>())
    , m_files(std::make_shared<FileGenerations>())
    , m_payloads(std::make_shared<FilePayloads>(m_files))
{
    connect(m_feed.get(), &FileFeed::rung, this, &FileSource::onRung, Qt::QueuedConnection);
}

FileSource::~FileSource()
{
    m_reading.stop();
}

void FileSource::start()
{
    if (m_stopped || std::exchange(m_started, true))
        return;
    m_reading.start([path = m_path, feed = m_feed, files = m_files, poll = m_pollEvery] {
        return std::make_unique<FileWorker>(path, feed, files, poll);
    });
    m_reading.post([](FileWorker &worker) { worker.begin(); });
}

void FileSource::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    m_reading.stop();
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

void FileSource::retry()
{
    wakeWorker();
}

void FileSource::wakeWorker()
{
    if (m_started && !m_stopped)
        m_reading.post([](FileWorker &worker) { worker.wake(); });
}

std::vector<EventBatchPtr> FileSource::takeBatches()
{
    const bool wasFull = m_feed->isFull();
    auto batches = m_feed->takeBatches();
    if (wasFull)
        wakeWorker();
    return batches;
}

std::vector<Seam> FileSource::takeSeams()
{
    return m_feed->takeSeams();
}

SourceStatus FileSource::status() const
{
    return m_feed->status();
}

void FileSource::onRung()
{
    // Events first: "live" belongs behind the last of what was there.
    if (m_feed->hasBatches())
        m_pace.ring();
    if (m_feed->takeStateChanged())
        Q_EMIT statusChanged();
}

} // namespace mobwatch
