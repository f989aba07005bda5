// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QWidget>

class QDockWidget;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace mobwatch::ui {

/// Title bar of a dock: heading, what the pane puts beside it, its actions, then float and close.
class DockTitle final : public QWidget
{
    Q_OBJECT
public:
    DockTitle(QDockWidget *dock, const Looks &looks);

    void setLooks(const Looks &looks);
    void addBesideHeading(QWidget *widget);
    void addAction(QWidget *widget); ///< left of float and close

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QToolButton *makeButton(const QString &name, const QString &toolTip);

    Looks m_looks;
    QLabel *m_heading;
    QHBoxLayout *m_beside;
    QHBoxLayout *m_actions;
    QToolButton *m_float;
    QToolButton *m_close;
};

} // namespace mobwatch::ui
