// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/firstrun/choicebutton.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QPainter>

namespace mobwatch::ui {

namespace {

constexpr int largeIcon = 24;
constexpr int smallIcon = 16;

bool isEnter(const QKeyEvent *event)
{
    return event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
}

} // namespace

ChoiceButton::ChoiceButton(const Words &words, const Looks &looks, QWidget *parent)
    : QAbstractButton(parent)
    , m_words(words)
    , m_looks(looks)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setText(words.title);
    setAccessibleName(words.title);
    setAccessibleDescription(words.note);
}

void ChoiceButton::setLooks(const Looks &looks)
{
    m_looks = looks;
    updateGeometry();
    update();
}

QSize ChoiceButton::sizeHint() const
{
    const QFontMetrics body(m_looks.bodyFont());
    return {m_looks.scaled(490), 2 * body.height() + m_looks.scaled(18)};
}

void ChoiceButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool hovered = underMouse() || isDown();
    painter.fillRect(rect(), hovered ? m_looks.colors().hover : palette().color(QPalette::Base));
    const int edge = hasFocus() ? 2 : 1;
    painter.setPen(Qt::NoPen);
    const QColor frame = hasFocus() ? m_looks.colors().focusRing : m_looks.colors().separator;
    for (const QRect &side : {QRect(0, 0, width(), edge), QRect(0, height() - edge, width(), edge),
                              QRect(0, 0, edge, height()), QRect(width() - edge, 0, edge, height())})
        painter.fillRect(side, frame);

    const int left = m_looks.scaled(14);
    painter.drawPixmap(left, (height() - largeIcon) / 2,
                       m_looks.pixmap(m_words.icon, m_looks.colors().link, largeIcon, devicePixelRatioF()));
    const QFontMetrics body(m_looks.bodyFont());
    const int x = left + largeIcon + m_looks.scaled(14);
    const int shortcutWidth = body.horizontalAdvance(m_words.shortcut);
    const int room = width() - x - shortcutWidth - 2 * m_looks.scaled(14);
    const int top = (height() - 2 * body.height()) / 2;
    painter.setFont(m_looks.headingFont());
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(QRect(x, top, room, body.height()), Qt::AlignLeft | Qt::AlignVCenter, m_words.title);
    painter.setFont(m_looks.bodyFont());
    painter.setPen(m_looks.colors().secondText);
    painter.drawText(QRect(x, top + body.height(), room, body.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     body.elidedText(m_words.note, Qt::ElideRight, room));
    painter.drawText(rect().adjusted(0, 0, -m_looks.scaled(14), 0), Qt::AlignRight | Qt::AlignVCenter,
                     m_words.shortcut);
}

void ChoiceButton::keyPressEvent(QKeyEvent *event)
{
    if (isEnter(event))
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

SourceLink::SourceLink(const QString &icon, const QString &name, const QString &note, const Looks &looks,
                       QWidget *parent)
    : QAbstractButton(parent)
    , m_icon(icon)
    , m_note(note)
    , m_looks(looks)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setText(name);
    setAccessibleName(name);
    setAccessibleDescription(note);
}

QSize SourceLink::sizeHint() const
{
    return {m_looks.scaled(490), m_looks.rowHeight()};
}

void SourceLink::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.drawPixmap(0, (height() - smallIcon) / 2,
                       m_looks.pixmap(m_icon, m_looks.colors().secondText, smallIcon, devicePixelRatioF()));
    const QFontMetrics body(m_looks.bodyFont());
    const int x = smallIcon + m_looks.scaled(6);
    const int noteWidth = body.horizontalAdvance(m_note);
    const int room = width() - x - noteWidth - m_looks.scaled(12);
    const QString name = body.elidedText(text(), Qt::ElideMiddle, room);
    QFont font = m_looks.bodyFont();
    font.setUnderline(underMouse());
    painter.setFont(font);
    painter.setPen(m_looks.colors().link);
    painter.drawText(QRect(x, 0, room, height()), Qt::AlignLeft | Qt::AlignVCenter, name);
    painter.setFont(m_looks.bodyFont());
    painter.setPen(m_looks.colors().secondText);
    painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, m_note);
    if (hasFocus()) {
        painter.setPen(QPen(m_looks.colors().focusRing, 1));
        painter.drawRect(QRect(x - 3, 0, body.horizontalAdvance(name) + 6, height() - 1));
    }
}

void SourceLink::keyPressEvent(QKeyEvent *event)
{
    if (isEnter(event))
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace mobwatch::ui
