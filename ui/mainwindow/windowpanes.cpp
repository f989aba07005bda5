// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/windowpanes.h"

#include "ui/details/detailswidget.h"
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/filtersidebar/filtersidebarwidget.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/livetail/livetailwidget.h"
#include "ui/widgets/docktitle.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>
#include <utility>

namespace mobwatch::ui {

namespace {

// look.md, section 1: at 13 px body.
constexpr int filtersWidth = 266;
constexpr int leastFiltersWidth = 220;
constexpr int detailsWidth = 316;
constexpr int leastDetailsWidth = 280;
constexpr int roomForDetails = 1180;
constexpr int roomForFilters = 900;

} // namespace

WindowPanes::WindowPanes(const Looks &looks, QWidget *parent)
    : QMainWindow(parent)
    , m_looks(looks)
    , m_centre(new QStackedWidget(this))
    , m_firstRun(new FirstRunWidget(looks))
    , m_filters(new FilterSidebarWidget(looks))
    , m_details(new DetailsWidget(looks))
    , m_tail(new LiveTailWidget(looks))
{
    setWindowFlags(Qt::Widget); // a main window inside the window, for its docks
    setObjectName(QStringLiteral("panes"));
    setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    m_centre->addWidget(m_firstRun);
    setCentralWidget(m_centre);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::BottomDockWidgetArea);
    setUpDocks();
    connectPanes();
    applySizes();
    showDocks(false);
}

QDockWidget *WindowPanes::addDock(const QString &name, const QString &title, QWidget *content,
                                  Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(content);
    auto *bar = new DockTitle(dock, m_looks);
    dock->setTitleBarWidget(bar);
    m_titles.push_back(bar);
    addDockWidget(area, dock);
    return dock;
}

void WindowPanes::setUpDocks()
{
    m_docks[std::size_t(Pane::Filters)] =
        addDock(QStringLiteral("filters"), tr("Filters"), m_filters, Qt::LeftDockWidgetArea);
    auto *clear = new QToolButton;
    clear->setObjectName(QStringLiteral("clearFilter"));
    clear->setAutoRaise(true);
    clear->setIconSize({14, 14});
    clear->setIcon(m_looks.icon(QStringLiteral("filter-clear")));
    clear->setToolTip(tr("Clear the filter"));
    clear->setAccessibleName(clear->toolTip());
    connect(clear, &QToolButton::clicked, this, &WindowPanes::clearFilterRequested);
    m_titles.back()->addAction(clear);

    m_docks[std::size_t(Pane::Details)] =
        addDock(QStringLiteral("details"), tr("Details"), m_details, Qt::RightDockWidgetArea);

    m_docks[std::size_t(Pane::Tail)] =
        addDock(QStringLiteral("tail"), tr("Live tail"), m_tail, Qt::BottomDockWidgetArea);
    m_titles.back()->addBesideHeading(m_tail->stateDisplay());
    for (QWidget *action : m_tail->titleActions())
        m_titles.back()->addAction(action);
}

void WindowPanes::connectPanes()
{
    connect(m_tail, &LiveTailWidget::eventActivated, this, &WindowPanes::showInTable);
    connect(m_details, &DetailsWidget::rowRequested, this, [this](RowIndex row) {
        if (m_table)
            m_table->selectEvent(row);
    });
}

void WindowPanes::makeTable(Session &session)
{
    m_table = new EventTableWidget(session, m_looks, m_centre);
    m_table->restoreColumns(m_columns);
    m_centre->addWidget(m_table);
    m_centre->setCurrentWidget(m_table);
    connect(m_table, &EventTableWidget::currentEventChanged, this, [this](RowIndex row) {
        m_details->setRow(row);
        Q_EMIT eventChosen();
    });
    connect(m_table, &EventTableWidget::eventActivated, this, [this](RowIndex row) {
        m_details->setRow(row);
        focusPane(Pane::Details);
    });
    connect(m_table, &EventTableWidget::filterRequested, &session, &Session::setFilter);
    connect(m_table, &EventTableWidget::followingChanged, this, &WindowPanes::followingChanged);
    connect(m_table, &EventTableWidget::copyFailed, this, &WindowPanes::copyFailed);
    connect(m_table, &EventTableWidget::openLedgerRequested, this, &WindowPanes::openLedgerRequested);
}

