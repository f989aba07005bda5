// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/app/httpsocket.h"

#include <utility>

namespace mobwatch::test {

HttpSocket::HttpSocket(quint16 port, int readBuffer)
{
    // Without a limit Qt reads ahead without end.
    if (readBuffer > 0)
        m_socket.setReadBufferSize(readBuffer);
    m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    m_socket.waitForConnected();
}

void HttpSocket::send(const QByteArray &bytes)
{
    m_socket.write(bytes);
    m_socket.flush();
}

void HttpSocket::get(const QByteArray &target, const QByteArray &headers)
{
    send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
}

void HttpSocket::pump()
{
    m_raw += m_socket.readAll();
    const qsizetype end = m_head.isEmpty() ? m_raw.indexOf("\r\n\r\n") : -1;
    if (end >= 0) {
        m_head = m_raw.left(end);
        m_raw.remove(0, end + 4);
        m_isChunked = headerOf("transfer-encoding") == "chunked";
    }
    if (m_isChunked)
        decodeChunks();
    else if (!m_head.isEmpty())
        m_body += std::exchange(m_raw, {});
}

void HttpSocket::decodeChunks()
{
    qsizetype at = 0;
    for (;;) {
        const qsizetype end = m_raw.indexOf("\r\n", at);
        bool isNumber = false;
        const qsizetype size = end < 0 ? 0 : m_raw.mid(at, end - at).toLongLong(&isNumber, 16);
        m_hasLastChunk = m_hasLastChunk || (isNumber && size == 0);
        if (!isNumber || size == 0 || m_raw.size() < end + 2 + size + 2)
            break;
        m_body.append(m_raw.constData() + end + 2, size);
        at = end + 2 + size + 2;
    }
    m_raw.remove(0, at);
}

void HttpSocket::clear()
{
    m_head.clear();
    m_body.clear();
    m_raw.clear();
    m_isChunked = false;
    m_hasLastChunk = false;
}

bool HttpSocket::hasHead()
{
    pump();
    return !m_head.isEmpty();
}

int HttpSocket::status()
{
    return hasHead() ? m_head.mid(9, 3).toInt() : 0;
}

QByteArray HttpSocket::headerOf(const QByteArray &lowerCaseName) const
{
    for (const QByteArray &line : m_head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (line.left(colon).toLower() == lowerCaseName)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

QByteArray HttpSocket::header(const QByteArray &lowerCaseName)
{
    pump();
    return headerOf(lowerCaseName);
}

const QByteArray &HttpSocket::body()
{
    pump();
    return m_body;
}

bool HttpSocket::isComplete()
{
    if (!hasHead())
        return false;
    const QByteArray length = headerOf("content-length");
    if (!length.isEmpty())
        return m_body.size() >= length.toLongLong();
    return m_hasLastChunk || isClosed();
}

bool HttpSocket::isClosed()
{
    pump();
    return m_socket.state() == QAbstractSocket::UnconnectedState;
}

} // namespace mobwatch::test
