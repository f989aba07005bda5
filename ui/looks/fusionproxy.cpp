// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/fusionproxy.h"

#include "ui/looks/lookcolors.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOptionComboBox>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

/// Fusion draws outlines as Window.darker(140) and focus rings in Highlight: hand it a palette in which these
/// come out as our outline and focus colour.
QPalette outlined(const QPalette &palette)
{
    const LookColors colors = lookTable(palette).colors;
    QPalette changed = palette;
    changed.setColor(QPalette::Window, colors.controlOutline.lighter(140));
    changed.setColor(QPalette::Highlight, colors.focusRing);
    return changed;
}

} // namespace

FusionProxy::FusionProxy()
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
{
}

int FusionProxy::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    if (metric == PM_DockWidgetSeparatorExtent)
        return 1;
    return QProxyStyle::pixelMetric(metric, option, widget);
}

void FusionProxy::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorDockWidgetResizeHandle:
        painter->fillRect(option->rect, option->palette.color(QPalette::Mid));
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option)) {
            QStyleOptionFrame changed = *frame;
            changed.palette = outlined(frame->palette);
            QProxyStyle::drawPrimitive(element, &changed, painter, widget);
            return;
        }
        break;
    case PE_PanelButtonCommand:
    case PE_IndicatorCheckBox:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            QStyleOptionButton changed = *button;
            changed.palette = outlined(button->palette);
            QProxyStyle::drawPrimitive(element, &changed, painter, widget);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void FusionProxy::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                     QPainter *painter, const QWidget *widget) const
{
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        combo && control == CC_ComboBox) {
        QStyleOptionComboBox changed = *combo;
        changed.palette = outlined(combo->palette);
        QProxyStyle::drawComplexControl(control, &changed, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace mobwatch::ui
