// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
// What the window does about servers: connect, tokens, certificates, details.
#include "ui/connect/connectdialog.h"
#include "ui/connect/serverprompt.h"
#include "ui/connect/serverwords.h"
#include "ui/connectiondetails/connectiondetailspanel.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/paintlatency.h"
#include "ui/mainwindow/statusbarwidget.h"
#include "ui/mainwindow/windowmenus.h"
#include "ui/mainwindow/windowpanes.h"
#include "ui/mainwindow/windowtoolbar.h"
#include "ui/preferences/preferencesdialog.h"
#include "ui/widgets/messagebar.h"

#include <QAction>
#include <algorithm>

namespace mobwatch::ui {

void MainWindow::connectServerParts()
{
    connect(action(ActionId::Connect), &QAction::triggered, this, &MainWindow::showConnectDialog);
    connect(action(ActionId::Disconnect), &QAction::triggered, this, [this] {
        if (session())
            session()->stop();
    });
    connect(action(ActionId::ConnectionDetails), &QAction::triggered, this,
            &MainWindow::showConnectionDetails);
    connect(action(ActionId::Settings), &QAction::triggered, this, &MainWindow::showSettings);
    connect(m_toolBar, &WindowToolBar::connectRequested, this, &MainWindow::showConnectDialog);
    connect(m_panes->firstRun(), &FirstRunWidget::connectRequested, this, &MainWindow::showConnectDialog);
    connect(m_panes, &WindowPanes::openLedgerRequested, this, [this] {
        if (session() && !factsOf(*session()).nearbyLedger().isEmpty())
            openNearbyLedger();
        else
            chooseFile();
    });
    connect(m_status, &StatusBarWidget::stateClicked, this, &MainWindow::showConnectionDetails);
    connect(m_prompt, &ServerPrompt::tokenEntered, this, &MainWindow::useToken);
    connect(m_prompt, &ServerPrompt::certificateAccepted, this, &MainWindow::useCertificate);
    connect(m_prompt, &ServerPrompt::closed, this, [this] { m_panes->focusPane(Pane::Events); });
}

void MainWindow::startReading()
{
    if (!session() || m_begun == session())
        return;
    m_begun = session();
    const std::optional<SourceRequest> request = m_controller.request();
    if (request->kind != SourceKind::Server || !m_services.connect.findToken) {
        m_controller.start();
        return;
    }
    // The keyring answers when it likes; the first request is to have the token already.
    m_services.connect.findToken(session(), request->path, [this](bool) { m_controller.start(); });
}

void MainWindow::showConnectDialog()
{
    if (!m_services.connect.findToken)
        return;
    ConnectServices services = m_services.connect;
    services.setToken = [this](const QString &address, const std::string &token,
                               const std::function<void(bool)> &done) { keepToken(address, token, done); };
    auto *dialog = new ConnectDialog(std::move(services), recentServers(), m_looks, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (session() && m_controller.request()->kind == SourceKind::Server)
        dialog->setRequest(serverRequestOf(*m_controller.request()));
    connect(dialog, &ConnectDialog::connectRequested, this,
            [this](const ServerRequest &request) { openSource(requestFor(request)); });
    dialog->open();
}

void MainWindow::showSettings()
{
    if (!m_services.serverSettings.read)
        return;
    auto *dialog = new PreferencesDialog(m_services.serverSettings, m_looks, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &PreferencesDialog::certificateRevoked, this,
            [this](const QString &address) { useCertificate(address, {}); });
    dialog->open();
}

ConnectionFacts MainWindow::connectionFacts()
{
    ConnectionFacts facts;
    facts.program = QStringLiteral("Mobwatch " MOBWATCH_VERSION);
    if (!session() || !session()->server())
        return facts;
    facts.address = session()->source().address();
    facts.status = session()->status();
    facts.report = session()->server()->report();
    facts.screenMedianMs = m_paintLatency->medianMs();
    facts.screenLastMs = m_paintLatency->lastMs();
    return facts;
}

void MainWindow::showConnectionDetails()
{
    if (!session() || !session()->server())
        return;
    if (!m_connection) {
        m_connection = new ConnectionDetailsPanel([this] { return connectionFacts(); }, m_looks, this);
        connect(m_connection, &ConnectionDetailsPanel::revokeRequested, this,
                [this] { useCertificate(m_controller.request()->path, {}); });
    }
    m_connection->show();
    m_connection->raise();
    m_connection->activateWindow();
}

void MainWindow::refreshConnection()
{
    const bool isServer = session() && session()->server();
    action(ActionId::Connect)->setEnabled(bool(m_services.connect.findToken));
    action(ActionId::Settings)->setEnabled(bool(m_services.serverSettings.read));
    const SourceStatus status = session() ? session()->status() : SourceStatus{};
    const bool ended = status.state == SourceState::Stopped ||
                       (status.state == SourceState::Failed && status.nextTryMs == 0);
    const bool runs = session() && !ended;
    action(ActionId::Disconnect)->setEnabled(runs);
    action(ActionId::ConnectionDetails)->setEnabled(isServer);
    m_toolBar->setConnected(runs);
    if (m_connection)
        m_connection->refresh();
}

void MainWindow::askForToken()
{
    if (!session())
        return;
    const auto &place = m_services.connect.tokenPlace;
    m_prompt->askForToken(m_controller.request()->path, place ? place() : TokenPlace::Unknown);
}

void MainWindow::askAboutCertificate()
{
    if (!session())
        return;
    m_prompt->askAboutCertificate(m_controller.request()->path,
                                  QByteArray::fromHex(session()->status().error.subject.toLatin1()));
}

void MainWindow::useToken(const QString &address, const std::string &token)
{
    keepToken(address, token, {});
    adoptToken(address);
}

void MainWindow::keepToken(const QString &address, const std::string &token,
                           const std::function<void(bool)> &done)
{
    if (!m_services.connect.setToken)
        return;
    const auto &place = m_services.connect.tokenPlace;
    const bool isKnown = place && place() == TokenPlace::Memory; // then the fields say so
    m_services.connect.setToken(
        address, token, [window = QPointer<MainWindow>(this), address, isKnown, done](bool kept) {
            if (done)
                done(kept);
            else if (window && !kept && !isKnown)
                window->showMessage({QStringLiteral("token"),
                                     Severity::Warning,
                                     tr("The token of %1 was not kept.").arg(shownHost(address)),
                                     tr("The system keyring did not take it: it counts until the program "
                                        "ends."),
                                     {}});
        });
}

ServerLink *MainWindow::linkTo(const QString &address) const
{
    return session() && m_controller.request()->path == address ? session()->server() : nullptr;
}

void MainWindow::adoptToken(const QString &address)
{
    if (ServerLink *link = linkTo(address))
        link->tokenChanged();
}

void MainWindow::useCertificate(const QString &address, const QByteArray &sha256)
{
    if (m_services.connect.setCertificate)
        m_services.connect.setCertificate(address, sha256);
}

void MainWindow::adoptCertificate(const QString &address, const QByteArray &sha256)
{
    if (ServerLink *link = linkTo(address))
        link->acceptCertificate(sha256);
}

void MainWindow::openNearbyLedger()
{
    const QString path = session() ? factsOf(*session()).nearbyLedger() : QString();
    if (path.isEmpty())
        return;
    using State = ServerLink::MergeState;
    ServerLink *link = session()->server();
    const State before = link ? link->mergeState() : State::None;
    if (before == State::None && link && link->mergeLedger(path)) {
        refreshMessages();
        return;
    }
    if ((before == State::None || before == State::Refused) && m_services.openInNewWindow)
        m_services.openInNewWindow({SourceKind::Ledger, path});
}

QStringList MainWindow::recentServers() const
{
    QStringList servers;
    for (const KnownSource &source : m_settings.recent) {
        if (source.kind == SourceKind::Server)
            servers << source.path;
    }
    return servers;
}

std::vector<KnownSource> MainWindow::recentSources() const
{
    std::vector<KnownSource> sources = m_settings.recent;
    for (const KnownSource &recording : m_recordings) {
        const bool listed =
            std::any_of(sources.begin(), sources.end(),
                        [&recording](const KnownSource &known) { return known.path == recording.path; });
        if (!listed)
            sources.push_back(recording);
    }
    return sources;
}

void MainWindow::askRecordings()
{
    if (m_services.recordings)
        m_services.recordings(this, [this](const std::vector<KnownSource> &recordings) {
            m_recordings = recordings;
            showRecent();
        });
}

void MainWindow::showRecent()
{
    const std::vector<KnownSource> recent = recentSources();
    m_menus->setRecent(recent);
    m_toolBar->setSources(m_controller.request(), m_controller.title(), recent);
    if (!session())
        m_panes->firstRun()->setRecent(recent);
}

} // namespace mobwatch::ui
