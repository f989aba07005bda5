// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/actions.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>

namespace mobwatch::ui {

namespace {

using Id = ActionId;
using Menu = ActionMenu;
constexpr auto noKey = QKeySequence::UnknownKey;

constexpr ActionSpec specs[] = {
    {Id::Open, Menu::File, QT_TRANSLATE_NOOP("Actions", "&Open a ledger or event file…"), "",
     QKeySequence::Open},
    {Id::Connect, Menu::File, QT_TRANSLATE_NOOP("Actions", "Connect to a &server…"), "Ctrl+Shift+O", noKey,
     "connect"},
    {Id::Disconnect, Menu::File, QT_TRANSLATE_NOOP("Actions", "D&isconnect"), "", noKey, "disconnect"},
    {Id::Demo, Menu::File, QT_TRANSLATE_NOOP("Actions", "Watch the &demo"), "Ctrl+Shift+D"},
    {Id::Export, Menu::File, QT_TRANSLATE_NOOP("Actions", "&Export what is shown…"), "", QKeySequence::Save,
     "export", false, true},
    {Id::NewWindow, Menu::File, QT_TRANSLATE_NOOP("Actions", "&New window"), "", QKeySequence::New, "", false,
     true},
    {Id::CloseWindow, Menu::File, QT_TRANSLATE_NOOP("Actions", "&Close window"), "Ctrl+W"},
    {Id::Quit, Menu::File, QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q"},

    // The table itself takes Ctrl+C, and so does every text that is selected: no shortcut of the window.
    {Id::CopyRow, Menu::Edit, QT_TRANSLATE_NOOP("Actions", "Copy event as &row"), "", noKey, "copy"},
    {Id::CopyJson, Menu::Edit, QT_TRANSLATE_NOOP("Actions", "Copy event as &JSON"), ""},
    {Id::CopyFilter, Menu::Edit, QT_TRANSLATE_NOOP("Actions", "Copy &filter for this event"), ""},
    {Id::CopySubscribeUrl, Menu::Edit, QT_TRANSLATE_NOOP("Actions", "Copy &subscribe URL from here on"), ""},

    {Id::Settings, Menu::Edit, QT_TRANSLATE_NOOP("Actions", "&Settings…"), "Ctrl+,", noKey, "settings", false,
     true},

    {Id::ShowFilters, Menu::View, QT_TRANSLATE_NOOP("Actions", "&Filters"), "Ctrl+1"},
    {Id::ShowEvents, Menu::View, QT_TRANSLATE_NOOP("Actions", "&Events"), "Ctrl+2"},
    {Id::ShowDetails, Menu::View, QT_TRANSLATE_NOOP("Actions", "&Details"), "Ctrl+3"},
    {Id::ShowTail, Menu::View, QT_TRANSLATE_NOOP("Actions", "&Live tail"), "Ctrl+4"},
    {Id::ConnectionDetails, Menu::View, QT_TRANSLATE_NOOP("Actions", "Connect&ion details"), "Ctrl+I", noKey,
     "", false, true},
    {Id::TimeFormat, Menu::View, QT_TRANSLATE_NOOP("Actions", "Next &time format"), "Ctrl+T", noKey, "",
     false, true},
    {Id::TextLarger, Menu::View, QT_TRANSLATE_NOOP("Actions", "Text lar&ger"), "", QKeySequence::ZoomIn, "",
     false, true},
    {Id::TextSmaller, Menu::View, QT_TRANSLATE_NOOP("Actions", "Text &smaller"), "", QKeySequence::ZoomOut},
    {Id::TextNormal, Menu::View, QT_TRANSLATE_NOOP("Actions", "&Normal text size"), "Ctrl+0"},
    {Id::FullScreen, Menu::View, QT_TRANSLATE_NOOP("Actions", "F&ull screen"), "F11", noKey, "", true, true},

    {Id::FocusFilter, Menu::Filter, QT_TRANSLATE_NOOP("Actions", "&Edit the filter"), "Ctrl+L", noKey,
     "filter"},
    {Id::ClearFilter, Menu::Filter, QT_TRANSLATE_NOOP("Actions", "&Clear the filter"), "Ctrl+Shift+L", noKey,
     "filter-clear"},
    {Id::EarlierFilter, Menu::Filter, QT_TRANSLATE_NOOP("Actions", "E&arlier filter"), "Alt+Left", noKey,
     "prev", false, true},
    {Id::LaterFilter, Menu::Filter, QT_TRANSLATE_NOOP("Actions", "&Later filter"), "Alt+Right", noKey,
     "next"},

    {Id::Pause, Menu::Go, QT_TRANSLATE_NOOP("Actions", "&Pause"), "F8", noKey, "pause", true},
    {Id::Follow, Menu::Go, QT_TRANSLATE_NOOP("Actions", "&Follow"), "Ctrl+End", noKey, "follow", true},
    {Id::NextFailure, Menu::Go, QT_TRANSLATE_NOOP("Actions", "&Next failure"), "Ctrl+J", noKey, "", false,
     true},
    {Id::PreviousFailure, Menu::Go, QT_TRANSLATE_NOOP("Actions", "Pre&vious failure"), "Ctrl+Shift+J"},
    {Id::NextPane, Menu::Go, QT_TRANSLATE_NOOP("Actions", "Ne&xt pane"), "F6", noKey, "", false, true},
    {Id::PreviousPane, Menu::Go, QT_TRANSLATE_NOOP("Actions", "Previous p&ane"), "Shift+F6"},
    {Id::TryNow, Menu::Go, QT_TRANSLATE_NOOP("Actions", "&Try again now"), "F5", noKey, "retry", false, true},

    {Id::Keys, Menu::Help, QT_TRANSLATE_NOOP("Actions", "All &keys"), "F1"},
    {Id::About, Menu::Help, QT_TRANSLATE_NOOP("Actions", "&About Mobwatch"), ""},
};

constexpr PaneKeys keysOfPanes[] = {
    {"Events", "↑ ↓ PgUp PgDn Home", QT_TRANSLATE_NOOP("Actions", "Choose an event")},
    {"Events", "End", QT_TRANSLATE_NOOP("Actions", "Go to the end and follow it")},
    {"Events", "Enter", QT_TRANSLATE_NOOP("Actions", "Show the details")},
    {"Events", "F / Shift+F / X", QT_TRANSLATE_NOOP("Actions", "Only this value / add it / exclude it")},
    {"Events", "R / S / A", QT_TRANSLATE_NOOP("Actions", "Everything of this run / step / agent")},
    {"Events", "Shift+R", QT_TRANSLATE_NOOP("Actions", "Everything while this run ran")},
    {"Events", "Alt+↑ Alt+↓", QT_TRANSLATE_NOOP("Actions", "Previous, next event of this run")},
    {"Events", "Ctrl+C / Ctrl+Shift+C", QT_TRANSLATE_NOOP("Actions", "Copy the row / copy it as…")},
    {"Events", "Menu", QT_TRANSLATE_NOOP("Actions", "Everything that can be done with a cell")},
    {"Filters", "← →", QT_TRANSLATE_NOOP("Actions", "Fold, unfold")},
    {"Filters", "Enter / Space / Delete",
     QT_TRANSLATE_NOOP("Actions", "Only this / add or remove / exclude")},
    {"Filters", "Enter", QT_TRANSLATE_NOOP("Actions", "In a find box: only what was found")},
    {"Filter bar", "Enter", QT_TRANSLATE_NOOP("Actions", "Filter now")},
    {"Filter bar", "Alt+Enter", QT_TRANSLATE_NOOP("Actions", "Take the correction")},
    {"Filter bar", "Esc", QT_TRANSLATE_NOOP("Actions", "Back to the events")},
    {"Conditions", "← → Home End", QT_TRANSLATE_NOOP("Actions", "Choose a condition")},
    {"Conditions", "Enter / Delete", QT_TRANSLATE_NOOP("Actions", "Edit it / remove it")},
    {"Details", "Enter / Ctrl+C", QT_TRANSLATE_NOOP("Actions", "In the payload: open a long text / copy")},
    {"Live tail", "Space / Delete", QT_TRANSLATE_NOOP("Actions", "Pause / clear the tail")},
    {"Live tail", "Enter", QT_TRANSLATE_NOOP("Actions", "Show the event in the table")},
};

QList<QKeySequence> shortcutsOf(const ActionSpec &spec)
{
    QList<QKeySequence> keys;
    if (spec.standard != noKey)
        keys = QKeySequence::keyBindings(spec.standard);
    if (*spec.shortcut != '\0')
        keys.append(QKeySequence(QLatin1String(spec.shortcut)));
    // On many keyboards "+" needs Shift, and "=" is the key that people press.
    if (spec.standard == QKeySequence::ZoomIn && !keys.contains(QKeySequence(Qt::CTRL | Qt::Key_Equal)))
        keys.append(QKeySequence(Qt::CTRL | Qt::Key_Equal));
    return keys;
}

} // namespace

std::span<const ActionSpec> actionSpecs()
{
    return specs;
}

std::span<const PaneKeys> paneKeys()
{
    return keysOfPanes;
}

Actions::Actions(QWidget *window, const Looks &looks)
{
    for (const ActionSpec &spec : specs) {
        auto *action = new QAction(QCoreApplication::translate("Actions", spec.text), window);
        action->setShortcuts(shortcutsOf(spec));
        action->setCheckable(spec.checkable);
        QString plain = action->text();
        plain.remove(QLatin1Char('&'));
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        action->setToolTip(key.isEmpty() ? plain : QStringLiteral("%1 (%2)").arg(plain, key));
        window->addAction(action);
        m_actions.emplace(spec.id, action);
    }
    setLooks(looks);
}

void Actions::setLooks(const Looks &looks)
{
    for (const ActionSpec &spec : specs) {
        if (*spec.icon != '\0')
            m_actions.at(spec.id)->setIcon(looks.icon(QLatin1String(spec.icon)));
    }
}

void Actions::fill(QMenu *menu, ActionMenu which) const
{
    for (const ActionSpec &spec : specs) {
        if (spec.menu != which)
            continue;
        if (spec.startsGroup)
            menu->addSeparator();
        menu->addAction(m_actions.at(spec.id));
    }
}

} // namespace mobwatch::ui
