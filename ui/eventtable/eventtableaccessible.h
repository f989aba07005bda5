// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <QAccessibleWidget>
#include <QHash>

namespace mobwatch::ui {

class EventTableView;

/// The event table for assistive technology: a table whose children are the rows on the screen, each read as
/// "severity, sentence, time". Rows that are not on the screen have no child: there can be ten million.
class EventTableAccessible final : public QAccessibleWidget
{
public:
    explicit EventTableAccessible(EventTableView *view);
    ~EventTableAccessible() override;

    /// For QAccessible::installFactory.
    static QAccessibleInterface *make(const QString &className, QObject *object);

    int childCount() const override;
    QAccessibleInterface *child(int index) const override;
    int indexOfChild(const QAccessibleInterface *child) const override;
    QAccessibleInterface *childAt(int x, int y) const override;
    QAccessibleInterface *focusChild() const override;

private:
    [[nodiscard]] EventTableView &view() const;
    [[nodiscard]] QAccessibleInterface *rowInterface(int row) const;
    void dropFarRows() const;

    mutable QHash<std::uint32_t, QAccessible::Id> m_rows; ///< by event
};

} // namespace mobwatch::ui
