// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QProcess>
#include <QString>

namespace mobwatch::test {

/// The program `ledgerwriter` as a child process: another process that writes the ledger, as in real life.
class LedgerDriver final
{
public:
    explicit LedgerDriver(const QString &path);
    ~LedgerDriver();
    Q_DISABLE_COPY_MOVE(LedgerDriver)

    struct Reply
    {
        bool ok = false;
        qint64 cursor = 0; ///< the last one written
        qint64 ns = 0;     ///< monotonic clock, right after the commit
    };
    /// Sends a command (see ledgerwriter.cpp) and waits for its end.
    Reply run(const QString &command);
    void send(const QString &command);
    Reply reply();
    [[nodiscard]] bool waitForLine(const QByteArray &line);
    /// SIGKILL.
    void kill();

private:
    QProcess m_process;
};

} // namespace mobwatch::test
