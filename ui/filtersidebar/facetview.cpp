// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filtersidebar/facetview.h"

#include "ui/filtersidebar/facetdelegate.h"
#include "ui/filtersidebar/facetwords.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
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

bool isValue(const QModelIndex &index)
{
    return index.isValid() && (itemOf(index) == Item::Value || itemOf(index) == Item::Group);
}

} // namespace

FacetView::FacetView(const Looks &looks, QWidget *parent)
    : QTreeView(parent)
    , m_looks(looks)
    , m_delegate(new FacetDelegate(looks, this))
{
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(0);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setExpandsOnDoubleClick(false);
    setAccessibleName(tr("Filters"));
}

void FacetView::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_delegate->setLooks(looks);
    for (const auto &[section, box] : m_findBoxes) {
        if (box && !box->actions().isEmpty())
            box->actions().constFirst()->setIcon(m_looks.icon(QStringLiteral("search")));
    }
    scheduleDelayedItemsLayout();
    viewport()->update();
}

FacetModel *FacetView::facets() const
{
    return qobject_cast<FacetModel *>(model());
}

void FacetView::setStore(const EventStore *store)
{
    m_delegate->setStore(store);
}

void FacetView::setFacetModel(FacetModel *facetModel)
{
    m_findBoxes.clear();
    setModel(facetModel);
    if (!facetModel)
        return;
    facetModel->setDescriber(&facetInWords);
    connect(facetModel, &QAbstractItemModel::rowsInserted, this, &FacetView::onRowsInserted);
    connect(facetModel, &QAbstractItemModel::dataChanged, this, &FacetView::refreshHints);
    onReset();
}

void FacetView::onReset()
{
    for (int row = 0; row < model()->rowCount(); ++row) {
        const QModelIndex section = model()->index(row, 0);
        unfoldNew(section);
        for (int child = 0; child < model()->rowCount(section); ++child)
            unfoldNew(model()->index(child, 0, section));
    }
}

void FacetView::unfoldNew(const QModelIndex &index)
{
    const Item item = itemOf(index);
    if (item == Item::Find) {
        addFindBox(index);
    } else if (item == Item::Section) {
        expand(index);
    } else if (item == Item::Group) {
        // Steps are what people look for; the other categories show their sum until they are opened.
        if (index.data(FacetModel::CategoryRole).toInt() == int(Category::Step))
            expand(index);
    }
}

void FacetView::onRowsInserted(const QModelIndex &parent, int first, int last)
{
    for (int row = first; row <= last; ++row)
        unfoldNew(model()->index(row, 0, parent));
}

void FacetView::addFindBox(const QModelIndex &index)
{
    auto *place = new QWidget;
    auto *layout = new QHBoxLayout(place);
    layout->setContentsMargins(m_looks.scaled(8), m_looks.scaled(1), m_looks.scaled(8), m_looks.scaled(5));
    auto *box = new QLineEdit(place);
    layout->addWidget(box);
    box->addAction(m_looks.icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    box->setClearButtonEnabled(true);
    const FacetSection section = sectionOf(index);
    box->setText(facets()->find(section));
    box->installEventFilter(this);
    m_findBoxes[section] = box;
    connect(box, &QLineEdit::textChanged, this,
            [this, section](const QString &text) { facets()->setFind(section, text); });
    setIndexWidget(index, place);
    refreshHints();
}

void FacetView::refreshHints()
{
    for (const auto &[section, box] : m_findBoxes) {
        if (!box)
            continue;
        const QModelIndex index = facets()->index(0, 0, facets()->sectionIndex(section));
        const QString hint = findHint(section, index.data(FacetModel::TotalRole).toUInt());
        if (box->placeholderText() == hint)
            continue;
        box->setPlaceholderText(hint);
        box->setAccessibleName(hint);
        box->setToolTip(tr("Enter takes everything found"));
    }
}

QLineEdit *FacetView::findBox(FacetSection section) const
{
    const auto found = m_findBoxes.find(section);
    return found == m_findBoxes.end() ? nullptr : found->second.data();
}

QModelIndex FacetView::indexOf(FacetSection section, const QString &value) const
{
    if (!facets())
        return {};
    const QModelIndexList hits =
        facets()->match(facets()->index(0, 0, facets()->sectionIndex(section)), FacetModel::ValueRole, value,
                        1, Qt::MatchExactly | Qt::MatchCaseSensitive | Qt::MatchRecursive);
    return hits.value(0);
}

void FacetView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (event->button() != Qt::LeftButton || !index.isValid())
        return;
    if (index.flags().testFlag(Qt::ItemIsEnabled))
        setCurrentIndex(index);
    const FacetDelegate::Part part = m_delegate->partAt(event->pos(), visualRect(index), index);
    if (part == FacetDelegate::Part::Fold)
        setExpanded(index, !isExpanded(index));
    else if (!isValue(index))
        return;
    else if (part == FacetDelegate::Part::Exclude || event->modifiers().testFlag(Qt::AltModifier))
        Q_EMIT gestureMade(index, Gesture::Exclude);
    else if (part == FacetDelegate::Part::Box)
        Q_EMIT gestureMade(index, Gesture::Toggle);
    else
        Q_EMIT gestureMade(index,
                           event->modifiers().testFlag(Qt::ControlModifier) ? Gesture::Add : Gesture::Only);
}

