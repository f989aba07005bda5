// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sourcerequest.h"

#include <QFileInfo>

namespace mobwatch::ui {

SourceRequest requestForPath(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    const bool eventFile = suffix == QLatin1String("jsonl") || suffix == QLatin1String("ndjson") ||
                           suffix == QLatin1String("json");
    return {eventFile ? SourceKind::EventFile : SourceKind::Ledger, QFileInfo(path).absoluteFilePath()};
}

} // namespace mobwatch::ui
