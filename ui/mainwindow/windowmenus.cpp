// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/windowmenus.h"

#include "ui/mainwindow/actions.h"
#include "ui/widgets/eventwords.h"

#include <QAction>
#include <QActionGroup>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>

namespace mobwatch::ui {

namespace {

QActionGroup *addChoices(QMenu *menu, const QStringList &texts)
{
    auto *group = new QActionGroup(menu);
    for (const QString &text : texts) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setData(group->actions().size());
        group->addAction(action);
    }
    return group;
}

} // namespace

WindowMenus::WindowMenus(QMainWindow *window, const Actions &actions)
    : QObject(window)
{
    QMenuBar *bar = window->menuBar();
    QMenu *file = bar->addMenu(tr("&File"));
    actions.fill(file, ActionMenu::File);
    m_recent = new QMenu(tr("Open &recent"), file);
    file->insertMenu(actions.at(ActionId::Demo), m_recent);
    connect(m_recent, &QMenu::triggered, this,
            [this](QAction *action) { Q_EMIT recentChosen(action->data().toString()); });
    actions.fill(bar->addMenu(tr("&Edit")), ActionMenu::Edit);
    fillView(bar->addMenu(tr("&View")), actions);
    actions.fill(bar->addMenu(tr("Fi&lter")), ActionMenu::Filter);
    actions.fill(bar->addMenu(tr("&Go")), ActionMenu::Go);
    actions.fill(bar->addMenu(tr("&Help")), ActionMenu::Help);
}

void WindowMenus::fillView(QMenu *view, const Actions &actions)
{
    actions.fill(view, ActionMenu::View);
    m_columns = new QMenu(tr("&Columns"), view);
    QMenu *appearance = new QMenu(tr("&Appearance"), view);
    QMenu *density = new QMenu(tr("Densit&y"), view);
    QAction *before = actions.at(ActionId::TextLarger);
    for (QMenu *menu : {m_columns, appearance, density})
        view->insertMenu(before, menu);
    m_appearance = addChoices(appearance, {tr("&System"), tr("&Light"), tr("&Dark")});
    m_density = addChoices(density, {tr("&Compact"), tr("C&omfortable")});
    connect(m_appearance, &QActionGroup::triggered, this,
            [this](QAction *action) { Q_EMIT appearanceChosen(Appearance(action->data().toInt())); });
    connect(m_density, &QActionGroup::triggered, this,
            [this](QAction *action) { Q_EMIT densityChosen(Density(action->data().toInt())); });
}

void WindowMenus::setRecent(const std::vector<KnownSource> &recent)
{
    m_recent->clear();
    for (const KnownSource &source : recent) {
        // The ampersand of a name is no mnemonic.
        QString text = shownText(source.path.toStdString());
        QAction *action = m_recent->addAction(text.replace(QLatin1Char('&'), QLatin1String("&&")));
        action->setData(source.path);
    }
    m_recent->menuAction()->setVisible(!recent.empty());
}

void WindowMenus::setAppearance(Appearance appearance)
{
    m_appearance->actions().at(int(appearance))->setChecked(true);
}

void WindowMenus::setDensity(Density density)
{
    m_density->actions().at(int(density))->setChecked(true);
}

} // namespace mobwatch::ui
