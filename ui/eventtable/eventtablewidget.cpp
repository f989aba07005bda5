// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/eventtablewidget.h"

#include "ui/eventtable/emptystate.h"
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/neweventsbar.h"
#include "ui/eventtable/tablewords.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

EventTableWidget::EventTableWidget(Session &session, const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_looks(looks)
    , m_payloads(session.store(), session.payloads())
    , m_model(session.store(), session.matches())
    , m_infos(session.store(), m_payloads)
    , m_clauseCounts(session.store())
    , m_view(new EventTableView(m_model, m_infos, looks, this))
    , m_bar(new NewEventsBar(looks, m_view->viewport()))
    , m_empty(new EmptyState(looks, m_view->viewport()))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    m_model.setSeams(session.seams());
    connectSession();
    connectView();
    updateEmptyState();
}

EventTableWidget::~EventTableWidget()
{
    // The view's model and caches are members and go before the child widgets would.
    m_view->removeEventFilter(this);
    m_view->viewport()->removeEventFilter(this);
    delete m_view;
}

void EventTableWidget::connectSession()
{
    connect(&m_session, &Session::noticesChanged, this, [this] {
        m_model.setSeams(m_session.seams());
        updateEmptyState();
    });
    connect(&m_session, &Session::statusChanged, this, &EventTableWidget::updateEmptyState);
    connect(&m_session, &Session::countersChanged, this, [this] {
        updateEmptyState();
        updateBar();
    });
    connect(&m_session, &Session::heldChanged, this, &EventTableWidget::updateBar);
    connect(&m_session.matches(), &FilterIndex::searchChanged, this, &EventTableWidget::updateEmptyState);
    connect(&m_clauseCounts, &ClauseCounts::counted, this, &EventTableWidget::sayNoMatch);
}

void EventTableWidget::connectView()
{
    connect(m_view, &EventTableView::currentEventChanged, this, &EventTableWidget::currentEventChanged);
    connect(m_view, &EventTableView::followingChanged, this, [this](bool following) {
        updateBar();
        Q_EMIT followingChanged(following);
    });
    connect(m_view, &EventTableView::newEventsChanged, this, &EventTableWidget::updateBar);
    connect(m_view, &EventTableView::rowsChanged, this, &EventTableWidget::updateEmptyState);
    connect(m_view, &EventTableView::commandRequested, this, &EventTableWidget::runCommand);
    connect(m_bar, &QAbstractButton::clicked, this, &EventTableWidget::jumpToEnd);
    connect(m_empty, &EmptyState::clearRequested, this, [this] { request(Filter()); });
    connect(m_empty, &EmptyState::ledgerRequested, this, &EventTableWidget::openLedgerRequested);
    connect(m_empty, &EmptyState::choiceActivated, this, [this](int index) {
        request(m_session.filter().withoutClause(static_cast<std::size_t>(index)));
    });
}

void EventTableWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_view->setLooks(looks);
    m_bar->setLooks(looks);
    m_empty->setLooks(looks);
    layOver();
    updateEmptyState();
}

void EventTableWidget::jumpToEnd()
{
    m_session.setHeld(false);
    m_view->setFollowing(true);
}

QByteArray EventTableWidget::saveColumns() const
{
    return m_view->header().saveColumns();
}

bool EventTableWidget::restoreColumns(const QByteArray &columns)
{
    return m_view->header().restoreColumns(columns);
}

// What lies over the rows

bool EventTableWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        layOver();
    if (event->type() == QEvent::ContextMenu) {
        // With the mouse it comes to the viewport, with the menu key to the view itself.
        const auto *menu = static_cast<QContextMenuEvent *>(event);
        const bool byKey = menu->reason() == QContextMenuEvent::Keyboard;
        if (byKey != (watched == m_view))
            return false;
        showMenu(byKey ? m_view->visualRect(m_view->currentIndex()).center() : menu->pos());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void EventTableWidget::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        m_view->viewport()->update();
}

void EventTableWidget::layOver()
{
    const QRect area = m_view->viewport()->rect();
    const int height = m_bar->sizeHint().height();
    m_bar->setGeometry(0, area.height() - height, area.width(), height);
    m_empty->setGeometry(area);
}

void EventTableWidget::updateBar()
{
    const quint64 held = m_session.isHeld() ? m_session.heldEvents() : 0;
    const quint64 events = m_view->newEvents() + held;
    m_bar->setEvents(events);
    m_bar->setVisible(events > 0);
    updateDescription();
}

void EventTableWidget::updateDescription()
{
    const QString following = m_view->isFollowing() ? tr(", following") : QString();
    m_view->setAccessibleDescription(
        tr("%1 of %2").arg(shownCount(m_model.eventCount()), shownCount(m_session.store().rowCount())) +
        following);
}

void EventTableWidget::updateEmptyState()
{
    updateDescription();
    const bool empty = m_model.eventCount() == 0;
    m_empty->setVisible(empty);
    if (!empty) {
        m_clauseCounts.cancel();
        m_countedFilter.reset();
        return;
    }
    if (m_session.store().rowCount() > 0 && !m_session.matches().isFirstSearch()) {
        sayNoMatch();
        return;
    }
    const EmptyWords words =
        m_session.store().rowCount() > 0
            ? searchingWords(m_session.matches().progress())
            : emptyWords(m_session.status(), m_session.notices(), m_session.source().kind());
    m_empty->say(words.title, words.text);
    m_empty->offer({});
    m_empty->setLedgerOffered(false);
    m_empty->setClearOffered(m_session.store().rowCount() > 0);
}

void EventTableWidget::sayNoMatch()
{
    const Filter filter = m_session.filter();
    const std::vector<FilterClause> clauses = filter.clauses();
    if (m_countedFilter != filter) {
        m_countedFilter = filter;
        m_clauseCounts.count(filter, currentTimeMs());
    }
    if (const std::optional<EmptyWords> words =
            notSentWords(filter, m_session.notices(), m_session.status().isPartial)) {
        m_empty->say(words->title, words->text);
        m_empty->offer({});
        m_empty->setLedgerOffered(true);
        m_empty->setClearOffered(true);
        return;
    }
    m_empty->setLedgerOffered(false);
    std::vector<EmptyState::Choice> choices;
    // Without a single condition nothing is left but everything, which "Clear filter" gives.
    if (clauses.size() > 1)
        for (const ClauseCounts::Entry &entry : m_clauseCounts.entries())
            choices.push_back({conditionWords(clauses[entry.clause]), entry.events});
    m_empty->say(tr("No event matches this filter"),
                 choices.empty() ? QString() : tr("Dropping one condition would leave:"));
    m_empty->offer(choices);
    m_empty->setClearOffered(true);
}

} // namespace mobwatch::ui
