// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
// Painting of EventTableView.
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtableview.h"

#include <QPaintEvent>
#include <QPainter>

namespace mobwatch::ui {

void EventTableView::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const QRect dirty = event->rect();
    painter.fillRect(dirty, palette().color(QPalette::Base));
    const int first = m_scroll.rowAt(qMax(0, dirty.top()));
    if (first < 0)
        return;
    if (m_scroll.firstRow() != m_paintedFirst) {
        m_paintedFirst = m_scroll.firstRow();
        m_infos.cancelPending();
    }
    const int last = qMin(m_scroll.lastRow(),
                          static_cast<int>((m_scroll.offset() + dirty.bottom()) / m_scroll.rowHeight()));
    for (int row = first; row <= last; ++row)
        paintRowAt(painter, row, dirty);
}

void EventTableView::paintRowAt(QPainter &painter, int row, const QRect &dirty)
{
    const QRect rowRect(0, m_scroll.yOf(row), viewport()->width(), m_scroll.rowHeight());
    if (const Seam *seam = m_model.seamAt(row)) {
        m_delegate->paintSeam(&painter, rowRect, palette(), *seam);
        return;
    }
    const auto event = m_model.eventAt(row);
    if (!event)
        return;
    const QModelIndex current = currentIndex();
    RowState state;
    state.selected = selectionModel()->isSelected(m_model.index(row, 0));
    state.windowActive = isActiveWindow();
    state.hovered = row == m_hoveredRow;
    state.alternate = (row + m_stripe) % 2 != 0;
    state.current = current.row() == row && !state.selected && hasFocus();
    state.fresh = isFresh(*event);
    m_delegate->paintRow(&painter, rowRect, palette(), event, state);

    QStyleOptionViewItem option;
    initViewItemOption(&option);
    option.state.setFlag(QStyle::State_Selected, state.selected);
    option.state.setFlag(QStyle::State_Active, state.windowActive);
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int column = m_header->logicalIndex(visual);
        if (m_header->isSectionHidden(column))
            continue;
        option.rect = QRect(m_header->sectionViewportPosition(column), rowRect.y(),
                            m_header->sectionSize(column), rowRect.height());
        if (!option.rect.intersects(dirty))
            continue;
        m_delegate->paint(&painter, option, m_model.index(row, column));
        if (current.row() == row && current.column() == column && hasFocus() && state.selected)
            painter.fillRect(option.rect.x() + 2, option.rect.bottom() - 1, option.rect.width() - 4, 2,
                             palette().color(QPalette::HighlightedText));
    }
    m_delegate->paintRowFrame(&painter, rowRect, state);
}

void EventTableView::setTimeFormat(TimeFormat format)
{
    m_delegate->setTimeFormat(format);
    if (format == TimeFormat::Relative)
        m_secondTimer.start();
    else
        m_secondTimer.stop();
    viewport()->update();
}

void EventTableView::cycleTimeFormat()
{
    switch (m_delegate->timeFormat()) {
    case TimeFormat::Absolute:
        setTimeFormat(TimeFormat::Relative);
        break;
    case TimeFormat::Relative:
        setTimeFormat(TimeFormat::Delta);
        break;
    case TimeFormat::Delta:
        setTimeFormat(TimeFormat::Absolute);
        break;
    }
}

} // namespace mobwatch::ui
