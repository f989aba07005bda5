// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/eventtableview.h"

#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtableaccessible.h"

#include <QDateTime>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int freshMs = 1000;
constexpr int freshPerSecond = 20;
constexpr std::uint32_t mostMeasuredNames = 300;
constexpr int longRunId = 13;

QDate dayOf(TimestampMs time)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(time)).date();
}

} // namespace

EventTableView::EventTableView(EventTableModel &model, InfoCache &infos, const Looks &looks, QWidget *parent)
    : QAbstractItemView(parent)
    , m_model(model)
    , m_infos(infos)
    , m_delegate(new EventTableDelegate(model, infos, looks, this))
    , m_header(new EventHeader(looks, this))
{
    QAccessible::installFactory(EventTableAccessible::make); // again is no harm: Qt keeps it once
    setObjectName(u"eventTable"_s);
    setAccessibleName(tr("Events"));
    setFrameShape(QFrame::NoFrame);
    setItemDelegate(m_delegate);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    addScrollBarWidget(m_header->makeCorner(this), Qt::AlignTop);
    viewport()->setMouseTracking(true);
    m_clock.start();
    m_freshTimer.setSingleShot(true);
    m_secondTimer.setInterval(1000);
    setModel(&model);
    connectModel();
    connectHeader();
    setLooks(looks);
    m_scroll.setRows(model.rowCount());
    m_scroll.toEnd();
}

void EventTableView::connectModel()
{
    connect(&m_model, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_anchor = takeAnchor(); });
    connect(&m_model, &QAbstractItemModel::layoutAboutToBeChanged, this, [this] { m_anchor = takeAnchor(); });
    connect(&m_model, &QAbstractItemModel::layoutChanged, this, [this] {
        m_scroll.setRows(m_model.rowCount());
        restoreAnchor();
        syncScrollBars();
        viewport()->update();
    });
    // Connected after the selection model's own slot, which forgets what was selected.
    connect(&m_model, &QAbstractItemModel::modelReset, this, &EventTableView::takeOverRows);
    connect(&m_infos, &InfoCache::infoReady, this, [this](RowIndex event) {
        if (const int row = m_model.rowOf(event); m_scroll.isVisible(row))
            viewport()->update(0, m_scroll.yOf(row), viewport()->width(), m_scroll.rowHeight());
    });
    connect(&m_freshTimer, &QTimer::timeout, this, [this] { viewport()->update(); });
    connect(&m_secondTimer, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
}

void EventTableView::connectHeader()
{
    connect(m_header, &EventHeader::columnsChanged, this, [this] {
        syncScrollBars();
        viewport()->update();
    });
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, m_header, &QHeaderView::setOffset);
    connect(m_header, &QHeaderView::sortIndicatorChanged, this, [this](int column, Qt::SortOrder order) {
        if (EventTableModel::isSortable(column)) {
            m_model.sort(column, order);
            return;
        }
        // Info is made of words that are read as they are needed: there is nothing to sort by.
        const QSignalBlocker blocker(m_header);
        m_header->setSortIndicator(m_model.sortColumn(), m_model.sortOrder());
    });
}

void EventTableView::setLooks(const Looks &looks)
{
    m_delegate->setLooks(looks);
    m_header->setLooks(looks);
    m_scroll.setRowHeight(looks.rowHeight());
    updateGeometries();
    viewport()->update();
}

// Following

void EventTableView::setFollowState(bool wasFollowing, std::uint64_t hadNewEvents)
{
    if (wasFollowing != m_follow.isFollowing())
        Q_EMIT followingChanged(m_follow.isFollowing());
    if (hadNewEvents != newEvents())
        Q_EMIT newEventsChanged(newEvents());
}

std::uint64_t EventTableView::newEvents() const
{
    return std::min(m_follow.newEvents(), static_cast<std::uint64_t>(m_scroll.rowsBelow()));
}

void EventTableView::setFollowing(bool following)
{
    const bool was = m_follow.isFollowing();
    const std::uint64_t had = newEvents();
    m_follow.setFollowing(following);
    if (following) {
        if (m_model.isAppending())
            m_scroll.toEnd();
        syncScrollBars();
        viewport()->update();
    }
    setFollowState(was, had);
}

void EventTableView::verticalScrollbarValueChanged(int value)
{
    if (m_syncing)
        return;
    const bool was = m_follow.isFollowing();
    const std::uint64_t had = newEvents();
    m_scroll.setValue(value);
    m_follow.userScrolled(m_scroll.isAtEnd());
    setFollowState(was, had);
    viewport()->update();
}

// Rows that come, go or change places

