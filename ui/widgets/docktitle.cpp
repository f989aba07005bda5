// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/docktitle.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace mobwatch::ui {

DockTitle::DockTitle(QDockWidget *dock, const Looks &looks)
    : QWidget(dock)
    , m_looks(looks)
    , m_heading(new QLabel(dock->windowTitle(), this))
    , m_beside(new QHBoxLayout)
    , m_actions(new QHBoxLayout)
    , m_float(makeButton(QStringLiteral("float"), tr("Detach or attach this pane")))
    , m_close(makeButton(QStringLiteral("close"), tr("Close this pane")))
{
    m_heading->setTextFormat(Qt::PlainText);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(looks.scaled(8), 0, looks.scaled(4), 0);
    layout->setSpacing(looks.scaled(6));
    layout->addWidget(m_heading);
    layout->addLayout(m_beside);
    layout->addStretch(1);
    layout->addLayout(m_actions);
    layout->addWidget(m_float);
    layout->addWidget(m_close);
    m_beside->setSpacing(looks.scaled(6));
    m_actions->setSpacing(looks.scaled(4));
    connect(m_float, &QToolButton::clicked, dock, [dock] { dock->setFloating(!dock->isFloating()); });
    connect(m_close, &QToolButton::clicked, dock, &QDockWidget::close);
    setLooks(looks);
}

QToolButton *DockTitle::makeButton(const QString &name, const QString &toolTip)
{
    auto *button = new QToolButton(this);
    button->setObjectName(name);
    button->setAutoRaise(true);
    button->setIconSize({14, 14}); // quieter than what the pane is about
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void DockTitle::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_heading->setFont(looks.headingFont());
    m_float->setIcon(looks.icon(QStringLiteral("float")));
    m_close->setIcon(looks.icon(QStringLiteral("clear")));
    updateGeometry();
    update();
}

void DockTitle::addBesideHeading(QWidget *widget)
{
    m_beside->addWidget(widget);
    widget->show();
}

void DockTitle::addAction(QWidget *widget)
{
    m_actions->addWidget(widget);
    widget->show();
}

QSize DockTitle::sizeHint() const
{
    return {layout()->sizeHint().width(), m_looks.dockTitleHeight()};
}

QSize DockTitle::minimumSizeHint() const
{
    // Titles must not decide how narrow a dock may become.
    return {m_looks.scaled(60), m_looks.dockTitleHeight()};
}

void DockTitle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(QPen(m_looks.colors().separator, 0));
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
}

} // namespace mobwatch::ui
