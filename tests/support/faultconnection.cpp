// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/faultconnection.h"

#include <algorithm>
#include <sys/socket.h>

namespace mobwatch::test {
namespace {

constexpr qint64 mostUnsent = 256 << 10;

} // namespace

FaultConnection::FaultConnection(QTcpSocket &socket, int number, Ask ask, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_number(number)
    , m_ask(std::move(ask))
{
    m_socket.setParent(this);
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { proceed(); });
    connect(&m_socket, &QTcpSocket::readyRead, this, [this] { read(); });
    connect(&m_socket, &QTcpSocket::disconnected, this, [this] { leave(); });
    connect(&m_socket, &QTcpSocket::bytesWritten, this, [this](qint64 bytes) {
        Q_EMIT sent(bytes);
        if (!m_timer.isActive())
            proceed();
    });
}

void FaultConnection::start(bool isAcceptScripted)
{
    if (isAcceptScripted) {
        FaultRequest none;
        none.connection = m_number;
        none.at = std::chrono::steady_clock::now();
        run(m_ask(none));
    }
    read();
    if (m_socket.state() == QAbstractSocket::UnconnectedState)
        leave();
}

void FaultConnection::leave()
{
    if (std::exchange(m_isGone, true))
        return;
    m_timer.stop();
    Q_EMIT gone();
}

void FaultConnection::cut(bool isReset)
{
    if (m_isGone)
        return;
    if (isReset) {
        const linger now{1, 0};
        ::setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    m_isRunning = false;
    m_isHolding = true; // nothing more is answered
    if (isReset)
        m_socket.abort();
    else
        m_socket.disconnectFromHost();
    if (m_socket.state() == QAbstractSocket::UnconnectedState)
        leave();
}

void FaultConnection::poke()
{
    if (!m_timer.isActive())
        proceed();
}

void FaultConnection::sendWhileHolding(const QByteArray &bytes)
{
    if (!m_isHolding)
        return;
    write(bytes);
    m_socket.flush();
}

void FaultConnection::write(const QByteArray &bytes)
{
    if (m_socket.state() != QAbstractSocket::ConnectedState)
        return; // the client has left; the end of it is on its way
    m_socket.write(bytes);
}

void FaultConnection::read()
{
    m_input += m_socket.readAll();
    FaultRequest request;
    if (!m_isRunning && !m_isHolding && takeRequest(request))
        run(m_ask(std::move(request)));
}

bool FaultConnection::takeRequest(FaultRequest &request)
{
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QList<QByteArray> lines = m_input.left(end).split('\n');
    const QList<QByteArray> words = lines.front().trimmed().split(' ');
    request.connection = m_number;
    request.at = std::chrono::steady_clock::now();
    request.method = words.value(0);
    request.target = words.value(1);
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        request.headers[lines[i].left(colon).toLower()] = lines[i].mid(colon + 1).trimmed();
    }
    const qsizetype length = request.header("content-length").toLongLong();
    if (m_input.size() < end + 4 + length)
        return false;
    request.body = m_input.mid(end + 4, length);
    m_input.remove(0, end + 4 + length);
    return true;
}

void FaultConnection::run(FaultScript script)
{
    m_steps = script.steps();
    m_step = 0;
    m_progress = 0;
    m_isRunning = true;
    proceed();
}

void FaultConnection::proceed()
{
    if (!m_isRunning || m_isProceeding)
        return;
    m_isProceeding = true; // flush() tells of written bytes from inside
    while (m_isRunning && !m_isGone && m_step < m_steps.size() && perform(m_steps[m_step])) {
        ++m_step;
        m_progress = 0;
    }
    m_isProceeding = false;
    if (m_isGone || !m_isRunning || m_step < m_steps.size())
        return;
    m_isRunning = false;
    read();
}

bool FaultConnection::perform(const FaultScript::Step &step)
{
    using Kind = FaultScript::Step::Kind;
    switch (step.kind) {
    case Kind::Send:
        write(step.bytes);
        m_socket.flush();
        return true;
    case Kind::Repeat:
        while (m_progress < step.count && m_socket.bytesToWrite() < mostUnsent) {
            write(step.bytes);
            ++m_progress;
        }
        return m_progress == step.count;
    case Kind::Drip:
        while (m_progress < step.bytes.size()) {
            write(step.bytes.mid(m_progress, step.count));
            m_socket.flush();
            m_progress += step.count;
            if (step.time.count() > 0) {
                m_timer.start(step.time);
                return false;
            }
        }
        return true;
    case Kind::Follow:
        while (m_socket.state() == QAbstractSocket::ConnectedState && m_socket.bytesToWrite() < mostUnsent) {
            const std::optional<QByteArray> more = step.next();
            if (!more)
                return true;
            if (more->isEmpty())
                return false;
            write(*more);
            m_socket.flush();
        }
        return false;
    case Kind::Wait:
        if (m_progress++ == 0)
            m_timer.start(step.time);
        return m_progress > 1 && !m_timer.isActive();
    case Kind::Hold:
        m_isHolding = true;
        m_isRunning = false;
        return true;
    case Kind::Close:
    case Kind::Reset:
        cut(step.kind == Kind::Reset);
        return true;
    }
    return true;
}

} // namespace mobwatch::test
