// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/streamconnection.h"

#include <QNetworkAccessManager>
#include <QStringList>

namespace mobwatch::test {

/// Reads a StreamConnection to its end and writes down what it says.
class ConnectionProbe final : public QObject
{
    Q_OBJECT
public:
    /// Impatient, as the faults of streams.md section 5 want it.
    [[nodiscard]] static StreamTiming impatient();
    [[nodiscard]] static StreamConnection::Request request(const QString &url, std::string path = "/s");

    explicit ConnectionProbe(StreamConnection::Request request);

    QNetworkAccessManager network;
    StreamConnection connection;
    bool isReading = true;
    QByteArray body;
    QStringList said; ///< opened, ended
    StreamEnding ending;

    [[nodiscard]] bool hasEnded() const { return said.contains(QStringLiteral("ended")); }
    [[nodiscard]] bool hasOpened() const { return said.contains(QStringLiteral("opened")); }
};

} // namespace mobwatch::test
