// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/livetail/livetaildelegate.h"

#include "ui/widgets/sentencepainter.h"

#include <QApplication>
#include <QFontMetrics>
#include <QPainter>

namespace mobwatch::ui {

namespace {
constexpr int markSize = 12;
constexpr int iconSize = 14; ///< as in the table
} // namespace

LiveTailDelegate::LiveTailDelegate(const Looks &looks, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_looks(looks)
{
}

void LiveTailDelegate::setLooks(const Looks &looks)
{
    m_looks = looks;
}

void LiveTailDelegate::attach(const EventStore *store, const TailModel *model, PayloadCache *payloads)
{
    m_store = store;
    m_model = model;
    m_payloads = payloads;
}

std::vector<SentencePart> LiveTailDelegate::sentence(RowIndex row, std::string_view payload,
                                                     bool hasPayload) const
{
    EventFacts facts;
    facts.kind = m_store->text(TextColumn::Kind, row).value_or(std::string_view{});
    facts.mob = m_store->text(TextColumn::Mob, row).value_or(std::string_view{});
    facts.run = m_store->text(TextColumn::Run, row);
    facts.step = m_store->text(TextColumn::Step, row);
    facts.agent = m_store->text(TextColumn::Agent, row);
    facts.severity = m_store->severity(row);
    if (const std::uint32_t run = m_store->textId(TextColumn::Run, row); run != 0)
        facts.flow = m_store->flowOfRun(run);
    if (hasPayload)
        facts.data = payload;
    return eventSentence(facts);
}

QString LiveTailDelegate::missedText(int line) const
{
    return tr("%1 events not shown here (they are in the table)").arg(shownCount(m_model->missed(line)));
}

QString LiveTailDelegate::lineText(int line) const
{
    if (!m_model || !m_store)
        return {};
    if (m_model->lineKind(line) == TailModel::LineKind::Missed)
        return missedText(line);
    const RowIndex row = m_model->eventRow(line);
    const PayloadCache::Payload payload = m_payloads ? m_payloads->find(row) : nullptr;
    return plainText(
        sentence(row, payload ? std::string_view(*payload) : std::string_view{}, payload != nullptr));
}

QSize LiveTailDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {m_looks.scaled(200), m_looks.rowHeight()};
}

void LiveTailDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    if (!m_model || !m_store)
        return;
    painter->save();
    if (m_model->lineKind(index.row()) == TailModel::LineKind::Missed)
        paintMissedLine(*painter, option, index.row());
    else
        paintEventLine(*painter, option, m_model->eventRow(index.row()));
    painter->restore();
}

void LiveTailDelegate::paintBackground(QPainter &painter, const QStyleOptionViewItem &option,
                                       Severity severity) const
{
    QStyleOptionViewItem panel = option;
    if (!(option.state & QStyle::State_Selected)) {
        if (severity == Severity::Error)
            painter.fillRect(option.rect, m_looks.colors().errorRow);
        else if (severity == Severity::Warning)
            painter.fillRect(option.rect, m_looks.colors().warningRow);
        if (option.state & QStyle::State_MouseOver)
            painter.fillRect(option.rect, m_looks.colors().hover);
        panel.state &= ~QStyle::State_MouseOver;
    }
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &panel, &painter, option.widget);
}

