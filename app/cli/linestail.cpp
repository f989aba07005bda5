// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/linestail.h"

#include <QFileInfo>
#include <array>
#include <cerrno>
#include <limits>
#include <unistd.h>

namespace mobwatch::cli {

namespace {

constexpr int pollMs = 200;

std::uint64_t historySize(options::Arguments::From from)
{
    using Point = options::Arguments::From::Point;
    if (from.point == Point::Now)
        return 0;
    return from.point == Point::Latest ? defaultQueryLimit : std::numeric_limits<std::uint64_t>::max();
}

std::optional<Cursor> historyAfter(options::Arguments::From from)
{
    return from.point == options::Arguments::From::Point::AtCursor ? std::optional(from.cursor)
                                                                   : std::nullopt;
}

} // namespace

LinesTail::LinesTail(const Request &request, From from, TailSink &sink, QObject *parent)
    : QObject(parent)
    , m_request(request)
    , m_from(from)
    , m_sink(sink)
    , m_lines([this](EnvelopeLine &&line) { return take(std::move(line)); })
    , m_history(request, historyAfter(from), historySize(from))
    , m_file(request.source)
{
    connect(&m_poll, &QTimer::timeout, this, &LinesTail::look);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &LinesTail::look);
}

void LinesTail::start()
{
    if (m_request.type == SourceType::EventFile) {
        m_poll.start(pollMs);
        return look();
    }
    // What comes in has no history: all of it is new.
    m_inHistory = false;
    m_input = std::make_unique<QSocketNotifier>(STDIN_FILENO, QSocketNotifier::Read);
    connect(m_input.get(), &QSocketNotifier::activated, this, &LinesTail::readInput);
}

void LinesTail::stop()
{
    if (m_request.type == SourceType::EventFile)
        look();
    finish(Done);
}

void LinesTail::finish(int code)
{
    if (m_finished)
        return;
    m_finished = true;
    m_poll.stop();
    m_input.reset();
    m_sink.end();
    const int damage = reportLines(m_request, m_lines);
    Q_EMIT finished(code == Done ? damage : code);
}

bool LinesTail::take(EnvelopeLine &&line)
{
    // Everything is a new event once the start is behind us, and a plain start needs no collecting either.
    if (!m_inHistory || m_from.point == From::Point::Start)
        return m_sink.offer(line.envelope, line.epoch);
    m_history.add(std::move(line));
    return true;
}

void LinesTail::finishHistory()
{
    m_inHistory = false;
    const auto events = m_history.take();
    if (!events)
        return finish(failWith(events.error()));
    for (const EnvelopeLine &line : *events)
        m_sink.offer(line.envelope, line.epoch);
}

void LinesTail::readInput()
{
    std::array<char, 1 << 16> block{};
    const ssize_t size = ::read(STDIN_FILENO, block.data(), block.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size > 0)
        m_lines.push({block.data(), static_cast<std::size_t>(size)});
    else
        m_lines.finish();
    m_sink.flush();
    if (size <= 0 || m_sink.isFull())
        finish(Done);
}

bool LinesTail::openFile()
{
    const FileStamp now = fileStamp(m_request.source);
    const bool replaced = m_begun && (!now.sameFile(m_stamp) || now.size < m_file.pos());
    if (m_file.isOpen() && now.exists && !replaced)
        return true;
    m_file.close();
    if (const auto regular = ensureEventFile(m_request.source); !regular) {
        finish(failWith(regular.error()));
        return false;
    }
    if (!m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        if (now.exists && !m_begun) {
            finish(failWith(
                Error{ErrorCode::PermissionDenied,
                      QStringLiteral("cannot open %1: %2").arg(m_request.source, m_file.errorString()),
                      m_request.source,
                      -1,
                      {}}));
            return false;
        }
        if (!m_missing)
            tell(m_begun ? QStringLiteral("%1 is gone; waiting for it").arg(m_request.source)
                         : QStringLiteral("%1 is not there yet; waiting for it").arg(m_request.source));
        m_missing = true;
        m_inHistory = m_inHistory && m_begun; // a file that comes later is new from its first event on
        return false;
    }
    if (replaced) {
        tell(QStringLiteral("%1 was replaced; following it from its first event").arg(m_request.source));
        m_lines.restart();
    }
    m_begun = true;
    m_missing = false;
    m_stamp = now;
    m_watcher.addPath(m_request.source);
    return true;
}

void LinesTail::readFile()
{
    std::array<char, 1 << 16> block{};
    while (!m_sink.isFull()) {
        const qint64 size = m_file.read(block.data(), block.size());
        if (size < 0)
            return finish(failWith(
                Error{ErrorCode::Damaged,
                      QStringLiteral("cannot read %1: %2").arg(m_request.source, m_file.errorString()),
                      m_request.source,
                      -1,
                      {}}));
        if (size == 0)
            break;
        m_lines.push({block.data(), static_cast<std::size_t>(size)});
        m_sink.flush();
    }
    if (m_inHistory && !m_finished)
        finishHistory();
}

void LinesTail::look()
{
    if (m_finished || !openFile())
        return;
    readFile();
    m_sink.flush();
    if (m_sink.isFull())
        finish(Done);
}

} // namespace mobwatch::cli
