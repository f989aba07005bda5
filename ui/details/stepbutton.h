// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QToolButton>

namespace mobwatch::ui {

/// "‹ Previous" and "Next ›": a flat button whose chevron stands on the side that it leads to.
class StepButton final : public QToolButton
{
    Q_OBJECT
public:
    StepButton(const Looks &looks, const QString &text, bool isForward, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Looks m_looks;
    bool m_isForward;
};

} // namespace mobwatch::ui
