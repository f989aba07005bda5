// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerwatcher.h"

#include <QFileInfo>
#include <QStringList>

namespace mobwatch {

LedgerWatcher::LedgerWatcher(QString path, std::chrono::milliseconds pollEvery, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
    , m_seen(ledgerStamp(m_path))
{
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &LedgerWatcher::changed);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &LedgerWatcher::changed);
    connect(&m_poll, &QTimer::timeout, this, &LedgerWatcher::look);
    m_poll.start(pollEvery);
    rearm();
}

void LedgerWatcher::rearm()
{
    m_seen = ledgerStamp(m_path);
    const QString folder = QFileInfo(m_path).absolutePath();
    m_notified = watch(folder);
    watch(m_path);
    watch(m_path + QStringLiteral("-wal"));
}

bool LedgerWatcher::watch(const QString &path)
{
    const FileStamp now = fileStamp(path);
    const auto known = m_watched.find(path);
    // A watch stays with the file that it was put on, also when another one has taken the name.
    const bool stale = known != m_watched.end() && !known->second.sameFile(now);
    if (stale) {
        m_watcher.removePath(path);
        m_watched.erase(known);
    }
    if (!now.exists)
        return false;
    const bool isWatched = m_watcher.files().contains(path) || m_watcher.directories().contains(path);
    if (isWatched)
        return true;
    const bool added = m_watcher.addPath(path);
    if (added)
        m_watched[path] = now;
    return added;
}

void LedgerWatcher::look()
{
    const LedgerStamp now = ledgerStamp(m_path);
    if (now == m_seen)
        return;
    m_seen = now;
    Q_EMIT changed();
}

} // namespace mobwatch
