// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/eventtablemodel.h"
#include "ui/eventtable/infocache.h"
#include "ui/looks/looks.h"
#include "ui/widgets/runids.h"

#include <QFontMetrics>
#include <QStyledItemDelegate>

namespace mobwatch::ui {

enum class TimeFormat : std::uint8_t { Absolute, Relative, Delta };

/// What a row looks like besides its event.
struct RowState
{
    bool selected = false;
    bool windowActive = true;
    bool hovered = false;
    bool alternate = false;
    bool current = false; ///< but not selected
    bool fresh = false;   ///< came in within the last second
};

/// Paints the rows of the event table (look.md, sections 1 to 5).
class EventTableDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    EventTableDelegate(const EventTableModel &model, InfoCache &infos, const Looks &looks,
                       QObject *parent = nullptr);

    void setLooks(const Looks &looks);
    [[nodiscard]] const Looks &looks() const { return m_looks; }
    void setTimeFormat(TimeFormat format) { m_timeFormat = format; }
    [[nodiscard]] TimeFormat timeFormat() const { return m_timeFormat; }
    void setShowsDate(bool shows) { m_showsDate = shows; }
    /// Clock for relative times; 0 = the wall clock.
    void setNow(TimestampMs now) { m_now = now; }

    void paintRow(QPainter *painter, const QRect &rect, const QPalette &palette,
                  std::optional<RowIndex> event, const RowState &state) const;
    void paintSeam(QPainter *painter, const QRect &rect, const QPalette &palette, const Seam &seam) const;
    void paintRowFrame(QPainter *painter, const QRect &rect, const RowState &state) const;
    /// One cell; `state` of the option decides between HighlightedText and the colours of the event.
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

    /// The words of a cell as they are painted when there is room.
    [[nodiscard]] QString cellText(RowIndex event, int column) const;
    /// What a tooltip adds: whole ids, the date, and text that is elided at this width; empty = nothing.
    [[nodiscard]] QString toolTip(RowIndex event, int column, int width) const;
    [[nodiscard]] static QString seamWords(const Seam &seam);
    /// Where the text of a column begins behind the padding.
    [[nodiscard]] int textLeft(int column) const;
    [[nodiscard]] int cellPadding() const { return m_looks.scaled(6); }

private:
    struct CellInk
    {
        QColor text, second, error;
        bool plain = true; ///< false: selected, everything in one colour
    };
    [[nodiscard]] CellInk inkFor(const QStyleOptionViewItem &option) const;
    void paintMark(QPainter *painter, const QRect &rect, RowIndex event, const CellInk &ink) const;
    void paintText(QPainter *painter, const QRect &rect, const QString &text, const QColor &color,
                   bool figures, Qt::AlignmentFlag alignment, Qt::TextElideMode mode) const;
    [[nodiscard]] QColor textColor(RowIndex event, int column, const CellInk &ink) const;

    const EventTableModel &m_model;
    InfoCache &m_infos;
    RunIds m_runIds;
    Looks m_looks;
    QFontMetrics m_bodyMetrics;
    QFontMetrics m_figuresMetrics;
    TimeFormat m_timeFormat = TimeFormat::Absolute;
    TimestampMs m_now = 0;
    bool m_showsDate = false;
};

/// How a column is set: figures or body font, side, and what gives way when there is no room.
struct ColumnStyle
{
    bool figures = false;
    Qt::AlignmentFlag alignment = Qt::AlignLeft;
    Qt::TextElideMode elide = Qt::ElideRight;
};
[[nodiscard]] ColumnStyle columnStyle(int column);

} // namespace mobwatch::ui
