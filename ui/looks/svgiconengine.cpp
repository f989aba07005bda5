// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/svgiconengine.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

QString iconPath(const QString &name)
{
    return u":/icons/"_s + name + u".svg"_s;
}

} // namespace

QImage renderIcon(const QString &name, const QColor &color, int pixels)
{
    QFile file(iconPath(name));
    if (pixels <= 0 || !file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray svg = file.readAll().replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    QImage image(pixels, pixels, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    return image;
}

SvgIconEngine::SvgIconEngine(QString name, std::optional<QPalette> palette, QColor color)
    : m_name(std::move(name))
    , m_palette(std::move(palette))
    , m_color(color)
{
}

void SvgIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const int side = qMin(rect.width(), rect.height());
    const qreal ratio = painter->device()->devicePixelRatioF();
    QPixmap drawn = pixmap(QSize(side, side) * ratio, mode, state);
    drawn.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, drawn);
}

QPixmap SvgIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State)
{
    const int side = qMin(size.width(), size.height());
    const QColor color = colorFor(mode);
    const QString cacheKey = u"mobwatch:%1:%2:%3"_s.arg(m_name, color.name()).arg(side);
    QPixmap found;
    if (QPixmapCache::find(cacheKey, &found))
        return found;
    found = QPixmap::fromImage(renderIcon(m_name, color, side));
    QPixmapCache::insert(cacheKey, found);
    return found;
}

QString SvgIconEngine::key() const
{
    return u"mobwatch"_s;
}

QIconEngine *SvgIconEngine::clone() const
{
    return new SvgIconEngine(*this);
}

bool SvgIconEngine::isNull()
{
    return !QFile::exists(iconPath(m_name));
}

QList<QSize> SvgIconEngine::availableSizes(QIcon::Mode, QIcon::State)
{
    return {QSize(16, 16), QSize(24, 24), QSize(32, 32)};
}

QColor SvgIconEngine::colorFor(QIcon::Mode mode) const
{
    const QPalette palette = m_palette.value_or(QGuiApplication::palette());
    if (mode == QIcon::Disabled)
        return palette.color(QPalette::Disabled, QPalette::ButtonText);
    if (mode == QIcon::Selected)
        return palette.color(QPalette::Active, QPalette::HighlightedText);
    return m_color.isValid() ? m_color : palette.color(QPalette::Active, QPalette::ButtonText);
}

} // namespace mobwatch::ui
