// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/looks.h"

#include "ui/looks/lookcolors.h"
#include "ui/looks/svgiconengine.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QHash>
#include <array>
#include <cmath>
#include <optional>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

struct PixmapKey
{
    QString name;
    QRgb color = 0;
    int pixels = 0;
    friend bool operator==(const PixmapKey &, const PixmapKey &) = default;
};

std::size_t qHash(const PixmapKey &key, std::size_t seed = 0)
{
    return qHashMulti(seed, key.name, key.color, key.pixels);
}

QFont sized(QFont font, double pixels, QFont::Weight weight)
{
    font.setPixelSize(qMax(1, qRound(pixels)));
    font.setWeight(weight);
    return font;
}

} // namespace

struct Looks::Data
{
    LookTable table;
    Scheme scheme = Scheme::Light;
    Density density = Density::Compact;
    std::optional<QPalette> palette; ///< absent = the application's, at the time of drawing
    QFont body, figures, filter, heading, title, emptyTitle;
    int bodyPixels = 13;
    int bodyLine = 18;
    int figuresLine = 17;
    mutable QHash<PixmapKey, QPixmap> pixmaps;

    [[nodiscard]] int line(int compact, int comfortable) const
    {
        return bodyLine + (density == Density::Compact ? compact : comfortable);
    }
};

Looks::Looks(std::shared_ptr<const Data> data)
    : d(std::move(data))
{
}

Looks Looks::fromApplication(Density density)
{
    const Looks looks = build(QApplication::palette(), QApplication::font(), density);
    auto data = std::make_shared<Data>(*looks.d);
    data->palette.reset();
    return Looks(std::move(data));
}

Looks Looks::build(const QPalette &palette, const QFont &body, Density density)
{
    auto data = std::make_shared<Data>();
    data->table = lookTable(palette);
    data->scheme = schemeOf(palette);
    data->density = density;
    data->palette = palette;
    data->bodyPixels = QFontInfo(body).pixelSize();
    const double pixels = data->bodyPixels;
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    data->body = body;
    data->figures = sized(fixed, std::max(11.0, pixels * 0.92), QFont::Normal);
    data->filter = sized(fixed, pixels, QFont::Normal);
    data->heading = sized(body, pixels, QFont::DemiBold);
    data->title = sized(body, pixels * 1.45, QFont::DemiBold);
    data->emptyTitle = sized(body, pixels * 1.15, QFont::DemiBold);
    data->bodyLine = QFontMetrics(body).height();
    data->figuresLine = QFontMetrics(data->figures).height();
    return Looks(std::move(data));
}

Scheme Looks::scheme() const
{
    return d->scheme;
}
Density Looks::density() const
{
    return d->density;
}
const LookColors &Looks::colors() const
{
    return d->table.colors;
}

QColor Looks::severityMark(Severity severity) const
{
    return d->table.marks[static_cast<std::size_t>(severity)];
}

QColor Looks::categoryColor(Category category) const
{
    return d->table.categories[static_cast<std::size_t>(category)];
}

QFont Looks::bodyFont() const
{
    return d->body;
}
QFont Looks::figuresFont() const
{
    return d->figures;
}
QFont Looks::filterFont() const
{
    return d->filter;
}
QFont Looks::headingFont() const
{
    return d->heading;
}
QFont Looks::titleFont() const
{
    return d->title;
}
QFont Looks::emptyTitleFont() const
{
    return d->emptyTitle;
}

int Looks::rowHeight() const
{
    return d->line(4, 10);
}
int Looks::treeRowHeight() const
{
    return d->figuresLine + (d->density == Density::Compact ? 3 : 7);
}
int Looks::headerHeight() const
{
    return d->line(6, 10);
}
int Looks::toolbarHeight() const
{
    return d->line(18, 22);
}
int Looks::controlHeight() const
{
    return d->line(8, 12);
}
int Looks::chipRowHeight() const
{
    return d->line(12, 16);
}
int Looks::chipHeight() const
{
    return d->line(2, 6);
}
int Looks::dockTitleHeight() const
{
    return d->line(8, 12);
}
int Looks::messageBarHeight() const
{
    return d->bodyLine + d->line(12, 20);
}

int Looks::scaled(int pixels) const
{
    return qRound(pixels * d->bodyPixels / 13.0);
}

QIcon Looks::icon(const QString &name) const
{
    return icon(name, {});
}

QIcon Looks::icon(const QString &name, const QColor &color) const
{
    return QIcon(new SvgIconEngine(name, d->palette, color));
}

QPixmap Looks::pixmap(const QString &name, const QColor &color, int size, qreal pixelRatio) const
{
    const PixmapKey key{name, color.rgb(), static_cast<int>(std::lround(size * pixelRatio))};
    if (const auto found = d->pixmaps.constFind(key); found != d->pixmaps.constEnd())
        return *found;
    QPixmap drawn = QPixmap::fromImage(renderIcon(name, color, key.pixels));
    drawn.setDevicePixelRatio(pixelRatio);
    d->pixmaps.insert(key, drawn);
    return drawn;
}

QString Looks::severityIconName(Severity severity)
{
    static const std::array names = {u"sev-info"_s, u"sev-ok"_s, u"sev-warning"_s, u"sev-error"_s};
    return names[static_cast<std::size_t>(severity)];
}

QString Looks::categoryIconName(Category category)
{
    static const std::array names = {u"cat-step"_s,    u"cat-flow"_s,       u"cat-member"_s,
                                     u"cat-wiring"_s,  u"cat-supervisor"_s, u"cat-operator"_s,
                                     u"cat-unknown"_s, u"cat-remote"_s,     u"cat-mob"_s};
    return names[static_cast<std::size_t>(category)];
}

} // namespace mobwatch::ui
