// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QProxyStyle>

namespace mobwatch::ui {

/// Fusion with what look.md asks of it: hairline dock separators, outlines and focus rings that can be seen
/// in light and in dark (Fusion derives both from Window by fixed factors).
class FusionProxy final : public QProxyStyle
{
    Q_OBJECT
public:
    FusionProxy();

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
};

} // namespace mobwatch::ui
