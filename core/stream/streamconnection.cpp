// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/streamconnection.h"

#include "core/stream/httpanswer.h"
#include "core/stream/rpcmessage.h"
#include "core/stream/streamlog.h"
#include "core/stream/tlstrust.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QTimer>
#include <algorithm>

namespace mobwatch {
namespace {

constexpr qint64 readBuffer = qint64{512} << 10; // P1: without a limit Qt reads as fast as it can
constexpr qint64 longestErrorBody = qint64{64} << 10;
constexpr std::chrono::milliseconds errorBodyBy{2'000}; // it is only for a message
constexpr int mostRedirects = 5;

StreamEnd endOf(int status)
{
    switch (status) {
    case 204:
        return StreamEnd::Stopped;
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        return StreamEnd::Redirected;
    case 401:
    case 403:
        return StreamEnd::Unauthorized;
    case 408:
    case 425:
    case 429:
        return StreamEnd::Busy;
    case 410:
        return StreamEnd::Stale;
    default:
        return status >= 500 ? StreamEnd::Busy : StreamEnd::NotAStream;
    }
}

ErrorCode codeOf(StreamEnd end)
{
    switch (end) {
    case StreamEnd::Unauthorized:
        return ErrorCode::Unauthorized;
    case StreamEnd::Stale:
        return ErrorCode::Stale;
    case StreamEnd::Busy:
        return ErrorCode::ServerError;
    case StreamEnd::NotAStream:
    case StreamEnd::Redirected:
        return ErrorCode::NotAStream;
    case StreamEnd::Tls:
        return ErrorCode::Tls;
    case StreamEnd::Stopped:
    case StreamEnd::PausedTooLong:
        return ErrorCode::Canceled;
    case StreamEnd::Closed:
    case StreamEnd::ConnectFailed:
    case StreamEnd::NoHeaders:
        break;
    case StreamEnd::Stalled:
        return ErrorCode::Stalled;
    }
    return ErrorCode::Unreachable;
}

/// Where no request was heard of at all.
bool isConnectError(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::ConnectionRefusedError || error == QNetworkReply::HostNotFoundError ||
           error == QNetworkReply::NetworkSessionFailedError ||
           error == QNetworkReply::TemporaryNetworkFailureError ||
           (error >= QNetworkReply::ProxyConnectionRefusedError && error <= QNetworkReply::UnknownProxyError);
}

QString inSeconds(std::chrono::milliseconds time)
{
    return QStringLiteral("%1 s").arg(static_cast<double>(time.count()) / 1000.0);
}

} // namespace

struct StreamConnection::Private
{
    enum class Phase : std::uint8_t { Idle, Connecting, Sent, ErrorBody, Live, BodyOver, Done };

    Private(StreamConnection *connection, QNetworkAccessManager &manager, Request what)
        : q(connection)
        , network(manager)
        , request(std::move(what))
        , redaction(request.token)
    {
    }

    StreamConnection *q;
    QNetworkAccessManager &network;
    Request request;
    Redaction redaction;
    HttpExchange exchange;
    Phase phase = Phase::Idle;
    QNetworkReply *reply = nullptr;
    QTimer timer; ///< the patience of the phase; stands still while paused
    QTimer pause;
    bool isPaused = false;
    int redirects = 0;
    TrustVerdict trust;
    StreamEnding ending; ///< collected in ErrorBody

