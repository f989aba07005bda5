// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/bench/framesender.h"

#include "core/support/time.h"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace mobwatch::bench {

FrameSender::FrameSender()
{
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

FrameSender::~FrameSender()
{
    m_isEnding = true;
    m_told.notify_all();
    ::shutdown(m_socket, SHUT_RDWR);
    m_thread.join();
    ::close(m_socket);
}

void FrameSender::send(std::uint64_t count, std::uint64_t perSecond)
{
    const std::lock_guard lock(m_mutex);
    m_isDone = false;
    m_count = count;
    m_perSecond = perSecond;
    m_told.notify_all();
}

void FrameSender::run()
{
    while (!m_isEnding) {
        const int client = ::accept(m_socket, nullptr, nullptr);
        if (client < 0)
            return;
        const int on = 1;
        ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        char request[16384];
        const ssize_t size = ::recv(client, request, sizeof request, 0);
        const std::string_view text(request, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
        if (text.starts_with("GET ") && text.find("/mobkit/mob_events/stream") != std::string_view::npos) {
            serve(client);
        } else {
            constexpr std::string_view none =
                "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            (void)::send(client, none.data(), none.size(), MSG_NOSIGNAL);
        }
        ::close(client);
    }
}

void FrameSender::serve(int client)
{
    constexpr std::string_view head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
                                      "cache-control: no-cache\r\nconnection: close\r\n\r\n: hello\n\n";
    (void)::send(client, head.data(), head.size(), MSG_NOSIGNAL);
    m_isOpen = true;
    std::unique_lock lock(m_mutex);
    while (!m_isEnding) {
        m_told.wait(lock, [this] { return m_count > 0 || m_isEnding; });
        const std::uint64_t count = std::exchange(m_count, 0);
        const std::uint64_t perSecond = m_perSecond;
        lock.unlock();
        sendAll(client, count, perSecond);
        m_isDone = true;
        lock.lock();
    }
    m_isOpen = false;
}

void FrameSender::sendAll(int client, std::uint64_t count, std::uint64_t perSecond)
{
    using Clock = std::chrono::steady_clock;
    constexpr std::uint64_t portionsPerSecond = 200;
    const std::uint64_t portion =
        perSecond == 0 ? count : std::max<std::uint64_t>(1, perSecond / portionsPerSecond);
    const auto start = Clock::now();
    std::string out;
    for (std::uint64_t done = 0; done < count && !m_isEnding;) {
        const std::uint64_t some = std::min(portion, count - done);
        out.clear();
        for (std::uint64_t i = 0; i < some; ++i)
            appendFrame(out);
        if (::send(client, out.data(), out.size(), MSG_NOSIGNAL) < 0)
            return;
        done += some;
        if (perSecond > 0)
            std::this_thread::sleep_until(start + std::chrono::microseconds(done * 1'000'000 / perSecond));
    }
}

void FrameSender::appendFrame(std::string &out)
{
    const std::string cursor = std::to_string(++m_cursor);
    const std::string agent = std::to_string(m_cursor % 7);
    out +=
        "id: mob-evt-" + cursor + "\nevent: step_dispatched\ndata: {\"event_id\":\"mob-evt-" + cursor +
        "\",\"cursor\":" + cursor +
        ",\"mob_id\":\"crew\",\"timestamp_ms\":" + std::to_string(currentTimeMs()) +
        R"(,"kind":"step_dispatched","run_id":"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11","step_id":"collect",)"
        R"("agent_identity":"researcher-)" +
        agent +
        R"(","data":{"run_id":"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11","step_id":"collect","target":{"generation":0,)"
        R"("identity":"researcher-)" +
        agent + "\"},\"type\":\"step_dispatched\"}}\n\n";
}

} // namespace mobwatch::bench
