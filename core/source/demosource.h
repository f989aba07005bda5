// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/simulator.h"
#include "core/source/ledgersource.h"
#include "core/support/workerthread.h"

#include <QLockFile>
#include <QTemporaryDir>
#include <memory>

namespace mobwatch {

class DemoWorker;
class DemoNews;

struct DemoOptions
{
    int mobs = 3;
    double ratePerSecond = 20;
    std::uint64_t seed = 20; ///< fixed: everybody's first minutes show the same story
    LedgerSourceOptions ledger;
};

/// The demo: a simulator on a thread of its own ("mw-demo") writes a real ledger in a temporary folder, which
/// is watched like any other. The history is written before the watching begins. The folder lives as long as
/// this object.
class DemoSource final : public EventSource
{
    Q_OBJECT
public:
    explicit DemoSource(DemoOptions options = {}, QObject *parent = nullptr);
    ~DemoSource() override;

    [[nodiscard]] SourceKind kind() const override { return SourceKind::Demo; }
    /// Where the ledger is, while it is.
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

private:
    void onNews();

    const DemoOptions m_options;
    QTemporaryDir m_folder;             ///< before everything that uses it: removed last
    std::unique_ptr<QLockFile> m_owner; ///< tells the next start that the folder is in use
    std::shared_ptr<DemoNews> m_news;
    WorkerThread<DemoWorker> m_writing{"mw-demo"};
    std::unique_ptr<LedgerSource> m_ledger;
    SourceStatus m_own; ///< until the ledger is watched, and of a simulator that failed
    bool m_started = false;
    bool m_stopped = false;
    bool m_watching = false;
};

} // namespace mobwatch
