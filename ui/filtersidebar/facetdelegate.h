// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/facetmodel.h"
#include "ui/looks/looks.h"
#include "ui/widgets/runids.h"

#include <QStyledItemDelegate>

namespace mobwatch::ui {

/// Paints the rows of the facet tree and knows where their parts are.
class FacetDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit FacetDelegate(const Looks &looks, QObject *parent = nullptr);
    void setLooks(const Looks &looks) { m_looks = looks; }
    /// Whose runs are listed; null = none.
    void setStore(const EventStore *store) { m_runIds = RunIds(store); }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    enum class Part : std::uint8_t { Row, Fold, Box, Exclude };
    [[nodiscard]] Part partAt(const QPoint &pos, const QRect &row, const QModelIndex &index) const;

private:
    void paintSection(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintGroup(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintValue(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintNote(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintBox(QPainter *painter, const QRect &box, const QStyleOptionViewItem &option,
                  Filter::ValueState state) const;
    void paintBar(QPainter *painter, const QRect &area, const QModelIndex &index) const;
    void paintLabel(QPainter *painter, QRect area, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;
    void paintChevron(QPainter *painter, const QStyleOptionViewItem &option) const;
    /// The count, and the exclude button while the pointer is on the row; returns where the label must end.
    int paintCount(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintIcon(QPainter *painter, const QString &name, const QColor &color, const QRect &box) const;
    [[nodiscard]] QRect boxRect(const QRect &row, const QModelIndex &index) const;
    [[nodiscard]] QRect excludeRect(const QRect &row, const QModelIndex &index) const;
    [[nodiscard]] int countWidth(const QModelIndex &index) const;

    Looks m_looks;
    RunIds m_runIds;
};

} // namespace mobwatch::ui
