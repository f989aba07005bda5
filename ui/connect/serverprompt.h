// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/connect/connectservices.h"
#include "ui/looks/looks.h"

#include <QWidget>
#include <string>

class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace mobwatch::ui {

/// A question about a server, in a row under the message bar: it takes the keyboard only because a button was
/// pressed. Asks for a token, or whether a certificate is to be accepted.
class ServerPrompt final : public QWidget
{
    Q_OBJECT
public:
    explicit ServerPrompt(const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    void askForToken(const QString &address, TokenPlace place);
    void askAboutCertificate(const QString &address, const QByteArray &sha256);

Q_SIGNALS:
    void tokenEntered(const QString &address, const std::string &token);
    void certificateAccepted(const QString &address, const QByteArray &sha256);
    void closed();

private:
    void open(const QString &title, const QString &note);
    void close();
    void finish();

    Looks m_looks;
    QString m_address;
    QByteArray m_certificate; ///< empty = a token is asked for
    QLabel *m_title;
    QLabel *m_note;
    QLineEdit *m_token;
    QPushButton *m_use;
    QToolButton *m_close;
};

} // namespace mobwatch::ui
