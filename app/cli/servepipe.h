// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace mobwatch::cli {

/// The bytes of one open stream between the thread that reads the ledger (the feeder) and the one that owns
/// the connection (the transport). Holds what is being sent, and what was offered behind that while it was
/// empty: two pages of one reader, beside the buffers of its connection.
class ServePipe final
{
public:
    /// `wanted` is called on the transport's thread when the pipe has run empty or was closed.
    explicit ServePipe(std::function<void()> wanted);
    Q_DISABLE_COPY_MOVE(ServePipe)

    // The feeder's side.
    void offer(std::string_view bytes);
    void end(); ///< nothing follows what was offered
    [[nodiscard]] bool isEmpty() const;
    /// The transport has sent everything and sleeps.
    [[nodiscard]] bool isWaiting() const;
    [[nodiscard]] bool isClosed() const;
    /// Ends the stream at once when its peer has gone; a connection that sleeps does not notice.
    void endIfAbandoned();

    // The transport's side.
    /// How the connection is put to sleep and woken. Both are called with the pipe locked.
    struct Connection
    {
        std::function<void()> suspend, resume;
        std::function<bool()> isAbandoned; ///< asked only while it sleeps
    };
    void attach(Connection connection);
    void close(); ///< the connection is gone
    /// Copies up to `room` bytes. 0 with the connection suspended when there is nothing yet; `noMore` at the
    /// end.
    static constexpr std::ptrdiff_t noMore = -1;
    [[nodiscard]] std::ptrdiff_t take(char *to, std::size_t room);

private:
    void wake();

    mutable std::mutex m_mutex;
    const std::function<void()> m_wanted;
    Connection m_connection;
    std::string m_filled;  ///< offered, not begun
    std::string m_sending; ///< only the transport reads it
    std::size_t m_sent = 0;
    bool m_isSuspended = false;
    bool m_isEnded = false;
    bool m_isClosed = false;
};

} // namespace mobwatch::cli