void WindowPanes::dropTable()
{
    if (!m_table)
        return;
    m_columns = m_table->saveColumns();
    m_centre->setCurrentWidget(m_firstRun);
    // At once, not later: it must not outlive the session that it shows.
    delete std::exchange(m_table, nullptr);
}

void WindowPanes::showLastSeam()
{
    if (!m_table || !m_session)
        return;
    const EventTableModel &model = m_table->view().eventModel();
    for (std::size_t seam = m_session->seams().size(); seam > 0; --seam) {
        if (const int row = model.rowOfSeam(seam - 1); row >= 0) {
            m_table->view().setFollowing(false);
            m_table->view().scrollToRow(row);
            return;
        }
    }
}

void WindowPanes::showNextGap()
{
    if (!m_table || !m_session)
        return;
    const EventStore &store = m_session->store();
    const auto isBehindGap = [&store](std::uint32_t position) {
        const RowIndex row = store.rowAt(position);
        const RowIndex before = store.rowAt(position - 1);
        return store.epoch(row) == store.epoch(before) && store.cursor(row) > store.cursor(before) + 1;
    };
    const std::uint32_t rows = store.rowCount();
    const std::optional<RowIndex> current = m_table->currentEvent();
    const std::uint32_t start = current ? store.positionOf(*current) : 0;
    for (std::uint32_t step = 1; step <= rows; ++step) {
        const std::uint32_t position = (start + step) % rows;
        if (position > 0 && isBehindGap(position)) {
            showInTable(store.rowAt(position));
            return;
        }
    }
}

