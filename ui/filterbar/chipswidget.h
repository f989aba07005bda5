// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "ui/looks/looks.h"

#include <QPointer>
#include <QRect>
#include <QTimer>
#include <QWidget>
#include <vector>

class QToolButton;

namespace mobwatch {
class Session;
}

namespace mobwatch::ui {

class FilterBarWidget;

/// The row under the filter bar, always there: the clauses of the filter in force as chips, how much they
/// leave, and Export. While the bar has a mistake it says what is wrong in place of the chips.
class ChipsWidget final : public QWidget
{
    Q_OBJECT
public:
    /// `bar` is where a click on a chip edits, and whose mistakes are shown; it outlives this.
    ChipsWidget(const Looks &looks, FilterBarWidget &bar, QWidget *parent = nullptr);
    ~ChipsWidget() override;

    void setLooks(const Looks &looks);
    void setSession(Session *session);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void exportRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Chip
    {
        FilterClause clause;
        QString field, op, value;
        QRect rect; ///< empty where it did not fit
        QRect close;
    };
    void rebuild();
    void layoutChips();
    void refreshCounts();
    void refreshDescription();
    void activateChip(std::size_t index);
    void removeChip(std::size_t index);
    [[nodiscard]] int chipAt(const QPoint &pos) const;
    void paintChips(QPainter &painter) const;
    void paintChip(QPainter &painter, std::size_t index) const;
    void paintProblem(QPainter &painter);
    void paintCounts(QPainter &painter) const;
    [[nodiscard]] int countsLeft() const;

    Looks m_looks;
    FilterBarWidget &m_bar;
    QPointer<Session> m_session;
    std::vector<Chip> m_chips;
    QToolButton *m_export;
    QTimer m_countTimer;
    QString m_matching, m_total;
    QRect m_correctionRect;
    std::size_t m_hidden = 0; ///< chips that did not fit
    QRect m_moreRect;
    int m_current = -1; ///< chip with the keyboard
    int m_hovered = -1;
    bool m_closeHovered = false;
};

} // namespace mobwatch::ui
