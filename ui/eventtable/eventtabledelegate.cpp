// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/eventtabledelegate.h"

#include <QDateTime>
#include <QPainter>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::optional<TextColumn> textColumn(int column)
{
    switch (column) {
    case EventTableModel::KindColumn:
        return TextColumn::Kind;
    case EventTableModel::MobColumn:
        return TextColumn::Mob;
    case EventTableModel::RunColumn:
        return TextColumn::Run;
    case EventTableModel::StepColumn:
        return TextColumn::Step;
    case EventTableModel::AgentColumn:
        return TextColumn::Agent;
    default:
        return std::nullopt;
    }
}

QString shownDelta(const std::optional<std::int64_t> &deltaMs)
{
    if (!deltaMs)
        return {};
    const std::int64_t size = *deltaMs < 0 ? -*deltaMs : *deltaMs;
    return (*deltaMs < 0 ? u"\u2212"_s : u"+"_s) +
           QString::number(static_cast<double>(size) / 1000.0, 'f', 3);
}

QString labelsText(const EventStore &store, RowIndex event)
{
    QStringList parts;
    for (const LabelMap *labels : {&store.runLabels(event), &store.mobLabels(event)})
        for (const auto &[key, value] : *labels)
            parts << shownText(key) + u'=' + shownText(value);
    parts.removeDuplicates();
    return parts.join(u"  "_s);
}

/// Whole date, offset and milliseconds of a time.
QString wholeTime(TimestampMs time)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(time));
    const int offset = local.offsetFromUtc();
    const QString sign = offset < 0 ? u"-"_s : u"+"_s;
    return u"%1 %2%3:%4\n%5 ms"_s.arg(local.toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s), sign)
        .arg(qAbs(offset) / 3600, 2, 10, QLatin1Char('0'))
        .arg(qAbs(offset) / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(time);
}

} // namespace

ColumnStyle columnStyle(int column)
{
    switch (column) {
    case EventTableModel::CursorColumn:
    case EventTableModel::DeltaColumn:
    case EventTableModel::EpochColumn:
        return {true, Qt::AlignRight, Qt::ElideRight};
    case EventTableModel::TimeColumn:
    case EventTableModel::RunColumn:
        return {true, Qt::AlignLeft, Qt::ElideRight};
    case EventTableModel::KindColumn:
    case EventTableModel::MobColumn:
    case EventTableModel::AgentColumn:
        return {false, Qt::AlignLeft, Qt::ElideMiddle};
    default:
        return {};
    }
}

EventTableDelegate::EventTableDelegate(const EventTableModel &model, InfoCache &infos, const Looks &looks,
                                       QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
    , m_infos(infos)
    , m_runIds(&model.store())
    , m_looks(looks)
    , m_bodyMetrics(looks.bodyFont())
    , m_figuresMetrics(looks.figuresFont())
{
}

void EventTableDelegate::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_bodyMetrics = QFontMetrics(looks.bodyFont());
    m_figuresMetrics = QFontMetrics(looks.figuresFont());
}

void EventTableDelegate::paintRow(QPainter *painter, const QRect &rect, const QPalette &palette,
                                  std::optional<RowIndex> event, const RowState &state) const
{
    const auto group = state.windowActive ? QPalette::Active : QPalette::Inactive;
    const LookColors &colors = m_looks.colors();
    QColor fill = palette.color(group, state.alternate ? QPalette::AlternateBase : QPalette::Base);
    if (event) {
        const Severity severity = m_model.store().severity(*event);
        if (severity == Severity::Error)
            fill = state.alternate ? colors.errorRowAlternate : colors.errorRow;
        else if (severity == Severity::Warning)
            fill = state.alternate ? colors.warningRowAlternate : colors.warningRow;
    }
    if (state.hovered)
        fill = colors.hover;
    if (state.selected)
        fill = palette.color(group, QPalette::Highlight);
    painter->fillRect(rect, fill);
}

