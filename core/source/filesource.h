// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/batchpace.h"
#include "core/source/eventsource.h"
#include "core/support/workerthread.h"

#include <chrono>
#include <memory>

namespace mobwatch {

class FileFeed;
class FileGenerations;
class FileWorker;

/// An event file: one envelope per line (JSONL), as the exporter writes it, followed while it grows. A line's
/// own epoch counts, else 1. A torn last line waits for its end. A file that is truncated, written over or
/// replaced is read anew: its epochs go on behind a seam (LedgerRecreated), and what was read stays. Starts
/// once.
class FileSource final : public EventSource
{
    Q_OBJECT
public:
    explicit FileSource(QString path, QObject *parent = nullptr,
                        std::chrono::milliseconds pollEvery = std::chrono::milliseconds(250));
    ~FileSource() override;

    [[nodiscard]] SourceKind kind() const override { return SourceKind::EventFile; }
    [[nodiscard]] QString address() const override { return m_path; }

    void start() override;
    void stop() override;
    void retry() override;

    [[nodiscard]] std::vector<EventBatchPtr> takeBatches() override;
    [[nodiscard]] std::vector<Seam> takeSeams() override;
    [[nodiscard]] std::vector<SourceNotice> takeNotices() override { return {}; }
    [[nodiscard]] SourceStatus status() const override;
    [[nodiscard]] SourceInfo info() const override { return {}; }
    [[nodiscard]] PayloadAccessPtr payloads() const override { return m_payloads; }

private:
    void onRung();
    void wakeWorker();

    const QString m_path;
    const std::chrono::milliseconds m_pollEvery;
    std::shared_ptr<FileFeed> m_feed;
    std::shared_ptr<FileGenerations> m_files;
    PayloadAccessPtr m_payloads;
    WorkerThread<FileWorker> m_reading{"mw-file"};
    BatchPace m_pace{[this] { Q_EMIT batchReady(); }};
    bool m_started = false;
    bool m_stopped = false;
};

} // namespace mobwatch
