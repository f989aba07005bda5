// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filtersidebar/facetdelegate.h"

#include "ui/filtersidebar/facetwords.h"
#include "ui/widgets/eventwords.h"

#include <QPainter>
#include <algorithm>

namespace mobwatch::ui {

namespace {

using Item = FacetModel::Item;

Item itemOf(const QModelIndex &index)
{
    return static_cast<Item>(index.data(FacetModel::ItemRole).toInt());
}

FacetSection sectionOf(const QModelIndex &index)
{
    return static_cast<FacetSection>(index.data(FacetModel::SectionRole).toInt());
}

Filter::ValueState stateOf(const QModelIndex &index)
{
    return static_cast<Filter::ValueState>(index.data(FacetModel::StateRole).toInt());
}

QString shown(const QModelIndex &index, int role)
{
    return shownText(index.data(role).toString().toStdString());
}

/// Body text and figures stand on one line.
int baselineIn(const QRect &row, const QFont &body)
{
    const QFontMetrics metrics(body);
    return row.top() + (row.height() - metrics.height()) / 2 + metrics.ascent();
}

} // namespace

FacetDelegate::FacetDelegate(const Looks &looks, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_looks(looks)
{
}

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    switch (itemOf(index)) {
    case Item::Section:
        return {0, m_looks.headerHeight() + m_looks.scaled(4)};
    case Item::Find:
        return {0, m_looks.controlHeight() + m_looks.scaled(6)};
    default:
        return {0, m_looks.rowHeight()};
    }
}

QRect FacetDelegate::boxRect(const QRect &row, const QModelIndex &index) const
{
    const int side = m_looks.scaled(14);
    const int left = m_looks.scaled(sectionOf(index) == FacetSection::Kind ? 18 : 8);
    return {row.left() + left, row.top() + (row.height() - side) / 2, side, side};
}

int FacetDelegate::countWidth(const QModelIndex &index) const
{
    const QVariant count = index.data(FacetModel::CountRole);
    return count.isValid() ? QFontMetrics(m_looks.figuresFont()).horizontalAdvance(shownCount(count.toUInt()))
                           : 0;
}

QRect FacetDelegate::excludeRect(const QRect &row, const QModelIndex &index) const
{
    const int side = m_looks.scaled(18);
    const int right = row.right() - m_looks.scaled(8) - countWidth(index) - m_looks.scaled(6);
    return {right - side, row.top() + (row.height() - side) / 2, side, side};
}

FacetDelegate::Part FacetDelegate::partAt(const QPoint &pos, const QRect &row, const QModelIndex &index) const
{
    const Item item = itemOf(index);
    if (item == Item::Section)
        return Part::Fold;
    if (item != Item::Value && item != Item::Group)
        return Part::Row;
    // Hit areas are at least 20 x 20, also where the drawing is smaller.
    if (excludeRect(row, index).adjusted(-1, -2, 1, 2).contains(pos))
        return Part::Exclude;
    if (item == Item::Group)
        return pos.x() < row.left() + m_looks.scaled(22) ? Part::Fold : Part::Row;
    return boxRect(row, index).adjusted(-4, -4, 4, 4).contains(pos) ? Part::Box : Part::Row;
}

void FacetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    const Item item = itemOf(index);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    if (isHovered && (item == Item::Value || item == Item::Group))
        painter->fillRect(option.rect, m_looks.colors().hover);
    switch (item) {
    case Item::Section:
        paintSection(painter, option, index);
        break;
    case Item::Group:
        paintGroup(painter, option, index);
        break;
    case Item::Value:
        paintValue(painter, option, index);
        break;
    case Item::More:
    case Item::None:
        paintNote(painter, option, index);
        break;
    case Item::Find:
        break;
    }
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(m_looks.colors().focusRing);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

void FacetDelegate::paintIcon(QPainter *painter, const QString &name, const QColor &color,
                              const QRect &box) const
{
    painter->drawPixmap(box.topLeft(),
                        m_looks.pixmap(name, color, box.width(), painter->device()->devicePixelRatioF()));
}

void FacetDelegate::paintChevron(QPainter *painter, const QStyleOptionViewItem &option) const
{
    const bool isOpen = option.state.testFlag(QStyle::State_Open);
    const int side = m_looks.scaled(12);
    const QRect box(option.rect.left() + m_looks.scaled(5),
                    option.rect.top() + (option.rect.height() - side) / 2, side, side);
    paintIcon(painter, isOpen ? QStringLiteral("down") : QStringLiteral("right"), m_looks.colors().secondText,
              box);
}

void FacetDelegate::paintSection(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    paintChevron(painter, option);
    const FacetSection section = sectionOf(index);
    const QRect area = option.rect.adjusted(m_looks.scaled(21), 0, -m_looks.scaled(8), 0);
    painter->setFont(m_looks.headingFont());
    painter->setPen(option.palette.color(QPalette::Text));
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft, sectionTitle(section));
    const QModelIndex first = index.model()->index(0, 0, index);
    const bool saysItself =
        section == FacetSection::Severity || (first.isValid() && itemOf(first) == Item::Find);
    const quint32 total = index.data(FacetModel::TotalRole).toUInt();
    if (saysItself || total == 0)
        return;
    painter->setFont(m_looks.bodyFont());
    painter->setPen(m_looks.colors().secondText);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, sectionCount(section, total));
}

