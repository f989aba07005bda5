// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

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
    explicit ServerServices(SettingsStore &store, QObject *parent = nullptr);

    [[nodiscard]] ui::ConnectServices forConnecting();
    [[nodiscard]] ui::ServerSettingsServices forSettings();
    [[nodiscard]] Result<StreamOptions> optionsFor(const ui::SourceRequest &request);
    [[nodiscard]] std::vector<ui::KnownSource> recordings() const; ///< the newest first, a few
    void lendToken(const QString &address, const std::string &token) { m_tokens.lend(address, token); }
    /// Deletes recordings by the rule.
    void cleanUp();

private:
    [[nodiscard]] QByteArray certificateOf(const QString &address) const;
    void setCertificate(const QString &address, const QByteArray &sha256);
    void tryConnection(QObject *context, const QString &address, const std::string &token,
                       std::function<void(const ui::TrialOutcome &)> done);
    void writeSettings(const ui::ServerSettings &settings);

    SettingsStore &m_store;
    ui::ServerSettings m_settings;
    TokenStore m_tokens;
};

} // namespace mobwatch
