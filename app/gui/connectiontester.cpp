// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/connectiontester.h"

#include <QCryptographicHash>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslError>
#include <QUrlQuery>
#include <chrono>
#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

constexpr std::string_view streamPath = "/mobkit/mob_events/stream";
constexpr std::string_view experiencePath = "/console/experience";
constexpr std::chrono::seconds patience{10};
constexpr qint64 longestReason = 64 * 1024;

/// The cursor in a subscribe_url: the newest one when the call began (specification 7).
std::optional<Cursor> cursorIn(const std::string &subscribeUrl)
{
    const QUrlQuery query(QUrl(QString::fromStdString(subscribeUrl)));
    bool isNumber = false;
    const Cursor cursor = query.queryItemValue(QStringLiteral("after_seq")).toULongLong(&isNumber);
    return isNumber ? std::optional(cursor) : std::nullopt;
}

/// The server does not serve the RPC; its stream can be watched all the same, as connecting does.
bool isNoRpc(ErrorCode code)
{
    return code == ErrorCode::NotFound || code == ErrorCode::NotAStream || code == ErrorCode::Malformed;
}

QString reasonIn(const QByteArray &body)
{
    const auto json = nlohmann::json::parse(body.toStdString(), nullptr, false);
    if (!json.is_object())
        return {};
    const auto reason = json.find("reason");
    return reason != json.end() && reason->is_string() ? QString::fromStdString(reason->get<std::string>())
                                                       : QString();
}

} // namespace

ConnectionTester::ConnectionTester(Question question, std::function<void(const ui::TrialOutcome &)> done,
                                   QObject *context)
    : QObject(context)
    , m_question(std::move(question))
    , m_done(std::move(done))
{
}

ConnectionTester::~ConnectionTester() = default;

void ConnectionTester::start()
{
    StreamTiming timing;
    timing.headersBy = patience;
    m_stream = std::make_unique<StreamConnection>(
        m_network, StreamConnection::Request{m_question.server, std::string(streamPath), m_question.token,
                                             m_question.pinnedCertificate, timing});
    connect(m_stream.get(), &StreamConnection::opened, this, [this] {
        m_outcome.httpStatus = 200;
        m_stream->close();
        askForCursor();
    });
    connect(m_stream.get(), &StreamConnection::ended, this, &ConnectionTester::streamEnded);
    m_stream->open();
}

void ConnectionTester::streamEnded(const StreamEnding &ending)
{
    m_outcome.error = ending.error;
    m_outcome.httpStatus = ending.status;
    if (ending.status == 401)
        askWhyRefused();
    else
        finish();
}

void ConnectionTester::askWhyRefused()
{
    QNetworkRequest request(m_question.server.resolve(experiencePath));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setTransferTimeout(int(std::chrono::milliseconds(patience).count()));
    if (!m_question.token.empty())
        request.setRawHeader("Authorization",
                             QByteArrayLiteral("Bearer ") + QByteArray::fromStdString(m_question.token));
    QNetworkReply *reply = m_network.get(request);
    reply->setParent(this);
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply](const QList<QSslError> &errors) {
        for (const QSslError &error : errors) {
            if (error.certificate().digest(QCryptographicHash::Sha256) == m_question.pinnedCertificate) {
                reply->ignoreSslErrors();
                return;
            }
        }
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        m_outcome.signInReason = reasonIn(reply->read(longestReason));
        finish();
    });
}

void ConnectionTester::askForCursor()
{
    m_rpc = std::make_unique<RpcClient>(m_question.server);
    m_rpc->setToken(m_question.token);
    if (!m_question.pinnedCertificate.isEmpty())
        m_rpc->setPinnedCertificate(m_question.pinnedCertificate);
    EventQuery nothing;
    nothing.limit = 0;
    m_rpc->subscribe(nothing, [this](const Result<MobEventsReply> &reply) {
        m_outcome.isRpcServed = reply.has_value();
        if (reply)
            m_outcome.latestCursor =
                reply->nextAfterSeq ? reply->nextAfterSeq : cursorIn(reply->subscribeUrl);
        else if (!isNoRpc(reply.error().code)) {
            m_outcome.error = reply.error();
            m_outcome.httpStatus = 0;
            finish();
            return;
        }
        askForStatus();
    });
}

void ConnectionTester::askForStatus()
{
    m_rpc->status([this](const Result<ServerStatus> &status) {
        if (status)
            m_outcome.status = *status;
        finish();
    });
}

void ConnectionTester::finish()
{
    m_done(m_outcome);
    deleteLater();
}

} // namespace mobwatch
