// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadcache.h"
#include "core/session/session.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/mainwindow/sourcerequest.h"

#include <QObject>
#include <memory>
#include <optional>

namespace mobwatch::ui {

/// Owns what a window watches: the session and the payloads on its screen. Panes let go on aboutToClose.
class SessionController final : public QObject
{
    Q_OBJECT
public:
    explicit SessionController(SourceOpener opener, QObject *parent = nullptr);
    ~SessionController() override;

    /// Closes what is open, then opens. On failure nothing is open.
    Result<void> open(const SourceRequest &request);
    void close();
    /// Starts reading; apart from open() so that the window is on the screen first.
    void start();

    [[nodiscard]] Session *session() const { return m_session.get(); }
    [[nodiscard]] PayloadCache *payloads() const { return m_payloads.get(); }
    [[nodiscard]] const std::optional<SourceRequest> &request() const { return m_request; }
    /// The mob, else the file's name or the server.
    [[nodiscard]] QString title() const;
    /// What the list of recent sources keeps; nothing for the demo.
    [[nodiscard]] std::optional<KnownSource> known() const;

Q_SIGNALS:
    void opened();
    void aboutToClose();

private:
    SourceOpener m_opener;
    std::optional<SourceRequest> m_request;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PayloadCache> m_payloads;
};

} // namespace mobwatch::ui
