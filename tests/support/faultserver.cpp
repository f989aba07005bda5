// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/faultserver.h"

#include "tests/support/faultconnection.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QUrl>
#include <QUrlQuery>
#include <arpa/inet.h>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mobwatch::test {

QByteArray FaultRequest::header(const char *lowerCaseName) const
{
    const auto found = headers.find(lowerCaseName);
    return found == headers.end() ? QByteArray() : found->second;
}

QByteArray FaultRequest::path() const
{
    return target.split('?').front();
}

QByteArray FaultRequest::parameter(const char *name) const
{
    const QUrlQuery query(QUrl::fromEncoded(target));
    return query.queryItemValue(QString::fromLatin1(name), QUrl::FullyDecoded).toUtf8();
}

FaultScript &FaultScript::send(QByteArray bytes)
{
    m_steps.push_back({Step::Kind::Send, std::move(bytes), 0, {}, {}});
    return *this;
}

FaultScript &FaultScript::repeat(QByteArray bytes, std::int64_t times)
{
    m_steps.push_back({Step::Kind::Repeat, std::move(bytes), times, {}, {}});
    return *this;
}

FaultScript &FaultScript::drip(QByteArray bytes, std::chrono::milliseconds every, int bytesPerWrite)
{
    m_steps.push_back({Step::Kind::Drip, std::move(bytes), bytesPerWrite, every, {}});
    return *this;
}

FaultScript &FaultScript::follow(std::function<std::optional<QByteArray>()> next)
{
    m_steps.push_back({Step::Kind::Follow, {}, 0, {}, std::move(next)});
    return *this;
}

FaultScript &FaultScript::wait(std::chrono::milliseconds time)
{
    m_steps.push_back({Step::Kind::Wait, {}, 0, time, {}});
    return *this;
}

FaultScript &FaultScript::hold()
{
    m_steps.push_back({Step::Kind::Hold, {}, 0, {}, {}});
    return *this;
}

FaultScript &FaultScript::close()
{
    m_steps.push_back({Step::Kind::Close, {}, 0, {}, {}});
    return *this;
}

FaultScript &FaultScript::reset()
{
    m_steps.push_back({Step::Kind::Reset, {}, 0, {}, {}});
    return *this;
}

FaultScript &FaultScript::stream(const QByteArray &moreHeaders)
{
    return send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n" + moreHeaders +
                "\r\n");
}

FaultScript &FaultScript::chunkedStream()
{
    return send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
}

