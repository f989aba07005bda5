// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/servehttp.h"

#include "core/serving/routes.h"

#include <QHostAddress>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

namespace mobwatch::cli {

namespace {

// Half of it becomes the buffer that chunks are written into.
constexpr std::size_t connectionMemory = 128 * 1024;
constexpr std::size_t blockSize = 64 * 1024;
// What the kernel may hold for a reader that is stuck; it would take megabytes for each.
constexpr int socketBuffer = 128 * 1024;
constexpr unsigned mostConnections = 1000;

bool hasHungUp(int socket)
{
    pollfd state{socket, POLLRDHUP, 0};
    return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

int socketOf(MHD_Connection *connection)
{
    return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

/// One request from its first line until it is answered and sent.
class Exchange final : public ServeReply
{
public:
    HttpRequest request;
    bool isStarted = false, isAsked = false, isTooLarge = false;

    // A connection that sleeps is not closed, so its socket is still its own.
    bool isAbandoned() override
    {
        const std::lock_guard lock(m_mutex);
        return m_isAborted || (m_asleep && hasHungUp(m_socket));
    }

    void answer(HttpAnswer answer) override
    {
        const std::lock_guard lock(m_mutex);
        m_answer = std::move(answer);
        wake();
    }

    void stream(HttpAnswer head, std::shared_ptr<ServePipe> pipe) override
    {
        const std::lock_guard lock(m_mutex);
        m_answer = std::move(head);
        m_pipe = std::move(pipe);
        if (m_isAborted)
            m_pipe->end();
        if (m_isOver)
            m_pipe->close();
        wake();
    }

    /// The connection is done with it.
    void finish()
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
        if (m_pipe)
            m_pipe->close();
    }

    /// Never sleeps again, and neither does its stream.
    void abort()
    {
        const std::lock_guard lock(m_mutex);
        m_isAborted = true;
        if (m_pipe)
            m_pipe->end();
        wake();
    }

    /// Sleeps until there is an answer; false when it need not.
    bool sleep(MHD_Connection *connection)
    {
        const std::lock_guard lock(m_mutex);
        if (m_answer || m_isAborted)
            return false;
        m_asleep = connection;
        m_socket = socketOf(connection);
        MHD_suspend_connection(connection);
        return true;
    }

    struct Outcome
    {
        HttpAnswer answer;
        std::shared_ptr<ServePipe> pipe;
    };
    Outcome take()
    {
        const std::lock_guard lock(m_mutex);
        return Outcome{m_answer ? std::move(*m_answer) : HttpAnswer{statusUnavailable, {}, {}, {}}, m_pipe};
    }

private:
    void wake()
    {
        if (MHD_Connection *const connection = std::exchange(m_asleep, nullptr))
            MHD_resume_connection(connection);
    }

    std::mutex m_mutex;
    std::optional<HttpAnswer> m_answer;
    std::shared_ptr<ServePipe> m_pipe;
    MHD_Connection *m_asleep = nullptr;
    int m_socket = -1; ///< of the connection that sleeps
    bool m_isAborted = false;
    bool m_isOver = false;
};

using ExchangePtr = std::shared_ptr<Exchange>;

std::optional<std::string> header(MHD_Connection *connection, const char *name)
{
    const char *const value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return value ? std::optional<std::string>(value) : std::nullopt;
}

// The target of a request line: usually a path, in a request to a proxy a whole URL.
void readTarget(std::string_view target, HttpRequest &request)
{
    if (!target.starts_with('/')) {
        const std::size_t scheme = target.find("://");
        const std::size_t path = scheme == std::string_view::npos ? scheme : target.find('/', scheme + 3);
        target.remove_prefix(std::min(path, target.size()));
    }
    const std::size_t mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string_view::npos)
        request.query = target.substr(mark + 1);
    request.query.erase(std::min(request.query.find('#'), request.query.size()));
}

void addHeaders(MHD_Response *response, const HttpAnswer &answer)
{
    if (!answer.contentType.empty())
        MHD_add_response_header(response, "content-type", answer.contentType.c_str());
    for (const auto &[name, value] : answer.headers)
        MHD_add_response_header(response, name.c_str(), value.c_str());
}

ssize_t readPipe(void *context, uint64_t, char *to, std::size_t room)
{
    const std::ptrdiff_t size = (*static_cast<std::shared_ptr<ServePipe> *>(context))->take(to, room);
    return size == ServePipe::noMore ? MHD_CONTENT_READER_END_OF_STREAM : size;
}

void freePipe(void *context)
{
    delete static_cast<std::shared_ptr<ServePipe> *>(context);
}

void freeBody(void *context)
{
    delete static_cast<std::string *>(context);
}

void setPatience(MHD_Connection *connection, std::chrono::seconds patience)
{
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT,
                              static_cast<unsigned>(patience.count()));
}

MHD_Result send(MHD_Connection *connection, Exchange::Outcome outcome)
{
    MHD_Response *response = nullptr;
    if (outcome.pipe) {
        setPatience(connection, std::chrono::seconds(0));
        outcome.pipe->attach({[connection] { MHD_suspend_connection(connection); },
                              [connection] { MHD_resume_connection(connection); },
                              [socket = socketOf(connection)] { return hasHungUp(socket); }});
        response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, blockSize, &readPipe,
                                                     new std::shared_ptr<ServePipe>(outcome.pipe), &freePipe);
    } else {
        auto body = std::make_unique<std::string>(std::move(outcome.answer.body));
        response = MHD_create_response_from_buffer_with_free_callback_cls(body->size(), body->data(),
                                                                          &freeBody, body.get());
        if (response)
            (void)body.release();
    }
    if (!response)
        return MHD_NO;
    addHeaders(response, outcome.answer);
    const MHD_Result queued =
        MHD_queue_response(connection, static_cast<unsigned>(outcome.answer.status), response);
    MHD_destroy_response(response);
    return queued;
}

