// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/eventtablemodel.h"
#include "ui/eventtable/eventtabledelegate.h"
#include "ui/eventtable/followstate.h"
#include "ui/eventtable/rowscroll.h"
#include "ui/looks/looks.h"

#include <QAbstractItemView>
#include <QElapsedTimer>
#include <QTimer>
#include <optional>
#include <vector>

namespace mobwatch::ui {

class EventHeader;

/// What the keyboard asks of a row; the menu offers the same.
enum class EventCommand : std::uint8_t {
    Open,
    ShowOnly,
    Add,
    Exclude,
    AllOfRun,
    AllOfStep,
    AllOfAgent,
    WhileRun,
    CopyRow,
    CopyMenu,
};

/// The rows of an EventTableModel: one height, nothing held per row, whatever their number. Keeps what is on
/// the screen in place while rows come and go, unless it follows the end.
class EventTableView final : public QAbstractItemView
{
    Q_OBJECT
public:
    EventTableView(EventTableModel &model, InfoCache &infos, const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    [[nodiscard]] EventHeader &header() { return *m_header; }
    [[nodiscard]] EventTableDelegate &eventDelegate() { return *m_delegate; }
    [[nodiscard]] EventTableModel &eventModel() const { return m_model; }

    [[nodiscard]] bool isFollowing() const { return m_follow.isFollowing(); }
    void setFollowing(bool following);
    /// What came in since following stopped and is still below what the screen shows.
    [[nodiscard]] std::uint64_t newEvents() const;

    [[nodiscard]] std::optional<RowIndex> currentEvent() const;
    /// Chooses the event, or its nearest neighbour that matches, and brings it into view.
    void selectEvent(RowIndex event);
    /// Previous (-1) or next (+1) shown event of the current event's run; false where there is none.
    bool stepInRun(int direction);
    void scrollToRow(int row);

    void setTimeFormat(TimeFormat format);
    void cycleTimeFormat();

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;
    void keyboardSearch(const QString &) override {} ///< single letters are commands here
    [[nodiscard]] const RowScroll &rowScroll() const { return m_scroll; }
    /// "severity, sentence, time".
    [[nodiscard]] QString spokenRow(RowIndex event) const { return m_infos.spoken(event); }

Q_SIGNALS:
    void currentEventChanged(mobwatch::RowIndex event);
    void followingChanged(bool following);
    void newEventsChanged(quint64 events);
    void commandRequested(mobwatch::ui::EventCommand command, const QModelIndex &cell);
    void rowsChanged(); ///< number of rows, or which they are

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override;
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &index) const override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    void updateGeometries() override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void verticalScrollbarValueChanged(int value) override;

private:
    /// An event and where it stands, kept over changes of order and filter.
    struct Anchor
    {
        std::optional<RowIndex> event;
        int y = 0;
    };
    void connectModel();
    void connectHeader();
    void takeOverRows();
    [[nodiscard]] Anchor takeAnchor() const;
    void restoreAnchor();
    void restoreSelection();
    void choose(int row, int column);
    void syncScrollBars();
    void setFollowState(bool wasFollowing, std::uint64_t hadNewEvents);
    void noteFresh(int first, int last);
    [[nodiscard]] bool isFresh(RowIndex event);
    void paintRowAt(QPainter &painter, int row, const QRect &dirty);
    void updateDateShown();
    void measureNames();
    void setHoveredRow(int row);
    [[nodiscard]] int nextEventRow(int row, int direction) const;
    [[nodiscard]] int currentColumn() const;
    [[nodiscard]] int nextShownColumn(int column, int step) const;
    bool commandForKey(const QKeyEvent &event);
    bool showToolTip(const QPoint &position, const QPoint &globalPosition);

    EventTableModel &m_model;
    InfoCache &m_infos;
    EventTableDelegate *m_delegate;
    EventHeader *m_header;
    FollowState m_follow;
    RowScroll m_scroll;
    qint64 m_anchorOffset = -1;       ///< where m_anchor was restored; -1 = it was not
    Anchor m_anchor;                  ///< between "about to change" and "changed"
    std::optional<RowIndex> m_wanted; ///< what the user chose; the selection may be its nearest neighbour
    bool m_programmatic = false;      ///< the selection changes by itself, not by the user
    bool m_syncing = false;
    int m_hoveredRow = -1;
    int m_paintedFirst = -1;
    int m_stripe = 0; ///< rows that came in above: stripes stay with their events

    struct Fresh
    {
        RowIndex event{};
        qint64 until = 0;
    };
    std::vector<Fresh> m_fresh;
    QElapsedTimer m_clock;
    qint64 m_freshWindowStart = 0;
    int m_freshInWindow = 0;
    QTimer m_freshTimer;
    QTimer m_secondTimer; ///< relative times tick
};

} // namespace mobwatch::ui
