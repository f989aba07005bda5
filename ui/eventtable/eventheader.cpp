// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/eventheader.h"

#include "ui/eventtable/eventtabledelegate.h"

#include <QAbstractTableModel>
#include <QContextMenuEvent>
#include <QDataStream>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QScopedValueRollback>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr quint32 columnsVersion = 2;
constexpr int leastInfo = 120;
constexpr int enoughInfo = 160; ///< Info keeps so much when names take more than their usual width
constexpr int widestName = 280;

struct ColumnDefault
{
    int width;
    bool shown;
};
/// In the order of EventTableModel::Column; widths at 13 px body.
constexpr std::array<ColumnDefault, EventTableModel::ColumnCount> columnDefaults{{{24, true},
                                                                                  {78, true},
                                                                                  {100, true},
                                                                                  {186, true},
                                                                                  {92, false},
                                                                                  {70, true},
                                                                                  {62, true},
                                                                                  {92, true},
                                                                                  {120, true},
                                                                                  {76, false},
                                                                                  {56, false},
                                                                                  {140, false}}};

/// Figures that are cut say something wrong.
constexpr EventTableModel::Column wholeColumns[] = {EventTableModel::CursorColumn,
                                                    EventTableModel::TimeColumn, EventTableModel::RunColumn};
constexpr EventTableModel::Column nameColumns[] = {EventTableModel::KindColumn, EventTableModel::StepColumn,
                                                   EventTableModel::AgentColumn, EventTableModel::MobColumn};

/// Titles only: the rows of the events are none of the header's business, so their resets do not touch it.
class ColumnTitles final : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;
    int rowCount(const QModelIndex & = {}) const override { return 0; }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : EventTableModel::ColumnCount;
    }
    QVariant data(const QModelIndex &, int) const override { return {}; }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal)
            return {};
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return EventHeader::columnTitle(section);
        if (role == Qt::ToolTipRole && section == EventTableModel::MarkColumn)
            return EventHeader::tr("Severity");
        return {};
    }
};

/// Goes on with the header above the vertical scroll bar.
class HeaderCorner final : public QWidget
{
public:
    explicit HeaderCorner(const EventHeader &header, QWidget *parent)
        : QWidget(parent)
        , m_header(header)
    {
    }
    QSize sizeHint() const override { return QSize(1, m_header.sizeHint().height()); }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), palette().color(QPalette::Window));
        painter.fillRect(0, height() - 1, width(), 1, m_header.lineColor());
    }

private:
    const EventHeader &m_header;
};

} // namespace

QWidget *EventHeader::makeCorner(QWidget *parent) const
{
    auto *corner = new HeaderCorner(*this, parent);
    corner->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return corner;
}

QColor EventHeader::lineColor() const
{
    return m_looks.colors().separator;
}

