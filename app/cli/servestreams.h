// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/servehttp.h"
#include "core/ledger/ledgerwatcher.h"
#include "core/serving/servedledger.h"
#include "core/support/workerthread.h"

#include <QObject>
#include <QTimer>
#include <chrono>
#include <list>
#include <memory>

namespace mobwatch::cli {

/// Feeds the open streams of one ledger, each at its own pace, and wakes them when something was appended.
/// Lives on one thread that runs an event loop.
class ServeStreams final : public QObject
{
    Q_OBJECT
public:
    ServeStreams(const QString &path, LabelTable labels, std::chrono::milliseconds keepAlive,
                 QObject *parent = nullptr);
    ~ServeStreams() override;

    /// Whether the ledger can be read at all.
    [[nodiscard]] Result<void> check();
    /// Answers `reply`: with a stream, or why there is none. A stream that is only asked for its head ends at
    /// once. The status that was answered.
    int open(EventQuery query, bool headOnly, ServeReply &reply);

    [[nodiscard]] std::size_t streamCount() const { return m_streams.size(); }

private:
    using Clock = std::chrono::steady_clock;
    struct Stream
    {
        ServedPosition position;
        std::shared_ptr<ServePipe> pipe;
        bool isBehind = true;
        Clock::time_point lastOutput;
    };

    void look(bool afterWake);
    void turn();
    [[nodiscard]] bool feed(Stream &stream);
    void handle(const Error &error);
    void keepAlive();
    void armKeepAlive();
    void dropAbandoned();
    void rest();

    ServedLedger m_ledger;
    LedgerWatcher m_watcher;
    const std::chrono::milliseconds m_keepAliveEvery;
    QTimer m_next, m_look, m_sweep, m_keepAlive, m_abandoned;
    Mailbox m_mailbox; ///< what the transport's thread has to say
    std::list<Stream> m_streams;
    Cursor m_latest = 0;
    Epoch m_epoch = 1;
    int m_rereads = 0;
    bool m_isInTrouble = false;
};

} // namespace mobwatch::cli
