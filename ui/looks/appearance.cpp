// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/fusionproxy.h"
#include "ui/looks/lookcolors.h"
#include "ui/looks/looks.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
#include <QVariant>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto platformStyleProperty = "mobwatchPlatformStyle";

/// The style that the platform chose, remembered on the application before we first replace it.
QString platformStyle()
{
    const QVariant known = qApp->property(platformStyleProperty);
    if (known.isValid())
        return known.toString();
    const QString name = QApplication::style()->name();
    qApp->setProperty(platformStyleProperty, name);
    return name;
}

bool followsAnyPalette(const QString &style)
{
    return style == u"breeze"_s || style == u"oxygen"_s;
}

/// Fusion without a platform palette (bare Linux) means that nobody chose the colours: ours are better.
bool platformChoosesColours()
{
    const QPalette fusion = QApplication::style()->standardPalette();
    const QPalette current = QApplication::palette();
    return current.color(QPalette::Base) != fusion.color(QPalette::Base) ||
           current.color(QPalette::Window) != fusion.color(QPalette::Window) ||
           current.color(QPalette::Highlight) != fusion.color(QPalette::Highlight);
}

} // namespace

QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64, 128, 256})
        icon.addFile(u":/mobwatch-%1.png"_s.arg(size), QSize(size, size));
    return icon;
}

void applyAppearance(Appearance appearance)
{
    const QString style = platformStyle();
    const bool isFusion = style.compare(u"fusion"_s, Qt::CaseInsensitive) == 0;
    const bool wantsOwn = appearance != Appearance::System;
    if (isFusion || (wantsOwn && !followsAnyPalette(style)))
        QApplication::setStyle(new FusionProxy);
    else
        QApplication::setStyle(QStyleFactory::create(style));
    if (wantsOwn) {
        QApplication::setPalette(ownPalette(appearance == Appearance::Dark ? Scheme::Dark : Scheme::Light));
        return;
    }
    QApplication::setPalette(QPalette());
    if (isFusion && !platformChoosesColours())
        QApplication::setPalette(ownPalette(schemeOf(QApplication::palette())));
}

} // namespace mobwatch::ui
