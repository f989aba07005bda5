// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/output.h"

#include <QList>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <unistd.h>

namespace mobwatch::cli {

namespace {

constexpr std::size_t largeBuffer = 1 << 16;

bool writeAll(int descriptor, std::string_view bytes, int &error)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            error = errno;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool isHidden(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

} // namespace

void Output::flush()
{
    if (!isBroken())
        (void)writeAll(STDOUT_FILENO, m_buffer, m_error);
    m_buffer.clear();
}

void Output::probe()
{
    pollfd state{STDOUT_FILENO, 0, 0};
    if (!isBroken() && ::poll(&state, 1, 0) > 0 && (state.revents & POLLERR) != 0)
        m_error = EPIPE;
}

void Output::flushIfLarge()
{
    if (m_buffer.size() >= largeBuffer)
        flush();
}

int Output::finish(int code)
{
    flush();
    if (!isBroken())
        return code;
    if (m_error == EPIPE)
        return Done;
    tell(QStringLiteral("cannot write the output: %1").arg(QString::fromLocal8Bit(std::strerror(m_error))));
    return Unexpected;
}

bool Output::isTerminal()
{
    return ::isatty(STDOUT_FILENO) != 0;
}

void tell(const QString &message)
{
    int ignored = 0;
    (void)writeAll(STDERR_FILENO, "mobwatch-cli: " + visible(message.toStdString()) + '\n', ignored);
}

int failWith(const Error &error)
{
    const bool named = error.subject.isEmpty() || error.message.contains(error.subject);
    tell(named ? error.message : error.subject + QStringLiteral(": ") + error.message);
    return exitCodeOf(error.code);
}

std::string visible(std::string_view text)
{
    QString out;
    for (const char32_t c : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUcs4()) {
        if (c == U'\t')
            out += QStringLiteral("\\t");
        else if (c == U'\n')
            out += QStringLiteral("\\n");
        else if (c == U'\r')
            out += QStringLiteral("\\r");
        else if (isHidden(c))
            out += QStringLiteral("\\u%1").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0'));
        else
            out += QString::fromUcs4(&c, 1);
    }
    return out.toStdString();
}

} // namespace mobwatch::cli
