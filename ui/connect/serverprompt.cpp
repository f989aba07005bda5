// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connect/serverprompt.h"

#include "ui/connect/serverwords.h"
#include "ui/widgets/eventwords.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>

namespace mobwatch::ui {

ServerPrompt::ServerPrompt(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_title(new QLabel(this))
    , m_note(new QLabel(this))
    , m_token(new QLineEdit(this))
    , m_use(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("serverPrompt"));
    setAutoFillBackground(true);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    for (QLabel *label : {m_title, m_note})
        label->setTextFormat(Qt::PlainText);
    m_token->setObjectName(QStringLiteral("promptToken"));
    m_token->setEchoMode(QLineEdit::Password);
    m_token->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText);
    m_token->setAccessibleName(tr("Token"));
    m_note->setAccessibleName(tr("Note"));
    m_use->setText(tr("Use this token"));
    m_use->setObjectName(QStringLiteral("promptUse"));
    m_use->setAutoDefault(false);
    m_close->setAutoRaise(true);
    m_close->setIconSize({14, 14});
    m_close->setToolTip(tr("Cancel (Esc)"));
    m_close->setAccessibleName(m_close->toolTip());
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(looks.scaled(12), looks.scaled(6), looks.scaled(6), looks.scaled(6));
    grid->setHorizontalSpacing(looks.scaled(6));
    grid->setVerticalSpacing(looks.scaled(2));
    grid->addWidget(m_title, 0, 0);
    grid->addWidget(m_token, 0, 1);
    grid->addWidget(m_use, 0, 2);
    grid->addWidget(m_close, 0, 3);
    grid->addWidget(m_note, 1, 0, 1, 4);
    grid->setColumnStretch(1, 1);
    connect(m_token, &QLineEdit::returnPressed, this, &ServerPrompt::finish);
    connect(m_token, &QLineEdit::textChanged, this,
            [this] { m_use->setEnabled(!m_certificate.isEmpty() || !m_token->text().trimmed().isEmpty()); });
    connect(m_use, &QPushButton::clicked, this, &ServerPrompt::finish);
    connect(m_close, &QToolButton::clicked, this, &ServerPrompt::close);
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &ServerPrompt::close);
    setLooks(looks);
    hide();
}

void ServerPrompt::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_title->setFont(looks.headingFont());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, looks.colors().secondText);
    m_note->setPalette(quiet);
    m_close->setIcon(looks.icon(QStringLiteral("clear")));
}

void ServerPrompt::open(const QString &title, const QString &note)
{
    m_title->setText(title);
    m_note->setText(note);
    m_token->clear();
    m_token->setVisible(m_certificate.isEmpty());
    m_use->setEnabled(!m_certificate.isEmpty());
    show();
    (m_certificate.isEmpty() ? static_cast<QWidget *>(m_token) : m_close)->setFocus(Qt::OtherFocusReason);
}

void ServerPrompt::askForToken(const QString &address, TokenPlace place)
{
    m_address = address;
    m_certificate.clear();
    m_use->setText(tr("Use this token"));
    open(tr("Token for %1").arg(shownHost(address)), tokenPlaceWords(place));
}

void ServerPrompt::askAboutCertificate(const QString &address, const QByteArray &sha256)
{
    m_address = address;
    m_certificate = sha256;
    m_use->setText(tr("Accept for this host"));
    open(
        tr("Certificate of %1").arg(shownHost(address)),
        tr("SHA-256 %1\nCompare it with what the server's owner tells you. Accepted, it counts for this host "
           "only, stays visible in the connection details, and can be revoked there.")
            .arg(shownFingerprint(sha256)));
}

void ServerPrompt::close()
{
    m_token->clear();
    hide();
    Q_EMIT closed();
}

void ServerPrompt::finish()
{
    const std::string token = m_token->text().trimmed().toStdString();
    if (m_certificate.isEmpty() && token.empty())
        return;
    const QByteArray certificate = m_certificate;
    close();
    if (certificate.isEmpty())
        Q_EMIT tokenEntered(m_address, token);
    else
        Q_EMIT certificateAccepted(m_address, certificate);
}

} // namespace mobwatch::ui
