// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// Catching up with a server over loopback HTTP: the source of a server into its store, beside two floors that
// read the same bytes and look at none of them: a bare socket, and a QNetworkAccessManager. Once from
// `mobwatch-cli serve`, whose own work is in all three, and once from a replay of what it sent, which costs
// next to nothing. Takes a ledger; makes one of a million events where none is given.

#include "core/simulator/simulator.h"
#include "core/source/streamsource.h"
#include "core/store/eventstore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace mobwatch;

namespace {

constexpr std::uint32_t eventCount = 1'000'000;
const QByteArray streamTarget = "/mobkit/mob_events/stream?after_seq=0";

int connectTo(quint16 port)
{
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        qFatal("cannot connect");
    const QByteArray request = "GET " + streamTarget + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    if (::send(socket, request.constData(), static_cast<std::size_t>(request.size()), 0) != request.size())
        qFatal("cannot ask");
    return socket;
}

/// Reads until `bytes` have come, or, for 0, until the frame of event `last` is there; keeps them in `copy`.
qint64 readSocket(quint16 port, qint64 bytes, std::uint32_t last, QFile *copy)
{
    const int socket = connectTo(port);
    std::vector<char> buffer(256 * 1024);
    const QByteArray wanted = "id: mob-evt-" + QByteArray::number(last) + "\n";
    QByteArray tail;
    qint64 total = 0;
    for (;;) {
        const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (size <= 0)
            qFatal("the server closed after %lld bytes", static_cast<long long>(total));
        total += size;
        if (copy)
            copy->write(buffer.data(), size);
        if (bytes > 0) {
            if (total >= bytes)
                break;
            continue;
        }
        tail = tail.right(8192) + QByteArray(buffer.data(), size);
        const qsizetype id = tail.indexOf(wanted);
        if (id >= 0 && tail.indexOf("\n\n\r\n", id) >= 0)
            break;
    }
    ::close(socket);
    return total;
}

double seconds(const QElapsedTimer &clock)
{
    return static_cast<double>(clock.nsecsElapsed()) * 1e-9;
}

double socketSeconds(quint16 port, qint64 bytes)
{
    QElapsedTimer clock;
    clock.start();
    readSocket(port, bytes, 0, nullptr);
    return seconds(clock);
}

/// The body's bytes, without chunk framing.
double networkSeconds(quint16 port, qint64 bodyBytes)
{
    QElapsedTimer clock;
    clock.start();
    QNetworkAccessManager network;
    QNetworkRequest request(
        QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(port).arg(QString::fromLatin1(streamTarget))));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setRawHeader("Accept-Encoding", "identity");
    QEventLoop loop;
    QNetworkReply *const reply = network.get(request);
    reply->setReadBufferSize(1024 * 1024);
    qint64 total = 0;
    std::vector<char> buffer(256 * 1024);
    QObject::connect(reply, &QNetworkReply::readyRead, &loop, [&] {
        while (const qint64 size = reply->read(buffer.data(), static_cast<qint64>(buffer.size())))
            total += std::max<qint64>(size, 0);
        if (total >= bodyBytes)
            loop.quit();
    });
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    const double result = seconds(clock);
    if (total < bodyBytes)
        std::printf("only %lld of %lld bytes came\n", static_cast<long long>(total),
                    static_cast<long long>(bodyBytes));
    reply->abort();
    return result;
}

