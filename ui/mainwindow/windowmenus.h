// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"
#include "ui/mainwindow/windowsettings.h"

#include <QObject>
#include <vector>

class QActionGroup;
class QMainWindow;
class QMenu;

namespace mobwatch::ui {

class Actions;

/// The menu bar, made from the table of actions, with the submenus that are choices.
class WindowMenus final : public QObject
{
    Q_OBJECT
public:
    WindowMenus(QMainWindow *window, const Actions &actions);

    void setRecent(const std::vector<KnownSource> &recent);
    void setAppearance(Appearance appearance);
    void setDensity(Density density);
    /// The menu that the event table fills with its columns, just before it opens.
    [[nodiscard]] QMenu *columnsMenu() const { return m_columns; }

Q_SIGNALS:
    void recentChosen(const QString &path);
    void appearanceChosen(mobwatch::ui::Appearance appearance);
    void densityChosen(mobwatch::ui::Density density);

private:
    void fillView(QMenu *view, const Actions &actions);

    QMenu *m_recent = nullptr;
    QMenu *m_columns = nullptr;
    QActionGroup *m_appearance = nullptr;
    QActionGroup *m_density = nullptr;
};

} // namespace mobwatch::ui
