// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/facetmodel.h"
#include "ui/looks/looks.h"

#include <QLineEdit>
#include <QPointer>
#include <QTreeView>
#include <map>

namespace mobwatch::ui {

class FacetDelegate;

/// The facet tree: turns mouse and keyboard into gestures on values.
class FacetView final : public QTreeView
{
    Q_OBJECT
public:
    enum class Gesture : std::uint8_t {
        Only,    ///< click, Enter
        Add,     ///< Ctrl+click: add, or take an included one out again
        Exclude, ///< Alt+click, Delete, the button: exclude, or no longer
        Toggle,  ///< Space, click on the box: add, or remove what the filter says of it
    };

    explicit FacetView(const Looks &looks, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);
    /// Whose runs the model lists.
    void setStore(const EventStore *store);
    void setFacetModel(FacetModel *model);

    /// The find box of a section; nullptr while it has none.
    [[nodiscard]] QLineEdit *findBox(FacetSection section) const;
    [[nodiscard]] QModelIndex indexOf(FacetSection section, const QString &value) const;

Q_SIGNALS:
    void gestureMade(const QModelIndex &index, mobwatch::ui::FacetView::Gesture gesture);
    /// Enter in a find box: everything that it finds.
    void foundTaken(mobwatch::FacetSection section);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void drawBranches(QPainter *, const QRect &, const QModelIndex &) const override {}

private:
    void onRowsInserted(const QModelIndex &parent, int first, int last);
    void onReset();
    void addFindBox(const QModelIndex &index);
    void refreshHints();
    void unfoldNew(const QModelIndex &index);
    [[nodiscard]] FacetModel *facets() const;
    bool typeIntoFind(const QString &text);
    void leaveFind(FacetSection section, int step);

    Looks m_looks;
    FacetDelegate *m_delegate;
    std::map<FacetSection, QPointer<QLineEdit>> m_findBoxes; ///< gone with their rows
};

} // namespace mobwatch::ui
