// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/recordings.h"
#include "core/support/workerthread.h"

#include <QObject>
#include <QString>
#include <functional>
#include <vector>

namespace mobwatch {

/// The recordings on the disk, looked at on a thread of its own: there may be many, and a disk may be slow.
class RecordingShelf final : public QObject
{
    Q_OBJECT
public:
    explicit RecordingShelf(QObject *parent = nullptr);
    ~RecordingShelf() override;

    /// Newest first; in order with what was asked before. `done` comes later, and not after `context` is
    /// gone.
    void list(QObject *context, const QString &folder,
              std::function<void(const std::vector<RecordedFile> &)> done);
    void cleanUp(const QString &folder, const RecordingRule &rule);

private:
    Mailbox m_answers;              ///< of this thread; outlives the other
    WorkerThread<QObject> m_thread; ///< the worker only stands for its thread
};

} // namespace mobwatch
