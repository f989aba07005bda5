// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/neweventsbar.h"

#include "ui/widgets/eventwords.h"

#include <QPainter>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

NewEventsBar::NewEventsBar(const Looks &looks, QWidget *parent)
    : QAbstractButton(parent)
    , m_looks(looks)
{
    setObjectName(u"newEventsBar"_s);
    // The table keeps the keyboard; End does the same.
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(tr("New events"));
    setCursor(Qt::PointingHandCursor);
    hide();
}

void NewEventsBar::setLooks(const Looks &looks)
{
    m_looks = looks;
    updateGeometry();
    update();
}

void NewEventsBar::setEvents(quint64 events)
{
    if (events == m_events)
        return;
    m_events = events;
    setText(tr("%1 new events, jump to the end", nullptr, static_cast<int>(qMin<quint64>(events, INT_MAX)))
                .arg(shownCount(events)));
    setAccessibleName(text());
    update();
}

QSize NewEventsBar::sizeHint() const
{
    return QSize(m_looks.scaled(320), m_looks.rowHeight() + m_looks.scaled(2));
}

void NewEventsBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const LookColors &colors = m_looks.colors();
    painter.fillRect(rect(), colors.newEventsBar);
    painter.fillRect(0, 0, width(), 1, colors.focusRing);

    const QFontMetrics body(m_looks.bodyFont());
    const QFontMetrics bold(m_looks.headingFont());
    QFont keyFont = m_looks.bodyFont();
    keyFont.setPixelSize(qMax(9, m_looks.scaled(11)));
    const QFontMetrics keys(keyFont);
    const QString count = shownCount(m_events);
    const QString words = m_events == 1 ? tr("new event") : tr("new events");
    const QString jump = tr("Jump to the end");
    const QString key = tr("End");
    const int gap = m_looks.scaled(6);
    const int icon = m_looks.scaled(16);
    const int keyWidth = keys.horizontalAdvance(key) + m_looks.scaled(10);
    const int total = icon + bold.horizontalAdvance(count) + body.horizontalAdvance(words) +
                      body.horizontalAdvance(jump) + keyWidth + 6 * gap;
    int x = (width() - total) / 2;
    const int baseline = (height() - body.height()) / 2 + body.ascent() + 1;
    painter.drawPixmap(x, (height() - icon) / 2,
                       m_looks.pixmap(u"follow"_s, colors.link, icon, devicePixelRatioF()));
    x += icon + gap;
    const auto say = [&](const QString &what, const QFont &font, const QColor &color, int after) {
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(x, baseline, what);
        x += QFontMetrics(font).horizontalAdvance(what) + after;
    };
    say(count, m_looks.headingFont(), palette().color(QPalette::Text), gap);
    say(words, m_looks.bodyFont(), palette().color(QPalette::Text), gap + gap / 2);
    const QColor link = ensureContrast(colors.link, colors.newEventsBar, 4.5);
    say(jump, m_looks.bodyFont(), link, 2 * gap);
    const int keyHeight = keys.height() + 1;
    const QRect box(x, (height() - keyHeight) / 2, keyWidth, keyHeight);
    painter.setPen(QPen(colors.controlOutline, 0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter.setFont(keyFont);
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(box, Qt::AlignCenter, key);
}

} // namespace mobwatch::ui
