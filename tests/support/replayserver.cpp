// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/replayserver.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <optional>

namespace mobwatch::test {
namespace {

std::optional<ReplayServer::Request> parseRequest(const QByteArray &bytes)
{
    const qsizetype headEnd = bytes.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return std::nullopt;
    const QList<QByteArray> lines = bytes.left(headEnd).split('\n');
    const QList<QByteArray> first = lines.front().trimmed().split(' ');
    ReplayServer::Request request;
    request.method = first.value(0);
    request.target = first.value(1);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        request.headers[lines[i].left(colon).toLower()] = lines[i].mid(colon + 1).trimmed();
    }
    request.body = bytes.mid(headEnd + 4);
    if (request.body.size() < request.headers["content-length"].toLongLong())
        return std::nullopt;
    return request;
}

} // namespace

ReplayServer::ReplayServer(Handler handler)
    : m_handler(std::move(handler))
{
    connect(&m_server, &QTcpServer::newConnection, this, &ReplayServer::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("cannot listen on the loopback address");
}

ReplayServer::~ReplayServer()
{
    for (QTcpSocket *const socket : m_pending.keys())
        disconnect(socket, nullptr, this, nullptr);
}

QString ReplayServer::address() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort());
}

void ReplayServer::sendToAll(const QByteArray &bytes)
{
    for (auto it = m_pending.keyBegin(); it != m_pending.keyEnd(); ++it)
        (*it)->write(bytes);
}

void ReplayServer::dropAll()
{
    for (QTcpSocket *const socket : m_pending.keys())
        socket->disconnectFromHost();
}

QByteArray ReplayServer::response(const QByteArray &status, const QByteArray &contentType,
                                  const QByteArray &body, const QByteArray &headers)
{
    QByteArray head = "HTTP/1.1 " + status + "\r\n";
    if (!contentType.isEmpty())
        head += "content-type: " + contentType + "\r\n";
    return head + headers + "content-length: " + QByteArray::number(body.size()) +
           "\r\nconnection: close\r\n\r\n" + body;
}

void ReplayServer::accept()
{
    while (QTcpSocket *const socket = m_server.nextPendingConnection()) {
        m_pending.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_pending.remove(socket);
            socket->deleteLater();
        });
    }
}

void ReplayServer::read(QTcpSocket &socket)
{
    QByteArray &pending = m_pending[&socket];
    pending += socket.readAll();
    const auto request = parseRequest(pending);
    if (!request)
        return;
    pending.clear();
    m_requests.push_back(*request);
    const Answer answer = m_handler(*request);
    socket.write(answer.bytes);
    if (answer.closes)
        socket.disconnectFromHost();
}

} // namespace mobwatch::test
