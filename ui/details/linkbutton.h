// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QAbstractButton>

namespace mobwatch::ui {

/// A value that can be followed: text in the link colour, elided in the middle, with the keyboard of a
/// button.
class LinkButton final : public QAbstractButton
{
    Q_OBJECT
public:
    LinkButton(const Looks &looks, const QString &shown, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);
    void setFigures(bool isFigures); ///< ids and cursors stand in the fixed font

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void refreshFont();
    Looks m_looks;
    bool m_isFigures = false;
};

} // namespace mobwatch::ui
