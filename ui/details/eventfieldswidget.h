// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QWidget>
#include <vector>

class QGridLayout;
class QLabel;

namespace mobwatch::ui {

class ElidedLabel;
class StepButton;

/// The structural fields of an event as links, and its place in its run.
class EventFieldsWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit EventFieldsWidget(const Looks &looks, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);

    struct Link
    {
        QString field; ///< of the filter language
        QString value;
        QString shown;
        friend bool operator==(const Link &, const Link &) = default;
    };
    struct Field
    {
        QString title;
        std::vector<Link> links;
        QString fact; ///< behind the links, in second text
        bool isId = false;
        friend bool operator==(const Field &, const Field &) = default;
    };
    void setFields(std::vector<Field> fields);
    /// `position` from 1; `size` 0 hides the row.
    void setPlaceInRun(std::uint32_t position, std::uint32_t size);

Q_SIGNALS:
    void linkFollowed(const QString &field, const QString &value);
    void previousRequested();
    void nextRequested();

private:
    void rebuild();
    void addField(int row, const Field &field);

    Looks m_looks;
    std::vector<Field> m_fields;
    QWidget *m_run;
    ElidedLabel *m_runTitle;
    QLabel *m_place;
    StepButton *m_previous;
    StepButton *m_next;
    QWidget *m_grid;
};

} // namespace mobwatch::ui
