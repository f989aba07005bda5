// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/emptystate.h"

#include "ui/widgets/eventwords.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

EmptyState::EmptyState(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_choices(new QWidget(this))
    , m_choiceLayout(new QGridLayout(m_choices))
    , m_clear(new QPushButton(tr("Clear filter"), this))
    , m_ledger(new QPushButton(tr("Open a ledger…"), this))
{
    setObjectName(u"emptyState"_s);
    for (QLabel *label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    m_clear->setObjectName(u"clearFilter"_s);
    m_clear->setAutoDefault(false);
    m_ledger->setObjectName(u"openLedger"_s);
    m_ledger->setAutoDefault(false);
    m_ledger->hide();
    m_choiceLayout->setContentsMargins(0, 0, 0, 0);
    m_choiceLayout->setVerticalSpacing(2);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(6);
    layout->addStretch(2);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addSpacing(6);
    layout->addWidget(m_choices, 0, Qt::AlignHCenter);
    layout->addSpacing(10);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_ledger);
    buttons->addWidget(m_clear);
    buttons->addStretch(1);
    layout->addLayout(buttons);
    layout->addStretch(3);
    connect(m_clear, &QPushButton::clicked, this, &EmptyState::clearRequested);
    connect(m_ledger, &QPushButton::clicked, this, &EmptyState::ledgerRequested);
    applyFonts();
}

void EmptyState::setLooks(const Looks &looks)
{
    m_looks = looks;
    applyFonts();
}

void EmptyState::applyFonts()
{
    m_title->setFont(m_looks.emptyTitleFont());
    QPalette second = palette();
    // On a viewport labels write in Text, elsewhere in WindowText.
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText})
        second.setColor(role, m_looks.colors().secondText);
    m_text->setPalette(second);
}

void EmptyState::say(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    setAccessibleName(title);
    setAccessibleDescription(text);
}

void EmptyState::setClearOffered(bool offered)
{
    m_clear->setVisible(offered);
}

void EmptyState::setLedgerOffered(bool offered)
{
    m_ledger->setVisible(offered);
}

void EmptyState::offer(const std::vector<Choice> &choices)
{
    while (QLayoutItem *item = m_choiceLayout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Choice &choice : choices) {
        // Zero events would be no way out, so it is no link.
        const bool helps = !choice.events || *choice.events > 0;
        auto *without = new QPushButton(tr("without %1").arg(choice.condition), m_choices);
        without->setFlat(true);
        without->setAutoDefault(false);
        without->setEnabled(helps);
        without->setCursor(helps ? Qt::PointingHandCursor : Qt::ArrowCursor);
        QPalette colors = palette();
        colors.setColor(QPalette::ButtonText, m_looks.colors().link);
        colors.setColor(QPalette::Disabled, QPalette::ButtonText, m_looks.colors().secondText);
        without->setPalette(colors);
        connect(without, &QPushButton::clicked, this, [this, row] { Q_EMIT choiceActivated(row); });
        m_choiceLayout->addWidget(without, row, 0, Qt::AlignLeft);
        if (choice.events) {
            auto *count = new QLabel(shownCount(*choice.events), m_choices);
            count->setFont(m_looks.figuresFont());
            m_choiceLayout->addWidget(count, row, 1, Qt::AlignRight | Qt::AlignVCenter);
            auto *unit = new QLabel(*choice.events == 1 ? tr("event") : tr("events"), m_choices);
            m_choiceLayout->addWidget(unit, row, 2);
        }
        ++row;
    }
    m_choices->setVisible(!choices.empty());
}

} // namespace mobwatch::ui