// The press said it all; QTreeView would select, fold or drag.
void FacetView::mouseReleaseEvent(QMouseEvent *) {}

void FacetView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->pos());
    if (index.isValid() &&
        m_delegate->partAt(event->pos(), visualRect(index), index) != FacetDelegate::Part::Row)
        mousePressEvent(event); // two quick clicks on a box or a fold are two clicks
}

void FacetView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex index = currentIndex();
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    const int key = event->key();
    if (modifiers == Qt::NoModifier && index.isValid()) {
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
            if (isValue(index))
                Q_EMIT gestureMade(index, key == Qt::Key_Space ? Gesture::Toggle : Gesture::Only);
            else if (itemOf(index) == Item::Section)
                setExpanded(index, !isExpanded(index));
            return;
        }
        if (key == Qt::Key_Delete) {
            if (isValue(index))
                Q_EMIT gestureMade(index, Gesture::Exclude);
            return;
        }
        if (!event->text().isEmpty() && event->text().at(0).isPrint() && typeIntoFind(event->text()))
            return;
    }
    QTreeView::keyPressEvent(event);
}

bool FacetView::typeIntoFind(const QString &text)
{
    QLineEdit *box = findBox(sectionOf(currentIndex()));
    if (!box)
        return false; // QTreeView finds by the first letters
    box->setFocus(Qt::OtherFocusReason);
    box->insert(text);
    return true;
}

void FacetView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTreeView::currentChanged(current, previous);
    if (current.isValid() && itemOf(current) == Item::Find && hasFocus()) {
        if (QLineEdit *box = findBox(sectionOf(current)))
            box->setFocus(Qt::OtherFocusReason);
    }
}

void FacetView::leaveFind(FacetSection section, int step)
{
    const QModelIndex find = facets()->index(0, 0, facets()->sectionIndex(section));
    const QModelIndex next = step < 0 ? indexAbove(find) : indexBelow(find);
    setFocus(Qt::OtherFocusReason);
    if (next.isValid() && next.flags().testFlag(Qt::ItemIsEnabled))
        setCurrentIndex(next);
}

bool FacetView::eventFilter(QObject *watched, QEvent *event)
{
    const auto found = std::find_if(m_findBoxes.begin(), m_findBoxes.end(),
                                    [watched](const auto &box) { return box.second == watched; });
    if (found == m_findBoxes.end() || event->type() != QEvent::KeyPress)
        return QTreeView::eventFilter(watched, event);
    const FacetSection section = found->first;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!found->second->text().isEmpty())
            Q_EMIT foundTaken(section);
        return true;
    case Qt::Key_Escape:
        found->second->clear();
        leaveFind(section, 1);
        return true;
    case Qt::Key_Down:
        leaveFind(section, 1);
        return true;
    case Qt::Key_Up:
        leaveFind(section, -1);
        return true;
    default:
        return false;
    }
}

bool FacetView::viewportEvent(QEvent *event)
{
    if (facets() && event->type() == QEvent::Enter)
        facets()->setOrderHeld(true);
    else if (facets() && (event->type() == QEvent::Leave || event->type() == QEvent::Hide))
        facets()->setOrderHeld(false);
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        QString text = index.isValid() ? facetToolTip(index) : QString();
        if (index.isValid() &&
            m_delegate->partAt(help->pos(), visualRect(index), index) == FacetDelegate::Part::Exclude)
            text = tr("Hide this (Delete)");
        // Values come from events: never let the tooltip take them for rich text.
        const QString plain = text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>"));
        QToolTip::showText(help->globalPos(), text.isEmpty() ? QString() : QStringLiteral("<qt>") + plain,
                           this);
        return true;
    }
    return QTreeView::viewportEvent(event);
}

} // namespace mobwatch::ui
