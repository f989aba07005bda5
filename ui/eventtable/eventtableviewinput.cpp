// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
// Keyboard, mouse and selection of EventTableView.
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtableview.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

// Selection

std::optional<RowIndex> EventTableView::currentEvent() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? m_model.eventAt(current.row()) : std::nullopt;
}

void EventTableView::selectEvent(RowIndex event)
{
    const int row = m_model.nearestRowOf(event);
    if (row < 0)
        return;
    const bool was = m_follow.isFollowing();
    const std::uint64_t had = newEvents();
    m_follow.rowChosen();
    m_wanted = event;
    choose(row, currentColumn());
    scrollToRow(row);
    setFollowState(was, had);
}

void EventTableView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QAbstractItemView::currentChanged(current, previous);
    viewport()->update();
    const auto event = current.isValid() ? m_model.eventAt(current.row()) : std::nullopt;
    if (!event)
        return;
    if (!m_programmatic) {
        const bool was = m_follow.isFollowing();
        const std::uint64_t had = newEvents();
        m_wanted = event;
        m_follow.rowChosen();
        setFollowState(was, had);
    }
    if (QAccessible::isActive() && m_scroll.isVisible(current.row())) {
        QAccessibleEvent focused(this, QAccessible::Focus);
        focused.setChild(current.row() - m_scroll.firstRow());
        QAccessible::updateAccessibility(&focused);
    }
    if (!previous.isValid() || previous.row() != current.row() || m_programmatic)
        Q_EMIT currentEventChanged(*event);
}

void EventTableView::setSelection(const QRect &, QItemSelectionModel::SelectionFlags command)
{
    // One row at most is selected, and it is the current one.
    const int row = currentIndex().row();
    if (row < 0 || m_model.seamAt(row))
        return;
    selectionModel()->select(
        QItemSelection(m_model.index(row, 0), m_model.index(row, EventTableModel::ColumnCount - 1)), command);
}

QRegion EventTableView::visualRegionForSelection(const QItemSelection &selection) const
{
    QRegion region;
    for (const QItemSelectionRange &range : selection) {
        const int first = qMax(range.top(), m_scroll.firstRow());
        const int last = qMin(range.bottom(), m_scroll.lastRow());
        if (first <= last)
            region +=
                QRect(0, m_scroll.yOf(first), viewport()->width(), (last - first + 1) * m_scroll.rowHeight());
    }
    return region;
}

int EventTableView::currentColumn() const
{
    const int column = currentIndex().column();
    return column < 0 || m_header->isSectionHidden(column) ? EventTableModel::KindColumn : column;
}

int EventTableView::nextEventRow(int row, int direction) const
{
    for (; row >= 0 && row < m_model.rowCount(); row += direction)
        if (m_model.eventAt(row))
            return row;
    return -1;
}

bool EventTableView::stepInRun(int direction)
{
    const auto current = currentEvent();
    const EventStore &store = m_model.store();
    const std::uint32_t run = current ? store.textId(TextColumn::Run, *current) : 0;
    if (run == 0)
        return false;
    for (int row = currentIndex().row() + direction; row >= 0 && row < m_model.rowCount(); row += direction) {
        const auto event = m_model.eventAt(row);
        if (event && store.textId(TextColumn::Run, *event) == run) {
            selectEvent(*event);
            return true;
        }
    }
    return false;
}

int EventTableView::nextShownColumn(int column, int step) const
{
    for (int visual = m_header->visualIndex(column) + step; visual >= 0 && visual < m_header->count();
         visual += step)
        if (const int logical = m_header->logicalIndex(visual); !m_header->isSectionHidden(logical))
            return logical;
    return column;
}

// Keyboard

QModelIndex EventTableView::moveCursor(CursorAction action, Qt::KeyboardModifiers)
{
    const int rows = m_model.rowCount();
    if (rows == 0)
        return {};
    const int current = currentIndex().isValid() ? currentIndex().row() : -1;
    int row = current < 0 ? m_scroll.firstRow() : current;
    int column = currentColumn();
    int direction = 1;
    switch (action) {
    case MoveUp:
    case MovePrevious:
        row = current < 0 ? m_scroll.lastRow() : row - 1;
        direction = -1;
        break;
    case MoveDown:
    case MoveNext:
        row = current < 0 ? row : row + 1;
        break;
    case MovePageUp:
        row -= m_scroll.pageRows();
        break;
    case MovePageDown:
        row += m_scroll.pageRows();
        direction = -1;
        break;
    case MoveHome:
        row = 0;
        break;
    case MoveEnd:
        row = rows - 1;
        direction = -1;
        break;
    case MoveLeft:
    case MoveRight:
        column = nextShownColumn(column, (action == MoveLeft) == isRightToLeft() ? 1 : -1);
        break;
    }
    row = qBound(0, row, rows - 1);
    int target = nextEventRow(row, direction);
    if (target < 0)
        target = current >= 0 ? current : nextEventRow(row, -direction);
    return target < 0 ? QModelIndex() : m_model.index(target, column);
}