Result<int> listeningSocket(const QString &text, quint16 port)
{
    const QHostAddress address(text);
    sockaddr_storage storage = {};
    socklen_t size = 0;
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        auto *const v6 = reinterpret_cast<sockaddr_in6 *>(&storage);
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&v6->sin6_addr, &bytes, sizeof bytes);
        size = sizeof *v6;
    } else if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        auto *const v4 = reinterpret_cast<sockaddr_in *>(&storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        v4->sin_addr.s_addr = htonl(address.toIPv4Address());
        size = sizeof *v4;
    } else {
        return fail(ErrorCode::InvalidArgument, QStringLiteral("'%1' is no numeric address").arg(text));
    }
    const int socket = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    if (socket >= 0 && ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        ::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &socketBuffer, sizeof socketBuffer) == 0 &&
        ::bind(socket, reinterpret_cast<const sockaddr *>(&storage), size) == 0 &&
        ::listen(socket, SOMAXCONN) == 0)
        return socket;
    const int error = errno;
    if (socket >= 0)
        ::close(socket);
    return fail(error == EADDRNOTAVAIL ? ErrorCode::InvalidArgument : ErrorCode::Io,
                QStringLiteral("cannot listen on %1 port %2: %3")
                    .arg(text)
                    .arg(port)
                    .arg(QString::fromLocal8Bit(std::strerror(error))));
}

} // namespace

struct ServeHttp::Private
{
    Handler handler;
    std::size_t largestBody = 0;
    std::chrono::seconds patience{0};
    MHD_Daemon *daemon = nullptr;
    std::mutex mutex;
    std::set<ExchangePtr> exchanges; ///< under mutex
    bool isStopping = false;         ///< under mutex

    static void *begin(void *context, const char *target, MHD_Connection *);
    static MHD_Result handle(void *context, MHD_Connection *connection, const char *, const char *method,
                             const char *, const char *data, std::size_t *size, void **state);
    static void finish(void *context, MHD_Connection *connection, void **state,
                       MHD_RequestTerminationCode code);
    MHD_Result ask(MHD_Connection *connection, const ExchangePtr &exchange);
};

void *ServeHttp::Private::begin(void *context, const char *target, MHD_Connection *)
{
    auto *const self = static_cast<Private *>(context);
    auto exchange = std::make_shared<Exchange>();
    readTarget(target, exchange->request);
    const std::lock_guard lock(self->mutex);
    if (self->isStopping)
        exchange->abort();
    self->exchanges.insert(exchange);
    return new ExchangePtr(std::move(exchange));
}

