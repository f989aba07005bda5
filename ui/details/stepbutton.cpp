// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/stepbutton.h"

#include <QStyleOptionToolButton>
#include <QStylePainter>

namespace mobwatch::ui {

StepButton::StepButton(const Looks &looks, const QString &text, bool isForward, QWidget *parent)
    : QToolButton(parent)
    , m_looks(looks)
    , m_isForward(isForward)
{
    setText(text);
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setLooks(looks);
}

void StepButton::setLooks(const Looks &looks)
{
    m_looks = looks;
    setFont(m_looks.bodyFont());
    setIcon(m_looks.icon(m_isForward ? QStringLiteral("next") : QStringLiteral("prev")));
    updateGeometry();
}

QSize StepButton::sizeHint() const
{
    const int words = fontMetrics().horizontalAdvance(QToolButton::text());
    return {words + m_looks.scaled(14) + m_looks.scaled(4) + 2 * m_looks.scaled(5), m_looks.controlHeight()};
}

void StepButton::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionToolButton option;
    initStyleOption(&option);
    option.text.clear();
    option.icon = {};
    painter.drawComplexControl(QStyle::CC_ToolButton, option);
    const int side = m_looks.scaled(14);
    const int pad = m_looks.scaled(5);
    const QRect chevron(m_isForward ? width() - pad - side : pad, (height() - side) / 2, side, side);
    icon().paint(&painter, chevron, Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
    const int gap = side + m_looks.scaled(4);
    const QRect area = rect().adjusted(m_isForward ? pad : pad + gap, 0, m_isForward ? -pad - gap : -pad, 0);
    painter.drawItemText(area, Qt::AlignVCenter | Qt::AlignLeft, palette(), isEnabled(), text(),
                         QPalette::ButtonText);
}

} // namespace mobwatch::ui
