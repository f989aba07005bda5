// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/eventquery.h"
#include "core/source/eventsource.h"
#include "core/stream/connectionreport.h"
#include "core/stream/serveraddress.h"
#include "core/stream/streamtiming.h"

#include <functional>
#include <memory>

namespace mobwatch {

/// What to watch on a server, and how.
struct StreamOptions
{
    enum class Start : std::uint8_t {
        Latest,    ///< the newest 256 matches, then live
        Beginning, ///< everything, then live
        After,     ///< what is newer than `after`, then live
        Now,       ///< live only
    };

    ServerAddress server;
    Start start = Start::Latest;
    Cursor after = 0;
    EventQuery serverQuery; ///< sent to the server; without limit and afterSeq. Empty = everything
    /// Asked on the GUI thread by start(), retry() and tokenChanged(); empty text = no token.
    std::function<std::string()> token;
    QByteArray pinnedCertificate; ///< SHA-256 of a certificate that is accepted for this host though it is
                                  ///< not trusted
    /// Where recordings are written (made when missing); empty = nothing is recorded.
    QString recordingFolder;
    std::size_t payloadMemory = std::size_t{64}
                                << 20; ///< bytes of payloads that are kept where nothing is recorded
    StreamTiming timing;
    std::function<TimestampMs()> wallClock; ///< of tests; called on the worker's thread; empty = the system's
};

/// A server: snapshot, then its event stream, resumed for ever (streams.md). Starts once.
class StreamSource final : public EventSource, public ServerLink
{
    Q_OBJECT
public:
    explicit StreamSource(StreamOptions options, QObject *parent = nullptr);
    ~StreamSource() override;

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

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
