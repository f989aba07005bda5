// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/lookcolors.h"

#include <initializer_list>

namespace mobwatch::ui {

namespace {

QColor rgb(unsigned value)
{
    return QColor::fromRgb(static_cast<QRgb>(value));
}

struct Neutrals
{
    unsigned window, base, alternate, button, separator, text, placeholder, disabled, link, highlight,
        highlightedText, inactiveHighlight;
};
constexpr Neutrals lightNeutrals{0xf0f1f3, 0xffffff, 0xf7f8f9, 0xfbfbfc, 0xc3c7cd, 0x1b1f24,
                                 0x6b737e, 0x8c939d, 0x1b5cab, 0x2566b2, 0xffffff, 0xd3d9e1};
constexpr Neutrals darkNeutrals{0x26292d, 0x1b1d20, 0x1f2225, 0x32363b, 0x3d4249, 0xdee1e6,
                                0x8d949e, 0x6d747e, 0x7db1f2, 0x3470b8, 0xffffff, 0x394049};

LookColors lightColors()
{
    LookColors c;
    c.secondText = rgb(0x59616c);
    c.link = rgb(0x1b5cab);
    c.controlOutline = rgb(0x818892);
    c.focusRing = rgb(0x2566b2);
    c.hover = rgb(0xebf1f9);
    c.checkedButton = rgb(0xdbdcde);
    c.newEventsBar = rgb(0xd4deea);
    c.errorRow = rgb(0xf9efef);
    c.errorRowAlternate = rgb(0xf1e9e9);
    c.warningRow = rgb(0xfaf5ed);
    c.warningRowAlternate = rgb(0xf2efe8);
    c.errorBar = rgb(0xebe2e4);
    c.warningBar = rgb(0xebe6dd);
    c.facetBar = rgb(0xe1e3e6);
    c.facetBarFailing = rgb(0xe8c4c2);
    c.separator = rgb(0xc3c7cd);
    c.errorText = rgb(0xa31a14);
    c.warningText = rgb(0x845600);
    c.syntaxString = rgb(0x12705a);
    c.syntaxRegex = rgb(0x8a3f83);
    c.syntaxNumber = rgb(0x6a4db0);
    c.syntaxExclude = rgb(0xa31a14);
    return c;
}

LookColors darkColors()
{
    LookColors c;
    c.secondText = rgb(0x9da4ae);
    c.link = rgb(0x7db1f2);
    c.controlOutline = rgb(0x707781);
    c.focusRing = rgb(0x6ea6ec);
    c.hover = rgb(0x252c35);
    c.checkedButton = rgb(0x383b40);
    c.newEventsBar = rgb(0x29394c);
    c.errorRow = rgb(0x322627);
    c.errorRowAlternate = rgb(0x362a2c);
    c.warningRow = rgb(0x2d2a22);
    c.warningRowAlternate = rgb(0x302f26);
    c.errorBar = rgb(0x3c3033);
    c.warningBar = rgb(0x3b382e);
    c.facetBar = rgb(0x34383f);
    c.facetBarFailing = rgb(0x743e3b);
    c.separator = rgb(0x3d4249);
    c.errorText = rgb(0xf58478);
    c.warningText = rgb(0xedb53c);
    c.syntaxString = rgb(0x52cdb0);
    c.syntaxRegex = rgb(0xdd9ad6);
    c.syntaxNumber = rgb(0xb6a3f2);
    c.syntaxExclude = rgb(0xf58478);
    return c;
}

// Categories in the order of the enum: step, flow, member, wiring, supervisor, operator, unknown, remote,
// mob.
LookTable ownTable(Scheme scheme)
{
    if (scheme == Scheme::Light)
        return {lightColors(),
                {rgb(0x7a8390), rgb(0x12705a), rgb(0xb47600), rgb(0xa81c16)},
                {rgb(0x4f667f), rgb(0x4751bd), rgb(0x2465b3), rgb(0x0b7385), rgb(0xa8337a), rgb(0x835637),
                 rgb(0x686c73), rgb(0x62690f), rgb(0x7a48ab)}};
    return {darkColors(),
            {rgb(0x7c8695), rgb(0x52cdb0), rgb(0xf6bf34), rgb(0xee6c61)},
            {rgb(0x9db2c9), rgb(0x98a3f8), rgb(0x77adf2), rgb(0x4bbfd3), rgb(0xe889bd), rgb(0xd3a283),
             rgb(0xa0a4ab), rgb(0xb7bd58), rgb(0xc29cea)}};
}

QColor mix(const QColor &from, const QColor &to, double share)
{
    const auto channel = [share](int a, int b) { return qRound(a + (b - a) * share); };
    return QColor(channel(from.red(), to.red()), channel(from.green(), to.green()),
                  channel(from.blue(), to.blue()));
}

/// The fills of a foreign palette, in the proportions that our own tokens have.
void mixFills(const QPalette &palette, LookTable &table)
{
    const bool light = schemeOf(palette) == Scheme::Light;
    const QColor base = palette.color(QPalette::Base);
    const QColor alternate = palette.color(QPalette::AlternateBase);
    const QColor window = palette.color(QPalette::Window);
    const QColor text = palette.color(QPalette::Text);
    const QColor error = table.marks[static_cast<int>(Severity::Error)];
    const QColor warning = table.marks[static_cast<int>(Severity::Warning)];
    const double tint = light ? 0.07 : 0.11;
    const double warningTint = light ? 0.07 : 0.08;
    LookColors &c = table.colors;
    c.hover = mix(base, palette.color(QPalette::Highlight), light ? 0.09 : 0.12);
    c.checkedButton = mix(window, palette.color(QPalette::WindowText), 0.1);
    c.newEventsBar = mix(window, palette.color(QPalette::Highlight), 0.13);
    c.errorRow = mix(base, error, tint);
    c.errorRowAlternate = mix(alternate, error, tint);
    c.warningRow = mix(base, warning, warningTint);
    c.warningRowAlternate = mix(alternate, warning, warningTint);
    c.errorBar = mix(window, error, tint);
    c.warningBar = mix(window, warning, warningTint);
    c.facetBar = mix(base, text, 0.13);
    c.facetBarFailing = mix(base, error, light ? 0.26 : 0.42);
    c.separator = mix(window, palette.color(QPalette::WindowText), 0.2);
    c.secondText = mix(text, base, 0.3);
    c.link = palette.color(QPalette::Link);
    c.controlOutline = mix(text, base, 0.45);
    c.focusRing = palette.color(QPalette::Highlight);
}

QColor guarded(QColor color, std::initializer_list<QColor> backgrounds, double ratio)
{
    for (const QColor &background : backgrounds)
        color = ensureContrast(color, background, ratio);
    return color;
}

void guardAll(const QPalette &palette, LookTable &table)
{
    LookColors &c = table.colors;
    const auto guard = [&](QColor color, double ratio) {
        return guarded(color,
                       {palette.color(QPalette::Base), palette.color(QPalette::AlternateBase),
                        palette.color(QPalette::Window), c.hover, c.errorRow, c.errorRowAlternate,
                        c.warningRow, c.warningRowAlternate},
                       ratio);
    };
    for (QColor &mark : table.marks)
        mark = guard(mark, 3);
    for (QColor &category : table.categories)
        category = guard(category, 3);
    c.controlOutline = guard(c.controlOutline, 3);
    c.focusRing = guard(c.focusRing, 3);
    for (QColor *text : {&c.secondText, &c.link, &c.errorText, &c.warningText, &c.syntaxString,
                         &c.syntaxRegex, &c.syntaxNumber, &c.syntaxExclude})
        *text = guard(*text, 4.5);
}

} // namespace

QPalette ownPalette(Scheme scheme)
{
    const Neutrals &n = scheme == Scheme::Light ? lightNeutrals : darkNeutrals;
    QPalette palette(rgb(n.button), rgb(n.window));
    const std::initializer_list<std::pair<QPalette::ColorRole, unsigned>> roles = {
        {QPalette::Window, n.window},
        {QPalette::Base, n.base},
        {QPalette::AlternateBase, n.alternate},
        {QPalette::Button, n.button},
        {QPalette::Mid, n.separator},
        {QPalette::Text, n.text},
        {QPalette::WindowText, n.text},
        {QPalette::ButtonText, n.text},
        {QPalette::ToolTipBase, n.base},
        {QPalette::ToolTipText, n.text},
        {QPalette::PlaceholderText, n.placeholder},
        {QPalette::Link, n.link},
        {QPalette::LinkVisited, n.link},
        {QPalette::Highlight, n.highlight},
        {QPalette::HighlightedText, n.highlightedText},
        {QPalette::BrightText, 0xffffff}};
    for (const auto &[role, color] : roles)
        palette.setColor(role, rgb(color));
    for (const QPalette::ColorRole role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, rgb(n.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, rgb(n.inactiveHighlight));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, rgb(n.disabled));
    palette.setColor(QPalette::Inactive, QPalette::Highlight, rgb(n.inactiveHighlight));
    palette.setColor(QPalette::Inactive, QPalette::HighlightedText, rgb(n.text));
    return palette;
}

Scheme schemeOf(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128 ? Scheme::Dark : Scheme::Light;
}

bool isHighContrast(const QPalette &palette)
{
    const QColor base = palette.color(QPalette::Base);
    return palette.color(QPalette::Window) == base && palette.color(QPalette::Button) == base &&
           contrastRatio(palette.color(QPalette::Text), base) >= 18;
}

LookTable lookTable(const QPalette &palette)
{
    const Scheme scheme = schemeOf(palette);
    LookTable table = ownTable(scheme);
    const QPalette own = ownPalette(scheme);
    const auto same = [&](QPalette::ColorRole role) { return own.color(role) == palette.color(role); };
    if (same(QPalette::Base) && same(QPalette::AlternateBase) && same(QPalette::Window) &&
        same(QPalette::Text) && same(QPalette::Highlight))
        return table;
    mixFills(palette, table);
    if (isHighContrast(palette)) {
        const QColor text = palette.color(QPalette::Text);
        table.marks.fill(text);
        table.categories.fill(text);
        table.colors.secondText = table.colors.controlOutline = table.colors.errorText =
            table.colors.warningText = text;
    }
    guardAll(palette, table);
    return table;
}

} // namespace mobwatch::ui
