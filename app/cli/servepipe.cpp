// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/servepipe.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace mobwatch::cli {

ServePipe::ServePipe(std::function<void()> wanted)
    : m_wanted(std::move(wanted))
{
}

void ServePipe::wake()
{
    if (std::exchange(m_isSuspended, false))
        m_connection.resume();
}

void ServePipe::offer(std::string_view bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_isClosed || m_isEnded)
        return;
    m_filled += bytes;
    wake();
}

void ServePipe::end()
{
    const std::lock_guard lock(m_mutex);
    m_isEnded = true;
    wake();
}

bool ServePipe::isEmpty() const
{
    const std::lock_guard lock(m_mutex);
    return m_filled.empty();
}

bool ServePipe::isWaiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_isSuspended;
}

bool ServePipe::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_isClosed;
}

void ServePipe::endIfAbandoned()
{
    const std::lock_guard lock(m_mutex);
    if (!m_isSuspended || !m_connection.isAbandoned())
        return;
    m_isEnded = true;
    wake();
}

void ServePipe::attach(Connection connection)
{
    const std::lock_guard lock(m_mutex);
    m_connection = std::move(connection);
}

void ServePipe::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        m_isSuspended = false;
        m_connection = {};
    }
    m_wanted();
}

std::ptrdiff_t ServePipe::take(char *to, std::size_t room)
{
    if (m_sent == m_sending.size()) {
        const std::lock_guard lock(m_mutex);
        m_sending.clear();
        m_sent = 0;
        if (m_filled.empty()) {
            if (m_isEnded)
                return noMore;
            m_isSuspended = true;
            m_connection.suspend();
            return 0;
        }
        m_sending.swap(m_filled);
    }
    if (m_sent == 0)
        m_wanted();
    const std::size_t size = std::min(room, m_sending.size() - m_sent);
    std::memcpy(to, m_sending.data() + m_sent, size);
    m_sent += size;
    return static_cast<std::ptrdiff_t>(size);
}

} // namespace mobwatch::cli
