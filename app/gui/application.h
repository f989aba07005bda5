// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/gui/serverservices.h"
#include "app/gui/settingsstore.h"
#include "core/filter/filter.h"
#include "core/source/discovery.h"
#include "ui/looks/looks.h"
#include "ui/mainwindow/mainwindow.h"

#include <QFont>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <vector>

namespace mobwatch {

/// Where everything is put together: settings, looks, sources, windows.
class Application final : public QObject
{
    Q_OBJECT
public:
    Application();
    ~Application() override;

    /// For what is opened from now on.
    void setLabels(LabelTable labels) { m_labels = std::move(labels); }
    /// One window for each source; without any, one with the first-run page.
    struct Wish
    {
        ui::SourceRequest request;
        Filter filter;
    };
    void openWindows(const std::vector<Wish> &wishes);
    /// The token of the command line, for the servers that are named there.
    void lendToken(const QString &address, const std::string &token) { m_servers.lendToken(address, token); }
    /// Places of the windows and what was watched, as closing them saves it; asks nothing.
    void saveWindows();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    ui::MainWindow *newWindow();
    [[nodiscard]] ui::WindowServices services();
    [[nodiscard]] Result<std::unique_ptr<EventSource>> openSource(const ui::SourceRequest &request);
    void applyLooks(ui::Appearance appearance, ui::Density density, int textPercent);
    void rebuildLooks();
    void discover(QObject *context, std::function<void(std::vector<ui::KnownSource>)> done);
    void saveSettings(const ui::WindowSettings &settings);
    void sayWhatIsMissing(ui::MainWindow *window);

    SettingsStore m_store;
    ServerServices m_servers{m_store};
    ui::WindowSettings m_settings;
    LabelTable m_labels; ///< for every ledger that is opened
    QFont m_platformFont;
    Discovery m_discovery;
    QTimer m_rebuild; ///< many palette and font events become one rebuild
    std::vector<QPointer<ui::MainWindow>> m_windows;
};

} // namespace mobwatch
