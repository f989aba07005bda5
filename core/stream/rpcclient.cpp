// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/rpcclient.h"

#include "core/stream/httpanswer.h"
#include "core/stream/rpcmessage.h"
#include "core/stream/streamlog.h"
#include "core/stream/tlstrust.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSslError>
#include <QTimer>
#include <algorithm>

namespace mobwatch {
namespace {

constexpr qint64 longestAnswer = qint64{64} << 20;
constexpr qint64 longestErrorBody = qint64{64} << 10; // it is only for a message
constexpr qint64 readBuffer = qint64{512} << 10;
constexpr int patienceInAll = 6; ///< times what the server may be silent: a trickle is no answer either

using Done = std::function<void(Result<std::string>)>;

QByteArray contentType(const QNetworkReply &reply)
{
    return mediaTypeOf(reply.rawHeader("Content-Type"));
}

bool isJson(const QNetworkReply &reply)
{
    return contentType(reply) == "application/json";
}

Error statusError(int status, const QString &words)
{
    ErrorCode code = ErrorCode::Malformed;
    if (status == 401 || status == 403)
        code = ErrorCode::Unauthorized;
    else if (status == 408 || status == 425 || status == 429 || status >= 500)
        code = ErrorCode::ServerError;
    else if ((status >= 300 && status < 400) || status == 404 || status == 405)
        code = ErrorCode::NotAStream;
    QString message = QStringLiteral("the server answers with HTTP status %1").arg(status);
    if (!words.isEmpty())
        message += QStringLiteral(": ") + words;
    return Error{code, std::move(message), {}, -1, {}};
}

} // namespace

struct RpcClient::Private
{
    enum class Kind : std::uint8_t { Rpc, Health, SignIn };
    struct Exchange
    {
        std::uint64_t id = 0;
        QNetworkReply *reply = nullptr; ///< null where nothing was sent
        QTimer silence, overall;
        QByteArray body;
        Kind kind = Kind::Rpc;
        Done done;
        Error tlsError; ///< of code Tls when the certificate was refused
    };

