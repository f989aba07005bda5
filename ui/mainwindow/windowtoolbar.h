// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"
#include "ui/mainwindow/sourcerequest.h"
#include "ui/mainwindow/windowsettings.h"

#include <QToolBar>
#include <optional>
#include <vector>

class QAction;
class QComboBox;

namespace mobwatch::ui {

class Actions;

/// Source, Pause, Follow, filter bar. Texts stand beside the icons while there is room.
class WindowToolBar final : public QToolBar
{
    Q_OBJECT
public:
    WindowToolBar(const Actions &actions, QWidget *filterBar, const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    /// What the source combo offers: what is watched, what was watched before, ways to begin.
    void setSources(const std::optional<SourceRequest> &current, const QString &title,
                    const std::vector<KnownSource> &recent);
    void setNarrow(bool narrow);
    /// Whether the button disconnects what is watched, or connects.
    void setConnected(bool connected);

    [[nodiscard]] QComboBox *sources() const { return m_sources; }

Q_SIGNALS:
    void sourceChosen(const QString &path);
    void connectRequested();
    void openRequested();
    void demoRequested();

private:
    void chooseSource(int index);

    Looks m_looks;
    QComboBox *m_sources;
    QAction *m_connect;
    QAction *m_disconnect;
    QAction *m_connection; ///< the button: one of the two
    bool m_isConnected = false;
};

} // namespace mobwatch::ui
