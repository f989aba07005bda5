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

Result<SourceRequest> requestForText(const QString &text)
{
    if (!text.startsWith(QLatin1String("http://"), Qt::CaseInsensitive) &&
        !text.startsWith(QLatin1String("https://"), Qt::CaseInsensitive))
        return requestForPath(text);
    const auto address = ServerAddress::parse(text);
    if (!address)
        return fail(address.error());
    return SourceRequest{SourceKind::Server, address->text()};
}

SourceRequest requestFor(const ServerRequest &server)
{
    return {SourceKind::Server, server.address, false, server.start, server.after, server.serverQuery};
}

ServerRequest serverRequestOf(const SourceRequest &request)
{
    return {request.path, request.start, request.after, request.serverQuery};
}

} // namespace mobwatch::ui
