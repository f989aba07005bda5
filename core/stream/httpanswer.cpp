// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/httpanswer.h"

#include <QLocale>
#include <QRegularExpression>
#include <QUrl>
#include <algorithm>
#include <array>

namespace mobwatch {
namespace {

const char *const hidden = "(hidden)";
constexpr qint64 longestWaitMs = qint64{1'000'000} * 1'000'000;

bool isSecret(const QByteArray &headerName)
{
    static const std::array<const char *, 6> names{"authorization", "proxy-authorization", "cookie",
                                                   "set-cookie",    "x-auth-token",        "x-api-key"};
    return std::any_of(names.begin(), names.end(), [&headerName](const char *name) {
        return headerName.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QString shownValue(const QByteArray &name, const QByteArray &value)
{
    if (isSecret(name))
        return QString::fromLatin1(hidden);
    if (name.compare("location", Qt::CaseInsensitive) == 0)
        return shownTarget(QUrl::fromEncoded(value.trimmed()));
    return QString::fromUtf8(value);
}

QString headerLine(const QByteArray &name, const QByteArray &value)
{
    return QStringLiteral("\n%1: %2").arg(QString::fromUtf8(name), shownValue(name, value));
}

/// The date of RFC 850 has two digits for the year: at most 50 years in the future.
QDateTime nearest(QDateTime date)
{
    if (date.isValid() && date.addYears(50) < QDateTime::currentDateTimeUtc())
        return date.addYears(100);
    return date;
}

} // namespace

Redaction::Redaction(std::string token)
    : m_token(QByteArray::fromStdString(token))
    , m_encodedToken(m_token.toPercentEncoding())
{
}

QString Redaction::apply(QString text) const
{
    const QString cover = QString::fromLatin1(hidden);
    if (!m_token.isEmpty()) {
        text.replace(QString::fromUtf8(m_token), cover);
        text.replace(QString::fromUtf8(m_encodedToken), cover, Qt::CaseInsensitive);
    }
    static const QRegularExpression parameter(QStringLiteral("(auth_token=)[^&\\s\"]+"),
                                              QRegularExpression::CaseInsensitiveOption);
    return text.replace(parameter, QStringLiteral("\\1") + cover);
}

std::string Redaction::apply(const std::string &text) const
{
    if (m_token.isEmpty())
        return text;
    return QByteArray::fromStdString(text)
        .replace(m_token, hidden)
        .replace(m_encodedToken, hidden)
        .toStdString();
}

bool isSendable(const std::string &token)
{
    return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

QNetworkRequest serverRequest(const QUrl &url, const QByteArray &accept, const std::string &token)
{
    QNetworkRequest request(url);
    request.setRawHeader("Accept", accept);
    request.setRawHeader("Accept-Encoding", "identity"); // P22
    if (!token.empty() && isSendable(token))
        request.setRawHeader("Authorization", "Bearer " + QByteArray::fromStdString(token));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // P5-P9
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy); // P18-P20
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    return request;
}

QString shownTarget(const QUrl &target)
{
    return target.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment).toString();
}

QDateTime httpDate(const QByteArray &text)
{
    const QLocale english = QLocale::c();
    QString plain = QString::fromLatin1(text).simplified();
    const auto read = [&english, &plain](const char *format) {
        QDateTime date = english.toDateTime(plain, QString::fromLatin1(format));
        date.setTimeSpec(Qt::UTC);
        return date;
    };
    for (const char *format : {"ddd, dd MMM yyyy hh:mm:ss 'GMT'", "ddd MMM d hh:mm:ss yyyy"}) {
        if (const QDateTime date = read(format); date.isValid())
            return date;
    }
    plain = plain.section(QLatin1Char(' '), 1); // the long name of the day says nothing
    return nearest(read("dd-MMM-yy hh:mm:ss 'GMT'"));
}

std::optional<std::chrono::milliseconds> retryAfterOf(const QByteArray &header, const QDateTime &now)
{
    const QByteArray text = header.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) {
        bool isInRange = false;
        const qint64 seconds = text.toLongLong(&isInRange);
        return std::chrono::milliseconds(isInRange ? std::min(seconds, longestWaitMs / 1000) * 1000
                                                   : longestWaitMs);
    }
    const QDateTime date = httpDate(text);
    if (!date.isValid())
        return std::nullopt;
    return std::chrono::milliseconds(std::clamp<qint64>(now.msecsTo(date), 0, longestWaitMs));
}

QByteArray mediaTypeOf(const QByteArray &contentType)
{
    return contentType.split(';').front().trimmed().toLower();
}

QString requestText(const QNetworkRequest &request, const Redaction &redaction)
{
    const QUrl url = request.url();
    QString text = QStringLiteral("GET %1").arg(
        url.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::FullyEncoded));
    text += headerLine("Host", url.authority(QUrl::FullyEncoded).toUtf8());
    const QList<QByteArray> names = request.rawHeaderList();
    for (const QByteArray &name : names)
        text += headerLine(name, request.rawHeader(name));
    return redaction.apply(std::move(text));
}

QString responseText(const QNetworkReply &reply, const Redaction &redaction)
{
    QString text = QStringLiteral("HTTP %1 %2")
                       .arg(reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt())
                       .arg(reply.attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString())
                       .trimmed();
    for (const auto &[name, value] : reply.rawHeaderPairs())
        text += headerLine(name, value);
    return redaction.apply(std::move(text));
}

} // namespace mobwatch
