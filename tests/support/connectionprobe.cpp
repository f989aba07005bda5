// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/connectionprobe.h"

namespace mobwatch::test {

StreamTiming ConnectionProbe::impatient()
{
    using std::chrono::milliseconds;
    StreamTiming timing;
    timing.connectBy = milliseconds(200);
    timing.headersBy = milliseconds(300);
    timing.watchdog = milliseconds(300);
    timing.longestPause = milliseconds(500);
    timing.backoffBase = milliseconds(20);
    timing.backoffCap = milliseconds(200);
    timing.healthyAfter = milliseconds(2'000);
    timing.slowRetry = milliseconds(1'000);
    return timing;
}

StreamConnection::Request ConnectionProbe::request(const QString &url, std::string path)
{
    StreamConnection::Request request;
    request.server = ServerAddress::parse(url).value();
    request.path = std::move(path);
    request.timing = impatient();
    return request;
}

ConnectionProbe::ConnectionProbe(StreamConnection::Request request)
    : connection(network, std::move(request))
{
    connect(&connection, &StreamConnection::opened, this, [this] { said << QStringLiteral("opened"); });
    connect(&connection, &StreamConnection::readyRead, this, [this] {
        if (isReading)
            body += connection.read(1 << 20);
    });
    connect(&connection, &StreamConnection::ended, this, [this](const StreamEnding &how) {
        said << QStringLiteral("ended");
        ending = how;
    });
    connection.open();
}

} // namespace mobwatch::test
