// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/filtersidebar/timerange.h"
#include "ui/looks/looks.h"

#include <QWidget>

class QComboBox;
class QDateTimeEdit;
class QToolButton;
class QVBoxLayout;

namespace mobwatch::ui {

/// The Time section of the sidebar.
class TimeRangeWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit TimeRangeWidget(const Looks &looks, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);
    void setRange(const TimeRange &range);
    [[nodiscard]] TimeRange range() const;
    /// What the two fields offer before anything was chosen.
    void setSpan(const QDateTime &first, const QDateTime &last);

Q_SIGNALS:
    /// The user chose; never by setRange.
    void rangeEdited();

private:
    void refreshParts();
    void onChosen();

    Looks m_looks;
    QVBoxLayout *m_layout;
    QToolButton *m_header;
    QWidget *m_body;
    QComboBox *m_choice;
    QWidget *m_custom;
    QDateTimeEdit *m_from;
    QDateTimeEdit *m_to;
    bool m_setting = false;
};

} // namespace mobwatch::ui
