// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/cellfilters.h"
#include "core/models/clausecounts.h"
#include "core/models/eventtablemodel.h"
#include "core/models/payloadcache.h"
#include "core/session/session.h"
#include "ui/eventtable/eventtableview.h"
#include "ui/eventtable/infocache.h"
#include "ui/looks/looks.h"

#include <QByteArray>
#include <QWidget>
#include <optional>

class QMenu;

namespace mobwatch::ui {

class EmptyState;
class NewEventsBar;

/// What a copied event becomes.
enum class CopyForm : std::uint8_t { Row, Json, Filter, SubscribeUrl };

/// The centre of the window: the event table with what it says when it is empty and what it missed while it
/// does not follow. It changes no filter itself, it asks for one.
class EventTableWidget final : public QWidget
{
    Q_OBJECT
public:
    /// `session` outlives the widget.
    EventTableWidget(Session &session, const Looks &looks, QWidget *parent = nullptr);
    ~EventTableWidget() override;

    void setLooks(const Looks &looks);
    [[nodiscard]] EventTableView &view() { return *m_view; }

    [[nodiscard]] bool isFollowing() const { return m_view->isFollowing(); }
    void setFollowing(bool following) { m_view->setFollowing(following); }
    /// Ends a pause, follows, and shows the last row.
    void jumpToEnd();
    /// Puts the chosen event on the clipboard; nothing without one.
    void copyCurrent(CopyForm form);
    [[nodiscard]] std::optional<RowIndex> currentEvent() const { return m_view->currentEvent(); }
    void selectEvent(RowIndex event) { m_view->selectEvent(event); }
    void cycleTimeFormat() { m_view->cycleTimeFormat(); }

    /// Order, widths, visibility of the columns, for the settings.
    [[nodiscard]] QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &columns);

    /// What the context menu of a cell offers.
    void fillMenu(QMenu *menu, RowIndex event, int column);
    [[nodiscard]] QString rowAsTsv(RowIndex event) const;

Q_SIGNALS:
    void filterRequested(const mobwatch::Filter &filter);
    void eventActivated(mobwatch::RowIndex event);
    void currentEventChanged(mobwatch::RowIndex event);
    void followingChanged(bool following);
    /// A payload could not be copied; the words say why.
    void copyFailed(const QString &reason);
    /// The filter asks for kinds that this server never sends.
    void openLedgerRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void connectSession();
    void connectView();
    void runCommand(EventCommand command, const QModelIndex &cell);
    void requestCell(RowIndex event, int column, CellAction action);
    void request(const std::optional<Filter> &filter);
    void addFilterActions(QMenu *menu, RowIndex event, int column);
    void addScopeActions(QMenu *menu, RowIndex event);
    void addCopyActions(QMenu *menu, RowIndex event);
    void showMenu(const QPoint &position);
    void showCopyMenu(const QModelIndex &cell);
    void copyText(const QString &text);
    void copyJson(RowIndex event);
    void copyEvent(RowIndex event, CopyForm form);
    void updateBar();
    void updateEmptyState();
    void sayNoMatch();
    void layOver();
    void updateDescription();

    Session &m_session;
    Looks m_looks;
    PayloadCache m_payloads;
    EventTableModel m_model;
    InfoCache m_infos;
    ClauseCounts m_clauseCounts;
    EventTableView *m_view;
    NewEventsBar *m_bar;
    EmptyState *m_empty;
    std::optional<Filter> m_countedFilter; ///< that m_clauseCounts knows or counts
};

} // namespace mobwatch::ui
