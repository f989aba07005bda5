// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/commands.h"
#include "app/cli/tailsink.h"
#include "core/ledger/ledgerwatcher.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace mobwatch::cli {

/// Follows one ledger in ledger order, through deletion, re-creation and clearing, and prints each event
/// once. Needs whole rows in order from a given cursor, so it reads by itself and does not listen to a
/// source.
class LedgerTail final : public QObject
{
    Q_OBJECT
public:
    using From = options::Arguments::From;
    LedgerTail(const Request &request, From from, TailSink &sink, QObject *parent = nullptr);

    void start();
    /// Prints what is there by now, then finishes.
    void stop();

Q_SIGNALS:
    void finished(int code);

private:
    void turn();
    void handle(const Error &error);
    void finish(int code);

    [[nodiscard]] Result<void> ensureOpen();
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> printLatest(Cursor latest);
    /// Reads one page behind the position; true when there may be more.
    [[nodiscard]] Result<bool> readPage();
    [[nodiscard]] Result<void> anchorAt(Cursor cursor);
    [[nodiscard]] Result<bool> isSameEpoch();
    [[nodiscard]] Result<void> settleEpoch();
    void wait(int milliseconds) { m_next.start(milliseconds); }

    const Request &m_request;
    const From m_from;
    TailSink &m_sink;
    LedgerWatcher m_watcher;
    QTimer m_next, m_sweep;
    std::unique_ptr<LedgerReader> m_ledger;
    RowErrors m_rowErrors;

    Epoch m_epoch = 1;
    bool m_begun = false;
    bool m_waited = false;  ///< the ledger was not there at first: its first event is new too
    bool m_missing = false; ///< told so
    bool m_stopping = false;
    std::optional<Cursor>
        m_stopAt; ///< what was there when it was told to stop: a fast writer must not keep us
    bool m_finished = false;
    int m_rereads = 0;       ///< looks still to take: a notification can come before the commit can be seen
    QElapsedTimer m_trouble; ///< since the first of some failures in a row
    Cursor m_position = 0;
    std::optional<std::string> m_anchor; ///< the stored bytes at the position
    FileStamp m_file;
    QString m_storeInstanceId;
};

} // namespace mobwatch::cli
