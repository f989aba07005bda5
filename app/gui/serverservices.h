// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/gui/recordingshelf.h"
#include "app/gui/settingsstore.h"
#include "app/gui/tokenstore.h"
#include "ui/connect/connectservices.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/mainwindow/sourcerequest.h"
#include "ui/preferences/serversettings.h"

#include <QObject>
#include <vector>

namespace mobwatch {

/// What all windows share about servers: tokens, accepted certificates, recordings and their rule.
class ServerServices final : public QObject
{
    Q_OBJECT
public:
    /// `store` outlives this.
    explicit ServerServices(SettingsStore &store, std::unique_ptr<Keyring> keyring = systemKeyring(),
                            QObject *parent = nullptr);

    [[nodiscard]] ui::ConnectServices forConnecting();
    [[nodiscard]] ui::ServerSettingsServices forSettings();
    [[nodiscard]] Result<StreamOptions> optionsFor(const ui::SourceRequest &request);
    /// The newest first, a few. `done` comes later, and not after `context` is gone.
    void recordings(QObject *context, std::function<void(const std::vector<ui::KnownSource> &)> done);
    void lendToken(const QString &address, const std::string &token) { m_tokens.lend(address, token); }

Q_SIGNALS:
    /// Whatever is connected there connects anew with it; empty = no exception any more.
    void certificateChanged(const QString &address, const QByteArray &sha256);
    /// The keyring gave a token after a connection had begun without it.
    void tokenFound(const QString &address);

private:
    [[nodiscard]] QString recordingFolder() const;
    [[nodiscard]] QByteArray certificateOf(const QString &address) const;
    void setCertificate(const QString &address, const QByteArray &sha256);
    void tryConnection(QObject *context, const QString &address, const std::string &token,
                       std::function<void(const ui::TrialOutcome &)> done);
    void writeSettings(const ui::ServerSettings &settings);

    SettingsStore &m_store;
    ui::ServerSettings m_settings;
    TokenStore m_tokens;
    RecordingShelf m_shelf;
};

} // namespace mobwatch
