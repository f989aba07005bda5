// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <array>

namespace mobwatch::ui {

/// Colours of one scheme as look.md, section 2, lists them or as they follow from a foreign palette.
struct LookTable
{
    LookColors colors;
    std::array<QColor, severityCount> marks;
    std::array<QColor, categoryCount> categories;
};

/// The palette of look.md for a scheme.
[[nodiscard]] QPalette ownPalette(Scheme scheme);
[[nodiscard]] Scheme schemeOf(const QPalette &palette);
/// Exact tokens on our own palettes; on a foreign one tints are mixed from it and every mark and text colour
/// is taken through the contrast guard.
[[nodiscard]] LookTable lookTable(const QPalette &palette);
/// A platform palette of black and white alone: colour is not wanted there.
[[nodiscard]] bool isHighContrast(const QPalette &palette);

} // namespace mobwatch::ui
