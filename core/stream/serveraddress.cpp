// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/serveraddress.h"

#include <QHostAddress>
#include <array>

namespace mobwatch {
namespace {

constexpr int portOfHttp = 80;
constexpr int portOfHttps = 443;

QString https()
{
    return QStringLiteral("https");
}

tl::unexpected<Error> refuse(const char *why)
{
    return fail(ErrorCode::InvalidArgument, QString::fromLatin1(why));
}

int defaultPort(const QString &scheme)
{
    return scheme == https() ? portOfHttps : portOfHttp;
}

/// Cuts slashes at the end and a route of the server that somebody pasted together with its address. True =
/// there was such a route.
bool cutRoute(QString &path)
{
    static const std::array<QLatin1String, 3> routes{
        QLatin1String("/mobkit/mob_events/stream"), QLatin1String("/console/rpc"), QLatin1String("/healthz")};
    const auto cutSlashes = [&path] {
        while (path.endsWith(QLatin1Char('/')))
            path.chop(1);
    };
    cutSlashes();
    for (const QLatin1String route : routes) {
        if (!path.endsWith(route))
            continue;
        path.chop(route.size());
        cutSlashes();
        return true;
    }
    return false;
}

} // namespace

Result<ServerAddress> ServerAddress::parse(const QString &text)
{
    QString typed = text.trimmed();
    if (typed.isEmpty())
        return refuse("the address of the server is empty");
    if (!typed.contains(QLatin1String("://")))
        typed.prepend(QLatin1String("http://"));
    const QUrl url(typed, QUrl::StrictMode);
    // Looked at in the text too: what is no valid URL may hold a password all the same.
    if (!url.userInfo(QUrl::FullyEncoded).isEmpty() || typed.contains(QLatin1Char('@')))
        return refuse("the address of a server holds no name and no password");
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return refuse("this is not the address of a server, such as http://127.0.0.1:8080");
    const QString scheme = url.scheme();
    if (scheme != https() && scheme != QLatin1String("http"))
        return refuse("the address of a server begins with http:// or https://");

    QString path = url.path(QUrl::FullyEncoded);
    const bool isRoute = cutRoute(path);
    if (url.query().contains(QLatin1String("auth_token"), Qt::CaseInsensitive))
        return refuse("a token does not belong into the address of a server");
    if ((url.hasQuery() && !isRoute) || url.hasFragment())
        return refuse("the address of a server holds no parameters");

    ServerAddress address;
    address.m_base.setScheme(scheme);
    address.m_base.setHost(url.host());
    if (url.port() != defaultPort(scheme))
        address.m_base.setPort(url.port());
    address.m_base.setPath(path, QUrl::StrictMode);
    return address;
}

QString ServerAddress::text() const
{
    return m_base.toString(QUrl::FullyEncoded);
}

QUrl ServerAddress::resolve(std::string_view path) const
{
    QByteArray url = m_base.toEncoded();
    // Without the slash, a server could move its clients to another host ("@elsewhere").
    if (path.empty() || path.front() != '/')
        url += '/';
    url += QByteArray(path.data(), static_cast<qsizetype>(path.size()));
    return QUrl::fromEncoded(url).adjusted(QUrl::RemoveFragment);
}

bool ServerAddress::isSameOrigin(const QUrl &url) const
{
    return url.scheme() == m_base.scheme() && url.host() == m_base.host() &&
           url.port(defaultPort(url.scheme())) == m_base.port(defaultPort(m_base.scheme()));
}

bool ServerAddress::isLoopback() const
{
    const QString host = m_base.host();
    return host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost")) ||
           QHostAddress(host).isLoopback();
}

bool ServerAddress::isEncrypted() const
{
    return m_base.scheme() == https();
}

} // namespace mobwatch