void EventTableView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    const int before = m_scroll.rows();
    const int count = end - start + 1;
    const bool appended = m_model.isAppending() && start == before;
    const std::uint64_t had = newEvents();
    const Anchor selected = takeAnchor();
    if (start <= m_scroll.firstRow())
        m_stripe += count;
    m_scroll.rowsInserted(start, count);
    if (appended && before > 0) {
        m_follow.appended(static_cast<std::uint64_t>(count));
        noteFresh(start, end);
    }
    if (m_follow.isFollowing() && m_model.isAppending())
        m_scroll.toEnd();
    // What the user chose may match only now (payloads are searched in the background).
    if (m_wanted && currentEvent() != m_wanted && m_model.rowOf(*m_wanted) >= 0) {
        restoreSelection();
        m_anchor = {m_wanted, currentEvent() && selected.event ? selected.y : m_anchor.y};
        restoreAnchor();
    }
    updateDateShown();
    if (before == 0)
        measureNames();
    syncScrollBars();
    QAbstractItemView::rowsInserted(parent, start, end);
    viewport()->update();
    setFollowState(m_follow.isFollowing(), had);
    Q_EMIT rowsChanged();
}

void EventTableView::takeOverRows()
{
    const std::uint64_t had = newEvents();
    m_scroll.setRows(m_model.rowCount());
    m_follow.rowsReplaced();
    m_hoveredRow = -1;
    m_fresh.clear();
    restoreSelection();
    restoreAnchor();
    updateDateShown();
    syncScrollBars();
    viewport()->update();
    setFollowState(m_follow.isFollowing(), had);
    Q_EMIT rowsChanged();
}

EventTableView::Anchor EventTableView::takeAnchor() const
{
    // A short list cannot show a row where it should be; as long as the user scrolls nowhere, the wish stays.
    if (m_anchor.event && m_scroll.offset() == m_anchorOffset && (!m_wanted || m_wanted == m_anchor.event))
        return m_anchor;
    const QModelIndex current = currentIndex();
    if (current.isValid() && m_scroll.isVisible(current.row()))
        return {m_wanted, m_scroll.yOf(current.row())};
    for (int row = m_scroll.firstRow(); row >= 0 && row <= m_scroll.lastRow(); ++row)
        if (const auto event = m_model.eventAt(row))
            return {event, m_scroll.yOf(row)};
    return m_anchor;
}

void EventTableView::restoreAnchor()
{
    m_anchorOffset = -1;
    if (m_follow.isFollowing() && m_model.isAppending()) {
        m_scroll.toEnd();
        return;
    }
    if (!m_anchor.event)
        return;
    if (const int row = m_model.nearestRowOf(*m_anchor.event); row >= 0)
        m_scroll.placeAt(row, m_anchor.y);
    m_anchorOffset = m_scroll.offset();
}

void EventTableView::restoreSelection()
{
    if (!m_wanted)
        return;
    if (const int row = m_model.nearestRowOf(*m_wanted); row >= 0)
        choose(row, currentColumn());
}

void EventTableView::choose(int row, int column)
{
    const QScopedValueRollback programmatic(m_programmatic, true);
    setAutoScroll(false);
    selectionModel()->setCurrentIndex(m_model.index(row, column),
                                      QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    setAutoScroll(true);
}

void EventTableView::noteFresh(int first, int last)
{
    const qint64 now = m_clock.elapsed();
    if (now - m_freshWindowStart > freshMs) {
        m_freshWindowStart = now;
        m_freshInWindow = 0;
    }
    m_freshInWindow += last - first + 1;
    if (m_freshInWindow > freshPerSecond || !isVisible()) {
        m_fresh.clear();
        return;
    }
    for (int row = first; row <= last; ++row)
        if (const auto event = m_model.eventAt(row))
            m_fresh.push_back({*event, now + freshMs});
    m_freshTimer.start(freshMs + 20);
}

bool EventTableView::isFresh(RowIndex event)
{
    if (m_fresh.empty())
        return false;
    const qint64 now = m_clock.elapsed();
    std::erase_if(m_fresh, [now](const Fresh &fresh) { return fresh.until < now; });
    return std::any_of(m_fresh.begin(), m_fresh.end(),
                       [event](const Fresh &fresh) { return fresh.event == event; });
}

void EventTableView::updateDateShown()
{
    std::optional<RowIndex> first;
    std::optional<RowIndex> last;
    for (int row = 0; row < m_model.rowCount() && !first; ++row)
        first = m_model.eventAt(row);
    for (int row = m_model.rowCount() - 1; row >= 0 && !last; --row)
        last = m_model.eventAt(row);
    const EventStore &store = m_model.store();
    const bool severalDays =
        first && last && dayOf(store.timestampMs(*first)) != dayOf(store.timestampMs(*last));
    m_delegate->setShowsDate(severalDays);
    if (last) {
        const QFontMetrics figures(m_delegate->looks().figuresFont());
        const auto cell = [&](const QString &text) {
            return figures.horizontalAdvance(text) + 2 * m_delegate->cellPadding() + 1;
        };
        m_header->setContentWidth(EventTableModel::TimeColumn,
                                  cell(shownTime(store.timestampMs(*last), severalDays)));
        m_header->setContentWidth(EventTableModel::CursorColumn, cell(shownCount(store.cursor(*last))));
        // Twelve digits and a dash, where eight are not enough.
        if (m_delegate->cellText(*last, EventTableModel::RunColumn).size() == longRunId)
            m_header->setContentWidth(EventTableModel::RunColumn, cell(QString(longRunId, u'0')));
    }
    m_header->setSeveralMobs(store.texts(TextColumn::Mob).size() > 1);
}

void EventTableView::measureNames()
{
    // Only when everything moves anyway: columns do not walk about while events come in.
    const QFontMetrics body(m_delegate->looks().bodyFont());
    for (const auto &[column, text] : {std::pair(EventTableModel::KindColumn, TextColumn::Kind),
                                       std::pair(EventTableModel::StepColumn, TextColumn::Step),
                                       std::pair(EventTableModel::AgentColumn, TextColumn::Agent),
                                       std::pair(EventTableModel::MobColumn, TextColumn::Mob)}) {
        const Interner &texts = m_model.store().texts(text);
        int widest = 0;
        for (std::uint32_t id = 1; id <= std::min(texts.size(), mostMeasuredNames); ++id)
            widest = std::max(widest, body.horizontalAdvance(shownText(texts.at(id))));
        if (widest > 0)
            m_header->setContentWidth(column, widest + m_delegate->textLeft(column) +
                                                  2 * m_delegate->cellPadding() + 1);
    }
}

// Geometry

QRect EventTableView::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || m_header->isSectionHidden(index.column()))
        return {};
    return QRect(m_header->sectionViewportPosition(index.column()), m_scroll.yOf(index.row()),
                 m_header->sectionSize(index.column()), m_scroll.rowHeight());
}