void FacetDelegate::paintGroup(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    if (index.model()->rowCount(index) > 0)
        paintChevron(painter, option);
    const auto category = static_cast<Category>(index.data(FacetModel::CategoryRole).toInt());
    const int side = m_looks.scaled(14);
    const QRect icon(option.rect.left() + m_looks.scaled(22),
                     option.rect.top() + (option.rect.height() - side) / 2, side, side);
    paintIcon(painter, Looks::categoryIconName(category), m_looks.categoryColor(category), icon);
    const int end = paintCount(painter, option, index);
    QRect area = option.rect;
    area.setLeft(icon.right() + m_looks.scaled(6));
    area.setRight(end);
    paintLabel(painter, area, option, index);
}

void FacetDelegate::paintValue(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const QRect box = boxRect(option.rect, index);
    paintBox(painter, box, option, stateOf(index));
    int left = box.right() + m_looks.scaled(4);
    const int side = m_looks.scaled(12);
    const QRect icon(left + m_looks.scaled(2), option.rect.top() + (option.rect.height() - side) / 2, side,
                     side);
    const FacetSection section = sectionOf(index);
    if (section == FacetSection::Severity) {
        const auto severity = static_cast<Severity>(index.data(FacetModel::SeverityRole).toInt());
        paintIcon(painter, Looks::severityIconName(severity), m_looks.severityMark(severity), icon);
        left = icon.right() + m_looks.scaled(4);
    } else if (section == FacetSection::Run) {
        const auto state = static_cast<RunState>(index.data(FacetModel::RunStateRole).toInt());
        if (state == RunState::Running) {
            paintIcon(painter, QStringLiteral("running"), m_looks.categoryColor(Category::Flow), icon);
        } else {
            const Severity severity = state == RunState::Completed  ? Severity::Ok
                                      : state == RunState::Failed   ? Severity::Error
                                      : state == RunState::Canceled ? Severity::Warning
                                                                    : Severity::Info;
            paintIcon(painter, Looks::severityIconName(severity), m_looks.severityMark(severity), icon);
        }
        left = icon.right() + m_looks.scaled(4);
    }
    QRect area = option.rect.adjusted(0, 0, -m_looks.scaled(6), 0);
    area.setLeft(left);
    paintBar(painter, area, index);
    const int end = paintCount(painter, option, index);
    area.setRight(end);
    paintLabel(painter, area.adjusted(m_looks.scaled(2), 0, 0, 0), option, index);
}

void FacetDelegate::paintBar(QPainter *painter, const QRect &area, const QModelIndex &index) const
{
    const QVariant share = index.data(FacetModel::ShareRole);
    if (index.data(FacetModel::CountRole).toUInt() == 0)
        return;
    const int inset = (m_looks.rowHeight() - m_looks.scaled(18)) / 2;
    const int width = std::max(1, qRound(area.width() * share.toDouble()));
    const QVariant severity = index.data(FacetModel::SeverityRole);
    const bool isFailing = severity.isValid() && severity.toInt() == int(Severity::Error);
    const QRect bar(area.left(), area.top() + inset, width, area.height() - 2 * inset);
    painter->fillRect(bar, isFailing ? m_looks.colors().facetBarFailing : m_looks.colors().facetBar);
}

