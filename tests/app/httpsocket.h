// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QTcpSocket>
#include <map>

namespace mobwatch::test {

/// One connection to a server on 127.0.0.1 that speaks plain bytes. Without a call nothing is read: then the
/// kernel's buffers fill up, as with a reader that is stuck.
class HttpSocket final
{
public:
    explicit HttpSocket(quint16 port, int readBuffer = 0);

    void send(const QByteArray &bytes);
    void get(const QByteArray &target, const QByteArray &headers = {});
    /// Takes what has arrived; so do all the following.
    void pump();
    /// The answer's head is here.
    [[nodiscard]] bool hasHead();
    [[nodiscard]] int status();
    [[nodiscard]] QByteArray header(const QByteArray &lowerCaseName);
    /// The body so far, without chunk framing.
    [[nodiscard]] const QByteArray &body();
    /// The whole body is here: by its length, its last chunk, or the end of the connection.
    [[nodiscard]] bool isComplete();
    [[nodiscard]] bool isClosed();
    /// Forgets the answer, for the next one on this connection.
    void clear();
    /// No longer a reader with a small buffer.
    void readFreely() { m_socket.setReadBufferSize(0); }
    void close() { m_socket.abort(); }

private:
    void decodeChunks();
    [[nodiscard]] QByteArray headerOf(const QByteArray &lowerCaseName) const;

    QTcpSocket m_socket;
    QByteArray m_raw;  ///< not decoded yet
    QByteArray m_head; ///< empty until it is whole
    QByteArray m_body;
    bool m_isChunked = false;
    bool m_hasLastChunk = false;
};

} // namespace mobwatch::test
