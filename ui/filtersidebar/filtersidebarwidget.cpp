// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filtersidebar/filtersidebarwidget.h"

#include "core/session/session.h"
#include "ui/filtersidebar/facetview.h"
#include "ui/filtersidebar/timerangewidget.h"

#include <QVBoxLayout>
#include <map>

namespace mobwatch::ui {

FilterSidebarWidget::FilterSidebarWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_time(new TimeRangeWidget(looks, this))
    , m_view(new FacetView(looks, this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_time);
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);
    connect(m_view, &FacetView::gestureMade, this,
            [this](const QModelIndex &index, FacetView::Gesture gesture) {
                applyTarget(m_model->target(index), int(gesture));
            });
    connect(m_view, &FacetView::foundTaken, this, &FilterSidebarWidget::takeFound);
    connect(m_time, &TimeRangeWidget::rangeEdited, this, [this] {
        if (m_session)
            m_session->setFilter(
                withTimeRange(m_session->filter(), m_time->range(), QDateTime::currentDateTime()));
    });
    setSession(nullptr);
}

FilterSidebarWidget::~FilterSidebarWidget()
{
    m_view->setFacetModel(nullptr); // the model goes before the view, which is a child
}

void FilterSidebarWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_time->setLooks(looks);
    m_view->setLooks(looks);
}

QSize FilterSidebarWidget::sizeHint() const
{
    return {m_looks.scaled(266), m_looks.scaled(400)};
}

void FilterSidebarWidget::setSession(Session *session)
{
    if (m_session)
        m_session->disconnect(this);
    m_view->setFacetModel(nullptr);
    m_view->setStore(nullptr);
    m_model.reset();
    m_session = session;
    m_time->setEnabled(session != nullptr);
    if (!session) {
        m_time->setRange({});
        return;
    }
    m_model = std::make_unique<FacetModel>(session->store(), session->facets(), session->runStates());
    m_view->setFacetModel(m_model.get());
    m_view->setStore(&session->store());
    connect(session, &Session::filterChanged, this, &FilterSidebarWidget::onFilterChanged);
    connect(session, &Session::eventsAppended, this, [this] {
        // A held session passes nothing on to its facets: its picture stands still here too.
        if (!m_session->isHeld())
            m_model->scheduleUpdate();
    });
    connect(session, &Session::heldChanged, m_model.get(), &FacetModel::scheduleUpdate);
    onFilterChanged();
}

void FilterSidebarWidget::onFilterChanged()
{
    m_model->setFilter(m_session->filter());
    const EventStore &store = m_session->store();
    if (store.rowCount() > 0) {
        const auto at = [&store](std::uint32_t position) {
            return QDateTime::fromMSecsSinceEpoch(qint64(store.timestampMs(store.rowAt(position))));
        };
        m_time->setSpan(at(0), at(store.rowCount() - 1));
    }
    m_time->setRange(timeRangeOf(m_session->filter(), QDateTime::currentDateTime()));
}

void FilterSidebarWidget::applyTarget(const FacetModel::Target &target, int gesture)
{
    if (!m_session || target.field.empty())
        return;
    const Filter &filter = m_session->filter();
    const Filter::ValueState state = filter.stateOf(target.field, target.value);
    switch (static_cast<FacetView::Gesture>(gesture)) {
    case FacetView::Gesture::Only:
        m_session->setFilter(filter.withOnly(target.field, {target.value}));
        break;
    case FacetView::Gesture::Add:
        m_session->setFilter(state == Filter::ValueState::Included
                                 ? filter.withoutValue(target.field, target.value)
                                 : filter.withAdded(target.field, {target.value}));
        break;
    case FacetView::Gesture::Exclude:
        m_session->setFilter(state == Filter::ValueState::Excluded
                                 ? filter.withoutValue(target.field, target.value)
                                 : filter.withExcluded(target.field, {target.value}));
        break;
    case FacetView::Gesture::Toggle:
        m_session->setFilter(state == Filter::ValueState::None
                                 ? filter.withAdded(target.field, {target.value})
                                 : filter.withoutValue(target.field, target.value));
        break;
    }
}

void FilterSidebarWidget::takeFound(FacetSection section)
{
    if (!m_session)
        return;
    if (section == FacetSection::Label) {
        takeFoundLabels();
        return;
    }
    const std::vector<std::string> values = m_model->found(section);
    if (values.empty())
        return;
    const QString field = m_model->sectionIndex(section).data(FacetModel::FieldRole).toString();
    m_session->setFilter(m_session->filter().withOnly(field.toStdString(), values));
}

void FilterSidebarWidget::takeFoundLabels()
{
    // Every key is a field of its own.
    std::map<std::string, std::vector<std::string>> found;
    const QModelIndex labels = m_model->sectionIndex(FacetSection::Label);
    for (int row = 0; row < m_model->rowCount(labels); ++row) {
        const FacetModel::Target target = m_model->target(m_model->index(row, 0, labels));
        if (!target.field.empty())
            found[target.field].push_back(target.value);
    }
    Filter filter = m_session->filter();
    for (const auto &[field, values] : found)
        filter = filter.withOnly(field, values);
    m_session->setFilter(filter);
}

} // namespace mobwatch::ui
