// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/filesource.h"
#include "core/source/ledgersource.h"
#include "tests/support/fakesource.h"
#include "tests/support/fixtures.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/windowpanes.h"

#include <QApplication>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <map>

namespace mobwatch::test {

using namespace mobwatch::ui;

/// What an application does for its windows, recorded.
struct Host
{
    QTemporaryDir folder;
    std::vector<SourceRequest> opened;
    std::vector<WindowSettings> saved;
    FakeSource *fake = nullptr; ///< of the demo
    int windows = 0;
    int textPercent = 0;
    std::vector<SourceRequest> openedInWindows;
    FakeServerLink *link = nullptr; ///< of the newest server
    std::map<QString, std::string> tokens;
    TokenPlace place = TokenPlace::Memory;
    bool holdsTokens = false; ///< questions for a token wait for the test
    std::vector<std::function<void(bool)>> tokenQuestions;
    ServerSettings servers;
    std::vector<KnownSource> recordings;
    std::vector<std::function<void(bool)>> keptAnswers; ///< of the keyring, for tokens that were set
    std::vector<QPointer<MainWindow>> shown;

    [[nodiscard]] WindowServices services()
    {
        WindowServices services;
        services.openSource = [this](const SourceRequest &request) -> Result<std::unique_ptr<EventSource>> {
            opened.push_back(request);
            if (request.kind == SourceKind::Demo) {
                fake = new FakeSource;
                return std::unique_ptr<EventSource>(fake);
            }
            if (request.kind == SourceKind::Server) {
                fake = new FakeSource;
                link = &fake->becomeServer(request.path);
                return std::unique_ptr<EventSource>(fake);
            }
            if (request.kind == SourceKind::EventFile)
                return std::unique_ptr<EventSource>(std::make_unique<FileSource>(request.path));
            LedgerSourceOptions options;
            options.spoolFolder = folder.filePath(QStringLiteral("spool"));
            return std::unique_ptr<EventSource>(std::make_unique<LedgerSource>(request.path, options));
        };
        services.saveSettings = [this](const WindowSettings &settings) { saved.push_back(settings); };
        services.applyLooks = [this](Appearance, Density, int percent) { textPercent = percent; };
        services.newWindow = [this] { ++windows; };
        services.quit = [] {};
        services.discover = [](QObject *, std::function<void(std::vector<KnownSource>)> done) { done({}); };
        services.openInNewWindow = [this](const SourceRequest &request) {
            openedInWindows.push_back(request);
        };
        services.recordings = [this](QObject *context, auto done) {
            QTimer::singleShot(0, context, [this, done = std::move(done)] { done(recordings); });
        };
        services.serverSettings.read = [this] { return servers; };
        services.serverSettings.write = [this](const ServerSettings &settings) { servers = settings; };
        services.connect = connectServices();
        return services;
    }
    [[nodiscard]] ConnectServices connectServices()
    {
        ConnectServices services;
        services.tokenPlace = [this] { return place; };
        services.findToken = [this](QObject *context, const QString &address,
                                    std::function<void(bool)> done) {
            if (holdsTokens)
                tokenQuestions.push_back(std::move(done));
            else
                QTimer::singleShot(0, context, [this, address, done] { done(tokens.contains(address)); });
        };
        services.setToken = [this](const QString &address, const std::string &token,
                                   std::function<void(bool)> done) {
            tokens[address] = token;
            if (done)
                keptAnswers.push_back(std::move(done));
        };
        services.tryConnection = [](QObject *, const QString &, const std::string &,
                                    const std::function<void(const TrialOutcome &)> &) {};
        services.setCertificate = [this](const QString &address, const QByteArray &sha256) {
            std::erase_if(servers.certificates,
                          [&address](const PinnedCertificate &known) { return known.address == address; });
            if (!sha256.isEmpty())
                servers.certificates.push_back({address, sha256});
            for (const QPointer<MainWindow> &window : shown) {
                if (window)
                    window->adoptCertificate(address, sha256);
            }
        };
        return services;
    }
    [[nodiscard]] SourceRequest ledger(const char *scenario)
    {
        return requestForPath(
            copyLedger(QLatin1String(scenario) + QStringLiteral("/ledger.db"), folder.path()));
    }
};

struct Window
{
    explicit Window(Host &host, const WindowSettings &settings = {})
        : window(new MainWindow(host.services(), settings, Looks::fromApplication()))
    {
        host.shown.emplace_back(window);
        // The offscreen platform has a small screen; the first layout is that of a usual one.
        window->resize(1440, 900);
        if (settings.panes.isEmpty())
            window->panes()->applyFirstLayout(Looks::fromApplication().scaled(1440));
        window->show();
        (void)QTest::qWaitForWindowActive(window);
    }
    ~Window() { delete window.data(); }
    Q_DISABLE_COPY_MOVE(Window)
    MainWindow *operator->() const { return window; }
    void key(int key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : window.data(), Qt::Key(key), modifiers);
    }
    [[nodiscard]] std::uint32_t shown() const { return window->session()->matches().size(); }
    QPointer<MainWindow> window;
};

} // namespace mobwatch::test