void EventTableDelegate::paintRowFrame(QPainter *painter, const QRect &rect, const RowState &state) const
{
    if (state.fresh)
        painter->fillRect(rect.x(), rect.y(), 2, rect.height(), m_looks.colors().focusRing);
    if (state.current) {
        painter->setPen(QPen(m_looks.colors().focusRing, 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(rect.adjusted(0, 0, -1, -1));
    }
}

EventTableDelegate::CellInk EventTableDelegate::inkFor(const QStyleOptionViewItem &option) const
{
    const bool active = option.state & QStyle::State_Active;
    const QPalette::ColorGroup group = active ? QPalette::Active : QPalette::Inactive;
    const QColor text = option.palette.color(group, QPalette::Text);
    if (!(option.state & QStyle::State_Selected))
        return {text, m_looks.colors().secondText, m_looks.colors().errorText, true};
    const QColor selected = option.palette.color(group, QPalette::HighlightedText);
    // In an inactive window the selection is pale, so marks can keep their colours.
    return {selected, selected, selected, !active};
}

void EventTableDelegate::paintMark(QPainter *painter, const QRect &rect, RowIndex event,
                                   const CellInk &ink) const
{
    const Severity severity = m_model.store().severity(event);
    const int size = m_looks.scaled(12);
    const QColor color = ink.plain ? m_looks.severityMark(severity) : ink.text;
    const QPixmap mark = m_looks.pixmap(Looks::severityIconName(severity), color, size,
                                        painter->device()->devicePixelRatioF());
    painter->drawPixmap(rect.x() + (rect.width() - size) / 2, rect.y() + (rect.height() - size) / 2, mark);
}

int EventTableDelegate::textLeft(int column) const
{
    // The kind's category icon stands before its label.
    return column == EventTableModel::KindColumn ? m_looks.scaled(16) + m_looks.scaled(5) : 0;
}

void EventTableDelegate::paintText(QPainter *painter, const QRect &rect, const QString &text,
                                   const QColor &color, bool figures, Qt::AlignmentFlag alignment,
                                   Qt::TextElideMode mode) const
{
    const QFontMetrics &metrics = figures ? m_figuresMetrics : m_bodyMetrics;
    int width = metrics.horizontalAdvance(text);
    QString shown = text;
    if (width > rect.width()) {
        shown = metrics.elidedText(text, mode, rect.width());
        width = metrics.horizontalAdvance(shown);
    }
    const int x = alignment == Qt::AlignRight ? rect.right() + 1 - width : rect.x();
    // Both fonts stand on one baseline, that of the body font in the middle of the row.
    const int baseline = rect.y() + (rect.height() - m_bodyMetrics.height()) / 2 + m_bodyMetrics.ascent();
    painter->setFont(figures ? m_looks.figuresFont() : m_looks.bodyFont());
    painter->setPen(color);
    painter->drawText(QPoint(x, baseline), shown);
}

QColor EventTableDelegate::textColor(RowIndex event, int column, const CellInk &ink) const
{
    if (column == EventTableModel::InfoColumn)
        return m_model.store().severity(event) == Severity::Error ? ink.error : ink.second;
    if (column == EventTableModel::DeltaColumn || column == EventTableModel::LabelsColumn)
        return ink.second;
    if (const auto text = textColumn(column))
        if (const auto value = m_model.store().text(*text, event); value && value->empty())
            return ink.second;
    return ink.text;
}

void EventTableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const auto event = m_model.eventAt(index.row());
    if (!event)
        return;
    const CellInk ink = inkFor(option);
    const int column = index.column();
    if (column == EventTableModel::MarkColumn) {
        paintMark(painter, option.rect, *event, ink);
        return;
    }
    QRect rect = option.rect.adjusted(cellPadding(), 0, -cellPadding(), 0);
    if (column == EventTableModel::KindColumn) {
        const Category category = m_model.store().category(*event);
        const int size = m_looks.scaled(14);
        const QColor color = ink.plain ? m_looks.categoryColor(category) : ink.text;
        painter->drawPixmap(rect.x() + m_looks.scaled(1), rect.y() + (rect.height() - size) / 2,
                            m_looks.pixmap(Looks::categoryIconName(category), color, size,
                                           painter->device()->devicePixelRatioF()));
    }
    rect.setLeft(rect.left() + textLeft(column));
    const ColumnStyle style = columnStyle(column);
    paintText(painter, rect, cellText(*event, column), textColor(*event, column, ink), style.figures,
              style.alignment, style.elide);
}

void EventTableDelegate::paintSeam(QPainter *painter, const QRect &rect, const QPalette &palette,
                                   const Seam &seam) const
{
    painter->fillRect(rect, palette.color(QPalette::Base));
    const int size = m_looks.scaled(16);
    const int left = rect.x() + m_looks.scaled(8);
    painter->drawPixmap(left, rect.y() + (rect.height() - size) / 2,
                        m_looks.pixmap(u"gap"_s, m_looks.severityMark(Severity::Warning), size,
                                       painter->device()->devicePixelRatioF()));
    const QString words = seamWords(seam);
    const int textX = left + size + m_looks.scaled(8);
    paintText(painter, QRect(textX, rect.y(), rect.right() - textX, rect.height()), words,
              m_looks.colors().secondText, false, Qt::AlignLeft, Qt::ElideRight);
    const int lineX = textX + m_bodyMetrics.horizontalAdvance(words) + m_looks.scaled(12);
    const int lineEnd = rect.right() - m_looks.scaled(12);
    if (lineX < lineEnd) {
        painter->setPen(QPen(m_looks.colors().controlOutline, 0));
        painter->drawLine(lineX, rect.center().y(), lineEnd, rect.center().y());
    }
}

QString EventTableDelegate::seamWords(const Seam &seam)
{
    const QString cursor = shownCount(seam.lastCursor);
    switch (seam.reason) {
    case SeamReason::LedgerCleared:
        return tr("Ledger was reset at cursor %1; epoch %2 begins").arg(cursor).arg(seam.epoch);
    case SeamReason::LedgerRecreated:
        return tr("Ledger was created anew after cursor %1; epoch %2 begins").arg(cursor).arg(seam.epoch);
    case SeamReason::LedgerDeleted:
        return tr("Ledger file was deleted after cursor %1").arg(cursor);
    case SeamReason::MobDestroyed:
        return tr("Ledger was emptied, its mob was destroyed, after cursor %1").arg(cursor);
    }
    return {};
}

QString EventTableDelegate::cellText(RowIndex event, int column) const
{
    const EventStore &store = m_model.store();
    if (const auto text = textColumn(column)) {
        const auto value = store.text(*text, event);
        if (!value)
            return {};
        return column == EventTableModel::RunColumn ? m_runIds.shown(*value) : shownText(*value);
    }
    switch (column) {
    case EventTableModel::CursorColumn:
        return shownCount(store.cursor(event));
    case EventTableModel::TimeColumn: {
        const TimestampMs time = store.timestampMs(event);
        if (m_timeFormat == TimeFormat::Delta)
            return shownDelta(m_model.deltaMs(event));
        if (m_timeFormat == TimeFormat::Absolute)
            return shownTime(time, m_showsDate);
        const TimestampMs now = m_now ? m_now : currentTimeMs();
        return shownAge(now > time ? now - time : 0);
    }
    case EventTableModel::InfoColumn:
        return m_infos.info(event);
    case EventTableModel::DeltaColumn:
        return shownDelta(m_model.deltaMs(event));
    case EventTableModel::EpochColumn:
        return shownCount(store.epoch(event));
    case EventTableModel::LabelsColumn:
        return labelsText(store, event);
    default:
        return {};
    }
}

QString EventTableDelegate::toolTip(RowIndex event, int column, int width) const
{
    const EventStore &store = m_model.store();
    if (column == EventTableModel::TimeColumn)
        return wholeTime(store.timestampMs(event));
    if (column == EventTableModel::RunColumn) {
        const auto run = store.text(TextColumn::Run, event);
        if (!run)
            return {};
        const std::string_view flow = store.flowOfRun(store.textId(TextColumn::Run, event));
        return flow.empty() ? shownText(*run) : shownText(*run) + u'\n' + shownText(flow);
    }
    if (column == EventTableModel::MarkColumn)
        return toQString(severityName(store.severity(event)));
    const QString text = cellText(event, column);
    const QFontMetrics &metrics = columnStyle(column).figures ? m_figuresMetrics : m_bodyMetrics;
    const int room = width - 2 * cellPadding() - textLeft(column);
    return metrics.horizontalAdvance(text) > room ? text : QString();
}

} // namespace mobwatch::ui
