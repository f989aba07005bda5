// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QKeySequence>
#include <QObject>
#include <map>
#include <span>
#include <vector>

class QAction;
class QMenu;
class QWidget;

namespace mobwatch::ui {

enum class ActionId : std::uint8_t {
    Open,
    Connect,
    Disconnect,
    Demo,
    Export,
    NewWindow,
    CloseWindow,
    Quit,
    CopyRow,
    CopyJson,
    CopyFilter,
    CopySubscribeUrl,
    Settings,
    ShowFilters,
    ShowEvents,
    ShowDetails,
    ShowTail,
    ConnectionDetails,
    TimeFormat,
    TextLarger,
    TextSmaller,
    TextNormal,
    FullScreen,
    FocusFilter,
    ClearFilter,
    EarlierFilter,
    LaterFilter,
    Pause,
    Follow,
    NextFailure,
    PreviousFailure,
    NextPane,
    PreviousPane,
    TryNow,
    Keys,
    About,
};

enum class ActionMenu : std::uint8_t { File, Edit, View, Filter, Go, Help };

/// One row for each thing a window can do. Menus, shortcuts, tooltips and the list under F1 are made from it.
struct ActionSpec
{
    ActionId id{};
    ActionMenu menu{};
    const char *text;     ///< with mnemonic; the source text of a translation
    const char *shortcut; ///< portable text; empty where `standard` says it
    QKeySequence::StandardKey standard = QKeySequence::UnknownKey;
    const char *icon = ""; ///< name in resources/icons
    bool checkable = false;
    bool startsGroup = false; ///< a separator stands before it
};
[[nodiscard]] std::span<const ActionSpec> actionSpecs();

/// Keys that belong to one pane, only for the list under F1.
struct PaneKeys
{
    const char *where;
    const char *keys;
    const char *does;
};
[[nodiscard]] std::span<const PaneKeys> paneKeys();

/// The QActions of one window.
class Actions final
{
public:
    /// The actions belong to `window` and work anywhere in it.
    Actions(QWidget *window, const Looks &looks);

    [[nodiscard]] QAction *at(ActionId id) const { return m_actions.at(id); }
    void fill(QMenu *menu, ActionMenu which) const;
    void setLooks(const Looks &looks);

private:
    std::map<ActionId, QAction *> m_actions;
};

} // namespace mobwatch::ui
