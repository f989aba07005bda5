// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/ledgerdriver.h"

#include <QCoreApplication>

namespace mobwatch::test {

namespace {

constexpr int patienceMs = 60'000;

} // namespace

LedgerDriver::LedgerDriver(const QString &path)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationDirPath() + QStringLiteral("/ledgerwriter"), {path});
    m_process.waitForStarted();
}

LedgerDriver::~LedgerDriver()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(1000))
        kill();
}

LedgerDriver::Reply LedgerDriver::run(const QString &command)
{
    send(command);
    return reply();
}

void LedgerDriver::send(const QString &command)
{
    m_process.write(command.toUtf8() + '\n');
    m_process.waitForBytesWritten(patienceMs);
}

LedgerDriver::Reply LedgerDriver::reply()
{
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(patienceMs))
            return {};
    }
    const QList<QByteArray> words = m_process.readLine().trimmed().split(' ');
    return {words.value(0) == "ok", words.value(1).toLongLong(), words.value(2).toLongLong()};
}

bool LedgerDriver::waitForLine(const QByteArray &line)
{
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(patienceMs))
            return false;
    }
    return m_process.readLine().trimmed() == line;
}

void LedgerDriver::kill()
{
    m_process.kill();
    m_process.waitForFinished(patienceMs);
}

} // namespace mobwatch::test
