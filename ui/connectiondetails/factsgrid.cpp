// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connectiondetails/factsgrid.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

namespace mobwatch::ui {

namespace {

bool haveSameNames(const std::vector<FactGroup> &a, const std::vector<FactGroup> &b)
{
    return std::ranges::equal(a, b, [](const FactGroup &left, const FactGroup &right) {
        return left.title == right.title &&
               std::ranges::equal(left.lines, right.lines, {}, &FactGroup::Line::name,
                                  &FactGroup::Line::name);
    });
}

} // namespace

FactsGrid::FactsGrid(const Looks &looks, QWidget *parent)
    : QScrollArea(parent)
    , m_looks(looks)
{
    setObjectName(QStringLiteral("facts"));
    setAccessibleName(tr("Connection"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
}

void FactsGrid::setLooks(const Looks &looks)
{
    m_looks = looks;
    rebuild();
}

void FactsGrid::setGroups(const std::vector<FactGroup> &groups)
{
    if (groups == m_groups)
        return;
    const bool isSame = haveSameNames(groups, m_groups);
    m_groups = groups;
    if (!isSame) {
        rebuild();
        return;
    }
    std::size_t at = 0;
    for (const FactGroup &group : m_groups) {
        for (const FactGroup::Line &line : group.lines) {
            QLabel *label = m_values[at++];
            if (label->text() == line.value)
                continue;
            label->setText(line.value);
            label->setAccessibleDescription(line.value);
        }
    }
}

void FactsGrid::rebuild()
{
    m_values.clear();
    auto *page = new QWidget;
    auto *grid = new QGridLayout(page);
    const int margin = m_looks.scaled(12);
    grid->setContentsMargins(margin, margin, margin, margin);
    grid->setHorizontalSpacing(m_looks.scaled(12));
    grid->setVerticalSpacing(m_looks.scaled(3));
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const FactGroup &group : m_groups) {
        if (row > 0)
            grid->setRowMinimumHeight(row++, m_looks.scaled(6));
        auto *title = new QLabel(group.title, page);
        title->setFont(m_looks.headingFont());
        grid->addWidget(title, row++, 0, 1, 2);
        for (const FactGroup::Line &line : group.lines) {
            auto *name = new QLabel(line.name, page);
            QPalette quiet = palette();
            quiet.setColor(QPalette::WindowText, m_looks.colors().secondText);
            name->setPalette(quiet);
            auto *value = new QLabel(line.value, page);
            value->setTextFormat(Qt::PlainText);
            value->setWordWrap(true);
            value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
            value->setFocusPolicy(Qt::StrongFocus); // the flags alone give none by Tab
            value->setAccessibleName(line.name);
            value->setAccessibleDescription(line.value);
            grid->addWidget(name, row, 0, Qt::AlignTop | Qt::AlignLeft);
            grid->addWidget(value, row++, 1);
            m_values.push_back(value);
        }
    }
    grid->setRowStretch(row, 1);
    setWidget(page); // takes the earlier one away
}

} // namespace mobwatch::ui
