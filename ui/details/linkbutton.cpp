// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/linkbutton.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

namespace mobwatch::ui {

LinkButton::LinkButton(const Looks &looks, const QString &shown, QWidget *parent)
    : QAbstractButton(parent)
    , m_looks(looks)
{
    setText(shown);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    refreshFont();
}

void LinkButton::setLooks(const Looks &looks)
{
    m_looks = looks;
    refreshFont();
}

void LinkButton::setFigures(bool isFigures)
{
    m_isFigures = isFigures;
    refreshFont();
}

void LinkButton::refreshFont()
{
    setFont(m_isFigures ? m_looks.figuresFont() : m_looks.bodyFont());
    updateGeometry();
    update();
}

QSize LinkButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 1, std::max(m_looks.rowHeight(), 20)};
}

QSize LinkButton::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), m_looks.scaled(48)), sizeHint().height()};
}

void LinkButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QFont drawn = font();
    drawn.setUnderline(underMouse());
    painter.setFont(drawn);
    painter.setPen(m_looks.colors().link);
    // On the baseline of the body text beside it.
    const QFontMetrics body(m_looks.bodyFont());
    const int baseline = (height() - body.height()) / 2 + body.ascent();
    painter.drawText(0, baseline, fontMetrics().elidedText(text(), Qt::ElideMiddle, width()));
    if (hasFocus()) {
        painter.setPen(m_looks.colors().focusRing);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void LinkButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace mobwatch::ui
