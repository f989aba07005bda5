// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/connectiontester.h"

#include <QUrlQuery>
#include <chrono>

namespace mobwatch {

namespace {

constexpr std::string_view streamPath = "/mobkit/mob_events/stream";
constexpr std::chrono::seconds patience{10};

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
    makeRpc();
    m_rpc->signInReason([this](const Result<QString> &reason) {
        m_outcome.signInReason = reason.value_or(QString());
        finish();
    });
}

void ConnectionTester::makeRpc()
{
    m_rpc = std::make_unique<RpcClient>(m_question.server);
    m_rpc->setToken(m_question.token);
    m_rpc->setPinnedCertificate(m_question.pinnedCertificate);
    m_rpc->setTimeout(patience);
}

void ConnectionTester::askForCursor()
{
    makeRpc();
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
