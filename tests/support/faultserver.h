// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/workerthread.h"

#include <QByteArray>
#include <QString>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace mobwatch::test {

struct FaultRequest
{
    int connection = 0; ///< counted from 1, in the order of accepting
    QByteArray method;
    QByteArray target;                        ///< with the query
    std::map<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    std::chrono::steady_clock::time_point at;

    [[nodiscard]] QByteArray header(const char *lowerCaseName) const;
    [[nodiscard]] QByteArray path() const; ///< without the query
    /// Of the query; empty when it is not there.
    [[nodiscard]] QByteArray parameter(const char *name) const;
};

/// What happens on a connection behind a request, byte by byte.
class FaultScript final
{
public:
    struct Step
    {
        enum class Kind : std::uint8_t { Send, Repeat, Drip, Follow, Wait, Hold, Close, Reset } kind;
        QByteArray bytes;
        std::int64_t count = 0; ///< Repeat: times; Drip: bytes a write
        std::chrono::milliseconds time{0};
        std::function<std::optional<QByteArray>()> next;
    };

    FaultScript &send(QByteArray bytes);
    /// `bytes` again and again, as fast as the client takes them.
    FaultScript &repeat(QByteArray bytes, std::int64_t times);
    /// Some bytes per write, `every` so often (0 = each as soon as the one before is gone).
    FaultScript &drip(QByteArray bytes, std::chrono::milliseconds every, int bytesPerWrite = 1);
    /// What `next` returns, on the server's thread, whenever the client takes more or poke() was called;
    /// empty = nothing yet, nullopt = the step is over.
    FaultScript &follow(std::function<std::optional<QByteArray>()> next);
    FaultScript &wait(std::chrono::milliseconds time);
    FaultScript &hold();  ///< nothing more; open until the client leaves. A script without an end waits for
                          ///< the next request on its connection instead
    FaultScript &close(); ///< FIN, once everything is sent
    FaultScript &reset(); ///< RST: what the kernel still holds is lost

    /// Heads and whole answers.
    FaultScript &stream(const QByteArray &moreHeaders = {}); ///< 200, an event stream up to the end of the
                                                             ///< connection; lines with CRLF behind each
    FaultScript &chunkedStream();                            ///< the same with chunked encoding
    FaultScript &chunk(const QByteArray &body);              ///< one chunk of it
    FaultScript &answer(const QByteArray &status, const QByteArray &headers, const QByteArray &body);

    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }

private:
    std::vector<Step> m_steps;
};

/// A server on 127.0.0.1 whose every byte is the test's, on a thread of its own, so that it also serves a
/// test that blocks. All functions are for the thread of the test.
class FaultServer final
{
public:
    /// Called on the server's thread.
    using Handler = std::function<FaultScript(const FaultRequest &)>;

    struct Options
    {
        QString certificate, key;      ///< PEM files; empty = plain
        bool isAcceptScripted = false; ///< every connection runs the handler at once, with an empty request
    };

    explicit FaultServer(Handler handler);
    FaultServer(Options options, Handler handler);
    ~FaultServer();
    Q_DISABLE_COPY_MOVE(FaultServer)

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QString url() const; ///< http://127.0.0.1:port
    [[nodiscard]] std::vector<FaultRequest> requests() const;
    [[nodiscard]] int connections() const; ///< accepted so far
    [[nodiscard]] int openConnections() const;
    [[nodiscard]] qint64 bytesSent() const;

    /// To every open connection that holds.
    void sendToAll(const QByteArray &bytes);
    void poke(); ///< also for any other thread
    void dropAll(bool isReset = false);
    /// Refuses connections from now on, cuts the open ones.
    void goDown();
    void comeBack(); ///< on the same port
private:
    struct State;
    class Worker;
    std::shared_ptr<State> m_state;
    WorkerThread<Worker> m_thread;
};

/// A port that answers no SYN: its queue is full.
class BlackHole final
{
public:
    BlackHole();
    ~BlackHole();
    Q_DISABLE_COPY_MOVE(BlackHole)
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    std::vector<int> m_sockets;
    quint16 m_port = 0;
};

} // namespace mobwatch::test
