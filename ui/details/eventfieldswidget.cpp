// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/eventfieldswidget.h"

#include "ui/details/linkbutton.h"
#include "ui/details/stepbutton.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/eventwords.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {

void setTextColor(QWidget *widget, const QColor &color)
{
    QPalette palette = widget->palette();
    // On a background of Base a label paints in Text.
    palette.setColor(QPalette::WindowText, color);
    palette.setColor(QPalette::Text, color);
    widget->setPalette(palette);
}

} // namespace

EventFieldsWidget::EventFieldsWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_run(new QWidget(this))
    , m_runTitle(new ElidedLabel(m_run))
    , m_place(new QLabel(m_run))
    , m_previous(new StepButton(looks, tr("Previous"), false, m_run))
    , m_next(new StepButton(looks, tr("Next"), true, m_run))
    , m_grid(nullptr)
{
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(0);
    m_runTitle->setText(tr("In this run"));
    layout->addWidget(m_run);
    auto *run = new QHBoxLayout(m_run);
    run->setContentsMargins(0, 0, 0, 0);
    run->setSpacing(2);
    run->addWidget(m_runTitle, 1);
    run->addWidget(m_place);
    run->addWidget(m_previous);
    run->addWidget(m_next);
    m_previous->setAccessibleName(tr("Previous event of this run"));
    m_next->setAccessibleName(tr("Next event of this run"));
    connect(m_previous, &QToolButton::clicked, this, &EventFieldsWidget::previousRequested);
    connect(m_next, &QToolButton::clicked, this, &EventFieldsWidget::nextRequested);
    setLooks(looks);
    setPlaceInRun(0, 0);
}

void EventFieldsWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    layout()->setContentsMargins(m_looks.scaled(12), m_looks.scaled(2), m_looks.scaled(4), m_looks.scaled(6));
    m_runTitle->setFont(m_looks.headingFont());
    m_runTitle->updateGeometry();
    m_place->setFont(m_looks.figuresFont());
    setTextColor(m_place, m_looks.colors().secondText);
    m_previous->setLooks(looks);
    m_next->setLooks(looks);
    rebuild();
}

void EventFieldsWidget::setPlaceInRun(std::uint32_t position, std::uint32_t size)
{
    m_run->setVisible(size > 0);
    m_place->setText(tr("%1 of %2").arg(shownCount(position), shownCount(size)));
    // A disabled button would throw the keyboard out of the pane at the ends of a run.
    const auto setUsable = [](StepButton *button, bool isUsable) {
        if (!isUsable && button->hasFocus())
            return;
        button->setEnabled(isUsable);
    };
    setUsable(m_previous, position > 1);
    setUsable(m_next, position < size);
}

void EventFieldsWidget::setFields(std::vector<Field> fields)
{
    if (fields == m_fields)
        return;
    m_fields = std::move(fields);
    rebuild();
}

void EventFieldsWidget::rebuild()
{
    if (m_grid) {
        m_grid->hide();
        m_grid->deleteLater(); // a link may be the one that was just followed
    }
    m_grid = new QWidget(this);
    layout()->addWidget(m_grid);
    auto *grid = new QGridLayout(m_grid);
    grid->setContentsMargins(0, 0, m_looks.scaled(8), 0);
    grid->setHorizontalSpacing(m_looks.scaled(4));
    grid->setVerticalSpacing(m_looks.scaled(2));
    grid->setColumnMinimumWidth(0, m_looks.scaled(74));
    grid->setColumnStretch(1, 1);
    for (std::size_t row = 0; row < m_fields.size(); ++row)
        addField(int(row), m_fields[row]);
    m_grid->show();
}

void EventFieldsWidget::addField(int row, const Field &field)
{
    auto *title = new QLabel(field.title, m_grid);
    title->setFont(m_looks.bodyFont());
    setTextColor(title, m_looks.colors().secondText);
    auto *grid = static_cast<QGridLayout *>(m_grid->layout());
    grid->addWidget(title, row, 0, Qt::AlignVCenter);
    auto *values = new QHBoxLayout;
    values->setSpacing(m_looks.scaled(6));
    for (const Link &link : field.links) {
        auto *button = new LinkButton(m_looks, link.shown, m_grid);
        button->setFigures(field.isId);
        button->setObjectName(link.field);
        button->setAccessibleName(tr("Show only %1 %2").arg(field.title.toLower(), link.shown));
        button->setToolTip(QStringLiteral("<qt>") +
                           tr("Show only %1").arg(shownText(link.value.toStdString())).toHtmlEscaped());
        connect(button, &LinkButton::clicked, this,
                [this, link] { Q_EMIT linkFollowed(link.field, link.value); });
        values->addWidget(button);
    }
    if (!field.fact.isEmpty()) {
        auto *fact = new ElidedLabel(m_grid);
        fact->setText(field.fact);
        fact->setFont(m_looks.bodyFont());
        setTextColor(fact, m_looks.colors().secondText);
        values->addWidget(fact, 1);
    }
    values->addStretch(0);
    grid->addLayout(values, row, 1);
}

} // namespace mobwatch::ui
