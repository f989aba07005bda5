// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/discovery.h"
#include "core/source/eventsource.h"

#include <functional>
#include <memory>

namespace mobwatch {

struct MergeOptions
{
    /// Where the ledger of a server on this machine is looked for (NearbyLedger); nowhere when empty.
    DiscoveryRoots nearby;
    /// Opens a ledger; LedgerSource when empty.
    std::function<std::unique_ptr<EventSource>(const QString &path)> openLedger;
};

/// A server and, once somebody asks for it, its ledger on this machine, as one source: one event per epoch
/// and cursor, whichever came first. The server counts the epochs; an epoch of the ledger joins one of them
/// only after an event that both have was compared. GUI thread.
class MergedSource final : public EventSource, public ServerLink
{
    Q_OBJECT
public:
    /// `server` must have a ServerLink.
    explicit MergedSource(std::unique_ptr<EventSource> server, MergeOptions options = {},
                          QObject *parent = nullptr);
    ~MergedSource() override;

    [[nodiscard]] SourceKind kind() const override { return SourceKind::Server; }
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
    [[nodiscard]] ServerLink *server() override { return this; }

    // ServerLink
    [[nodiscard]] ConnectionReport report() const override;
    [[nodiscard]] StreamCounters counters() const override;
    void tokenChanged() override;
    void acceptCertificate(const QByteArray &sha256) override;
    bool mergeLedger(const QString &path) override;
    [[nodiscard]] MergeState mergeState() const override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
