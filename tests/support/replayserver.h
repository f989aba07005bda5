// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QTcpServer>
#include <functional>
#include <map>
#include <string>
#include <vector>

class QTcpSocket;

namespace mobwatch::test {

/// A server on the loopback address that answers each request with bytes of the test, head and all. On the
/// thread of the test: its event loop must run.
class ReplayServer final : public QObject
{
    Q_OBJECT
public:
    struct Request
    {
        QByteArray method;
        QByteArray target;                        ///< with the query
        std::map<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
    };
    struct Answer
    {
        QByteArray bytes;
        bool closes = true; ///< the connection, behind the bytes
    };
    using Handler = std::function<Answer(const Request &)>;

    explicit ReplayServer(Handler handler);
    ~ReplayServer() override;

    [[nodiscard]] QString address() const; ///< http://127.0.0.1:port
    [[nodiscard]] const std::vector<Request> &requests() const { return m_requests; }
    /// Sends more to every connection that is open.
    void sendToAll(const QByteArray &bytes);
    /// Closes every connection that is open.
    void dropAll();

    /// A whole answer with its length; `headers` are lines with CRLF behind each.
    [[nodiscard]] static QByteArray response(const QByteArray &status, const QByteArray &contentType,
                                             const QByteArray &body, const QByteArray &headers = {});

private:
    void accept();
    void read(QTcpSocket &socket);

    Handler m_handler;
    QTcpServer m_server;
    std::vector<Request> m_requests;
    QHash<QTcpSocket *, QByteArray> m_pending;
};

} // namespace mobwatch::test
