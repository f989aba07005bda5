// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/payloadtreeview.h"

#include "ui/widgets/eventwords.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace mobwatch::ui {

namespace {

using Type = PayloadTreeModel::Type;

Type typeOf(const QModelIndex &index)
{
    return static_cast<Type>(index.data(PayloadTreeModel::TypeRole).toInt());
}

QModelIndex valueOf(const QModelIndex &index)
{
    return index.siblingAtColumn(PayloadTreeModel::ValueColumn);
}

bool holds(const QModelIndex &key, const QString &text, Qt::CaseSensitivity sensitivity)
{
    if (!key.data(PayloadTreeModel::IsElementRole).toBool() &&
        key.data().toString().contains(text, sensitivity))
        return true;
    // What unfolds is looked through by its own rows.
    if (key.data(PayloadTreeModel::ChildCountRole).toInt() >= 0)
        return false;
    return key.data(PayloadTreeModel::TextRole).toString().contains(text, sensitivity);
}

} // namespace

PayloadDelegate::PayloadDelegate(const Looks &looks, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_looks(looks)
{
}

QSize PayloadDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text =
        index.column() == PayloadTreeModel::KeyColumn ? keyWords(index, option.palette).text : QString();
    return {QFontMetrics(m_looks.figuresFont()).horizontalAdvance(text) + m_looks.scaled(12),
            m_looks.treeRowHeight()};
}

PayloadDelegate::Words PayloadDelegate::keyWords(const QModelIndex &index, const QPalette &) const
{
    const QString key = shownText(index.data().toString().toStdString());
    if (index.data(PayloadTreeModel::IsElementRole).toBool())
        return {QLatin1Char('[') + key + QLatin1Char(']'), m_looks.colors().secondText};
    return {key, m_looks.colors().link};
}

PayloadDelegate::Words PayloadDelegate::valueWords(const QModelIndex &index, const QPalette &palette) const
{
    const int members = index.data(PayloadTreeModel::ChildCountRole).toInt();
    const QColor second = m_looks.colors().secondText;
    const Type type = typeOf(index);
    if (type == Type::Object)
        return {QStringLiteral("{%1}").arg(members), second};
    if (type == Type::Array)
        return {QStringLiteral("[%1]").arg(members), second};
    if (type == Type::String) {
        const QString text = shownText(index.data().toString().toStdString());
        const QString quoted =
            QLatin1Char('"') + (text == QStringLiteral("\"\"") ? QString() : text) + QLatin1Char('"');
        if (members >= 0)
            return {tr("text {%1}  %2").arg(members).arg(quoted), second};
        return {quoted, m_looks.colors().syntaxString};
    }
    if (type == Type::Number)
        return {index.data().toString(), m_looks.colors().syntaxNumber};
    return {index.data().toString(), palette.color(QPalette::Text), true};
}

void PayloadDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    painter->save();
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    Words words = index.column() == PayloadTreeModel::KeyColumn ? keyWords(index, option.palette)
                                                                : valueWords(index, option.palette);
    const auto group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    if (isSelected) {
        painter->fillRect(option.rect, option.palette.color(group, QPalette::Highlight));
        words.color = option.palette.color(group, QPalette::HighlightedText);
    }
    QFont font = m_looks.figuresFont();
    font.setBold(words.isBold);
    painter->setFont(font);
    painter->setPen(words.color);
    const QRect area = option.rect.adjusted(m_looks.scaled(2), 0, -m_looks.scaled(4), 0);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      QFontMetrics(font).elidedText(words.text, Qt::ElideRight, area.width()));
    painter->restore();
}

PayloadTreeView::PayloadTreeView(const Looks &looks, PayloadTreeModel *model, QWidget *parent)
    : QTreeView(parent)
    , m_looks(looks)
    , m_delegate(new PayloadDelegate(looks, this))
{
    setModel(model);
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    setUniformRowHeights(true);
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setExpandsOnDoubleClick(true);
    setAccessibleName(tr("Payload"));
    header()->setStretchLastSection(true);
    connect(this, &QTreeView::expanded, this, &PayloadTreeView::fitColumns);
    connect(this, &QTreeView::collapsed, this, &PayloadTreeView::fitColumns);
    connect(this, &QTreeView::doubleClicked, this, &PayloadTreeView::openCurrent);
    connect(model, &QAbstractItemModel::modelReset, this, &PayloadTreeView::fitColumns);
    setLooks(looks);
}

