// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/eventlines.h"
#include "app/cli/tailsink.h"
#include "core/ledger/ledgerfile.h"

#include <QFile>
#include <QFileSystemWatcher>
#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

namespace mobwatch::cli {

/// Follows an event file, through truncation and replacement, or standard input until it ends.
class LinesTail final : public QObject
{
    Q_OBJECT
public:
    using From = options::Arguments::From;
    LinesTail(const Request &request, From from, TailSink &sink, QObject *parent = nullptr);

    void start();
    /// Prints what is there by now, then finishes.
    void stop();

Q_SIGNALS:
    void finished(int code);

private:
    void readInput();
    void look();
    [[nodiscard]] bool openFile();
    void readFile();
    [[nodiscard]] bool take(EnvelopeLine &&line);
    /// What was there at the start has been read: prints what was asked for of it.
    void finishHistory();
    void finish(int code);

    const Request &m_request;
    const From m_from;
    TailSink &m_sink;
    EventLines m_lines;
    MatchCollector m_history;
    bool m_inHistory = true;

    std::unique_ptr<QSocketNotifier> m_input;
    QFile m_file;
    FileStamp m_stamp;
    QFileSystemWatcher m_watcher;
    QTimer m_poll;
    bool m_begun = false;
    bool m_missing = false;
    bool m_finished = false;
};

} // namespace mobwatch::cli
