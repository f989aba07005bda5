// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/query/eventquery.h"
#include "core/support/result.h"
#include "ui/looks/looks.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace mobwatch::ui {

/// The conditions that a server can apply itself (specification 5.1), one field each; an empty field is no
/// condition.
class ServerQueryForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ServerQueryForm(const Looks &looks, QWidget *parent = nullptr);

    void setQuery(const EventQuery &query);
    /// Errors: InvalidArgument, a time that is none; `subject` is the name of the field.
    [[nodiscard]] Result<EventQuery> query() const;
    void focusField(const QString &name);

private:
    QLineEdit *addField(const QString &name, const QString &title, const QString &example);

    QLineEdit *m_mob;
    QLineEdit *m_run;
    QLineEdit *m_step;
    QLineEdit *m_agent;
    QLineEdit *m_kinds;
    QLineEdit *m_since;
    QLineEdit *m_until;
};

} // namespace mobwatch::ui
