// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/facetmodel.h"
#include "ui/looks/looks.h"

#include <QPointer>
#include <QWidget>
#include <memory>

namespace mobwatch {
class Session;
}

namespace mobwatch::ui {

class FacetView;
class TimeRangeWidget;

/// Content of the Filters dock: time range and facets. Every gesture is an edit of the session's filter
/// value.
class FilterSidebarWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterSidebarWidget(const Looks &looks, QWidget *parent = nullptr);
    ~FilterSidebarWidget() override;

    void setLooks(const Looks &looks);
    void setSession(Session *session);

    /// The facet tree (focus, tests).
    [[nodiscard]] FacetView *view() const { return m_view; }
    [[nodiscard]] FacetModel *model() const { return m_model.get(); }

    QSize sizeHint() const override;

private:
    void onFilterChanged();
    void applyTarget(const FacetModel::Target &target, int gesture);
    void takeFoundLabels();
    void takeFound(FacetSection section);

    Looks m_looks;
    QPointer<Session> m_session;
    TimeRangeWidget *m_time;
    FacetView *m_view;
    std::unique_ptr<FacetModel> m_model;
};

} // namespace mobwatch::ui
