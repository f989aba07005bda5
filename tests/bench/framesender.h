// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace mobwatch::bench {

/// A server of event frames that costs as little as can be, on a thread of its own: one open stream at a
/// time, 404 for everything else.
class FrameSender final
{
public:
    FrameSender();
    ~FrameSender();
    Q_DISABLE_COPY_MOVE(FrameSender)

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    /// Sends so many events at so many a second (0 = at once).
    void send(std::uint64_t count, std::uint64_t perSecond);
    /// All of them are handed to the system.
    [[nodiscard]] bool isDone() const { return m_isDone; }

private:
    void run();
    void serve(int client);
    void sendAll(int client, std::uint64_t count, std::uint64_t perSecond);
    void appendFrame(std::string &out);

    int m_socket = -1;
    quint16 m_port = 0;
    std::uint64_t m_cursor = 0;
    std::atomic<bool> m_isOpen{false}, m_isDone{true}, m_isEnding{false};
    std::mutex m_mutex;
    std::condition_variable m_told;
    std::uint64_t m_count = 0, m_perSecond = 0; ///< under m_mutex
    std::thread m_thread;
};

} // namespace mobwatch::bench
