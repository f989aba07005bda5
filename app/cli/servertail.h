// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/tailsink.h"
#include "core/event/payloadreader.h"
#include "core/source/streamsource.h"

#include <QObject>

namespace mobwatch::cli {

/// Follows one server through disconnects and cleared ledgers and prints each event once.
class ServerTail final : public QObject
{
    Q_OBJECT
public:
    using From = options::Arguments::From;
    ServerTail(const Request &request, From from, TailSink &sink, QObject *parent = nullptr);

    void start();
    /// Prints what has arrived by now, then finishes.
    void stop();

Q_SIGNALS:
    void finished(int code);

private:
    void follow(From from);
    void findNewest();
    void drain();
    void print(const EventBatch &batch);
    void take(const Seam &seam);
    void take(const SourceNotice &notice);
    void look();
    void tellState(const SourceStatus &status);
    void finish(int code);

    const Request &m_request;
    const From m_from;
    TailSink &m_sink;
    std::unique_ptr<StreamSource> m_source; ///< none before it is known where to begin
    std::unique_ptr<PayloadReader> m_payloads;
    SourceState m_state = SourceState::Idle;
    Error m_error; ///< of the state that was looked at last
    bool m_wasOpen = false;
    bool m_toldWaiting = false;
    bool m_finished = false;
    bool m_hasEvents = false;
    std::uint64_t m_lost = 0;       ///< events that arrived but could not be printed
    std::uint64_t m_unreadable = 0; ///< likewise, as they were sent
    Error m_firstUnreadable;
};

} // namespace mobwatch::cli
