// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QAbstractButton>

namespace mobwatch::ui {

/// The bar on the last table row: "128 new events  Jump to the end  End". One button: all of it jumps.
class NewEventsBar final : public QAbstractButton
{
    Q_OBJECT
public:
    NewEventsBar(const Looks &looks, QWidget *parent);

    void setLooks(const Looks &looks);
    void setEvents(quint64 events);
    [[nodiscard]] quint64 events() const { return m_events; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Looks m_looks;
    quint64 m_events = 0;
};

} // namespace mobwatch::ui