QModelIndex EventTableView::indexAt(const QPoint &point) const
{
    const int row = m_scroll.rowAt(point.y());
    const int column = m_header->logicalIndexAt(point.x());
    return row < 0 || column < 0 ? QModelIndex() : m_model.index(row, column);
}

void EventTableView::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid())
        return;
    if (hint == PositionAtCenter)
        m_scroll.center(index.row());
    else if (hint == PositionAtTop)
        m_scroll.placeAt(index.row(), 0);
    else
        m_scroll.ensureVisible(index.row());
    const int left = m_header->sectionViewportPosition(index.column());
    const int right = left + m_header->sectionSize(index.column());
    QScrollBar *bar = horizontalScrollBar();
    if (bar->maximum() > 0 && hasFocus() && !m_header->isSectionHidden(index.column())) {
        if (left < 0)
            bar->setValue(bar->value() + left);
        else if (right > viewport()->width())
            bar->setValue(bar->value() + qMin(left, right - viewport()->width()));
    }
    syncScrollBars();
    viewport()->update();
}

void EventTableView::scrollToRow(int row)
{
    if (row < 0)
        return;
    if (!m_scroll.isVisible(row))
        m_scroll.center(row);
    syncScrollBars();
    viewport()->update();
}

void EventTableView::syncScrollBars()
{
    const QScopedValueRollback syncing(m_syncing, true);
    QScrollBar *vertical = verticalScrollBar();
    vertical->setRange(0, m_scroll.maximum());
    vertical->setPageStep(m_scroll.pageRows());
    vertical->setSingleStep(1);
    vertical->setValue(m_scroll.value());
    QScrollBar *horizontal = horizontalScrollBar();
    horizontal->setRange(0, qMax(0, m_header->length() - viewport()->width()));
    horizontal->setPageStep(viewport()->width());
    horizontal->setSingleStep(m_delegate->looks().scaled(20));
}

void EventTableView::updateGeometries()
{
    const int headerHeight = m_header->sizeHint().height();
    if (viewportMargins().top() != headerHeight)
        setViewportMargins(0, headerHeight, 0, 0);
    const QRect area = viewport()->geometry();
    m_header->setGeometry(area.left(), area.top() - headerHeight, area.width(), headerHeight);
    m_header->fillWidth(area.width());
    const std::uint64_t had = newEvents();
    m_scroll.setViewport(viewport()->height());
    if (m_follow.isFollowing() && m_model.isAppending())
        m_scroll.toEnd();
    syncScrollBars();
    setFollowState(m_follow.isFollowing(), had);
    QAbstractItemView::updateGeometries();
}

void EventTableView::resizeEvent(QResizeEvent *event)
{
    QAbstractItemView::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        measureNames();
    updateGeometries();
}

int EventTableView::horizontalOffset() const
{
    return m_header->offset();
}

int EventTableView::verticalOffset() const
{
    return static_cast<int>(qMin<qint64>(m_scroll.offset(), std::numeric_limits<int>::max()));
}

bool EventTableView::isIndexHidden(const QModelIndex &index) const
{
    return m_header->isSectionHidden(index.column());
}

} // namespace mobwatch::ui