double sourceSeconds(quint16 port, std::uint32_t events, const QString &recordings)
{
    QElapsedTimer clock;
    clock.start();
    StreamOptions options;
    options.server = *ServerAddress::parse(QStringLiteral("127.0.0.1:%1").arg(port));
    options.start = StreamOptions::Start::Beginning;
    options.recordingFolder = recordings;
    EventStore store;
    StreamSource source(std::move(options));
    QEventLoop loop;
    QObject::connect(&source, &EventSource::batchReady, &loop, [&] {
        for (const EventBatchPtr &batch : source.takeBatches())
            store.append(*batch);
        if (store.rowCount() >= events)
            loop.quit();
    });
    QTimer::singleShot(300'000, &loop, &QEventLoop::quit);
    source.start();
    loop.exec();
    const double result = seconds(clock);
    if (store.rowCount() != events)
        std::printf("only %u of %u events came\n", store.rowCount(), events);
    source.stop();
    return result;
}

/// Sends the bytes of a file to whoever connects, whatever is asked; the connection stays open then. RPC
/// calls are told that there is no such thing.
class Replay final
{
public:
    explicit Replay(const QString &path)
        : m_file(path)
    {
        if (!m_file.open(QIODevice::ReadOnly))
            qFatal("cannot read the copy");
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), size) != 0 ||
            ::listen(m_socket, 5) != 0 ||
            ::getsockname(m_socket, reinterpret_cast<sockaddr *>(&address), &size) != 0)
            qFatal("cannot listen");
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { run(); });
    }
    ~Replay()
    {
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        ::close(m_socket);
    }
    Q_DISABLE_COPY_MOVE(Replay)
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    void run()
    {
        for (;;) {
            const int client = ::accept(m_socket, nullptr, nullptr);
            if (client < 0)
                return;
            std::thread([this, client] { serve(client); }).detach();
        }
    }

    void serve(int client)
    {
        char request[16384];
        const ssize_t size = ::recv(client, request, sizeof request, 0);
        if (size > 4 && std::memcmp(request, "GET ", 4) == 0 &&
            std::string_view(request, static_cast<std::size_t>(size)).find("mob_events/stream") !=
                std::string_view::npos) {
            off_t at = 0;
            while (at < m_file.size() && ::sendfile(client, m_file.handle(), &at, 1 << 20) > 0) {
            }
            ::recv(client, request, sizeof request, 0); // until the other side has enough
        } else {
            constexpr std::string_view none =
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            (void)::send(client, none.data(), none.size(), MSG_NOSIGNAL);
        }
        ::close(client);
    }

    QFile m_file;
    int m_socket = -1;
    quint16 m_port = 0;
    std::thread m_thread;
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void compare(const char *name, quint16 port, qint64 bytes, qint64 bodyBytes, std::uint32_t events,
             const QString &recordings)
{
    std::vector<double> socket, network, source;
    for (int round = 0; round < 3; ++round) {
        socket.push_back(socketSeconds(port, bytes));
        network.push_back(networkSeconds(port, bodyBytes));
        source.push_back(sourceSeconds(port, events, recordings));
    }
    const double ours = median(source);
    std::printf("%s: %.0f events/s (%.2f s); bare socket %.2f s, network floor %.2f s; "
                "%.0f %% of the floor, %.0f %% of the socket\n",
                name, events / ours, ours, median(socket), median(network), 100 * median(network) / ours,
                100 * median(socket) / ours);
    std::fflush(stdout);
}

/// Bytes of the body in a copy of an answer, and of the copy up to the last whole frame.
qint64 bodyBytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const auto *const bytes = reinterpret_cast<const char *>(file.map(0, file.size()));
    const std::string_view text(bytes, static_cast<std::size_t>(file.size()));
    std::size_t at = text.find("\r\n\r\n") + 4;
    qint64 body = 0;
    while (at < text.size()) {
        const std::size_t end = text.find("\r\n", at);
        if (end == std::string_view::npos)
            break;
        const std::size_t size = std::stoul(std::string(text.substr(at, end - at)), nullptr, 16);
        if (end + 2 + size > text.size())
            break;
        body += static_cast<qint64>(size);
        at = end + 2 + size + 2;
    }
    return body;
}

bool makeLedger(const QString &path)
{
    SimulatorOptions options;
    options.path = path;
    options.ratePerSecond = 0;
    options.events = eventCount;
    options.mobs = 4;
    auto simulator = Simulator::open(options);
    return simulator && (*simulator)->writeBulk(*options.events);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QTemporaryDir folder;
    const QString ledger =
        argc > 1 ? QString::fromLocal8Bit(argv[1]) : folder.filePath(QStringLiteral("bench.db"));
    if (argc <= 1 && !makeLedger(ledger)) {
        std::printf("cannot make the ledger\n");
        return 1;
    }
    QProcess server;
    server.start(QCoreApplication::applicationDirPath() + QStringLiteral("/mobwatch-cli"),
                 {QStringLiteral("serve"), QStringLiteral("--ledger"), ledger});
    server.setReadChannel(QProcess::StandardError);
    const QRegularExpression line(QStringLiteral("on http://127\\.0\\.0\\.1:(\\d+)"));
    QByteArray said;
    while (!line.match(QString::fromUtf8(said)).hasMatch()) {
        if (!server.waitForReadyRead()) {
            std::printf("the server did not start: %s\n", said.constData());
            return 1;
        }
        said += server.readAll();
    }
    const quint16 port = line.match(QString::fromUtf8(said)).captured(1).toUShort();

    const QString copy = folder.filePath(QStringLiteral("answer"));
    {
        QFile file(copy);
        if (!file.open(QIODevice::WriteOnly))
            return 1;
        readSocket(port, 0, eventCount, &file);
    }
    const qint64 bytes = QFile(copy).size();
    const qint64 body = bodyBytesOf(copy);
    std::printf("%u events, %.0f MB\n", eventCount, static_cast<double>(bytes) * 1e-6);
    const QString recordings = folder.filePath(QStringLiteral("recordings"));
    const Replay replay(copy);
    compare("replay, nothing recorded", replay.port(), bytes, body, eventCount, {});
    compare("replay, recorded        ", replay.port(), bytes, body, eventCount, recordings);
    compare("serve, recorded         ", port, bytes, body, eventCount, recordings);
    server.terminate();
    server.waitForFinished();
    return 0;
}