    void get(const QUrl &url);
    void connectReply();
    void dropReply();
    void onSent();
    void onMetaData();
    void onReadyRead();
    void onFinished();
    void onTimeout();
    void judge(int status);
    void redirect();
    void goLive();
    void readErrorBody();
    void endWithoutHead();
    void endWhenRead();
    void tellReadyRead();
    [[nodiscard]] bool hasBody() const { return phase == Phase::Live || phase == Phase::BodyOver; }
    void finish(StreamEnd reason, const QString &message, const QString &subject = {});
};

void StreamConnection::Private::get(const QUrl &url)
{
    QNetworkRequest asked = serverRequest(url, "text/event-stream", request.token);
    asked.setRawHeader("Cache-Control", "no-cache");
    exchange = {requestText(asked, redaction), {}, 0};
    qCDebug(streamLog) << "connecting to" << request.server.text() << url.path();
    phase = Phase::Connecting;
    reply = network.get(asked);
    reply->setReadBufferSize(readBuffer);
    timer.start(request.timing.connectBy);
    connectReply();
}

void StreamConnection::Private::connectReply()
{
    connect(reply, &QNetworkReply::requestSent, q, [this] { onSent(); });
    connect(reply, &QNetworkReply::metaDataChanged, q, [this] { onMetaData(); });
    connect(reply, &QNetworkReply::readyRead, q, [this] { onReadyRead(); });
    connect(reply, &QNetworkReply::finished, q, [this] { onFinished(); });
    connect(reply, &QNetworkReply::sslErrors, q, [this](const QList<QSslError> &errors) {
        trust = judgeCertificate(*reply, errors, request.pinnedCertificate);
        if (trust.isExcepted)
            reply->ignoreSslErrors(errors);
    });
}

void StreamConnection::Private::dropReply()
{
    QNetworkReply *gone = std::exchange(reply, nullptr);
    if (!gone)
        return;
    disconnect(gone, nullptr, q, nullptr); // P14: abort() runs every slot that is still connected
    gone->abort();
    gone->deleteLater();
}

void StreamConnection::Private::onSent()
{
    if (phase != Phase::Connecting)
        return; // Qt sends again by itself where a connection dies early (P21)
    phase = Phase::Sent;
    timer.start(request.timing.headersBy);
}

void StreamConnection::Private::onMetaData()
{
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if ((phase != Phase::Connecting && phase != Phase::Sent) || status == 0)
        return;
    exchange.response = responseText(*reply, redaction);
    exchange.status = status;
    judge(status);
}

void StreamConnection::Private::judge(int status)
{
    ending.status = status;
    if (status == 200) {
        const QByteArray encoding = reply->rawHeader("Content-Encoding").trimmed().toLower();
        const QByteArray type = mediaTypeOf(reply->rawHeader("Content-Type"));
        if (!encoding.isEmpty() && encoding != "identity")
            return finish(StreamEnd::NotAStream,
                          QStringLiteral("%1 compresses its stream (%2) though it was asked not to")
                              .arg(request.server.text(), QString::fromUtf8(encoding)));
        if (type != "text/event-stream")
            return finish(StreamEnd::NotAStream,
                          QStringLiteral("%1 answers with %2 instead of an event stream")
                              .arg(request.server.text(), type.isEmpty() ? QStringLiteral("no content type")
                                                                         : QString::fromUtf8(type)));
        return goLive();
    }
    const StreamEnd end = endOf(status);
    if (end == StreamEnd::Stopped)
        return finish(end, QStringLiteral("%1 asks not to come back (204)").arg(request.server.text()));
    if (end == StreamEnd::Redirected)
        return redirect();
    const QDateTime serverTime = httpDate(reply->rawHeader("Date"));
    ending.retryAfter = retryAfterOf(reply->rawHeader("Retry-After"),
                                     serverTime.isValid() ? serverTime : QDateTime::currentDateTimeUtc());
    ending.reason = end;
    phase = Phase::ErrorBody;
    timer.start(std::min(errorBodyBy, request.timing.headersBy));
}

void StreamConnection::Private::redirect()
{
    const QByteArray location = reply->rawHeader("Location").trimmed();
    if (location.isEmpty())
        return finish(StreamEnd::Redirected,
                      QStringLiteral("%1 redirects, but says not where").arg(request.server.text()));
    const QUrl target = reply->request().url().resolved(QUrl::fromEncoded(location));
    const QString shown = redaction.apply(shownTarget(target));
    if (!target.isValid() || !request.server.isSameOrigin(target))
        return finish(StreamEnd::Redirected,
                      QStringLiteral("%1 redirects elsewhere, to %2").arg(request.server.text(), shown),
                      shown);
    if (++redirects > mostRedirects)
        return finish(StreamEnd::Redirected,
                      QStringLiteral("%1 redirects in circles").arg(request.server.text()), shown);
    dropReply();
    get(target.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveFragment));
}

void StreamConnection::Private::goLive()
{
    phase = Phase::Live;
    qCDebug(streamLog) << "stream open:" << request.server.text();
    if (isPaused) {
        timer.stop();
        pause.start(request.timing.longestPause);
    } else {
        timer.start(request.timing.watchdog);
    }
    Q_EMIT q->opened();
}

void StreamConnection::Private::onReadyRead()
{
    if (phase == Phase::ErrorBody)
        return readErrorBody();
    if (phase != Phase::Live || isPaused)
        return;
    timer.start(request.timing.watchdog);
    Q_EMIT q->readyRead();
}

void StreamConnection::Private::readErrorBody()
{
    const qint64 room = longestErrorBody - static_cast<qint64>(ending.body.size());
    ending.body += reply->read(room).toStdString();
    // Not when the length says so: Qt still reports the status as an error then, and complains about two.
    if (static_cast<qint64>(ending.body.size()) < longestErrorBody && !reply->isFinished())
        return;
    finish(ending.reason,
           QStringLiteral("%1 answers with HTTP status %2").arg(request.server.text()).arg(ending.status));
}

void StreamConnection::Private::onFinished()
{
    switch (phase) {
    case Phase::Connecting:
    case Phase::Sent:
        return endWithoutHead();
    case Phase::ErrorBody:
        return readErrorBody();
    case Phase::Live:
        phase = Phase::BodyOver;
        if (reply->bytesAvailable() > 0)
            return tellReadyRead();
        return endWhenRead();
    case Phase::Idle:
    case Phase::BodyOver:
    case Phase::Done:
        return;
    }
}

void StreamConnection::Private::endWithoutHead()
{
    const QNetworkReply::NetworkError error = reply->error();
    const QString server = request.server.text();
    if (error == QNetworkReply::SslHandshakeFailedError) {
        ending.certificate = trust.certificate;
        return finish(StreamEnd::Tls,
                      QStringLiteral("the certificate of %1 is not trusted: %2")
                          .arg(server, trust.reason.isEmpty() ? reply->errorString() : trust.reason),
                      QString::fromLatin1(trust.certificate.toHex()));
    }
    if (phase == Phase::Connecting || isConnectError(error))
        return finish(StreamEnd::ConnectFailed,
                      QStringLiteral("cannot connect to %1: %2").arg(server, reply->errorString()));
    finish(StreamEnd::NoHeaders, QStringLiteral("%1 closed the connection without an answer").arg(server));
}

void StreamConnection::Private::tellReadyRead()
{
    if (!isPaused && reply && reply->bytesAvailable() > 0)
        Q_EMIT q->readyRead();
}

void StreamConnection::Private::endWhenRead()
{
    if (phase != Phase::BodyOver || reply->bytesAvailable() > 0)
        return;
    finish(StreamEnd::Closed, QStringLiteral("%1 ended the stream").arg(request.server.text()));
}

void StreamConnection::Private::onTimeout()
{
    const QString server = request.server.text();
    const StreamTiming &timing = request.timing;
    switch (phase) {
    case Phase::Connecting:
        return finish(
            StreamEnd::ConnectFailed,
            QStringLiteral("no connection to %1 within %2").arg(server, inSeconds(timing.connectBy)));
    case Phase::Sent:
        return finish(StreamEnd::NoHeaders,
                      QStringLiteral("no answer from %1 within %2").arg(server, inSeconds(timing.headersBy)));
    case Phase::ErrorBody:
        return finish(ending.reason,
                      QStringLiteral("%1 answers with HTTP status %2").arg(server).arg(ending.status));
    case Phase::Live:
    case Phase::BodyOver:
        return finish(StreamEnd::Stalled,
                      QStringLiteral("nothing came from %1 for %2").arg(server, inSeconds(timing.watchdog)));
    case Phase::Idle:
    case Phase::Done:
        return;
    }
}

void StreamConnection::Private::finish(StreamEnd reason, const QString &message, const QString &subject)
{
    phase = Phase::Done;
    timer.stop();
    pause.stop();
    dropReply();
    ending.reason = reason;
    ending.body = redaction.apply(ending.body);
    ending.error = Error{codeOf(reason), redaction.apply(message), subject, -1, {}};
    if (reason == StreamEnd::Stale)
        ending.error = staleErrorIn(ending.body).value_or(ending.error);
    qCDebug(streamLog) << "stream ended:" << ending.error.message;
    const StreamEnding last = ending;
    Q_EMIT q->ended(last); // this may be gone behind it
}

StreamConnection::StreamConnection(QNetworkAccessManager &network, Request request, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, network, std::move(request)))
{
    for (QTimer *timer : {&d->timer, &d->pause}) {
        timer->setSingleShot(true);
        timer->setTimerType(Qt::PreciseTimer);
    }
    connect(&d->timer, &QTimer::timeout, this, [this] { d->onTimeout(); });
    connect(&d->pause, &QTimer::timeout, this, [this] {
        d->finish(StreamEnd::PausedTooLong,
                  QStringLiteral("nothing was read for %1").arg(inSeconds(d->request.timing.longestPause)));
    });
    if (d->request.server.isLoopback())
        network.setProxy(QNetworkProxy::NoProxy); // P32
}

