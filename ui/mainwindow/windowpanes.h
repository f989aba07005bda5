// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadcache.h"
#include "core/session/session.h"
#include "ui/looks/looks.h"

#include <QMainWindow>
#include <QPointer>
#include <array>
#include <vector>

class QDockWidget;
class QStackedWidget;

namespace mobwatch::ui {

class DetailsWidget;
class DockTitle;
class EventTableWidget;
class FilterSidebarWidget;
class FirstRunWidget;
class LiveTailWidget;

enum class Pane : std::uint8_t { Filters, Events, Details, Tail };
inline constexpr int paneCount = 4;

/// The part of the window below its bars: the events in the centre, Filters, Details and Live tail as docks
/// around them; the first-run page while there is no source.
class WindowPanes final : public QMainWindow
{
    Q_OBJECT
public:
    explicit WindowPanes(const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    /// Both or neither; without a session the first-run page is shown and the docks are away. The table is
    /// made anew for each session.
    void setSession(Session *session, PayloadCache *payloads);

    /// Shows the pane and gives it the keyboard; a dock that has it already is closed.
    void toggle(Pane pane);
    [[nodiscard]] bool isShown(Pane pane) const;
    void focusPane(Pane pane);
    void focusNextPane(int step);
    /// Shows an event in the table and in Details.
    void showInTable(RowIndex row);

    /// Places of the docks, as the user left them; empty while nothing was chosen.
    [[nodiscard]] QByteArray saveLayout();
    void restoreLayout(const QByteArray &layout);
    [[nodiscard]] QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &columns); ///< of the tables made from now on
    /// Details gives its room to the events while the window is narrower than it needs, and has it back
    /// later; only what was open and is not asked for meanwhile.
    void adaptToWidth(int windowWidth);
    /// What a first start shows: narrow windows begin without Details, very narrow ones without Filters.
    void applyFirstLayout(int windowWidth);

    /// nullptr without a session.
    [[nodiscard]] EventTableWidget *table() const { return m_table; }
    [[nodiscard]] FilterSidebarWidget *filters() const { return m_filters; }
    [[nodiscard]] DetailsWidget *details() const { return m_details; }
    [[nodiscard]] LiveTailWidget *tail() const { return m_tail; }
    [[nodiscard]] FirstRunWidget *firstRun() const { return m_firstRun; }

    /// Brings the newest seam into view.
    void showLastSeam();
    /// Goes to the event behind the next hole between cursors, from the chosen event on, round and round.
    void showNextGap();
    /// Columns of the table, each with a check mark; made new each time because the user moves and hides
    /// them.
    void fillColumnsMenu(QMenu *menu);

Q_SIGNALS:
    void clearFilterRequested();
    void openLedgerRequested(); ///< for kinds that a server does not send
    void followingChanged(bool following);
    void eventChosen();
    void copyFailed(const QString &reason);

protected:
    QMenu *createPopupMenu() override { return nullptr; }

private:
    QDockWidget *addDock(const QString &name, const QString &title, QWidget *content,
                         Qt::DockWidgetArea area);
    void setUpDocks();
    void connectPanes();
    void makeTable(Session &session);
    void dropTable();
    void applySizes();
    void showDocks(bool shown);
    void giveWay(); ///< Details to the events
    [[nodiscard]] QDockWidget *dock(Pane pane) const { return m_docks[std::size_t(pane)]; }
    [[nodiscard]] QWidget *content(Pane pane) const;

    Looks m_looks;
    QPointer<Session> m_session;
    QStackedWidget *m_centre;
    FirstRunWidget *m_firstRun;
    EventTableWidget *m_table = nullptr;
    int m_windowWidth = 0; ///< the last one told; 0 = none
    bool m_detailsGaveWay = false;
    FilterSidebarWidget *m_filters;
    DetailsWidget *m_details;
    LiveTailWidget *m_tail;
    std::array<QDockWidget *, paneCount> m_docks{}; ///< nullptr for Events
    std::vector<DockTitle *> m_titles;
    QByteArray m_layout;  ///< while the docks are away
    QByteArray m_columns; ///< of the table, from one session to the next
    bool m_docksShown = true;
};

} // namespace mobwatch::ui
