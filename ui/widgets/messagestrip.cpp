// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/messagestrip.h"

#include "ui/widgets/elidedlabel.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {
constexpr int edgeWidth = 3;
}

MessageStrip::MessageStrip(const Message &message, const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_message(message)
    , m_looks(looks)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(edgeWidth + looks.scaled(6) + 16 + looks.scaled(6), 0, looks.scaled(6), 0);
    layout->setSpacing(looks.scaled(6));
    addLines(layout);
    addButtons(layout);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &MessageStrip::showText);
    setMessage(message);
}

void MessageStrip::setMessage(const Message &message)
{
    m_message = message;
    if (message.countdownTo != 0)
        m_second.start();
    else
        m_second.stop();
    showText();
}

void MessageStrip::showText()
{
    setAccessibleName(m_message.title);
    setAccessibleDescription(textNow(m_message));
    if (m_text)
        m_text->setText(textNow(m_message));
}

void MessageStrip::addLines(QHBoxLayout *layout)
{
    auto *lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addStretch(1);
    auto *title = new ElidedLabel(this);
    title->setFont(m_looks.headingFont());
    title->setText(m_message.title);
    lines->addWidget(title);
    if (!m_message.text.isEmpty()) {
        m_text = new ElidedLabel(this);
        m_text->setFont(m_looks.bodyFont());
        lines->addWidget(m_text);
    }
    lines->addStretch(1);
    layout->addLayout(lines, 1);
}

void MessageStrip::addButtons(QHBoxLayout *layout)
{
    for (const Message::Button &button : m_message.buttons) {
        auto *widget = new QPushButton(button.text, this);
        widget->setAutoDefault(false);
        connect(widget, &QPushButton::clicked, this,
                [this, action = button.action] { Q_EMIT triggered(action); });
        layout->addWidget(widget);
    }
    auto *close = new QToolButton(this);
    close->setObjectName(QStringLiteral("close"));
    close->setAutoRaise(true);
    close->setIcon(m_looks.icon(QStringLiteral("clear")));
    close->setIconSize({14, 14});
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &MessageStrip::closeRequested);
    layout->addWidget(close);
}

QSize MessageStrip::sizeHint() const
{
    return {layout()->sizeHint().width(), m_looks.messageBarHeight()};
}

void MessageStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool isError = m_message.severity == Severity::Error;
    const QColor mark = m_looks.severityMark(m_message.severity);
    const bool isWarning = m_message.severity == Severity::Warning;
    painter.fillRect(rect(), isError     ? m_looks.colors().errorBar
                             : isWarning ? m_looks.colors().warningBar
                                         : m_looks.colors().newEventsBar);
    painter.fillRect(0, 0, edgeWidth, height(), mark);
    const QPixmap icon =
        m_looks.pixmap(Looks::severityIconName(m_message.severity), mark, 16, devicePixelRatioF());
    const int top = (height() - 2 * fontMetrics().height()) / 2 + (fontMetrics().height() - 16) / 2;
    painter.drawPixmap(edgeWidth + m_looks.scaled(6), m_message.text.isEmpty() ? (height() - 16) / 2 : top,
                       icon);
    painter.setPen(QPen(m_looks.colors().separator, 0));
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

void MessageStrip::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace mobwatch::ui