void LiveTailDelegate::paintEventLine(QPainter &painter, const QStyleOptionViewItem &option,
                                      RowIndex row) const
{
    const Severity severity = m_store->severity(row);
    paintBackground(painter, option, severity);
    const bool selected = option.state & QStyle::State_Selected;
    const bool active = option.state & QStyle::State_Active;
    const QPalette &palette = option.palette;
    const QColor highlighted =
        selected ? palette.color(active ? QPalette::Active : QPalette::Inactive, QPalette::HighlightedText)
                 : QColor();
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QRect &area = option.rect;

    painter.setFont(m_looks.figuresFont());
    const QFontMetrics figures(painter.font());
    const QFontMetrics body(m_looks.bodyFont());
    const int baseline = area.top() + (area.height() + body.ascent() - body.descent()) / 2;
    int x = area.left() + m_looks.scaled(10);
    painter.setPen(selected ? highlighted : m_looks.colors().secondText);
    painter.drawText(x, baseline, shownTime(m_store->timestampMs(row), false));
    x += figures.horizontalAdvance(QStringLiteral("00:00:00.000")) + m_looks.scaled(8);

    const QColor mark = selected && active ? highlighted : m_looks.severityMark(severity);
    painter.drawPixmap(x, area.top() + (area.height() - markSize) / 2,
                       m_looks.pixmap(Looks::severityIconName(severity), mark, markSize, ratio));
    x += markSize + m_looks.scaled(5);
    const Category category = m_store->category(row);
    const QColor hue = selected && active ? highlighted : m_looks.categoryColor(category);
    painter.drawPixmap(x, area.top() + (area.height() - iconSize) / 2,
                       m_looks.pixmap(Looks::categoryIconName(category), hue, iconSize, ratio));
    x += iconSize + m_looks.scaled(6);

    const int mobWidth = m_looks.scaled(98);
    painter.setFont(m_looks.bodyFont());
    painter.setPen(selected ? highlighted : m_looks.colors().secondText);
    const QString mob = shownText(m_store->text(TextColumn::Mob, row).value_or(std::string_view{}));
    painter.drawText(x, baseline, body.elidedText(mob, Qt::ElideMiddle, mobWidth));
    x += mobWidth + m_looks.scaled(6);

    const PayloadCache::Payload payload = m_payloads ? m_payloads->find(row) : nullptr;
    paintSentence(
        painter, QRect(x, area.top(), area.right() - x - m_looks.scaled(6), area.height()),
        sentence(row, payload ? std::string_view(*payload) : std::string_view{}, payload != nullptr), m_looks,
        palette, highlighted);
}

QRect LiveTailDelegate::linkArea(const QRect &area, int line) const
{
    const QFontMetrics body(m_looks.bodyFont());
    const int x = area.left() + m_looks.scaled(10) + m_looks.scaled(70) + iconSize + m_looks.scaled(8) +
                  body.horizontalAdvance(missedText(line)) + m_looks.scaled(8);
    return {x, area.top(), body.horizontalAdvance(tr("Show them")), area.height()};
}

void LiveTailDelegate::paintMissedLine(QPainter &painter, const QStyleOptionViewItem &option, int line) const
{
    paintBackground(painter, option, Severity::Info);
    const QRect &area = option.rect;
    const bool selected = option.state & QStyle::State_Selected;
    const QColor highlighted = option.palette.color(QPalette::HighlightedText);
    const QFontMetrics body(m_looks.bodyFont());
    const int baseline = area.top() + (area.height() + body.ascent() - body.descent()) / 2;
    const int middle = area.top() + area.height() / 2;
    int x = area.left() + m_looks.scaled(10);
    const QPen hairline(m_looks.colors().controlOutline, 0);
    painter.setPen(hairline);
    painter.drawLine(x, middle, x + m_looks.scaled(62), middle);
    x += m_looks.scaled(70);
    const QColor mark = selected ? highlighted : m_looks.severityMark(Severity::Warning);
    painter.drawPixmap(
        x, area.top() + (area.height() - iconSize) / 2,
        m_looks.pixmap(QStringLiteral("lag"), mark, iconSize, painter.device()->devicePixelRatioF()));
    x += iconSize + m_looks.scaled(8);
    painter.setFont(m_looks.bodyFont());
    painter.setPen(selected ? highlighted : m_looks.colors().secondText);
    painter.drawText(x, baseline, missedText(line));
    const QRect link = linkArea(area, line);
    painter.setPen(selected ? highlighted : m_looks.colors().link);
    painter.drawText(link.left(), baseline, tr("Show them"));
    painter.setPen(hairline);
    painter.drawLine(link.right() + m_looks.scaled(10), middle, area.right() - m_looks.scaled(10), middle);
}

} // namespace mobwatch::ui
