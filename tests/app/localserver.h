// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tests/app/clirunner.h"

#include <QRegularExpression>
#include <QTest>

namespace mobwatch::test {

/// mobwatch-cli serve on a port of the system's choice, or of the test's.
class LocalServer final
{
public:
    explicit LocalServer(const QString &ledger, const QStringList &more = {}, int port = 0)
        : m_program(QStringList{QStringLiteral("serve"), QStringLiteral("--ledger"), ledger,
                                QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(port)} +
                    more)
    {
        const QRegularExpression line(QStringLiteral("serving .* on (http://[^\\s]*)\n"));
        (void)QTest::qWaitFor([&] {
            m_address = line.match(QString::fromUtf8(m_program.err())).captured(1);
            return !m_address.isEmpty();
        });
    }

    /// Empty when it did not start.
    [[nodiscard]] const QString &address() const { return m_address; }
    [[nodiscard]] int port() const { return m_address.section(QLatin1Char(':'), -1).toInt(); }
    [[nodiscard]] int end(int signal) { return m_program.end(signal); }

private:
    Running m_program;
    QString m_address;
};

/// Like run(), for servers that live in the test's own event loop.
[[nodiscard]] inline Outcome runBeside(const QStringList &arguments)
{
    QProcess process;
    process.start(cliProgram(), arguments);
    if (!process.waitForStarted() ||
        !QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 60000)) {
        process.kill();
        process.waitForFinished();
        return {};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace mobwatch::test
