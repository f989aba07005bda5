// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/eventtableaccessible.h"

#include "ui/eventtable/eventtableview.h"

#include <QPointer>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype rowsKept = 256;

/// One event. Seams have none: they are no events.
class EventRowAccessible final : public QAccessibleInterface
{
public:
    EventRowAccessible(EventTableView *view, RowIndex event)
        : m_view(view)
        , m_event(event)
    {
    }

    [[nodiscard]] RowIndex event() const { return m_event; }
    [[nodiscard]] int row() const { return m_view ? m_view->eventModel().rowOf(m_event) : -1; }

    bool isValid() const override { return m_view && row() >= 0; }
    QObject *object() const override { return nullptr; }
    QAccessibleInterface *parent() const override { return QAccessible::queryAccessibleInterface(m_view); }
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Row; }
    void setText(QAccessible::Text, const QString &) override {}
    QString text(QAccessible::Text kind) const override
    {
        return kind == QAccessible::Name && m_view ? m_view->spokenRow(m_event) : QString();
    }
    QRect rect() const override
    {
        if (!isValid())
            return {};
        const RowScroll &scroll = m_view->rowScroll();
        const QRect inside(0, scroll.yOf(row()), m_view->viewport()->width(), scroll.rowHeight());
        return QRect(m_view->viewport()->mapToGlobal(inside.topLeft()), inside.size());
    }
    QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        const bool current = m_view && m_view->currentEvent() == m_event;
        state.selected = current;
        state.focused = current && m_view->hasFocus();
        state.offscreen = !isValid() || !m_view->rowScroll().isVisible(row());
        return state;
    }

private:
    QPointer<EventTableView> m_view;
    RowIndex m_event;
};

} // namespace

EventTableAccessible::EventTableAccessible(EventTableView *view)
    : QAccessibleWidget(view, QAccessible::Table)
{
}

EventTableAccessible::~EventTableAccessible()
{
    for (const QAccessible::Id id : qAsConst(m_rows))
        QAccessible::deleteAccessibleInterface(id);
}

QAccessibleInterface *EventTableAccessible::make(const QString &className, QObject *object)
{
    if (className != u"mobwatch::ui::EventTableView"_s)
        return nullptr;
    auto *view = qobject_cast<EventTableView *>(object);
    return view ? new EventTableAccessible(view) : nullptr;
}

EventTableView &EventTableAccessible::view() const
{
    return *static_cast<EventTableView *>(object());
}

int EventTableAccessible::childCount() const
{
    const RowScroll &scroll = view().rowScroll();
    return scroll.rows() == 0 ? 0 : scroll.lastRow() - scroll.firstRow() + 1;
}

QAccessibleInterface *EventTableAccessible::child(int index) const
{
    return index < 0 || index >= childCount() ? nullptr : rowInterface(view().rowScroll().firstRow() + index);
}

QAccessibleInterface *EventTableAccessible::rowInterface(int row) const
{
    const auto event = view().eventModel().eventAt(row);
    if (!event)
        return nullptr;
    if (const auto known = m_rows.constFind(toNumber(*event)); known != m_rows.constEnd())
        return QAccessible::accessibleInterface(*known);
    dropFarRows();
    auto *made = new EventRowAccessible(&view(), *event);
    m_rows.insert(toNumber(*event), QAccessible::registerAccessibleInterface(made));
    return made;
}

void EventTableAccessible::dropFarRows() const
{
    if (m_rows.size() < rowsKept)
        return;
    for (auto it = m_rows.begin(); it != m_rows.end();) {
        if (view().rowScroll().isVisible(view().eventModel().rowOf(rowIndex(it.key())))) {
            ++it;
            continue;
        }
        QAccessible::deleteAccessibleInterface(it.value());
        it = m_rows.erase(it);
    }
}

int EventTableAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *row = dynamic_cast<const EventRowAccessible *>(child);
    return row && row->isValid() ? row->row() - view().rowScroll().firstRow() : -1;
}

QAccessibleInterface *EventTableAccessible::childAt(int x, int y) const
{
    const QPoint inside = view().viewport()->mapFromGlobal(QPoint(x, y));
    const int row = view().viewport()->rect().contains(inside) ? view().rowScroll().rowAt(inside.y()) : -1;
    return row < 0 ? nullptr : rowInterface(row);
}

QAccessibleInterface *EventTableAccessible::focusChild() const
{
    const QModelIndex current = view().currentIndex();
    return current.isValid() ? rowInterface(current.row()) : nullptr;
}

} // namespace mobwatch::ui
