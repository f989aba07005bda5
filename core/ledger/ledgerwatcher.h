// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/ledger/ledgerfile.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>
#include <chrono>
#include <map>

namespace mobwatch {

/// Notices that a ledger may have changed: notification by the file system on the folder, the database and
/// its -wal, and a slow look at identity, size and time of both as the safety net. Never opens the ledger.
/// Lives on the thread that made it, which runs an event loop. The -shm is seen through its folder: its bytes
/// change through memory maps, which notify nobody.
class LedgerWatcher final : public QObject
{
    Q_OBJECT
public:
    LedgerWatcher(QString path, std::chrono::milliseconds pollEvery, QObject *parent = nullptr);

    /// Puts the watches on again that fell off with a deleted file. To be called before each reading: what is
    /// written after it is notified, what was written before it is read.
    void rearm();
    /// False when only the poll is left (no more watches to be had, or a file system that does not notify).
    [[nodiscard]] bool isNotified() const { return m_notified; }

Q_SIGNALS:
    void changed();

private:
    bool watch(const QString &path);
    void look();

    QString m_path;
    QFileSystemWatcher m_watcher;
    QTimer m_poll;
    LedgerStamp m_seen;
    std::map<QString, FileStamp> m_watched; ///< what each watch was put on
    bool m_notified = false;
};

} // namespace mobwatch
