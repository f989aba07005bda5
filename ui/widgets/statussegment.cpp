// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/statussegment.h"

#include <QFontMetrics>
#include <QPainter>

namespace mobwatch::ui {

namespace {
constexpr int markSize = 12;
}

StatusSegment::StatusSegment(const Looks &looks, QWidget *parent)
    : QAbstractButton(parent)
    , m_looks(looks)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setClickable(false);
}

void StatusSegment::setShown(const Shown &shown)
{
    if (shown == m_shown)
        return;
    const int before = contentWidth();
    m_shown = shown;
    if (accessibleName().isEmpty() || !accessibleDescription().isEmpty())
        setAccessibleDescription(shown.text + QLatin1Char(' ') + shown.figure);
    if (contentWidth() != before)
        updateGeometry();
    update();
}

void StatusSegment::setLooks(const Looks &looks)
{
    m_looks = looks;
    updateGeometry();
    update();
}

void StatusSegment::setClickable(bool clickable)
{
    setFocusPolicy(clickable ? Qt::TabFocus : Qt::NoFocus);
    setCursor(clickable ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAttribute(Qt::WA_TransparentForMouseEvents, !clickable && toolTip().isEmpty());
}

void StatusSegment::setElidable(bool elidable)
{
    m_isElidable = elidable;
    updateGeometry();
}

int StatusSegment::contentWidth() const
{
    const QFontMetrics body(m_shown.heading ? m_looks.headingFont() : m_looks.bodyFont());
    const QFontMetrics figures(m_looks.figuresFont());
    int width = 0;
    if (!m_shown.icon.isEmpty())
        width += markSize + m_looks.scaled(5);
    width += body.horizontalAdvance(m_shown.text);
    if (!m_shown.mark.isEmpty())
        width += markSize + m_looks.scaled(5);
    if (!m_shown.figure.isEmpty())
        width += (m_shown.text.isEmpty() ? 0 : m_looks.scaled(5)) + figures.horizontalAdvance(m_shown.figure);
    return width;
}

QSize StatusSegment::sizeHint() const
{
    const int content = contentWidth();
    // Advances are rounded here and exact when a text is elided: one pixel more keeps whole what fits.
    return {content == 0 ? 0 : content + 2 * m_looks.scaled(7) + 1, m_looks.headerHeight()};
}

QSize StatusSegment::minimumSizeHint() const
{
    return {m_isElidable ? 0 : sizeHint().width(), m_looks.headerHeight()};
}

void StatusSegment::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const int padding = m_looks.scaled(7);
    int x = padding;
    const auto dpr = devicePixelRatioF();
    if (!m_shown.icon.isEmpty()) {
        const QPixmap icon = m_looks.pixmap(m_shown.icon, m_shown.iconColor, markSize, dpr);
        painter.drawPixmap(x, (height() - markSize) / 2, icon);
        x += markSize + m_looks.scaled(5);
    }
    const QFont body = m_shown.heading ? m_looks.headingFont() : m_looks.bodyFont();
    const QFontMetrics metrics(body);
    const int baseline = (height() + metrics.ascent() - metrics.descent()) / 2;
    painter.setPen(m_shown.color.isValid() ? m_shown.color : palette().color(QPalette::WindowText));
    painter.setFont(body);
    const int missing = contentWidth() + 2 * padding - width();
    const int room = qMax(0, metrics.horizontalAdvance(m_shown.text) - missing);
    const QString text = missing > 0 ? metrics.elidedText(m_shown.text, Qt::ElideMiddle, room) : m_shown.text;
    painter.drawText(x, baseline, text);
    x += metrics.horizontalAdvance(text);
    if (!m_shown.mark.isEmpty())
        painter.drawPixmap(
            x + m_looks.scaled(5), (height() - markSize) / 2,
            m_looks.pixmap(m_shown.mark, m_looks.severityMark(Severity::Warning), markSize, dpr));
    if (!m_shown.figure.isEmpty()) {
        painter.setFont(m_looks.figuresFont());
        painter.drawText(x + (m_shown.text.isEmpty() ? 0 : m_looks.scaled(5)), baseline, m_shown.figure);
    }
    if (m_shown.separator && contentWidth() > 0) {
        painter.setPen(QPen(m_looks.colors().separator, 0));
        painter.drawLine(width() - 1, m_looks.scaled(4), width() - 1, height() - m_looks.scaled(5));
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_looks.colors().focusRing, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace mobwatch::ui
