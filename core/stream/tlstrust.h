// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QSslError>

class QNetworkReply;

namespace mobwatch {

/// What to do about the certificate of a server that Qt does not trust (streams.md P29).
struct TrustVerdict
{
    bool isExcepted = false; ///< go on: exactly this certificate was accepted by a person
    /// SHA-256 of the certificate, where an exception would help: nobody vouches for it, but it is valid and
    /// this host's. Empty otherwise: an expired certificate or another host's is never accepted.
    QByteArray certificate;
    QString reason; ///< one sentence in English
};

/// `reply` is inside its signal sslErrors().
[[nodiscard]] TrustVerdict judgeCertificate(const QNetworkReply &reply, const QList<QSslError> &errors,
                                            const QByteArray &pinnedSha256);

} // namespace mobwatch
