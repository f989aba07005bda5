// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/fileworker.h"

#include <QFileInfo>
#include <QFileSystemWatcher>
#include <algorithm>

namespace mobwatch {

namespace {

constexpr std::uint64_t chunkBytes = 4U << 20;
constexpr std::size_t tailBytes = 64;
constexpr int frameMs = 33;

} // namespace

FileWorker::FileWorker(QString path, std::shared_ptr<FileFeed> feed, std::shared_ptr<FileGenerations> files,
                       std::chrono::milliseconds pollEvery)
    : m_path(std::move(path))
    , m_feed(std::move(feed))
    , m_files(std::move(files))
    , m_pollEvery(pollEvery)
{
}

FileWorker::~FileWorker() = default;

void FileWorker::begin()
{
    m_watcher = std::make_unique<QFileSystemWatcher>();
    m_poll = std::make_unique<QTimer>();
    m_soon = std::make_unique<QTimer>();
    m_soon->setSingleShot(true);
    connect(m_watcher.get(), &QFileSystemWatcher::fileChanged, this, &FileWorker::lookSoon);
    connect(m_watcher.get(), &QFileSystemWatcher::directoryChanged, this, &FileWorker::lookSoon);
    connect(m_poll.get(), &QTimer::timeout, this, &FileWorker::look);
    connect(m_soon.get(), &QTimer::timeout, this, &FileWorker::look);
    m_poll->start(m_pollEvery);
    announce(SourceState::Connecting);
    look();
}

void FileWorker::wake()
{
    m_isNoEventFile = false;
    look();
}

// At once when it was quiet, at most once a frame when it is not.
void FileWorker::lookSoon()
{
    if (m_soon->isActive())
        return;
    const qint64 since = m_lastLook.isValid() ? m_lastLook.elapsed() : frameMs;
    m_soon->start(static_cast<int>(std::max<qint64>(0, frameMs - since)));
}

void FileWorker::watch()
{
    // A watch dies with its file; adding a path again is free.
    const QString folder = QFileInfo(m_path).absolutePath();
    if (!m_watcher->directories().contains(folder) && QFileInfo::exists(folder))
        m_watcher->addPath(folder);
    if (!m_watcher->files().contains(m_path) && QFileInfo::exists(m_path))
        m_watcher->addPath(m_path);
}

void FileWorker::look()
{
    if (m_isNoEventFile)
        return;
    m_lastLook.start();
    watch();
    const auto identity = FileIdentity::of(m_path);
    if (!identity)
        return onMissing(identity.error());
    if (!settleFile(*identity))
        return;
    if (m_feed->isFull())
        return; // the facade wakes us when there is room
    const Reading reading = readSome();
    if (reading == Reading::WrittenOver) {
        if (startOn(*identity))
            m_soon->start(0);
        return;
    }
    if (reading == Reading::More)
        m_soon->start(0);
    if (reading != Reading::AtEnd)
        return;
    m_identity = *identity;
    m_isLive = true;
    announce(SourceState::Live);
}

void FileWorker::onMissing(const Error &error)
{
    if (error.code == ErrorCode::NotFound) {
        m_isLive = true; // whatever comes, comes while we watch
        if (m_file && !std::exchange(m_deletionTold, true))
            m_feed->deliver(
                Seam{SeamReason::LedgerDeleted, m_batcher.highestEpoch(), m_batcher.lastCursor()});
    }
    const bool isFolder = QFileInfo(m_path).isDir();
    announce(isFolder ? SourceState::Failed : SourceState::Waiting, error);
}

// Opens the file when it is new, and again when another one is there or this one was written over.
bool FileWorker::settleFile(const FileIdentity &identity)
{
    if (!m_file)
        return startOn(identity);
    const auto readTo = static_cast<qint64>(m_lines->offset());
    if (!m_identity.isSameFile(identity) || identity.size < readTo)
        return startOn(identity);
    if (identity != m_identity && !tailIsSame())
        return startOn(identity);
    return true;
}

bool FileWorker::startOn(const FileIdentity &identity)
{
    auto file = FollowedFile::open(m_path);
    if (!file) {
        announce(SourceState::Waiting, file.error());
        return false;
    }
    if (const auto head = (*file)->read(0, 16); head && head->starts_with("SQLite format 3")) {
        // Closing a plain handle drops the locks that this process may have on a database: not again and
        // again.
        m_isNoEventFile = true;
        announce(SourceState::Failed,
                 Error{ErrorCode::Malformed,
                       QStringLiteral("%1 is a database, not an event file: open it as a ledger").arg(m_path),
                       m_path,
                       -1,
                       {}});
        return false;
    }
    Epoch first = 1;
    if (std::exchange(m_begunBefore, true)) {
        const Cursor last = m_batcher.lastCursor();
        first = m_batcher.beginAnew();
        m_feed->deliver(Seam{SeamReason::LedgerRecreated, first, last});
    }
    m_file = std::move(*file);
    m_files->add(first, m_file);
    m_lines.emplace();
    m_tail.clear();
    m_identity = identity;
    m_deletionTold = false;
    return true;
}

bool FileWorker::tailIsSame()
{
    const auto bytes = m_file->read(m_lines->offset() - m_tail.size(), m_tail.size());
    return bytes && *bytes == m_tail;
}

FileWorker::Reading FileWorker::readSome()
{
    // The proof comes with the bytes: the file may have been written over since its size was looked at.
    const auto bytes = m_file->read(m_lines->offset() - m_tail.size(), m_tail.size() + chunkBytes);
    if (!bytes) {
        announce(SourceState::Waiting, bytes.error());
        return Reading::Failed;
    }
    if (!bytes->starts_with(m_tail))
        return Reading::WrittenOver;
    const std::string_view fresh = std::string_view(*bytes).substr(m_tail.size());
    if (fresh.empty())
        return Reading::AtEnd;
    takeIn(fresh);
    m_tail = bytes->substr(bytes->size() - std::min(bytes->size(), tailBytes));
    if (!m_isLive)
        announce(SourceState::CatchingUp, {},
                 std::min(1.0, static_cast<double>(m_lines->offset()) /
                                   static_cast<double>(std::max<qint64>(m_identity.size, 1))));
    return Reading::More;
}

void FileWorker::takeIn(std::string_view bytes)
{
    const auto flush = [this] {
        const Arrival arrival =
            m_isLive ? Arrival::Live : (m_isFirstBatch ? Arrival::Newest : Arrival::Older);
        auto batches = m_batcher.take(arrival);
        if (!batches.empty())
            m_isFirstBatch = false;
        m_feed->deliver(std::move(batches));
    };
    m_lines->push(bytes, [&](const EnvelopeLineReader::Line &line) {
        m_batcher.add(line);
        if (m_batcher.isFull())
            flush();
    });
    flush();
}

void FileWorker::announce(SourceState state, Error error, double progress)
{
    m_feed->deliver(SourceStatus{state, std::move(error), 0, progress});
}

} // namespace mobwatch