bool EventTableView::commandForKey(const QKeyEvent &event)
{
    const QModelIndex cell = currentIndex();
    if (!cell.isValid())
        return false;
    const auto ask = [this, &cell](EventCommand command) {
        Q_EMIT commandRequested(command, cell);
        return true;
    };
    if (event.matches(QKeySequence::Copy))
        return ask(EventCommand::CopyRow);
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (modifiers == (Qt::ControlModifier | Qt::ShiftModifier) && event.key() == Qt::Key_C)
        return ask(EventCommand::CopyMenu);
    if (modifiers == Qt::ShiftModifier && event.key() == Qt::Key_F)
        return ask(EventCommand::Add);
    if (modifiers == Qt::ShiftModifier && event.key() == Qt::Key_R)
        return ask(EventCommand::WhileRun);
    if (modifiers != Qt::NoModifier)
        return false;
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return ask(EventCommand::Open);
    case Qt::Key_F:
        return ask(EventCommand::ShowOnly);
    case Qt::Key_X:
        return ask(EventCommand::Exclude);
    case Qt::Key_R:
        return ask(EventCommand::AllOfRun);
    case Qt::Key_S:
        return ask(EventCommand::AllOfStep);
    case Qt::Key_A:
        return ask(EventCommand::AllOfAgent);
    default:
        return false;
    }
}

void EventTableView::focusInEvent(QFocusEvent *event)
{
    // Not that of the base: it makes a row current, and nobody chose one.
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void EventTableView::keyPressEvent(QKeyEvent *event)
{
    const bool alt = event->modifiers() == Qt::AltModifier;
    if (alt && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
        stepInRun(event->key() == Qt::Key_Up ? -1 : 1);
        event->accept();
        return;
    }
    if (commandForKey(*event)) {
        event->accept();
        return;
    }
    QAbstractItemView::keyPressEvent(event);
    if (event->key() == Qt::Key_End && !alt && m_model.isAppending())
        setFollowing(true);
}

// Mouse

void EventTableView::mouseMoveEvent(QMouseEvent *event)
{
    QAbstractItemView::mouseMoveEvent(event);
    setHoveredRow(m_scroll.rowAt(event->position().toPoint().y()));
}

void EventTableView::mouseDoubleClickEvent(QMouseEvent *event)
{
    QAbstractItemView::mouseDoubleClickEvent(event);
    if (const QModelIndex cell = indexAt(event->position().toPoint());
        cell.isValid() && m_model.eventAt(cell.row()))
        Q_EMIT commandRequested(EventCommand::Open, cell);
}

void EventTableView::leaveEvent(QEvent *event)
{
    QAbstractItemView::leaveEvent(event);
    setHoveredRow(-1);
}

void EventTableView::setHoveredRow(int row)
{
    if (row == m_hoveredRow)
        return;
    m_hoveredRow = row;
    viewport()->update();
}

bool EventTableView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        if (!showToolTip(help->pos(), help->globalPos()))
            QToolTip::hideText();
        return true;
    }
    return QAbstractItemView::viewportEvent(event);
}

bool EventTableView::showToolTip(const QPoint &position, const QPoint &globalPosition)
{
    const QModelIndex cell = indexAt(position);
    const auto event = cell.isValid() ? m_model.eventAt(cell.row()) : std::nullopt;
    if (!event)
        return false;
    const QRect rect = visualRect(cell);
    const QString text = m_delegate->toolTip(*event, cell.column(), rect.width());
    if (text.isEmpty())
        return false;
    // Texts of payloads are never rich text.
    QToolTip::showText(globalPosition,
                       u"<p style='white-space:pre-wrap'>"_s + text.toHtmlEscaped() + u"</p>"_s, viewport(),
                       rect);
    return true;
}

} // namespace mobwatch::ui