void WindowPanes::fillColumnsMenu(QMenu *menu)
{
    menu->clear();
    if (!m_table)
        return;
    EventHeader &header = m_table->view().header();
    for (int visual = 0; visual < header.count(); ++visual) {
        const int column = header.logicalIndex(visual);
        const QString title = EventHeader::columnTitle(column);
        if (title.isEmpty() || column == EventTableModel::InfoColumn)
            continue;
        QAction *action = menu->addAction(title);
        action->setCheckable(true);
        action->setChecked(!header.isSectionHidden(column));
        connect(action, &QAction::toggled, &header,
                [&header, column](bool shown) { header.setColumnShown(column, shown); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("As at the beginning")), &QAction::triggered, &header,
            &EventHeader::resetColumns);
}

void WindowPanes::applySizes()
{
    dock(Pane::Filters)->setMinimumWidth(m_looks.scaled(leastFiltersWidth));
    dock(Pane::Details)->setMinimumWidth(m_looks.scaled(leastDetailsWidth));
}

void WindowPanes::setLooks(const Looks &looks)
{
    m_looks = looks;
    for (DockTitle *title : m_titles)
        title->setLooks(looks);
    if (auto *clear = findChild<QToolButton *>(QStringLiteral("clearFilter")))
        clear->setIcon(looks.icon(QStringLiteral("filter-clear")));
    m_firstRun->setLooks(looks);
    if (m_table)
        m_table->setLooks(looks);
    m_filters->setLooks(looks);
    m_details->setLooks(looks);
    m_tail->setLooks(looks);
    applySizes();
}

void WindowPanes::setSession(Session *session, PayloadCache *payloads)
{
    dropTable();
    m_session = session;
    m_details->setSession(session, payloads);
    m_details->setRow(std::nullopt);
    m_filters->setSession(session);
    if (session) {
        m_tail->attach(*session, *payloads);
        makeTable(*session);
    } else {
        m_tail->detach();
    }
    showDocks(session != nullptr);
    if (session)
        m_table->setFocus();
    else
        m_firstRun->focusFirstChoice();
}

void WindowPanes::showDocks(bool shown)
{
    if (shown == m_docksShown)
        return;
    if (!shown) {
        m_layout = saveLayout();
        m_docksShown = false;
        m_detailsGaveWay = false;
        for (QDockWidget *dock : m_docks) {
            if (dock)
                dock->hide();
        }
    } else {
        m_docksShown = true;
        restoreState(m_layout);
        if (m_windowWidth > 0 && m_windowWidth < m_looks.scaled(roomForDetails))
            giveWay();
    }
}

QWidget *WindowPanes::content(Pane pane) const
{
    switch (pane) {
    case Pane::Filters:
        return m_filters;
    case Pane::Events:
        return m_table;
    case Pane::Details:
        return m_details;
    case Pane::Tail:
        return m_tail;
    }
    return m_table;
}

bool WindowPanes::isShown(Pane pane) const
{
    return !dock(pane) || !dock(pane)->isHidden();
}

void WindowPanes::toggle(Pane pane)
{
    if (!m_docksShown)
        return;
    QWidget *focused = QApplication::focusWidget();
    const bool inside = focused && dock(pane) && dock(pane)->isAncestorOf(focused);
    if (inside) {
        dock(pane)->hide();
        focusPane(Pane::Events);
    } else {
        focusPane(pane);
    }
}

void WindowPanes::focusPane(Pane pane)
{
    if (!m_docksShown)
        return;
    if (pane == Pane::Details)
        m_detailsGaveWay = false;
    if (dock(pane)) {
        dock(pane)->show();
        dock(pane)->raise();
    }
    QWidget *target = content(pane);
    if (!target)
        return;
    // A pane without a focus policy of its own has something inside that takes the keyboard.
    if (target->focusPolicy() == Qt::NoFocus && !target->focusProxy()) {
        for (QWidget *child : target->findChildren<QWidget *>()) {
            if ((child->focusPolicy() & Qt::TabFocus) && child->isVisible() && child->isEnabled()) {
                target = child;
                break;
            }
        }
    }
    target->setFocus(Qt::ShortcutFocusReason);
}

void WindowPanes::focusNextPane(int step)
{
    int current = int(Pane::Events);
    for (int i = 0; i < paneCount; ++i) {
        const QWidget *focused = QApplication::focusWidget();
        const QWidget *pane = content(Pane(i));
        if (focused && pane && (pane == focused || pane->isAncestorOf(focused)))
            current = i;
    }
    for (int i = 1; i <= paneCount; ++i) {
        const Pane next = Pane((current + step * i + paneCount * paneCount) % paneCount);
        if (isShown(next)) {
            focusPane(next);
            return;
        }
    }
}

void WindowPanes::showInTable(RowIndex row)
{
    if (!m_table)
        return;
    m_table->selectEvent(row);
    m_table->setFocus();
}

QByteArray WindowPanes::saveLayout()
{
    if (!m_docksShown)
        return m_layout;
    // What only gave way is open for the person.
    if (m_detailsGaveWay)
        dock(Pane::Details)->show();
    const QByteArray layout = saveState();
    if (m_detailsGaveWay)
        dock(Pane::Details)->hide();
    return layout;
}

void WindowPanes::adaptToWidth(int windowWidth)
{
    const int room = m_looks.scaled(roomForDetails);
    const bool had = m_windowWidth >= room;
    const bool has = windowWidth >= room;
    m_windowWidth = windowWidth;
    if (!m_docksShown || had == has)
        return;
    if (!has)
        giveWay();
    else if (std::exchange(m_detailsGaveWay, false))
        dock(Pane::Details)->show();
}

void WindowPanes::giveWay()
{
    QDockWidget *details = dock(Pane::Details);
    if (details->isHidden() || details->isFloating())
        return;
    const QWidget *focused = QApplication::focusWidget();
    const bool inside = focused && details->isAncestorOf(focused);
    details->hide();
    m_detailsGaveWay = true;
    if (inside)
        focusPane(Pane::Events);
}

void WindowPanes::restoreLayout(const QByteArray &layout)
{
    if (m_docksShown)
        restoreState(layout);
    else
        m_layout = layout;
}

QByteArray WindowPanes::saveColumns() const
{
    return m_table ? m_table->saveColumns() : m_columns;
}

void WindowPanes::restoreColumns(const QByteArray &columns)
{
    m_columns = columns;
}

void WindowPanes::applyFirstLayout(int windowWidth)
{
    const bool away = !m_docksShown;
    if (away)
        showDocks(true);
    m_detailsGaveWay = false;
    dock(Pane::Details)->setVisible(windowWidth >= m_looks.scaled(roomForDetails));
    dock(Pane::Filters)->setVisible(windowWidth >= m_looks.scaled(roomForFilters));
    resizeDocks({dock(Pane::Filters), dock(Pane::Details)},
                {m_looks.scaled(filtersWidth), m_looks.scaled(detailsWidth)}, Qt::Horizontal);
    resizeDocks({dock(Pane::Tail)}, {m_looks.dockTitleHeight() + m_tail->sizeHint().height()}, Qt::Vertical);
    if (away)
        showDocks(false);
}

} // namespace mobwatch::ui
