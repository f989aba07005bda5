// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
// The actions of the window, bound to its parts.
#include "core/event/kindcatalogue.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/filterbar/chipswidget.h"
#include "ui/filterbar/filterbarwidget.h"
#include "ui/mainwindow/exportcontroller.h"
#include "ui/mainwindow/keyspanel.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/windowmenus.h"
#include "ui/mainwindow/windowpanes.h"
#include "ui/widgets/messagebar.h"

#include <QAction>
#include <QMenu>
#include <QMessageBox>
#include <algorithm>

namespace mobwatch::ui {

void MainWindow::connectActions()
{
    const auto on = [this](ActionId id, auto &&run) { connect(action(id), &QAction::triggered, this, run); };
    on(ActionId::Open, [this] { chooseFile(); });
    on(ActionId::Demo, [this] { openSource({SourceKind::Demo, {}}); });
    on(ActionId::Export, [this] { m_export->chooseAndStart(); });
    on(ActionId::NewWindow, [this] { m_services.newWindow(); });
    on(ActionId::CloseWindow, [this] { close(); });
    on(ActionId::Quit, [this] { m_services.quit(); });
    on(ActionId::Keys, [this] {
        if (!m_keys)
            m_keys = makeKeysPanel(m_looks, this);
        m_keys->show();
        m_keys->raise();
        m_keys->activateWindow();
    });
    on(ActionId::About, [this] { showAbout(); });
    connectCopyActions();
    connectViewActions();
    connectFilterActions();
    connectGoActions();
}

void MainWindow::connectCopyActions()
{
    const auto copy = [this](ActionId id, CopyForm form) {
        connect(action(id), &QAction::triggered, this, [this, form] {
            if (m_panes->table())
                m_panes->table()->copyCurrent(form);
        });
    };
    copy(ActionId::CopyRow, CopyForm::Row);
    copy(ActionId::CopyJson, CopyForm::Json);
    copy(ActionId::CopyFilter, CopyForm::Filter);
    copy(ActionId::CopySubscribeUrl, CopyForm::SubscribeUrl);
}

void MainWindow::connectViewActions()
{
    const auto on = [this](ActionId id, auto &&run) { connect(action(id), &QAction::triggered, this, run); };
    on(ActionId::ShowFilters, [this] { m_panes->toggle(Pane::Filters); });
    on(ActionId::ShowEvents, [this] { m_panes->toggle(Pane::Events); });
    on(ActionId::ShowDetails, [this] { m_panes->toggle(Pane::Details); });
    on(ActionId::ShowTail, [this] { m_panes->toggle(Pane::Tail); });
    on(ActionId::TimeFormat, [this] {
        if (m_panes->table())
            m_panes->table()->cycleTimeFormat();
    });
    on(ActionId::TextLarger, [this] { setTextPercent(m_settings.textPercent + 10); });
    on(ActionId::TextSmaller, [this] { setTextPercent(m_settings.textPercent - 10); });
    on(ActionId::TextNormal, [this] { setTextPercent(100); });
    on(ActionId::FullScreen, [this](bool full) { full ? showFullScreen() : showNormal(); });
    connect(m_menus->columnsMenu(), &QMenu::aboutToShow, this,
            [this] { m_panes->fillColumnsMenu(m_menus->columnsMenu()); });
    connect(m_menus, &WindowMenus::recentChosen, this, &MainWindow::openText);
    connect(m_menus, &WindowMenus::appearanceChosen, this, [this](Appearance appearance) {
        m_settings.appearance = appearance;
        saveSettings();
        m_services.applyLooks(appearance, m_settings.density, m_settings.textPercent);
    });
    connect(m_menus, &WindowMenus::densityChosen, this, [this](Density density) {
        m_settings.density = density;
        saveSettings();
        m_services.applyLooks(m_settings.appearance, density, m_settings.textPercent);
    });
}

void MainWindow::setTextPercent(int percent)
{
    percent = std::clamp(percent, leastTextPercent, mostTextPercent);
    if (percent == m_settings.textPercent)
        return;
    m_settings.textPercent = percent;
    saveSettings();
    m_services.applyLooks(m_settings.appearance, m_settings.density, percent);
}

void MainWindow::connectFilterActions()
{
    const auto on = [this](ActionId id, auto &&run) { connect(action(id), &QAction::triggered, this, run); };
    on(ActionId::FocusFilter, [this] { m_filterBar->focusText(); });
    on(ActionId::ClearFilter, [this] { m_filterBar->clearFilter(); });
    on(ActionId::EarlierFilter, [this] {
        if (session())
            session()->goToEarlierFilter();
    });
    on(ActionId::LaterFilter, [this] {
        if (session())
            session()->goToLaterFilter();
    });
}

void MainWindow::connectGoActions()
{
    const auto on = [this](ActionId id, auto &&run) { connect(action(id), &QAction::triggered, this, run); };
    on(ActionId::Pause, [this](bool held) {
        if (session())
            session()->setHeld(held);
    });
    on(ActionId::Follow, [this](bool follow) {
        if (m_panes->table())
            m_panes->table()->setFollowing(follow);
    });
    on(ActionId::NextFailure, [this] { goToFailure(1); });
    on(ActionId::PreviousFailure, [this] { goToFailure(-1); });
    on(ActionId::NextPane, [this] { m_panes->focusNextPane(1); });
    on(ActionId::PreviousPane, [this] { m_panes->focusNextPane(-1); });
    on(ActionId::TryNow, [this] {
        if (session())
            session()->retry();
    });
}

void MainWindow::goToFailure(int direction)
{
    if (!session() || !m_panes->table())
        return;
    const FilterIndex &matches = session()->matches();
    const auto count = std::int64_t(matches.size());
    std::int64_t position = direction > 0 ? -1 : count;
    if (const std::optional<RowIndex> current = m_panes->table()->currentEvent())
        position = std::int64_t(matches.lowerBound(*current));
    for (position += direction; position >= 0 && position < count; position += direction) {
        const RowIndex row = matches.rowAt(std::uint32_t(position));
        if (session()->store().severity(row) == Severity::Error) {
            m_panes->showInTable(row);
            return;
        }
    }
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Mobwatch"));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("Mobwatch %1").arg(QLatin1String(MOBWATCH_VERSION)));
    box->setInformativeText(tr("A live monitor for the event ledger of agent mobs.\nQt %1, MIT licence.")
                                .arg(QLatin1String(qVersion())));
    box->open();
}

void MainWindow::runMessageAction(MessageAction which)
{
    switch (which) {
    case MessageAction::OpenAnother:
        chooseFile();
        break;
    case MessageAction::TryNow:
        action(ActionId::TryNow)->trigger();
        break;
    case MessageAction::ShowUnreadable:
        showUnreadable();
        break;
    case MessageAction::ShowSeam:
        m_panes->showLastSeam();
        break;
    case MessageAction::Export:
        action(ActionId::Export)->trigger();
        break;
    case MessageAction::EnterToken:
        askForToken();
        break;
    case MessageAction::EditConnection:
        showConnectDialog();
        break;
    case MessageAction::ShowCertificate:
        askAboutCertificate();
        break;
    case MessageAction::RevokeCertificate:
        useCertificate(m_controller.request() ? m_controller.request()->path : QString(), {});
        break;
    case MessageAction::ShowConnection:
        showConnectionDetails();
        break;
    case MessageAction::OpenNearby:
        openNearbyLedger();
        break;
    case MessageAction::ShowSettings:
        showSettings();
        break;
    }
}

} // namespace mobwatch::ui