void PayloadTreeView::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_delegate->setLooks(looks);
    setIndentation(m_looks.scaled(14));
    header()->setMinimumSectionSize(m_looks.scaled(100));
    fitColumns();
    scheduleDelayedItemsLayout();
}

void PayloadTreeView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

void PayloadTreeView::fitColumns()
{
    // Deep keys get the room that they need, and a scroll bar where the pane has not enough.
    const int wanted = sizeHintForColumn(PayloadTreeModel::KeyColumn);
    header()->resizeSection(PayloadTreeModel::KeyColumn, std::max(m_looks.scaled(152), wanted));
}

void PayloadTreeView::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (!model()->hasChildren(index))
        return;
    const int side = m_looks.scaled(12);
    const int left = rect.right() - indentation() + (indentation() - side) / 2 + 1;
    const QString name = isExpanded(index) ? QStringLiteral("down") : QStringLiteral("right");
    const bool isSelected = selectionModel()->isSelected(index);
    const QColor color =
        isSelected ? palette().color(QPalette::HighlightedText) : m_looks.colors().secondText;
    painter->drawPixmap(left, rect.top() + (rect.height() - side) / 2,
                        m_looks.pixmap(name, color, side, devicePixelRatioF()));
}

void PayloadTreeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyValueRequested();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        openCurrent(currentIndex());
        return;
    }
    QTreeView::keyPressEvent(event);
}

void PayloadTreeView::openCurrent(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    if (typeOf(index) == Type::String)
        Q_EMIT textOpened(index.data(PayloadTreeModel::PathRole).toString(),
                          index.data(PayloadTreeModel::TextRole).toString());
    else if (!state())
        setExpanded(index.siblingAtColumn(0), !isExpanded(index.siblingAtColumn(0)));
}

void PayloadTreeView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    QMenu menu(this);
    if (index.isValid()) {
        setCurrentIndex(index);
        menu.addAction(tr("Copy &path"), this, &PayloadTreeView::copyPathRequested);
        menu.addAction(tr("Copy &value"), this, &PayloadTreeView::copyValueRequested);
    }
    menu.addAction(tr("Copy &all"), this, &PayloadTreeView::copyAllRequested);
    menu.exec(byKey ? viewport()->mapToGlobal(visualRect(index).bottomLeft()) : event->globalPos());
}

bool PayloadTreeView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        constexpr int longest = 600;
        const QString whole = index.isValid() && index.data(PayloadTreeModel::ChildCountRole).toInt() < 0
                                  ? valueOf(index).data().toString()
                                  : QString();
        const QString text = whole.size() > longest ? whole.left(longest) + QChar(0x2026) : whole;
        QToolTip::showText(help->globalPos(),
                           text.isEmpty() ? QString() : QStringLiteral("<qt>") + text.toHtmlEscaped(), this);
        return true;
    }
    return QTreeView::viewportEvent(event);
}

QModelIndex PayloadTreeView::nextInDepth(const QModelIndex &index) const
{
    if (model()->rowCount(index) > 0)
        return model()->index(0, 0, index);
    for (QModelIndex at = index; at.isValid(); at = at.parent()) {
        const QModelIndex below = at.siblingAtRow(at.row() + 1);
        if (below.isValid())
            return below;
    }
    return {};
}

QModelIndex PayloadTreeView::previousInDepth(const QModelIndex &index) const
{
    const auto deepest = [this](QModelIndex at) {
        while (const int rows = model()->rowCount(at))
            at = model()->index(rows - 1, 0, at);
        return at;
    };
    if (!index.isValid())
        return deepest({});
    return index.row() > 0 ? deepest(index.siblingAtRow(index.row() - 1)) : index.parent();
}

bool PayloadTreeView::findNext(const QString &text, bool backwards)
{
    if (text.isEmpty() || model()->rowCount() == 0)
        return false;
    const Qt::CaseSensitivity sensitivity = text == text.toLower() ? Qt::CaseInsensitive : Qt::CaseSensitive;
    const QModelIndex start = currentIndex().siblingAtColumn(0);
    QModelIndex at = start;
    int wraps = 0;
    for (int visited = 0; visited < searchLimit; ++visited) {
        at = backwards ? previousInDepth(at) : nextInDepth(at);
        if (!at.isValid() && ++wraps > 1)
            return false;
        if (at.isValid() && holds(at, text, sensitivity)) {
            setCurrentIndex(at);
            scrollTo(at);
            return true;
        }
        if (at.isValid() && at == start)
            return false;
    }
    return false;
}

} // namespace mobwatch::ui
