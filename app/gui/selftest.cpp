// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/selftest.h"

#include "ui/looks/looks.h"

#include <QCoreApplication>
#include <QImage>
#include <QSqlDatabase>

namespace mobwatch {

namespace {

bool hasColour(const QPixmap &pixmap)
{
    const QImage image = pixmap.toImage();
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y).alpha() > 0)
                return true;
        }
    }
    return false;
}

} // namespace

QStringList missingParts()
{
    QStringList missing;
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QSQLITE")))
        missing << QCoreApplication::translate("SelfTest",
                                               "the SQLite driver of Qt (plugin sqldrivers/qsqlite)");
    const ui::Looks looks = ui::Looks::fromApplication();
    if (!hasColour(looks.pixmap(QStringLiteral("sev-error"), Qt::red, 16, 1)))
        missing << QCoreApplication::translate("SelfTest", "the icons of the program");
    return missing;
}

} // namespace mobwatch
