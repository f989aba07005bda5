// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/labels.h"
#include "core/source/batchpace.h"
#include "core/source/eventsource.h"
#include "core/support/workerthread.h"

#include <chrono>
#include <memory>
#include <thread>

namespace mobwatch {

class LedgerFeed;
class LedgerPlace;
class LedgerWorker;
class SpoolWriter;

struct LedgerSourceOptions
{
    QString spoolFolder;                                ///< empty: the user's cache folder
    std::uint64_t spoolBudget = std::uint64_t{1} << 30; ///< bytes; 0 = keep no payloads
    std::chrono::milliseconds pollEvery{500};           ///< the safety net beside notifications
    LabelTable labels{};                                ///< put on events as they are projected
};

/// Watches one SQLite ledger. Three threads beside the caller's: "mw-ledger" reads, "mw-decode" decodes,
/// "mw-spool" keeps payloads. Starts once.
class LedgerSource final : public EventSource
{
    Q_OBJECT
public:
    explicit LedgerSource(QString path, LedgerSourceOptions options = {}, QObject *parent = nullptr);
    ~LedgerSource() override;

    [[nodiscard]] SourceKind kind() const override { return SourceKind::Ledger; }
    [[nodiscard]] QString address() const override;

    void start() override;
    void stop() override;
    void retry() override;

    [[nodiscard]] std::vector<EventBatchPtr> takeBatches() override;
    [[nodiscard]] std::vector<Seam> takeSeams() override;
    [[nodiscard]] std::vector<SourceNotice> takeNotices() override;
    [[nodiscard]] SourceStatus status() const override;
    [[nodiscard]] SourceInfo info() const override;
    [[nodiscard]] PayloadAccessPtr payloads() const override;

    /// Payload bytes that the spool holds, and whether it has nothing left to copy.
    [[nodiscard]] std::uint64_t spooledBytes() const;
    [[nodiscard]] bool isSpoolIdle() const;

private:
    void onRung();
    void join();

    const LedgerSourceOptions m_options;
    std::shared_ptr<LedgerFeed> m_feed;
    std::shared_ptr<LedgerPlace> m_place;
    PayloadAccessPtr m_payloads;
    std::unique_ptr<SpoolWriter> m_spool;
    std::unique_ptr<WorkerThread<LedgerWorker>> m_reading;
    std::thread m_decoding;
    BatchPace m_pace{[this] { Q_EMIT batchReady(); }};
    bool m_started = false;
    bool m_stopped = false;
};

} // namespace mobwatch
