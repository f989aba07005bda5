// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/connectiondetails/connectionfacts.h"
#include "ui/looks/looks.h"

#include <QScrollArea>
#include <vector>

class QLabel;

namespace mobwatch::ui {

/// Groups of names and values. Values change in place, so that a selection and the place of the scroll bar
/// survive a refresh.
class FactsGrid final : public QScrollArea
{
    Q_OBJECT
public:
    explicit FactsGrid(const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    void setGroups(const std::vector<FactGroup> &groups);

private:
    void rebuild();

    Looks m_looks;
    std::vector<FactGroup> m_groups;
    std::vector<QLabel *> m_values;
};

} // namespace mobwatch::ui
