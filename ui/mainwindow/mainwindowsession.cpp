// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
// What the window does when its session comes, goes or says something.
#include "ui/connect/serverprompt.h"
#include "ui/connect/serverwords.h"
#include "ui/connectiondetails/connectiondetailspanel.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/filterbar/chipswidget.h"
#include "ui/filterbar/filterbarwidget.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/mainwindow/exportcontroller.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/paintlatency.h"
#include "ui/mainwindow/statusbarwidget.h"
#include "ui/mainwindow/unreadablepanel.h"
#include "ui/mainwindow/windowmenus.h"
#include "ui/mainwindow/windowpanes.h"
#include "ui/mainwindow/windowtoolbar.h"
#include "ui/widgets/messagebar.h"

#include <QAction>

namespace mobwatch::ui {

void MainWindow::connectParts()
{
    connect(&m_controller, &SessionController::opened, this, &MainWindow::attachSession);
    connect(&m_controller, &SessionController::aboutToClose, this, &MainWindow::detachSession);
    connect(m_toolBar, &WindowToolBar::sourceChosen, this, &MainWindow::openText);
    connect(m_toolBar, &WindowToolBar::openRequested, this, &MainWindow::chooseFile);
    connect(m_toolBar, &WindowToolBar::demoRequested, action(ActionId::Demo), &QAction::trigger);
    connect(m_filterBar, &FilterBarWidget::leaveRequested, this,
            [this] { m_panes->focusPane(Pane::Events); });
    connect(m_chips, &ChipsWidget::exportRequested, action(ActionId::Export), &QAction::trigger);
    connect(m_panes, &WindowPanes::clearFilterRequested, action(ActionId::ClearFilter), &QAction::trigger);
    connect(m_panes, &WindowPanes::followingChanged, action(ActionId::Follow), &QAction::setChecked);
    connect(m_panes, &WindowPanes::eventChosen, this, &MainWindow::refreshActions);
    connect(m_panes, &WindowPanes::copyFailed, this, [this](const QString &reason) {
        showMessage(
            {QStringLiteral("copy-failed"), Severity::Warning, tr("Nothing was copied."), reason, {}});
    });
    connect(m_panes->firstRun(), &FirstRunWidget::openRequested, this, &MainWindow::chooseFile);
    connect(m_panes->firstRun(), &FirstRunWidget::demoRequested, action(ActionId::Demo), &QAction::trigger);
    connect(m_panes->firstRun(), &FirstRunWidget::sourceChosen, this, &MainWindow::openText);
    connect(m_messages, &MessageBar::actionTriggered, this,
            [this](const QString &, MessageAction which) { runMessageAction(which); });
    connect(m_status, &StatusBarWidget::unreadableClicked, this, &MainWindow::showUnreadable);
    connect(m_status, &StatusBarWidget::gapsClicked, m_panes, &WindowPanes::showNextGap);
    connect(m_export, &ExportController::said, this, &MainWindow::showMessage);
    connect(m_export, &ExportController::progressed, m_status, [this](int percent) {
        m_status->setActivity(percent < 0 ? QString() : tr("Exporting %1 %").arg(percent));
    });
    connect(m_status, &StatusBarWidget::activityClicked, m_export, &ExportController::cancel);
}

void MainWindow::attachSession()
{
    Session *opened = session();
    m_sessionMessages = SessionMessages();
    connectSession();
    m_filterBar->setSession(opened);
    m_chips->setSession(opened);
    m_chips->show();
    m_unreadable->setSession(opened);
    m_panes->setSession(opened, m_controller.payloads());
    m_status->setSession(opened);
    m_export->setSession(opened);
    m_paintLatency->watch(*opened, m_panes->table()->view().viewport());
    refreshMessages();
    refreshConnection();
    refreshTitle();
    refreshActions();
}

void MainWindow::detachSession()
{
    if (session())
        disconnect(session(), nullptr, this, nullptr);
    m_filterBar->setSession(nullptr);
    m_chips->setSession(nullptr);
    m_chips->hide();
    m_unreadable->setSession(nullptr);
    m_panes->setSession(nullptr, nullptr);
    m_status->setSession(nullptr);
    m_export->setSession(nullptr);
    m_messages->setMessages({});
    m_prompt->hide();
    if (m_connection)
        m_connection->close();
    if (m_services.discover) {
        m_panes->firstRun()->setFound(std::nullopt);
        m_services.discover(m_panes->firstRun(), [this](const std::vector<KnownSource> &found) {
            m_panes->firstRun()->setFound(found);
        });
    }
    setWindowTitle(QStringLiteral("Mobwatch"));
    refreshConnection();
    // The session goes only behind this: what is shown is said without it.
    m_menus->setRecent(recentSources());
    m_panes->firstRun()->setRecent(recentSources());
    m_toolBar->setSources(std::nullopt, {}, recentSources());
    askRecordings();
    refreshActions();
}

void MainWindow::connectSession()
{
    connect(session(), &Session::statusChanged, this, &MainWindow::refreshMessages);
    connect(session(), &Session::statusChanged, this, &MainWindow::refreshConnection);
    connect(session(), &Session::noticesChanged, this, &MainWindow::refreshMessages);
    connect(session(), &Session::countersChanged, this, [this] {
        if (m_sessionMessages.waitsForEvents())
            refreshMessages();
    });
    connect(session(), &Session::heldChanged, this, &MainWindow::refreshActions);
    if (m_controller.request()->showsLatest)
        connect(session(), &Session::statusChanged, this, &MainWindow::narrowToLatest);
    connect(session(), &Session::filterChanged, this, &MainWindow::refreshActions);
    connect(session(), &Session::eventsAppended, this, [this] {
        if (m_mobsInTitle != session()->store().texts(TextColumn::Mob).size())
            refreshTitle();
    });
}

void MainWindow::narrowToLatest()
{
    const SourceState state = session()->status().state;
    if (state != SourceState::Live && state != SourceState::Stopped)
        return; // the newest are known once it is read
    disconnect(session(), &Session::statusChanged, this, &MainWindow::narrowToLatest);
    const FilterIndex &matches = session()->matches();
    if (matches.size() <= defaultQueryLimit)
        return;
    const RowIndex first = matches.rowAt(std::uint32_t(matches.size() - defaultQueryLimit));
    const auto newer = Filter::parse("cursor>=" + std::to_string(session()->store().cursor(first)));
    if (newer)
        session()->setFilter(session()->filter().withAnd(*newer));
}

void MainWindow::refreshMessages()
{
    if (!session())
        return;
    SessionFacts facts = factsOf(*session());
    if (facts.kind == SourceKind::Server)
        facts.serverFilter = serverQueryWords(m_controller.request()->serverQuery);
    m_messages->setMessages(m_sessionMessages.update(facts));
}

void MainWindow::refreshTitle()
{
    if (!session())
        return;
    m_mobsInTitle = session()->store().texts(TextColumn::Mob).size();
    const QString title = m_controller.title();
    setWindowTitle(tr("%1 – Mobwatch").arg(title));
    m_toolBar->setSources(m_controller.request(), title, recentSources());
}

void MainWindow::refreshActions()
{
    const bool open = session() != nullptr;
    for (const ActionId id :
         {ActionId::Export, ActionId::ShowFilters, ActionId::ShowEvents, ActionId::ShowDetails,
          ActionId::ShowTail, ActionId::TimeFormat, ActionId::FocusFilter, ActionId::ClearFilter,
          ActionId::Pause, ActionId::Follow, ActionId::NextFailure, ActionId::PreviousFailure,
          ActionId::NextPane, ActionId::PreviousPane, ActionId::TryNow})
        action(id)->setEnabled(open);
    const bool chosen = open && m_panes->table() && m_panes->table()->currentEvent();
    for (const ActionId id :
         {ActionId::CopyRow, ActionId::CopyJson, ActionId::CopyFilter, ActionId::CopySubscribeUrl})
        action(id)->setEnabled(chosen);
    action(ActionId::EarlierFilter)->setEnabled(open && session()->canGoToEarlierFilter());
    action(ActionId::LaterFilter)->setEnabled(open && session()->canGoToLaterFilter());
    QAction *pause = action(ActionId::Pause);
    const bool held = open && session()->isHeld();
    pause->setChecked(held);
    pause->setText(held ? tr("&Resume") : tr("&Pause"));
    pause->setIcon(m_looks.icon(held ? QStringLiteral("resume") : QStringLiteral("pause")));
    action(ActionId::Follow)->setChecked(m_panes->table() && m_panes->table()->isFollowing());
}

void MainWindow::showUnreadable()
{
    m_unreadable->open();
}

} // namespace mobwatch::ui
