// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filtersidebar/timerangewidget.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QToolButton>
#include <QVBoxLayout>

namespace mobwatch::ui {

TimeRangeWidget::TimeRangeWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_layout(new QVBoxLayout(this))
    , m_header(new QToolButton(this))
    , m_body(new QWidget(this))
    , m_choice(new QComboBox(m_body))
    , m_custom(new QWidget(m_body))
    , m_from(new QDateTimeEdit(m_custom))
    , m_to(new QDateTimeEdit(m_custom))
{
    m_layout->setSpacing(0);
    m_layout->addWidget(m_header);
    m_layout->addWidget(m_body);
    m_header->setText(tr("Time"));
    m_header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_header->setAutoRaise(true);
    m_header->setCheckable(false);
    connect(m_header, &QToolButton::clicked, this, [this] {
        m_body->setVisible(m_body->isHidden());
        refreshParts();
    });
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->addWidget(m_choice);
    body->addWidget(m_custom);
    m_choice->addItems(
        {tr("All time"), tr("Last 5 min"), tr("Last 15 min"), tr("Last 60 min"), tr("Today"), tr("Custom…")});
    m_choice->setAccessibleName(tr("Time"));
    auto *fields = new QFormLayout(m_custom);
    fields->setContentsMargins(0, 0, 0, 0);
    for (QDateTimeEdit *edit : {m_from, m_to}) {
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        edit->setCalendarPopup(true);
        edit->setKeyboardTracking(false); // in force when a part is finished, not at each digit
    }
    m_from->setAccessibleName(tr("From"));
    m_to->setAccessibleName(tr("To"));
    fields->addRow(tr("From"), m_from);
    fields->addRow(tr("To"), m_to);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &TimeRangeWidget::onChosen);
    connect(m_from, &QDateTimeEdit::dateTimeChanged, this, &TimeRangeWidget::onChosen);
    connect(m_to, &QDateTimeEdit::dateTimeChanged, this, &TimeRangeWidget::onChosen);
    setLooks(looks);
}

void TimeRangeWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_header->setFont(m_looks.headingFont());
    const int side = m_looks.scaled(12);
    m_header->setIconSize({side, side});
    m_layout->setContentsMargins(m_looks.scaled(2), m_looks.scaled(4), m_looks.scaled(8), m_looks.scaled(6));
    m_body->layout()->setContentsMargins(m_looks.scaled(6), 0, 0, 0);
    refreshParts();
}

void TimeRangeWidget::refreshParts()
{
    const QString chevron = m_body->isHidden() ? QStringLiteral("right") : QStringLiteral("down");
    m_header->setIcon(m_looks.icon(chevron, m_looks.colors().secondText));
    m_header->setAccessibleName(m_body->isHidden() ? tr("Time, folded") : tr("Time, unfolded"));
    m_custom->setVisible(m_choice->currentIndex() == int(TimeChoice::Custom));
}

void TimeRangeWidget::setSpan(const QDateTime &first, const QDateTime &last)
{
    if (m_choice->currentIndex() == int(TimeChoice::Custom))
        return;
    m_setting = true;
    m_from->setDateTime(first);
    m_to->setDateTime(last.addSecs(1)); // the end is exclusive and shown in whole seconds
    m_setting = false;
}

void TimeRangeWidget::setRange(const TimeRange &range)
{
    m_setting = true;
    m_choice->setCurrentIndex(int(range.choice));
    if (range.from)
        m_from->setDateTime(*range.from);
    if (range.to)
        m_to->setDateTime(*range.to);
    m_setting = false;
    refreshParts();
}

TimeRange TimeRangeWidget::range() const
{
    TimeRange range;
    range.choice = static_cast<TimeChoice>(m_choice->currentIndex());
    if (range.choice == TimeChoice::Custom) {
        range.from = m_from->dateTime();
        range.to = m_to->dateTime();
    }
    return range;
}

void TimeRangeWidget::onChosen()
{
    if (m_setting)
        return;
    refreshParts();
    Q_EMIT rangeEdited();
}

} // namespace mobwatch::ui
