// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QColor>
#include <QIconEngine>
#include <QImage>
#include <QPalette>
#include <QString>
#include <optional>

namespace mobwatch::ui {

/// Draws resources/icons/<name>.svg in one colour, `pixels` device pixels wide and high; empty for an unknown
/// name.
[[nodiscard]] QImage renderIcon(const QString &name, const QColor &color, int pixels);

/// An icon of ours that takes its colour from the palette at the time it is drawn, so it follows light and
/// dark.
class SvgIconEngine final : public QIconEngine
{
public:
    /// Without a palette that of the application; without a colour ButtonText.
    SvgIconEngine(QString name, std::optional<QPalette> palette, QColor color);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QString key() const override;
    QIconEngine *clone() const override;
    bool isNull() override;
    QList<QSize> availableSizes(QIcon::Mode mode, QIcon::State state) override;

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode) const;

    QString m_name;
    std::optional<QPalette> m_palette;
    QColor m_color;
};

} // namespace mobwatch::ui
