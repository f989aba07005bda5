// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QAbstractButton>

namespace mobwatch::ui {

/// One part of the status bar: an icon, a word or two, a figure, a separator behind it. A button where a
/// click leads somewhere.
class StatusSegment final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit StatusSegment(const Looks &looks, QWidget *parent = nullptr);

    struct Shown
    {
        QString icon; ///< name; empty = none
        QColor iconColor;
        QString text;   ///< body font
        QString figure; ///< behind the text, fixed font
        QColor color;   ///< of the text; invalid = WindowText
        bool heading = false;
        bool separator = true;
        QString mark = {}; ///< name of an icon behind the text, in the warning colour
        friend bool operator==(const Shown &, const Shown &) = default;
    };
    void setShown(const Shown &shown);
    [[nodiscard]] const Shown &shown() const { return m_shown; }
    void setLooks(const Looks &looks);
    /// Whether a click does something; only then it takes the focus.
    void setClickable(bool clickable);
    /// Whether its words may be cut when there is no room (they may, unless told otherwise).
    void setElidable(bool elidable);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int contentWidth() const;

    Looks m_looks;
    Shown m_shown;
    bool m_isElidable = true;
};

} // namespace mobwatch::ui
