// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/tlstrust.h"

#include <QCryptographicHash>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <algorithm>

namespace mobwatch {
namespace {

bool isOnlyAboutTrust(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return true;
    default:
        return false;
    }
}

} // namespace

TrustVerdict judgeCertificate(const QNetworkReply &reply, const QList<QSslError> &errors,
                              const QByteArray &pinnedSha256)
{
    TrustVerdict verdict;
    // An error may be about an issuer; the exception is for the server's own certificate.
    const QSslCertificate certificate = reply.sslConfiguration().peerCertificate();
    const auto worst = std::find_if_not(errors.begin(), errors.end(), isOnlyAboutTrust);
    if (worst != errors.end()) {
        verdict.reason = worst->errorString();
        return verdict;
    }
    if (!errors.isEmpty())
        verdict.reason = errors.front().errorString();
    if (certificate.isNull())
        return verdict;
    verdict.certificate = certificate.digest(QCryptographicHash::Sha256);
    verdict.isExcepted = !pinnedSha256.isEmpty() && verdict.certificate == pinnedSha256;
    return verdict;
}

} // namespace mobwatch
