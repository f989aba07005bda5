// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "ui/looks/looks.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QToolButton;
class QTreeWidget;

namespace mobwatch::ui {

/// The rows that could not be read, as a list above the events.
class UnreadablePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit UnreadablePanel(const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    void setSession(Session *session);
    void open();

    [[nodiscard]] QTreeWidget *list() const { return m_list; }

private:
    void refill();

    Looks m_looks;
    QPointer<Session> m_session;
    QLabel *m_heading;
    QTreeWidget *m_list;
    QToolButton *m_close;
};

} // namespace mobwatch::ui
