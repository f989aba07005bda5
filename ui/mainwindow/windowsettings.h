// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/firstrun/firstrunwidget.h"
#include "ui/looks/looks.h"

#include <QByteArray>
#include <QStringList>
#include <functional>
#include <vector>

namespace mobwatch::ui {

/// What a window remembers. Read and written by the application (QSettings stays in app/gui).
struct WindowSettings
{
    QByteArray geometry;
    QByteArray panes;   ///< places of the docks; empty = never chosen, the first start decides by width
    QByteArray columns; ///< of the event table
    std::vector<KnownSource> recent;
    Appearance appearance = Appearance::System;
    Density density = Density::Compact;
    int textPercent = 100;
    friend bool operator==(const WindowSettings &, const WindowSettings &) = default;
};

inline constexpr std::size_t recentCapacity = 8;
inline constexpr int leastTextPercent = 80;
inline constexpr int mostTextPercent = 200;

} // namespace mobwatch::ui
