// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/looks.h"

#include <algorithm>
#include <cmath>

namespace mobwatch::ui {

namespace {

double linear(double channel)
{
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor ensureContrast(const QColor &color, const QColor &background, double ratio)
{
    if (contrastRatio(color, background) >= ratio)
        return color;
    const bool lighter = contrastRatio(Qt::white, background) > contrastRatio(Qt::black, background);
    // Hue and saturation stay, so that the colour is still recognised.
    const QColor start = color.toHsl();
    constexpr int steps = 64;
    for (int step = 1; step <= steps; ++step) {
        const float target = lighter ? 1.0F : 0.0F;
        const float lightness =
            start.lightnessF() + (target - start.lightnessF()) * static_cast<float>(step) / steps;
        const QColor moved = QColor::fromHslF(std::max(0.0F, start.hslHueF()), start.hslSaturationF(),
                                              std::clamp(lightness, 0.0F, 1.0F))
                                 .toRgb();
        // 8-bit channels are what reaches the screen.
        const QColor shown(moved.red(), moved.green(), moved.blue());
        if (contrastRatio(shown, background) >= ratio)
            return shown;
    }
    return lighter ? QColor(Qt::white) : QColor(Qt::black);
}

} // namespace mobwatch::ui