EventHeader::EventHeader(const Looks &looks, QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
    , m_looks(looks)
{
    setModel(new ColumnTitles(this));
    setSectionsMovable(true);
    setSectionsClickable(true);
    setHighlightSections(false);
    setSortIndicatorShown(true);
    setSortIndicator(EventTableModel::CursorColumn, Qt::AscendingOrder);
    setMinimumSectionSize(looks.scaled(24));
    setSectionResizeMode(EventTableModel::MarkColumn, Fixed);
    resetColumns();
    connect(this, &QHeaderView::sectionResized, this, [this](int column) {
        if (!m_filling) {
            m_userSized.set(static_cast<std::size_t>(column));
            fit();
        }
        Q_EMIT columnsChanged();
    });
    connect(this, &QHeaderView::sectionHandleDoubleClicked, this, [this](int column) {
        if (const int width = m_contentWidths[static_cast<std::size_t>(column)]; width > 0)
            resizeSection(column, width);
    });
    connect(this, &QHeaderView::sectionMoved, this, &EventHeader::columnsChanged);
}

void EventHeader::setLooks(const Looks &looks)
{
    const int before = m_looks.scaled(100);
    m_looks = looks;
    setFont(looks.bodyFont());
    if (looks.scaled(100) != before) {
        const QScopedValueRollback filling(m_filling, true);
        m_contentWidths.fill(0); // of the old font
        for (int column = 0; column < count(); ++column)
            resizeSection(column, sectionSize(column) * looks.scaled(100) / before);
    }
    fit();
    updateGeometry();
    viewport()->update();
}

QString EventHeader::columnTitle(int column)
{
    switch (column) {
    case EventTableModel::CursorColumn:
        return tr("Cursor");
    case EventTableModel::TimeColumn:
        return tr("Time");
    case EventTableModel::KindColumn:
        return tr("Kind");
    case EventTableModel::MobColumn:
        return tr("Mob");
    case EventTableModel::RunColumn:
        return tr("Run");
    case EventTableModel::StepColumn:
        return tr("Step");
    case EventTableModel::AgentColumn:
        return tr("Agent");
    case EventTableModel::InfoColumn:
        return tr("Info");
    case EventTableModel::DeltaColumn:
        return tr("Delta");
    case EventTableModel::EpochColumn:
        return tr("Epoch");
    case EventTableModel::LabelsColumn:
        return tr("Labels");
    default:
        return {};
    }
}

void EventHeader::resetColumns()
{
    for (int column = 0; column < EventTableModel::ColumnCount; ++column) {
        moveSection(visualIndex(column), column);
        setSectionHidden(column, !columnDefaults[static_cast<std::size_t>(column)].shown);
    }
    m_userSized.reset();
    m_userDecidedMob = false;
    fit();
    Q_EMIT columnsChanged();
}

void EventHeader::fillWidth(int width)
{
    m_fillWidth = width;
    fit();
}

void EventHeader::setContentWidth(int column, int width)
{
    int &known = m_contentWidths[static_cast<std::size_t>(column)];
    if (width == known)
        return;
    known = width;
    fit();
}

bool EventHeader::isShown(int column, bool withMob) const
{
    return column == EventTableModel::MobColumn ? withMob : !isSectionHidden(column);
}

EventHeader::Widths EventHeader::fittedWidths(bool withMob) const
{
    Widths widths{};
    for (std::size_t column = 0; column < widths.size(); ++column)
        widths[column] = m_userSized.test(column) ? sectionSize(static_cast<int>(column))
                                                  : m_looks.scaled(columnDefaults[column].width);
    for (const std::size_t column : wholeColumns)
        if (!m_userSized.test(column))
            widths[column] = qMax(widths[column], m_contentWidths[column]);
    int room = m_fillWidth - widthOfShown(widths, withMob) - m_looks.scaled(enoughInfo);
    for (const std::size_t column : nameColumns) {
        if (m_userSized.test(column) || !isShown(static_cast<int>(column), withMob))
            continue;
        const int wanted = qMin(m_contentWidths[column], m_looks.scaled(widestName));
        const int more = qMin(wanted - widths[column], room);
        if (more <= 0)
            continue;
        widths[column] += more;
        room -= more;
    }
    return widths;
}

int EventHeader::widthOfShown(const Widths &widths, bool withMob) const
{
    int sum = 0;
    for (int column = 0; column < EventTableModel::ColumnCount; ++column)
        if (column != EventTableModel::InfoColumn && isShown(column, withMob))
            sum += widths[static_cast<std::size_t>(column)];
    return sum;
}

void EventHeader::fit()
{
    const QScopedValueRollback filling(m_filling, true);
    bool withMob = !isSectionHidden(EventTableModel::MobColumn);
    if (!m_userDecidedMob) {
        // With several mobs their column is worth its place, unless it would push Info off the screen.
        const int needed = widthOfShown(fittedWidths(true), true) + m_looks.scaled(leastInfo);
        withMob = m_severalMobs && (m_fillWidth <= 0 || needed <= m_fillWidth);
        setSectionHidden(EventTableModel::MobColumn, !withMob);
    }
    const Widths widths = fittedWidths(withMob);
    for (int column = 0; column < EventTableModel::ColumnCount; ++column)
        if (column != EventTableModel::InfoColumn)
            resizeSection(column, widths[static_cast<std::size_t>(column)]);
    if (m_fillWidth > 0)
        resizeSection(EventTableModel::InfoColumn,
                      qMax(m_looks.scaled(leastInfo), m_fillWidth - widthOfShown(widths, withMob)));
}

void EventHeader::setColumnShown(int column, bool shown)
{
    if (column == EventTableModel::MobColumn)
        m_userDecidedMob = true;
    setSectionHidden(column, !shown);
    fit();
    Q_EMIT columnsChanged();
}

void EventHeader::setSeveralMobs(bool several)
{
    if (several == m_severalMobs)
        return;
    m_severalMobs = several;
    fit();
    Q_EMIT columnsChanged();
}

QByteArray EventHeader::saveColumns() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    out << columnsVersion << m_userDecidedMob << quint32(m_userSized.to_ulong()) << QHeaderView::saveState();
    return bytes;
}