FaultScript &FaultScript::chunk(const QByteArray &body)
{
    return send(QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n");
}

FaultScript &FaultScript::answer(const QByteArray &status, const QByteArray &headers, const QByteArray &body)
{
    return send("HTTP/1.1 " + status + "\r\n" + headers +
                "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

struct FaultServer::State
{
    Options options;
    Handler handler;
    mutable std::mutex mutex;
    std::vector<FaultRequest> requests; ///< under mutex
    int connections = 0;                ///< under mutex
    int open = 0;                       ///< under mutex
    qint64 sent = 0;                    ///< under mutex
    quint16 port = 0;                   ///< written before the thread is known to run
};

class FaultServer::Worker final
{
public:
    explicit Worker(std::shared_ptr<State> state)
        : m_state(std::move(state))
    {
        makeServer();
        listen();
    }

    void listen()
    {
        if (!m_server->listen(QHostAddress::LocalHost, m_state->port))
            qFatal("the fault server cannot listen: %s", qPrintable(m_server->errorString()));
        m_state->port = m_server->serverPort();
    }

    void close()
    {
        m_server->close();
        drop(false);
    }

    void drop(bool isReset)
    {
        const auto all = std::exchange(m_open, {});
        for (FaultConnection *connection : all)
            connection->cut(isReset);
    }

    void poke()
    {
        const auto all = m_open; // it may end a step that closes
        for (FaultConnection *connection : all)
            connection->poke();
    }

    void send(const QByteArray &bytes)
    {
        for (FaultConnection *connection : m_open)
            connection->sendWhileHolding(bytes);
    }

private:
    void makeServer()
    {
        if (m_state->options.certificate.isEmpty()) {
            m_server = std::make_unique<QTcpServer>();
        } else {
            auto server = std::make_unique<QSslServer>();
            QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
            tls.setPeerVerifyMode(QSslSocket::VerifyNone);
            tls.setLocalCertificateChain(QSslCertificate::fromPath(m_state->options.certificate));
            QFile key(m_state->options.key);
            if (!key.open(QIODevice::ReadOnly))
                qFatal("no key");
            tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
            server->setSslConfiguration(tls);
            m_server = std::move(server);
        }
        QObject::connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, m_server.get(),
                         [this] { accept(); });
    }

    void accept()
    {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            int number = 0;
            {
                const std::lock_guard lock(m_state->mutex);
                number = ++m_state->connections;
                ++m_state->open;
            }
            auto *connection = new FaultConnection(
                *socket, number,
                [state = m_state](FaultRequest request) {
                    {
                        const std::lock_guard lock(state->mutex);
                        state->requests.push_back(request);
                    }
                    return state->handler(request);
                },
                m_server.get());
            m_open.push_back(connection);
            QObject::connect(connection, &FaultConnection::sent, m_server.get(),
                             [state = m_state](qint64 bytes) {
                                 const std::lock_guard lock(state->mutex);
                                 state->sent += bytes;
                             });
            QObject::connect(connection, &FaultConnection::gone, m_server.get(), [this, connection] {
                std::erase(m_open, connection);
                connection->deleteLater();
                const std::lock_guard lock(m_state->mutex);
                --m_state->open;
            });
            connection->start(m_state->options.isAcceptScripted);
        }
    }

    std::shared_ptr<State> m_state;
    std::unique_ptr<QTcpServer> m_server;
    std::vector<FaultConnection *> m_open;
};

FaultServer::FaultServer(Handler handler)
    : FaultServer(Options{}, std::move(handler))
{
}

FaultServer::FaultServer(Options options, Handler handler)
    : m_state(std::make_shared<State>())
    , m_thread("faults")
{
    m_state->options = std::move(options);
    m_state->handler = std::move(handler);
    m_thread.start([state = m_state] { return std::make_unique<Worker>(state); });
}

FaultServer::~FaultServer()
{
    m_thread.post([](Worker &worker) { worker.close(); });
    m_thread.stop();
}

quint16 FaultServer::port() const
{
    return m_state->port;
}

QString FaultServer::url() const
{
    const bool isPlain = m_state->options.certificate.isEmpty();
    return QStringLiteral("%1://127.0.0.1:%2")
        .arg(isPlain ? QStringLiteral("http") : QStringLiteral("https"))
        .arg(port());
}

std::vector<FaultRequest> FaultServer::requests() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->requests;
}

int FaultServer::connections() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->connections;
}

int FaultServer::openConnections() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->open;
}

qint64 FaultServer::bytesSent() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->sent;
}

void FaultServer::sendToAll(const QByteArray &bytes)
{
    m_thread.post([bytes](Worker &worker) { worker.send(bytes); });
}

void FaultServer::poke()
{
    m_thread.post([](Worker &worker) { worker.poke(); });
}

void FaultServer::dropAll(bool isReset)
{
    m_thread.post([isReset](Worker &worker) { worker.drop(isReset); });
}

void FaultServer::goDown()
{
    std::promise<void> done;
    m_thread.post([&done](Worker &worker) {
        worker.close();
        done.set_value();
    });
    done.get_future().wait();
}

void FaultServer::comeBack()
{
    std::promise<void> done;
    m_thread.post([&done](Worker &worker) {
        worker.listen();
        done.set_value();
    });
    done.get_future().wait();
}

BlackHole::BlackHole()
{
    const auto address = [](quint16 port) {
        sockaddr_in in{};
        in.sin_family = AF_INET;
        in.sin_port = htons(port);
        in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return in;
    };
    sockaddr_in in = address(0);
    socklen_t size = sizeof in;
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    m_sockets.push_back(listener);
    if (::bind(listener, reinterpret_cast<sockaddr *>(&in), size) != 0 || ::listen(listener, 0) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr *>(&in), &size) != 0)
        qFatal("no black hole");
    m_port = ntohs(in.sin_port);
    // The kernel keeps one more than the queue is long; the others wait in vain.
    for (int i = 0; i < 4; ++i) {
        const int filler = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        in = address(m_port);
        static_cast<void>(::connect(filler, reinterpret_cast<sockaddr *>(&in), sizeof in));
        m_sockets.push_back(filler);
    }
}

BlackHole::~BlackHole()
{
    for (const int socket : m_sockets)
        ::close(socket);
}

} // namespace mobwatch::test
