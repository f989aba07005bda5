// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/eventtablemodel.h"
#include "ui/looks/looks.h"

#include <QByteArray>
#include <QHeaderView>
#include <array>
#include <bitset>

namespace mobwatch::ui {

/// The header of the event table: movable, hideable columns of which Info takes the rest of the width.
class EventHeader final : public QHeaderView
{
    Q_OBJECT
public:
    EventHeader(const Looks &looks, QWidget *parent);

    void setLooks(const Looks &looks);
    [[nodiscard]] static QString columnTitle(int column);

    /// Gives Info what the others leave of `width`.
    void fillWidth(int width);
    /// What the widest text of a column needs. Numbers and times always get it, names as far as Info keeps
    /// enough; a width that the user chose stays.
    void setContentWidth(int column, int width);
    void setColumnShown(int column, bool shown);
    /// The Mob column says nothing while there is one mob: shown or hidden by itself until the user decides.
    void setSeveralMobs(bool several);
    void resetColumns();

    /// Order, widths, visibility and sorting.
    [[nodiscard]] QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &columns);

    QSize sizeHint() const override;
    /// A piece of header for above the vertical scroll bar.
    [[nodiscard]] QWidget *makeCorner(QWidget *parent) const;
    [[nodiscard]] QColor lineColor() const;

Q_SIGNALS:
    void columnsChanged();

protected:
    void paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    using Widths = std::array<int, EventTableModel::ColumnCount>;
    void addColumnActions(QMenu *menu);
    [[nodiscard]] bool isShown(int column, bool withMob) const;
    [[nodiscard]] Widths fittedWidths(bool withMob) const;
    [[nodiscard]] int widthOfShown(const Widths &widths, bool withMob) const;
    void fit();

    Looks m_looks;
    int m_fillWidth = 0;
    bool m_filling = false;
    bool m_userDecidedMob = false;
    std::bitset<EventTableModel::ColumnCount> m_userSized;
    Widths m_contentWidths{};
    bool m_severalMobs = false;
};

} // namespace mobwatch::ui
