// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/accesstoken.h"

#include "core/serving/formquery.h"

#include <QCryptographicHash>

namespace mobwatch {

namespace {

QByteArray digestOf(std::string_view token)
{
    return QCryptographicHash::hash(QByteArrayView(token.data(), static_cast<qsizetype>(token.size())),
                                    QCryptographicHash::Sha256);
}

} // namespace

AccessToken::AccessToken(std::string_view token)
    : m_digest(digestOf(token))
{
}

bool AccessToken::admits(const std::optional<std::string> &authorization, std::string_view query) const
{
    if (!isRequired())
        return true;
    if (authorization) {
        constexpr std::string_view scheme = "Bearer ";
        return authorization->starts_with(scheme) &&
               isToken(std::string_view(*authorization).substr(scheme.size()));
    }
    for (const auto &[key, value] : readForm(query)) {
        if (key == "auth_token")
            return isToken(value);
    }
    return false;
}

bool AccessToken::isToken(std::string_view given) const
{
    if (given.empty())
        return false;
    const QByteArray digest = digestOf(given);
    unsigned difference = 0;
    for (qsizetype i = 0; i < digest.size(); ++i)
        difference |= static_cast<unsigned char>(digest[i] ^ m_digest[i]);
    return difference == 0;
}

} // namespace mobwatch
