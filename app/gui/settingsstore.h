// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/mainwindow/windowsettings.h"
#include "ui/preferences/serversettings.h"

#include <QSettings>

namespace mobwatch {

/// The only place that touches QSettings. Values that make no sense are read as if they were not there.
class SettingsStore final
{
public:
    SettingsStore();

    [[nodiscard]] ui::WindowSettings read() const;
    void write(const ui::WindowSettings &settings);

    [[nodiscard]] ui::ServerSettings readServers() const;
    void writeServers(const ui::ServerSettings &settings);

private:
    mutable QSettings m_settings;
};

} // namespace mobwatch
