// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/serveraddress.h"
#include "core/stream/streamtiming.h"

#include <QByteArray>
#include <QObject>
#include <QUrl>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class QNetworkAccessManager;

namespace mobwatch {

/// Why a connection ended. Any end is a disconnect; what follows is the caller's policy (streams.md 1.4).
enum class StreamEnd : std::uint8_t {
    Closed,        ///< the body ended, cleanly or not
    ConnectFailed, ///< refused, unreachable, name unknown, or not in time
    NoHeaders,     ///< the response head did not come (in time)
    Stalled,       ///< the watchdog
    PausedTooLong,
    Stopped,      ///< 204
    Unauthorized, ///< 401, 403
    Stale,        ///< 410
    Busy,         ///< 408, 425, 429, 5xx
    NotAStream,   ///< another status, content type or encoding; a web page
    Redirected,   ///< elsewhere, in circles or nowhere; `error.subject` is the target
    Tls,
};

struct StreamEnding
{
    StreamEnd reason = StreamEnd::Closed;
    Error error;    ///< says what happened in one sentence, for logs and the command line
    int status = 0; ///< HTTP; 0 = none came
    std::optional<std::chrono::milliseconds> retryAfter; ///< unclamped, never negative
    std::string body;                                    ///< of an error answer, at most 64 KiB
    /// Of Tls: SHA-256 of the certificate that was refused, where an exception would help; empty for one that
    /// has expired or is another host's, and where none came. `error.subject` has it in hex.
    QByteArray certificate;
};

/// What was said on the wire, for people; never with the token.
struct HttpExchange
{
    QString request;  ///< request line and headers, one per line
    QString response; ///< status line and headers; empty until they came
    int status = 0;   ///< of the response; 0 until it came
    friend bool operator==(const HttpExchange &, const HttpExchange &) = default;
};

/// One GET of an event stream, redirects on the same origin included (request recipe: streams.md 3.2). Lives
/// on its worker's thread. Emits ended() last and once; nothing after close().
class StreamConnection final : public QObject
{
    Q_OBJECT
public:
    struct Request
    {
        ServerAddress server;
        std::string path; ///< with its query, as ServerAddress::resolve takes it
        std::string token;
        QByteArray pinnedCertificate; ///< SHA-256; empty = none is excepted
        StreamTiming timing;
    };

    /// `network` is for streams only (six connections a host) and outlives this.
    StreamConnection(QNetworkAccessManager &network, Request request, QObject *parent = nullptr);
    ~StreamConnection() override;

    void open();
    /// Silent from here on, also when called from inside a signal.
    void close();

    /// Up to `limit` bytes of the body; not reading is the back-pressure.
    [[nodiscard]] QByteArray read(qint64 limit);
    [[nodiscard]] qint64 bytesAvailable() const;
    /// While paused nothing is read on purpose, and the watchdog sleeps.
    void setPaused(bool paused);

    /// Of the last hop where it was redirected.
    [[nodiscard]] const HttpExchange &exchange() const;

Q_SIGNALS:
    void opened();    ///< 200 and an event stream
    void readyRead(); ///< after opened(), not while paused
    /// After the body ended, once everything is read.
    void ended(const mobwatch::StreamEnding &ending); ///< same thread, direct

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