void FacetDelegate::paintBox(QPainter *painter, const QRect &box, const QStyleOptionViewItem &option,
                             Filter::ValueState state) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF outline = QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5);
    const QPalette &palette = option.palette;
    if (state == Filter::ValueState::Included) {
        painter->setPen(palette.color(QPalette::Active, QPalette::Highlight));
        painter->setBrush(palette.color(QPalette::Active, QPalette::Highlight));
        painter->drawRoundedRect(outline, 2, 2);
        const int side = box.width() - 4;
        paintIcon(painter, QStringLiteral("sev-ok"),
                  palette.color(QPalette::Active, QPalette::HighlightedText),
                  {box.left() + 2, box.top() + 2, side, side});
    } else {
        const bool isExcluded = state == Filter::ValueState::Excluded;
        const QColor color =
            isExcluded ? m_looks.severityMark(Severity::Error) : m_looks.colors().controlOutline;
        painter->setPen(color);
        painter->setBrush(palette.color(QPalette::Base));
        painter->drawRoundedRect(outline, 2, 2);
        if (isExcluded) {
            const int inset = box.width() / 4;
            painter->fillRect(QRect(box.left() + inset, box.center().y(), box.width() - 2 * inset, 2), color);
        }
    }
    painter->restore();
}

int FacetDelegate::paintCount(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const QVariant count = index.data(FacetModel::CountRole);
    const int right = option.rect.right() - m_looks.scaled(8);
    const int left = right - countWidth(index);
    const bool isQuiet =
        itemOf(index) == Item::Group || stateOf(index) == Filter::ValueState::Excluded || count.toUInt() == 0;
    if (count.isValid()) {
        painter->setFont(m_looks.figuresFont());
        painter->setPen(isQuiet ? m_looks.colors().secondText : option.palette.color(QPalette::Text));
        painter->drawText(left + 1, baselineIn(option.rect, m_looks.bodyFont()), shownCount(count.toUInt()));
    }
    const bool isPointed = option.state.testFlag(QStyle::State_MouseOver);
    if (!isPointed)
        return left - m_looks.scaled(6);
    const QRect button = excludeRect(option.rect, index);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(m_looks.colors().separator);
    painter->setBrush(option.palette.color(QPalette::Button));
    painter->drawRoundedRect(QRectF(button).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    painter->restore();
    const int inset = m_looks.scaled(3);
    paintIcon(painter, QStringLiteral("exclude"), option.palette.color(QPalette::ButtonText),
              button.adjusted(inset, inset, -inset, -inset));
    return button.left() - m_looks.scaled(4);
}

void FacetDelegate::paintLabel(QPainter *painter, QRect area, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const FacetSection section = sectionOf(index);
    const bool isExcluded = stateOf(index) == Filter::ValueState::Excluded;
    const bool isZero =
        index.data(FacetModel::CountRole).isValid() && index.data(FacetModel::CountRole).toUInt() == 0;
    const QColor second = m_looks.colors().secondText;
    const int baseline = baselineIn(option.rect, m_looks.bodyFont());
    const bool isRun = section == FacetSection::Run && itemOf(index) == Item::Value;
    QFont font = isRun ? m_looks.figuresFont() : m_looks.bodyFont();
    font.setStrikeOut(isExcluded);
    painter->setFont(font);
    painter->setPen(isExcluded || isZero ? second : option.palette.color(QPalette::Text));
    const QFontMetrics metrics(font);
    const QString whole = isRun ? m_runIds.shown(index.data(FacetModel::ValueRole).toString().toStdString())
                                : shown(index, Qt::DisplayRole);
    const QString label = metrics.elidedText(whole, Qt::ElideMiddle, std::max(0, area.width()));
    painter->drawText(area.left(), baseline, label);
    if (!isRun)
        return;
    area.setLeft(area.left() + metrics.horizontalAdvance(label) + m_looks.scaled(6));
    painter->setFont(m_looks.bodyFont());
    painter->setPen(second);
    painter->drawText(
        area.left(), baseline,
        QFontMetrics(m_looks.bodyFont())
            .elidedText(shown(index, FacetModel::FlowRole), Qt::ElideRight, std::max(0, area.width())));
}

void FacetDelegate::paintNote(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const FacetSection section = sectionOf(index);
    const QModelIndex first = index.siblingAtRow(0);
    const bool isFinding = itemOf(first) == Item::Find;
    const QString words =
        itemOf(index) == Item::None
            ? nothingHere(section, isFinding)
            : tr("%1 more, find narrows them").arg(shownCount(index.data(FacetModel::TotalRole).toUInt()));
    painter->setFont(m_looks.bodyFont());
    painter->setPen(m_looks.colors().secondText);
    painter->drawText(option.rect.adjusted(m_looks.scaled(8), 0, -m_looks.scaled(8), 0),
                      Qt::AlignVCenter | Qt::AlignLeft, words);
}

} // namespace mobwatch::ui
