// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/exportcontroller.h"

#include "core/support/workerthread.h"
#include "ui/widgets/eventwords.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <algorithm>

namespace mobwatch::ui {

namespace {
constexpr int tickMs = 200;
}

ExportController::ExportController(QWidget *window)
    : QObject(window)
    , m_window(window)
{
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        const std::size_t all = m_job.rows.size();
        Q_EMIT progressed(all == 0 ? 100 : int(std::uint64_t(m_done) * 100 / all));
    });
}

ExportController::~ExportController()
{
    m_canceled = true;
    join();
}

void ExportController::setSession(Session *session)
{
    if (isRunning())
        cancel();
    m_session = session;
    m_written = 0;
}

bool ExportController::wroteEverythingOf(const Session &session) const
{
    return m_session == &session && m_written >= session.store().rowCount();
}

void ExportController::chooseAndStart()
{
    if (!m_session || isRunning())
        return;
    const QString base = QFileInfo(m_session->source().address()).completeBaseName();
    auto *dialog = new QFileDialog(m_window, tr("Export what is shown"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {tr("Event file (*.jsonl)"), tr("Table for spreadsheets (*.csv)"), tr("JSON array (*.json)")});
    dialog->setDefaultSuffix(QStringLiteral("jsonl"));
    dialog->selectFile(base + QStringLiteral("-events.jsonl"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        static const QStringList suffixes = {QStringLiteral("jsonl"), QStringLiteral("csv"),
                                             QStringLiteral("json")};
        dialog->setDefaultSuffix(suffixes.at(qMax(0, dialog->nameFilters().indexOf(filter))));
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString &path) { start(path, exportFormatOf(path).value_or(ExportFormat::Jsonl)); });
    dialog->open();
}

void ExportController::start(const QString &path, ExportFormat format)
{
    if (!m_session || isRunning())
        return;
    m_job = takeExportJob(path, format, m_session->store(), m_session->matches(), m_session->payloads());
    m_done = 0;
    m_canceled = false;
    const std::uint64_t generation = ++m_generation;
    m_thread = std::thread([this, generation] {
        nameCurrentThread("mw-export");
        const Result<ExportOutcome> outcome = runExport(m_job, m_done, m_canceled);
        QMetaObject::invokeMethod(
            this,
            [this, generation, outcome] {
                if (generation == m_generation)
                    finish(outcome);
            },
            Qt::QueuedConnection);
    });
    m_tick.start();
    Q_EMIT progressed(0);
}

void ExportController::cancel()
{
    if (!isRunning())
        return;
    m_canceled = true;
    join();
    ++m_generation;
    Q_EMIT said({QStringLiteral("export"),
                 Severity::Warning,
                 tr("The export was canceled."),
                 tr("Nothing was written."),
                 {}});
}

void ExportController::join()
{
    m_tick.stop();
    if (m_thread.joinable())
        m_thread.join();
    m_job = ExportJob();
    Q_EMIT progressed(-1);
}

void ExportController::finish(const Result<ExportOutcome> &outcome)
{
    const QString path = QDir::toNativeSeparators(m_job.path);
    join();
    Message message{QStringLiteral("export"), Severity::Error, tr("The export failed."), {}, {}};
    if (!outcome) {
        message.text = tr("Nothing was written. Reason: %1.").arg(outcome.error().message);
    } else {
        if (outcome->withoutPayload == 0)
            m_written = std::max(m_written, outcome->events);
        message.severity = outcome->withoutPayload > 0 ? Severity::Warning : Severity::Ok;
        message.title = outcome->events == 1
                            ? tr("1 event was exported.")
                            : tr("%1 events were exported.").arg(shownCount(outcome->events));
        message.text = path;
        if (outcome->withoutPayload > 0)
            message.text = tr("%1 of them without their payload, which could not be read. %2")
                               .arg(shownCount(outcome->withoutPayload), path);
    }
    Q_EMIT said(message);
}

} // namespace mobwatch::ui
