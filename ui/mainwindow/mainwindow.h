// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "ui/connectiondetails/connectionfacts.h"
#include "ui/looks/looks.h"
#include "ui/mainwindow/actions.h"
#include "ui/mainwindow/sessioncontroller.h"
#include "ui/mainwindow/sessionmessages.h"
#include "ui/mainwindow/windowsettings.h"
#include "ui/preferences/serversettings.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>
#include <functional>
#include <optional>
#include <vector>

namespace mobwatch::ui {

class ChipsWidget;
class ExportController;
class FilterBarWidget;
class ConnectionDetailsPanel;
class MessageBar;
class PaintLatency;
class ServerPrompt;
class StatusBarWidget;
class UnreadablePanel;
class WindowMenus;
class WindowPanes;
class WindowToolBar;

/// What the application does for its windows.
struct WindowServices
{
    SourceOpener openSource;
    std::function<void(const WindowSettings &)> saveSettings;
    std::function<void(Appearance, Density, int textPercent)> applyLooks; ///< of all windows
    std::function<void()> newWindow;
    std::function<void(const SourceRequest &)> openInNewWindow;
    std::function<void()> quit;
    /// Starts looking for sources on this machine; `done` is called on the GUI thread, not after `context` is
    /// gone.
    std::function<void(QObject *context, std::function<void(std::vector<KnownSource>)> done)> discover;
    ConnectServices connect;
    ServerSettingsServices serverSettings;
    /// Recordings of servers that can be opened again, the newest first.
    std::function<void(QObject *context, std::function<void(const std::vector<KnownSource> &)> done)>
        recordings;
};

/// One window on one session. Wiring only.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(WindowServices services, WindowSettings settings, const Looks &looks);
    ~MainWindow() override;

    /// Opens here; reading begins once the window is on the screen. `filter` is put in force before.
    void openSource(const SourceRequest &request, const Filter &filter = Filter());
    /// Geometry, panes, columns and recent sources to their store, as closing does.
    void saveState();
    /// Says something that is not about a session.
    void showMessage(const Message &message);
    void setLooks(const Looks &looks);
    /// What was chosen in any window holds for all of them.
    /// A token is at hand now, where it was thought that there is none.
    void adoptToken(const QString &address);
    /// What is accepted for a server changed, in any window; empty = nothing any more.
    void adoptCertificate(const QString &address, const QByteArray &sha256);
    void adoptChoices(Appearance appearance, Density density, int textPercent);

    [[nodiscard]] const WindowSettings &settings() const { return m_settings; }
    [[nodiscard]] Session *session() const { return m_controller.session(); }
    [[nodiscard]] QAction *action(ActionId id) const { return m_actions.at(id); }
    [[nodiscard]] WindowPanes *panes() const { return m_panes; }
    [[nodiscard]] MessageBar *messages() const { return m_messages; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void setUpLayout();
    void restoreWindow();
    void connectActions();
    void connectCopyActions();
    void connectViewActions();
    void connectFilterActions();
    void connectGoActions();
    void connectParts();
    void attachSession();
    void detachSession();
    void connectSession();

    void chooseFile();
    void openText(const QString &text);
    void startReading();

    // Servers (mainwindowserver.cpp)
    void connectServerParts();
    /// With what is watched in its fields, if that is a server.
    void showConnectDialog();
    void showConnectionDetails();
    void showSettings();
    [[nodiscard]] ConnectionFacts connectionFacts();
    void askForToken();
    void askAboutCertificate();
    void useToken(const QString &address, const std::string &token);
    void keepToken(const QString &address, const std::string &token, const std::function<void(bool)> &done);
    void useCertificate(const QString &address, const QByteArray &sha256);
    [[nodiscard]] ServerLink *linkTo(const QString &address) const; ///< null where another is watched
    void askRecordings();
    void showRecent();
    void openNearbyLedger();
    [[nodiscard]] QStringList recentServers() const;
    [[nodiscard]] std::vector<KnownSource> recentSources() const;
    void rememberSource();
    void saveSettings();
    void narrowToLatest();
    void refreshMessages();
    void refreshTitle();
    void refreshActions();
    void refreshConnection();
    void runMessageAction(MessageAction which);
    void showUnreadable();
    void setTextPercent(int percent);
    void goToFailure(int direction);
    void showAbout();
    void applyWidth();
    /// True when closing would lose the only copy of events, and says so the first time.
    bool asksBeforeClosing();

    WindowServices m_services;
    WindowSettings m_settings;
    std::vector<KnownSource> m_recordings; ///< the newest ones
    Looks m_looks;
    Actions m_actions;
    SessionController m_controller;
    SessionMessages m_sessionMessages;
    WindowMenus *m_menus;
    FilterBarWidget *m_filterBar;
    ChipsWidget *m_chips;
    WindowToolBar *m_toolBar;
    MessageBar *m_messages;
    ServerPrompt *m_prompt;
    UnreadablePanel *m_unreadable;
    WindowPanes *m_panes;
    StatusBarWidget *m_status;
    ExportController *m_export;
    PaintLatency *m_paintLatency;
    std::uint32_t m_mobsInTitle = 0;
    QPointer<QWidget> m_keys;
    QPointer<ConnectionDetailsPanel> m_connection;
    QPointer<Session> m_begun; ///< the session whose reading was begun
    bool m_closeAsked = false;
    bool m_started = false; ///< the window was on the screen
};

} // namespace mobwatch::ui
