// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/demosource.h"

#include "core/source/demoworker.h"

#include <QDir>
#include <utility>

namespace mobwatch {

namespace {

const QString ownerFile = QStringLiteral("owner.lock");

std::unique_ptr<QLockFile> lockOf(const QString &folder)
{
    auto lock = std::make_unique<QLockFile>(QDir(folder).filePath(ownerFile));
    lock->setStaleLockTime(0); // not by its age: only a process that is gone lets go
    return lock;
}

/// Folders of demos whose process was killed. One without the file is somebody's who has only just made it.
void removeLeftFolders()
{
    const QDir folder(QDir::tempPath());
    const QStringList names = folder.entryList({QStringLiteral("mobwatch-demo-*")},
                                               QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks);
    for (const QString &name : names) {
        QDir left(folder.filePath(name));
        if (!left.exists(ownerFile))
            continue;
        const auto lock = lockOf(left.path());
        if (lock->tryLock(0))
            left.removeRecursively();
    }
}

} // namespace

DemoSource::DemoSource(DemoOptions options, QObject *parent)
    : EventSource(parent)
    , m_options(std::move(options))
    , m_folder(QDir(QDir::tempPath()).filePath(QStringLiteral("mobwatch-demo-XXXXXX")))
    , m_news(std::make_shared<DemoNews>())
    , m_ledger(
          std::make_unique<LedgerSource>(m_folder.filePath(QStringLiteral("mob--demo.db")), m_options.ledger))
{
    connect(m_news.get(), &DemoNews::rung, this, &DemoSource::onNews, Qt::QueuedConnection);
    connect(m_ledger.get(), &EventSource::batchReady, this, &EventSource::batchReady);
    connect(m_ledger.get(), &EventSource::statusChanged, this, &EventSource::statusChanged);
    connect(m_ledger.get(), &EventSource::finished, this, &EventSource::finished);
}

DemoSource::~DemoSource()
{
    // The writer closes first, then the reader: what SQLite leaves beside the ledger goes with the folder.
    m_writing.stop();
    m_ledger.reset();
}

QString DemoSource::address() const
{
    return m_ledger->address();
}

void DemoSource::start()
{
    if (std::exchange(m_started, true))
        return;
    if (!m_folder.isValid())
        return m_news->failed(
            Error{ErrorCode::Io,
                  QStringLiteral("no temporary folder for the demo: %1").arg(m_folder.errorString()),
                  QDir::tempPath(),
                  -1,
                  {}});
    m_owner = lockOf(m_folder.path());
    m_owner->tryLock(0);
    removeLeftFolders();
    SimulatorOptions options;
    options.path = m_ledger->address();
    options.mobs = m_options.mobs;
    options.ratePerSecond = m_options.ratePerSecond;
    options.seed = m_options.seed;
    m_own.state = SourceState::Connecting;
    m_writing.start([news = m_news] { return std::make_unique<DemoWorker>(news); });
    m_writing.post([options](DemoWorker &worker) { worker.begin(options); });
    Q_EMIT statusChanged();
}

void DemoSource::stop()
{
    if (std::exchange(m_stopped, true))
        return;
    m_writing.stop();
    m_watching = true; // from now on the ledger's word counts
    m_ledger->stop();
}

void DemoSource::retry()
{
    m_ledger->retry();
}

void DemoSource::onNews()
{
    if (m_stopped)
        return;
    if (const auto error = m_news->error()) {
        m_own = SourceStatus{SourceState::Failed, *error, 0, 0};
        Q_EMIT statusChanged();
    } else if (m_news->hasBegun() && !std::exchange(m_watching, true)) {
        m_ledger->start();
    }
}

std::vector<EventBatchPtr> DemoSource::takeBatches()
{
    return m_ledger->takeBatches();
}

std::vector<Seam> DemoSource::takeSeams()
{
    return m_ledger->takeSeams();
}

std::vector<SourceNotice> DemoSource::takeNotices()
{
    return m_ledger->takeNotices();
}

SourceStatus DemoSource::status() const
{
    const bool ownCounts = !m_watching || (m_own.state == SourceState::Failed && !m_stopped);
    return ownCounts ? m_own : m_ledger->status();
}

SourceInfo DemoSource::info() const
{
    return m_ledger->info();
}

PayloadAccessPtr DemoSource::payloads() const
{
    return m_ledger->payloads();
}

} // namespace mobwatch