StreamConnection::~StreamConnection()
{
    close();
}

void StreamConnection::open()
{
    if (d->phase != Private::Phase::Idle)
        return;
    const QUrl url = d->request.server.resolve(d->request.path);
    const bool isTokenFine = isSendable(d->request.token);
    if (isTokenFine && url.isValid())
        return d->get(url);
    d->phase = Private::Phase::Connecting;
    QTimer::singleShot(0, this, [this, isTokenFine] {
        if (d->phase != Private::Phase::Connecting)
            return;
        if (isTokenFine)
            d->finish(StreamEnd::NotAStream, QStringLiteral("the path of the stream is no URL"));
        else
            d->finish(StreamEnd::Unauthorized,
                      QStringLiteral("the token holds characters that none can hold"));
    });
}

void StreamConnection::close()
{
    d->phase = Private::Phase::Done;
    d->timer.stop();
    d->pause.stop();
    d->dropReply();
}

QByteArray StreamConnection::read(qint64 limit)
{
    if (!d->hasBody())
        return {};
    QByteArray bytes = d->reply->read(limit);
    if (!d->isPaused)
        d->timer.start(d->request.timing.watchdog);
    if (d->phase == Private::Phase::BodyOver && d->reply->bytesAvailable() == 0)
        QTimer::singleShot(0, this, [this] { d->endWhenRead(); });
    return bytes;
}

qint64 StreamConnection::bytesAvailable() const
{
    return d->hasBody() ? d->reply->bytesAvailable() : 0;
}

void StreamConnection::setPaused(bool paused)
{
    if (d->isPaused == paused)
        return;
    d->isPaused = paused;
    if (!d->hasBody())
        return;
    if (paused) {
        d->timer.stop();
        d->pause.start(d->request.timing.longestPause);
        return;
    }
    d->pause.stop();
    d->timer.start(d->request.timing.watchdog);
    QTimer::singleShot(0, this, [this] {
        if (d->hasBody())
            d->tellReadyRead();
    });
}

const HttpExchange &StreamConnection::exchange() const
{
    return d->exchange;
}

} // namespace mobwatch