    RpcClient *q = nullptr;
    ServerAddress server;
    std::string token;
    QByteArray pinned;
    std::chrono::milliseconds timeout{10'000};
    QNetworkAccessManager network;
    std::vector<std::unique_ptr<Exchange>> exchanges;
    std::uint64_t lastId = 0;

    void post(const std::string &method, const std::string &params, Done done);
    void get(const char *path, Kind kind, Done done);
    void follow(QNetworkReply *reply, Kind kind, Done done);
    void refuse(Kind kind, Done done);
    void connectReply(Exchange &exchange);
    void readHead(Exchange &exchange);
    void read(Exchange &exchange);
    void judge(Exchange &exchange, const QList<QSslError> &errors) const;
    [[nodiscard]] Result<std::string> verdict(const Exchange &exchange) const;
    [[nodiscard]] std::optional<Error> headError(const Exchange &exchange) const;
    [[nodiscard]] Error statusErrorOf(const Exchange &exchange, int status) const;
    void finish(Exchange &exchange, Result<std::string> result);
    std::unique_ptr<Exchange> drop(Exchange &exchange);
    [[nodiscard]] static int statusOf(const Exchange &exchange)
    {
        return exchange.reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
};

void RpcClient::Private::post(const std::string &method, const std::string &params, Done done)
{
    if (!isSendable(token))
        return refuse(Kind::Rpc, std::move(done));
    QNetworkRequest request = serverRequest(server.resolve("/console/rpc"), "application/json", token);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    qCDebug(streamLog) << "calling" << method.c_str();
    follow(network.post(request, QByteArray::fromStdString(rpcRequest(method, params))), Kind::Rpc,
           std::move(done));
}

void RpcClient::Private::get(const char *path, Kind kind, Done done)
{
    const bool hasToken = kind == Kind::SignIn;
    if (hasToken && !isSendable(token))
        return refuse(kind, std::move(done));
    follow(network.get(serverRequest(server.resolve(path), "text/plain, application/json",
                                     hasToken ? token : std::string())),
           kind, std::move(done));
}

// Later, as every answer.
void RpcClient::Private::refuse(Kind kind, Done done)
{
    follow(nullptr, kind, std::move(done));
}

void RpcClient::Private::follow(QNetworkReply *reply, Kind kind, Done done)
{
    auto exchange = std::make_unique<Exchange>();
    exchange->id = ++lastId;
    exchange->reply = reply;
    exchange->kind = kind;
    exchange->done = std::move(done);
    exchange->silence.setSingleShot(true);
    exchange->silence.start(reply ? timeout : std::chrono::milliseconds(0));
    exchange->overall.setSingleShot(true);
    exchange->overall.start(patienceInAll * timeout);
    if (reply)
        reply->setReadBufferSize(readBuffer);
    connectReply(*exchange);
    exchanges.push_back(std::move(exchange));
}

void RpcClient::Private::connectReply(Exchange &exchange)
{
    // Queued, so that a callback that destroys the client does not destroy who emits. What is queued cannot
    // be taken back: hence the number, and not the exchange itself.
    const auto later = [this, id = exchange.id](auto handle) {
        return [this, id, handle] {
            const auto found = std::find_if(exchanges.begin(), exchanges.end(),
                                            [id](const auto &other) { return other->id == id; });
            if (found != exchanges.end())
                handle(**found);
        };
    };
    const auto giveUp = later([this](Exchange &silent) {
        if (silent.reply)
            finish(silent,
                   fail(ErrorCode::Canceled, QStringLiteral("%1 did not answer in time").arg(server.text()),
                        server.text()));
        else
            finish(silent, fail(ErrorCode::Unauthorized,
                                QStringLiteral("the token holds characters that none can hold")));
    });
    for (QTimer *timer : {&exchange.silence, &exchange.overall})
        connect(timer, &QTimer::timeout, q, giveUp, Qt::QueuedConnection);
    if (!exchange.reply)
        return;
    connect(exchange.reply, &QNetworkReply::metaDataChanged, q,
            later([this](Exchange &begun) { readHead(begun); }), Qt::QueuedConnection);
    connect(exchange.reply, &QNetworkReply::readyRead, q, later([this](Exchange &ready) { read(ready); }),
            Qt::QueuedConnection);
    connect(exchange.reply, &QNetworkReply::finished, q, later([this](Exchange &finished) {
                finished.body += finished.reply->readAll();
                finish(finished, verdict(finished));
            }),
            Qt::QueuedConnection);
    connect(exchange.reply, &QNetworkReply::sslErrors, q,
            [this, &exchange](const QList<QSslError> &errors) { judge(exchange, errors); });
}

// What the head decides need not wait for a body that may never end.
void RpcClient::Private::readHead(Exchange &exchange)
{
    const int status = statusOf(exchange);
    const QByteArray type = contentType(*exchange.reply);
    const bool hasWords = status != 200 && (type == "text/plain" || type == "application/json");
    if (status == 0 || hasWords)
        return;
    if (const auto error = headError(exchange))
        finish(exchange, fail(*error));
}

void RpcClient::Private::read(Exchange &exchange)
{
    exchange.silence.start();
    exchange.body += exchange.reply->readAll();
    if (statusOf(exchange) != 200 && exchange.body.size() >= longestErrorBody)
        return finish(exchange, verdict(exchange));
    if (exchange.body.size() > longestAnswer)
        finish(exchange, fail(ErrorCode::TooLarge,
                              QStringLiteral("the answer of %1 is larger than 64 MiB").arg(server.text())));
}

void RpcClient::Private::judge(Exchange &exchange, const QList<QSslError> &errors) const
{
    const TrustVerdict verdict = judgeCertificate(*exchange.reply, errors, pinned);
    if (verdict.isExcepted)
        exchange.reply->ignoreSslErrors(errors);
    else
        exchange.tlsError =
            Error{ErrorCode::Tls, verdict.reason, QString::fromLatin1(verdict.certificate.toHex()), -1, {}};
}

std::optional<Error> RpcClient::Private::headError(const Exchange &exchange) const
{
    const QNetworkReply &reply = *exchange.reply;
    const int status = statusOf(exchange);
    if (status != 200)
        return statusErrorOf(exchange, status);
    const QByteArray encoding = reply.rawHeader("Content-Encoding").trimmed().toLower();
    if (!encoding.isEmpty() && encoding != "identity")
        return Error{ErrorCode::NotAStream,
                     QStringLiteral("%1 compresses its answer though it was not asked to").arg(server.text()),
                     {},
                     -1,
                     {}};
    if (exchange.kind == Kind::Rpc && !isJson(reply))
        return Error{ErrorCode::NotAStream,
                     QStringLiteral("%1 answers as no mob server does (%2)")
                         .arg(server.text(), serverWords(contentType(reply).toStdString())),
                     {},
                     -1,
                     {}};
    return std::nullopt;
}

Result<std::string> RpcClient::Private::verdict(const Exchange &exchange) const
{
    const QNetworkReply &reply = *exchange.reply;
    const int status = statusOf(exchange);
    if (reply.error() == QNetworkReply::SslHandshakeFailedError)
        return fail(exchange.tlsError.code == ErrorCode::Tls
                        ? exchange.tlsError
                        : Error{ErrorCode::Tls, reply.errorString(), {}, -1, {}});
    if (status == 0)
        return fail(ErrorCode::Unreachable,
                    QStringLiteral("cannot reach %1: %2").arg(server.text(), reply.errorString()),
                    server.text());
    const std::string body = exchange.body.toStdString();
    if (exchange.kind == Kind::SignIn && status == 401)
        return body;
    if (const auto error = headError(exchange))
        return fail(*error);
    if (reply.error() != QNetworkReply::NoError)
        return fail(ErrorCode::Unreachable, QStringLiteral("the answer of %1 was cut off").arg(server.text()),
                    server.text());
    if (exchange.kind == Kind::SignIn)
        return std::string(); // nothing was refused
    return exchange.kind == Kind::Rpc ? rpcResult(body) : Result<std::string>(body);
}

Error RpcClient::Private::statusErrorOf(const Exchange &exchange, int status) const
{
    const QNetworkReply &reply = *exchange.reply;
    if (status >= 300 && status < 400)
        return Error{ErrorCode::NotAStream,
                     QStringLiteral("%1 sends to another place").arg(server.text()),
                     shownTarget(reply.header(QNetworkRequest::LocationHeader).toUrl()),
                     -1,
                     {}};
    // Where there is a runtime but no events, older servers say so with 404.
    if (exchange.kind == Kind::Rpc && isJson(reply)) {
        const auto answer =
            rpcResult({exchange.body.constData(), static_cast<std::size_t>(exchange.body.size())});
        if (!answer && answer.error().code != ErrorCode::Malformed)
            return answer.error();
    }
    const bool isText = contentType(reply) == "text/plain" || isJson(reply);
    // Hidden before it is cut: half a token is one too.
    return statusError(status,
                       isText ? serverWords(Redaction(token).apply(exchange.body.toStdString())) : QString());
}

std::unique_ptr<RpcClient::Private::Exchange> RpcClient::Private::drop(Exchange &exchange)
{
    const auto found = std::find_if(exchanges.begin(), exchanges.end(),
                                    [&exchange](const auto &other) { return other.get() == &exchange; });
    std::unique_ptr<Exchange> owned = std::move(*found);
    exchanges.erase(found);
    // abort() runs every slot that is still connected.
    if (owned->reply) {
        disconnect(owned->reply, nullptr, q, nullptr);
        owned->reply->abort();
        owned->reply->deleteLater();
    }
    owned->silence.stop();
    owned->overall.stop();
    return owned;
}

void RpcClient::Private::finish(Exchange &exchange, Result<std::string> result)
{
    // A server that repeats what it was sent must not put the token before our eyes.
    if (!result) {
        const Redaction redaction(token);
        Error &error = result.error();
        error.message = redaction.apply(std::move(error.message));
        error.subject = redaction.apply(std::move(error.subject));
    }
    const Done done = std::move(drop(exchange)->done);
    done(std::move(result)); // this may be gone behind it
}

RpcClient::RpcClient(ServerAddress server, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->server = std::move(server);
    if (d->server.isLoopback())
        d->network.setProxy(QNetworkProxy::NoProxy);
}

RpcClient::~RpcClient()
{
    cancelAll();
}

void RpcClient::setToken(std::string token)
{
    d->token = std::move(token);
}

void RpcClient::setPinnedCertificate(const QByteArray &sha256)
{
    d->pinned = sha256;
}

void RpcClient::setTimeout(std::chrono::milliseconds timeout)
{
    d->timeout = timeout;
}

void RpcClient::query(const EventQuery &query, Callback<MobEventsReply> done)
{
    call("mobkit/mob_events/query", rpcParams(query), [done = std::move(done)](Result<std::string> result) {
        done(result ? mobEventsReply(*result) : Result<MobEventsReply>(fail(result.error())));
    });
}

void RpcClient::subscribe(const EventQuery &query, Callback<MobEventsReply> done)
{
    call("mobkit/mob_events/subscribe", rpcParams(query),
         [done = std::move(done)](Result<std::string> result) {
             done(result ? mobEventsReply(*result) : Result<MobEventsReply>(fail(result.error())));
         });
}

void RpcClient::status(Callback<ServerStatus> done)
{
    call("mobkit/status", {}, [done = std::move(done)](Result<std::string> result) {
        done(result ? serverStatus(*result) : Result<ServerStatus>(fail(result.error())));
    });
}

void RpcClient::call(const std::string &method, const std::string &params, Callback<std::string> done)
{
    d->post(method, params, std::move(done));
}

void RpcClient::health(Callback<void> done)
{
    d->get("/healthz", Private::Kind::Health, [done = std::move(done)](Result<std::string> body) {
        if (!body)
            return done(fail(body.error()));
        const QByteArray text = QByteArray::fromStdString(*body).trimmed();
        const bool isWell = text == "ok" || text.contains("\"status\":\"ok\"");
        done(isWell ? Result<void>()
                    : fail(ErrorCode::NotAStream, QStringLiteral("the server does not say that it is well")));
    });
}

void RpcClient::signInReason(Callback<QString> done)
{
    d->get("/console/experience", Private::Kind::SignIn,
           [done = std::move(done), redaction = Redaction(d->token)](const Result<std::string> &body) {
               done(body ? Result<QString>(redaction.apply(signInReasonIn(*body)))
                         : Result<QString>(fail(body.error())));
           });
}

void RpcClient::cancelAll()
{
    while (!d->exchanges.empty())
        d->drop(*d->exchanges.back());
}

} // namespace mobwatch
