// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mobwatch::test {

/// One event as a test writes it.
struct FakeRow
{
    Cursor cursor = 0;
    std::string kind = "step_dispatched";
    std::optional<std::string> run = {};
    std::optional<std::string> step = {};
    std::optional<std::string> agent = {};
    std::string mob = "crew";
    std::string payload = "{}";
    TimestampMs timestampMs = 1'787'418'699'000;
    Severity severity = Severity::Info;
    LabelMap mobLabels = {};
    LabelMap runLabels = {};
};

/// Payloads in memory, by (epoch, cursor); thread-safe. Can be held back, to look at what happens meanwhile.
class MemoryPayloads final : public PayloadAccess
{
public:
    [[nodiscard]] std::unique_ptr<PayloadReader> makeReader() const override;

    void put(Epoch epoch, Cursor cursor, std::string payload);
    void remove(Epoch epoch, Cursor cursor);
    /// While held, only the next `allowed` reads are answered; the others wait. Release before the reader's
    /// owner ends.
    void hold(std::size_t allowed = 0);
    void release();
    [[nodiscard]] std::size_t readCount() const;

private:
    class Reader;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    mutable std::optional<std::size_t> m_allowed; ///< of held reads
    mutable std::size_t m_reads = 0;
    std::map<std::pair<Epoch, Cursor>, std::string> m_payloads;
};

/// A batch of these rows, which are in cursor order; payloads go to `payloads` if there is one.
[[nodiscard]] std::shared_ptr<EventBatch> makeBatch(const std::vector<FakeRow> &rows,
                                                    Arrival arrival = Arrival::Live, Epoch epoch = 1,
                                                    MemoryPayloads *payloads = nullptr);

/// What a server says and was told.
class FakeServerLink final : public ServerLink
{
public:
    ConnectionReport said;
    int tokenChanges = 0;
    std::vector<QByteArray> certificates;
    bool canMerge = false;
    MergeState merging = MergeState::None;
    std::vector<QString> mergedPaths;

    [[nodiscard]] ConnectionReport report() const override { return said; }
    void tokenChanged() override { ++tokenChanges; }
    void acceptCertificate(const QByteArray &sha256) override { certificates.push_back(sha256); }
    /// Merges once, if it can.
    bool mergeLedger(const QString &path) override
    {
        if (!canMerge || merging != MergeState::None)
            return false;
        mergedPaths.push_back(path);
        merging = MergeState::Comparing;
        return true;
    }
    [[nodiscard]] MergeState mergeState() const override { return merging; }
};

/// A source that says what a test tells it to say.
class FakeSource final : public EventSource
{
    Q_OBJECT
public:
    explicit FakeSource(QObject *parent = nullptr);

    void push(const std::vector<FakeRow> &rows, Arrival arrival = Arrival::Live, Epoch epoch = 1);
    void push(EventBatchPtr batch);
    /// Queues without waking; wake() does.
    void queue(EventBatchPtr batch);
    void wake();
    void setState(SourceState state, double progress = 0);
    void setStatus(const SourceStatus &status);
    void setInfo(const SourceInfo &info);
    void addSeam(const Seam &seam);
    void addNotice(const SourceNotice &notice);
    [[nodiscard]] MemoryPayloads &memory() { return *m_payloads; }
    [[nodiscard]] int startCount() const { return m_starts; }
    [[nodiscard]] int retryCount() const { return m_retries; }

    /// Turns it into a server, before it is used.
    FakeServerLink &becomeServer(const QString &address);
    [[nodiscard]] ServerLink *server() override { return m_link.get(); }

    [[nodiscard]] SourceKind kind() const override
    {
        return m_link ? SourceKind::Server : SourceKind::Ledger;
    }
    [[nodiscard]] QString address() const override { return m_address; }
    void start() override;
    void stop() override;
    void retry() override { ++m_retries; }
    [[nodiscard]] std::vector<EventBatchPtr> takeBatches() override { return std::exchange(m_batches, {}); }
    [[nodiscard]] std::vector<Seam> takeSeams() override { return std::exchange(m_seams, {}); }
    [[nodiscard]] std::vector<SourceNotice> takeNotices() override { return std::exchange(m_notices, {}); }
    [[nodiscard]] SourceStatus status() const override { return m_status; }
    [[nodiscard]] SourceInfo info() const override { return m_info; }
    [[nodiscard]] PayloadAccessPtr payloads() const override { return m_payloads; }

private:
    std::shared_ptr<MemoryPayloads> m_payloads = std::make_shared<MemoryPayloads>();
    std::vector<EventBatchPtr> m_batches;
    std::vector<Seam> m_seams;
    std::vector<SourceNotice> m_notices;
    SourceStatus m_status;
    SourceInfo m_info;
    std::unique_ptr<FakeServerLink> m_link;
    QString m_address = QStringLiteral("/fake/ledger.db");
    int m_starts = 0;
    int m_retries = 0;
    bool m_isFinished = false;
};

} // namespace mobwatch::test
