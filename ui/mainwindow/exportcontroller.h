// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "ui/mainwindow/exportjob.h"
#include "ui/widgets/message.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <atomic>
#include <thread>

class QWidget;

namespace mobwatch::ui {

/// Exports what is shown: asks for a file, writes on a thread of its own, tells how it ended. One export at a
/// time.
class ExportController final : public QObject
{
    Q_OBJECT
public:
    explicit ExportController(QWidget *window);
    ~ExportController() override;

    /// Ends a running export: it reads the payloads of the session that goes.
    void setSession(Session *session);
    void chooseAndStart();
    void start(const QString &path, ExportFormat format);
    void cancel();
    /// Whether an export of this session wrote every event that it has, each with its payload.
    [[nodiscard]] bool wroteEverythingOf(const Session &session) const;
    [[nodiscard]] bool isRunning() const { return m_thread.joinable(); }

Q_SIGNALS:
    void said(const mobwatch::ui::Message &message);
    /// Percent while an export runs, -1 when it has ended.
    void progressed(int percent);

private:
    void finish(const Result<ExportOutcome> &outcome);
    void join();

    QWidget *m_window;
    QPointer<Session> m_session;
    std::thread m_thread; ///< reads m_job; touches nothing else of this object but the atomics
    ExportJob m_job;
    std::atomic<std::uint32_t> m_done{0};
    std::atomic<bool> m_canceled{false};
    std::uint64_t m_generation = 0; ///< a late end of an export that was given up is dropped by its number
    std::uint64_t m_written = 0;    ///< events of the largest complete export of this session
    QTimer m_tick;
};

} // namespace mobwatch::ui
