// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QPixmap>
#include <QString>
#include <memory>

namespace mobwatch::ui {

enum class Scheme : std::uint8_t { Light, Dark };
enum class Density : std::uint8_t { Compact, Comfortable };
enum class Appearance : std::uint8_t { System, Light, Dark };

/// Roles of colour that QPalette does not have (../design/look/look.md, section 2). Every mark and text
/// colour has been taken through the contrast guard for the real backgrounds.
struct LookColors
{
    QColor secondText, link, controlOutline, focusRing, hover, checkedButton, newEventsBar;
    QColor errorRow, errorRowAlternate, warningRow, warningRowAlternate, errorBar, warningBar;
    QColor facetBar, facetBarFailing, separator, errorText, warningText;
    QColor syntaxString, syntaxRegex, syntaxNumber, syntaxExclude;
};

/// One value with everything that decides the looks: scheme, density, fonts, sizes, colours, icons. Built
/// from the palette and font of the application, handed down by constructor or setter, rebuilt on palette and
/// font changes. A cheap copy.
class Looks final
{
public:
    [[nodiscard]] static Looks fromApplication(Density density = Density::Compact);
    [[nodiscard]] static Looks build(const QPalette &palette, const QFont &body, Density density);

    [[nodiscard]] Scheme scheme() const;
    [[nodiscard]] Density density() const;
    [[nodiscard]] const LookColors &colors() const;
    [[nodiscard]] QColor severityMark(Severity severity) const;
    [[nodiscard]] QColor categoryColor(Category category) const;

    [[nodiscard]] QFont bodyFont() const;
    [[nodiscard]] QFont figuresFont() const;    ///< fixed, 0.92 x body, at least 11 px
    [[nodiscard]] QFont filterFont() const;     ///< fixed, body size
    [[nodiscard]] QFont headingFont() const;    ///< body, DemiBold
    [[nodiscard]] QFont titleFont() const;      ///< first run, 1.45 x body DemiBold
    [[nodiscard]] QFont emptyTitleFont() const; ///< empty states, 1.15 x body DemiBold

    // Heights derived from the font metrics (look.md, section 1).
    [[nodiscard]] int rowHeight() const;
    [[nodiscard]] int treeRowHeight() const;
    [[nodiscard]] int headerHeight() const;
    [[nodiscard]] int toolbarHeight() const;
    [[nodiscard]] int controlHeight() const;
    [[nodiscard]] int chipRowHeight() const;
    [[nodiscard]] int chipHeight() const;
    [[nodiscard]] int dockTitleHeight() const;
    [[nodiscard]] int messageBarHeight() const;
    /// A length of look.md (given at 13 px body) for the real body font.
    [[nodiscard]] int scaled(int pixels) const;

    /// An icon of resources/icons by name ("sev-error", "cat-step", "pause", ...), drawn in ButtonText,
    /// disabled text and HighlightedText for the modes Normal, Disabled and Selected, at any pixel ratio.
    [[nodiscard]] QIcon icon(const QString &name) const;
    [[nodiscard]] QIcon icon(const QString &name, const QColor &color) const;
    /// Cached pixmap for delegates.
    [[nodiscard]] QPixmap pixmap(const QString &name, const QColor &color, int size, qreal pixelRatio) const;
    [[nodiscard]] static QString severityIconName(Severity severity);
    [[nodiscard]] static QString categoryIconName(Category category);

private:
    struct Data;
    explicit Looks(std::shared_ptr<const Data> data);
    std::shared_ptr<const Data> d;
};

/// Moves the lightness of `color` until its WCAG contrast on `background` reaches `ratio`.
[[nodiscard]] QColor ensureContrast(const QColor &color, const QColor &background, double ratio);
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

/// The program's own icon, for windows and the tray.
[[nodiscard]] QIcon applicationIcon();

/// Sets style (the platform's where it can follow the palette, else our Fusion proxy) and palette of the
/// application for the wanted appearance (look.md, section 9).
void applyAppearance(Appearance appearance);

} // namespace mobwatch::ui
