// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/faultserver.h"

#include <QTcpSocket>
#include <QTimer>

namespace mobwatch::test {

/// One connection of a FaultServer: reads requests, runs a script for each. On the server's thread.
class FaultConnection final : public QObject
{
    Q_OBJECT
public:
    using Ask = std::function<FaultScript(FaultRequest)>;

    FaultConnection(QTcpSocket &socket, int number, Ask ask, QObject *parent);

    void start(bool isAcceptScripted);
    void sendWhileHolding(const QByteArray &bytes);
    void poke();
    /// gone() follows.
    void cut(bool isReset);

Q_SIGNALS:
    void sent(qint64 bytes);
    void gone(); ///< once

private:
    void read();
    void write(const QByteArray &bytes);
    [[nodiscard]] bool takeRequest(FaultRequest &request);
    void run(FaultScript script);
    void proceed();
    /// False = the step is not over.
    bool perform(const FaultScript::Step &step);
    void leave();

    QTcpSocket &m_socket;
    int m_number;
    Ask m_ask;
    QByteArray m_input;
    std::vector<FaultScript::Step> m_steps;
    std::size_t m_step = 0;
    std::int64_t m_progress = 0; ///< inside a step
    bool m_isRunning = false;
    bool m_isProceeding = false;
    bool m_isHolding = false;
    bool m_isGone = false;
    QTimer m_timer;
};

} // namespace mobwatch::test
