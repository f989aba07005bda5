// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tests/app/clirunner.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>

namespace mobwatch::test {

/// mobwatch-cli serve on a port of the system's choice, or of the test's.
class LocalServer final
{
public:
    explicit LocalServer(const QString &ledger, const QStringList &more = {}, int port = 0)
        : m_program(QStringList{QStringLiteral("serve"), QStringLiteral("--ledger"), ledger} +
                    (port == 0 ? QStringList()
                               : QStringList{QStringLiteral("--listen"),
                                             QStringLiteral("127.0.0.1:%1").arg(port)}) +
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
    [[nodiscard]] quint16 port() const { return m_address.section(QLatin1Char(':'), -1).toUShort(); }
    [[nodiscard]] int end(int signal) { return m_program.end(signal); }
    Running &program() { return m_program; }

    // What the system says about the process.
    [[nodiscard]] qsizetype threads() const { return entries("task").size(); }
    [[nodiscard]] qsizetype files() const { return entries("fd").size(); }
    [[nodiscard]] bool hasOpen(const QString &path) const
    {
        const QFileInfoList all = entries("fd");
        return std::any_of(all.begin(), all.end(),
                           [&path](const QFileInfo &file) { return file.symLinkTarget() == path; });
    }
    [[nodiscard]] qint64 residentKb() const
    {
        const QByteArray status =
            QByteArray::fromStdString(readAll(QStringLiteral("/proc/%1/status").arg(m_program.pid())));
        const qsizetype at = status.indexOf("VmRSS:");
        return status.mid(at + 6, status.indexOf("kB", at) - at - 6).trimmed().toLongLong();
    }

private:
    [[nodiscard]] QFileInfoList entries(const char *what) const
    {
        return QDir(QStringLiteral("/proc/%1/%2").arg(m_program.pid()).arg(QLatin1String(what)))
            .entryInfoList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    }

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