bool EventHeader::restoreColumns(const QByteArray &columns)
{
    QDataStream in(columns);
    in.setVersion(QDataStream::Qt_6_4);
    quint32 version = 0;
    bool decidedMob = false;
    quint32 userSized = 0;
    QByteArray state;
    in >> version >> decidedMob >> userSized >> state;
    const QScopedValueRollback filling(m_filling, true);
    if (in.status() != QDataStream::Ok || version != columnsVersion || !QHeaderView::restoreState(state))
        return false;
    m_userDecidedMob = decidedMob;
    m_userSized = userSized;
    fit();
    Q_EMIT columnsChanged();
    return true;
}

QSize EventHeader::sizeHint() const
{
    return QSize(QHeaderView::sizeHint().width(), m_looks.headerHeight());
}

void EventHeader::paintSection(QPainter *painter, const QRect &rect, int logicalIndex) const
{
    const LookColors &colors = m_looks.colors();
    const bool right = columnStyle(logicalIndex).alignment == Qt::AlignRight;
    painter->fillRect(rect, palette().color(QPalette::Window));
    painter->setPen(QPen(colors.separator, 0));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    if (visualIndex(logicalIndex) < count() - 1)
        painter->drawLine(rect.right(), rect.top() + 4, rect.right(), rect.bottom() - 4);

    const int padding = m_looks.scaled(6);
    QRect room = rect.adjusted(padding, 0, -padding, 0);
    const QFontMetrics metrics(m_looks.bodyFont());
    const QString title = columnTitle(logicalIndex);
    const int arrow = logicalIndex == sortIndicatorSection() ? m_looks.scaled(12) : 0;
    const QString shown = metrics.elidedText(title, Qt::ElideRight, room.width() - arrow);
    const int width = metrics.horizontalAdvance(shown);
    const int x = right ? room.right() + 1 - width : room.left() + arrow;
    painter->setFont(m_looks.bodyFont());
    painter->setPen(colors.secondText);
    painter->drawText(QPoint(x, rect.y() + (rect.height() - metrics.height()) / 2 + metrics.ascent()), shown);
    if (arrow == 0)
        return;
    const bool up = sortIndicatorOrder() == Qt::AscendingOrder;
    const qreal middle = shown.isEmpty() ? rect.center().x() : x - arrow / 2.0 - 1;
    const qreal half = arrow / 3.4;
    const qreal y = rect.center().y();
    QPainterPath path;
    path.moveTo(middle - half, y + (up ? half / 2 : -half / 2));
    path.lineTo(middle + half, y + (up ? half / 2 : -half / 2));
    path.lineTo(middle, y + (up ? -half / 2 : half / 2));
    path.closeSubpath();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillPath(path, colors.secondText);
    painter->setRenderHint(QPainter::Antialiasing, false);
}

void EventHeader::addColumnActions(QMenu *menu)
{
    for (int visual = 0; visual < count(); ++visual) {
        const int column = logicalIndex(visual);
        if (column == EventTableModel::MarkColumn)
            continue;
        QAction *action = menu->addAction(columnTitle(column));
        action->setCheckable(true);
        action->setChecked(!isSectionHidden(column));
        connect(action, &QAction::toggled, this,
                [this, column](bool shown) { setColumnShown(column, shown); });
    }
    menu->addSeparator();
    QAction *reset = menu->addAction(tr("Reset columns"));
    connect(reset, &QAction::triggered, this, &EventHeader::resetColumns);
}

void EventHeader::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"columnMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColumnActions(menu);
    menu->popup(event->globalPos());
}

} // namespace mobwatch::ui