void ServeHttp::Private::finish(void *context, MHD_Connection *connection, void **state,
                                MHD_RequestTerminationCode code)
{
    auto *const self = static_cast<Private *>(context);
    auto *const exchange = static_cast<ExchangePtr *>(*state);
    if (!exchange)
        return;
    {
        const std::lock_guard lock(self->mutex);
        self->exchanges.erase(*exchange);
    }
    (*exchange)->finish();
    delete exchange;
    *state = nullptr;
    if (code == MHD_REQUEST_TERMINATED_COMPLETED_OK) // behind a stream too, more requests may follow
        setPatience(connection, self->patience);
}

MHD_Result ServeHttp::Private::handle(void *context, MHD_Connection *connection, const char *,
                                      const char *method, const char *, const char *data, std::size_t *size,
                                      void **state)
{
    auto *const self = static_cast<Private *>(context);
    const ExchangePtr exchange = *static_cast<ExchangePtr *>(*state);
    HttpRequest &request = exchange->request;
    if (!exchange->isStarted) {
        exchange->isStarted = true;
        request.method = method;
        request.authorization = header(connection, "authorization");
        request.contentType = header(connection, "content-type");
        request.accept = header(connection, "accept");
        return MHD_YES;
    }
    if (*size > 0) {
        exchange->isTooLarge = exchange->isTooLarge || request.body.size() + *size > self->largestBody;
        if (!exchange->isTooLarge)
            request.body.append(data, *size);
        *size = 0;
        return MHD_YES;
    }
    if (!exchange->isAsked) {
        exchange->isAsked = true;
        return self->ask(connection, exchange);
    }
    return send(connection, exchange->take());
}

MHD_Result ServeHttp::Private::ask(MHD_Connection *connection, const ExchangePtr &exchange)
{
    if (exchange->isTooLarge)
        return send(connection, {tooLargeAnswer(), nullptr});
    auto answer = handler(std::move(exchange->request), exchange);
    if (answer)
        return send(connection, {std::move(*answer), nullptr});
    return exchange->sleep(connection) ? MHD_YES : send(connection, exchange->take());
}

ServeHttp::ServeHttp(std::unique_ptr<Private> data)
    : d(std::move(data))
{
}

Result<std::unique_ptr<ServeHttp>> ServeHttp::listen(const QString &address, quint16 port,
                                                     std::size_t largestBody, Handler handler,
                                                     std::chrono::seconds patience)
{
    const auto socket = listeningSocket(address, port);
    if (!socket)
        return fail(socket.error());
    auto data = std::make_unique<Private>();
    data->handler = std::move(handler);
    data->largestBody = largestBody;
    data->patience = patience;
    const auto quiet = +[](void *, const char *, va_list) {};
    data->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, nullptr, nullptr,
        &Private::handle, data.get(), MHD_OPTION_EXTERNAL_LOGGER, quiet, nullptr, MHD_OPTION_LISTEN_SOCKET,
        *socket, MHD_OPTION_CONNECTION_MEMORY_LIMIT, connectionMemory, MHD_OPTION_CONNECTION_LIMIT,
        mostConnections, MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(patience.count()),
        MHD_OPTION_URI_LOG_CALLBACK, &Private::begin, data.get(), MHD_OPTION_NOTIFY_COMPLETED,
        &Private::finish, data.get(), MHD_OPTION_END);
    if (!data->daemon) {
        ::close(*socket);
        return fail(ErrorCode::Io, QStringLiteral("the HTTP server could not be started"));
    }
    return std::unique_ptr<ServeHttp>(new ServeHttp(std::move(data)));
}

ServeHttp::~ServeHttp()
{
    {
        const std::lock_guard lock(d->mutex);
        d->isStopping = true;
        // The library must not be stopped while a connection sleeps.
        for (const ExchangePtr &exchange : d->exchanges)
            exchange->abort();
    }
    MHD_stop_daemon(d->daemon);
}

quint16 ServeHttp::port() const
{
    const MHD_DaemonInfo *const info = MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

} // namespace mobwatch::cli
