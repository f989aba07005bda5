// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/servestreams.h"

#include "app/cli/output.h"
#include "core/serving/eventframe.h"
#include "core/serving/routes.h"

#include <algorithm>

namespace mobwatch::cli {

namespace {

constexpr std::chrono::milliseconds pollEvery{500};
constexpr std::chrono::seconds sweepEvery{5};
constexpr std::chrono::milliseconds abandonedEvery{500};
constexpr std::chrono::milliseconds retryAfter{100};
constexpr std::chrono::milliseconds rereadAfter{2};
constexpr int rereads = 5; ///< a notification can come before the commit can be seen
constexpr std::chrono::milliseconds longestTurn{10};
constexpr std::size_t pageBytes = 64 * 1024;

} // namespace

ServeStreams::ServeStreams(const QString &path, LabelTable labels, std::chrono::milliseconds keepAlive,
                           QObject *parent)
    : QObject(parent)
    , m_ledger(path, std::move(labels))
    , m_watcher(path, pollEvery)
    , m_keepAliveEvery(keepAlive)
{
    for (QTimer *const timer : {&m_next, &m_look, &m_keepAlive})
        timer->setSingleShot(true);
    m_keepAlive.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, &ServeStreams::turn);
    connect(&m_keepAlive, &QTimer::timeout, this, &ServeStreams::keepAlive);
    connect(&m_abandoned, &QTimer::timeout, this, &ServeStreams::dropAbandoned);
    connect(&m_look, &QTimer::timeout, this, [this] { look(false); });
    connect(&m_watcher, &LedgerWatcher::changed, this, [this] { look(true); });
    connect(&m_sweep, &QTimer::timeout, this, [this] { look(false); });
    m_sweep.start(sweepEvery);
    m_abandoned.start(abandonedEvery);
}

ServeStreams::~ServeStreams() = default;

Result<void> ServeStreams::check()
{
    m_watcher.rearm();
    const auto latest = m_ledger.refresh();
    if (!latest)
        return fail(latest.error());
    m_latest = *latest;
    m_ledger.close();
    return {};
}

int ServeStreams::open(EventQuery query, bool headOnly, ServeReply &reply)
{
    m_watcher.rearm(); // nobody does while nobody listens
    auto position = m_ledger.begin(std::move(query));
    rest();
    if (!position) {
        HttpAnswer answer = failedStream(position.error());
        const int status = answer.status;
        reply.answer(std::move(answer));
        return status;
    }
    const auto pipe = std::make_shared<ServePipe>([this] { m_mailbox.post([this] { m_next.start(0); }); });
    if (headOnly) {
        pipe->end();
    } else {
        m_streams.push_back({std::move(*position), pipe, true, Clock::now()});
        m_next.start(0);
        armKeepAlive();
    }
    HttpAnswer head = streamHead();
    const int status = head.status;
    reply.stream(std::move(head), pipe);
    return status;
}

void ServeStreams::look(bool afterWake)
{
    if (m_streams.empty()) {
        m_rereads = 0;
        return rest();
    }
    if (afterWake)
        m_rereads = rereads;
    m_watcher.rearm();
    const auto latest = m_ledger.refresh();
    if (!latest)
        return handle(latest.error());
    m_isInTrouble = false;
    if (*latest != m_latest || m_ledger.epoch() != m_epoch) {
        m_latest = *latest;
        m_epoch = m_ledger.epoch();
        m_rereads = rereads;
        for (Stream &stream : m_streams)
            stream.isBehind = true;
    }
    if (m_rereads > 0) {
        --m_rereads;
        m_look.start(rereadAfter);
    }
    turn();
}

// What is behind and has room gets one page each; a turn ends early so that others have theirs.
void ServeStreams::turn()
{
    m_streams.remove_if([](const Stream &stream) { return stream.pipe->isClosed(); });
    const auto end = Clock::now() + longestTurn;
    bool again = false;
    for (std::size_t left = m_streams.size(); left > 0; --left) {
        m_streams.splice(m_streams.end(), m_streams, m_streams.begin());
        Stream &stream = m_streams.back();
        if (!stream.isBehind || !stream.pipe->isEmpty())
            continue;
        if (!feed(stream))
            return;
        again = again || (stream.isBehind && stream.pipe->isEmpty());
        if (Clock::now() >= end) {
            again = true;
            break;
        }
    }
    if (again)
        m_next.start(0);
    else
        rest();
}

// False when the ledger cannot be read now.
bool ServeStreams::feed(Stream &stream)
{
    std::string frames;
    const auto hasMore = m_ledger.read(stream.position, frames, pageBytes);
    if (!hasMore) {
        handle(hasMore.error());
        return false;
    }
    if (const auto left = m_ledger.takeRowError())
        tell(QStringLiteral("the row at cursor %1 could not be read and is left out: %2")
                 .arg(left->subject, left->message));
    stream.isBehind = *hasMore;
    if (!frames.empty()) {
        stream.pipe->offer(frames);
        stream.lastOutput = Clock::now();
    }
    return true;
}

// Streams stay open and silent: the ledger may come back.
void ServeStreams::handle(const Error &)
{
    m_ledger.close();
    for (Stream &stream : m_streams)
        stream.isBehind = true;
    m_look.start(std::exchange(m_isInTrouble, true) ? pollEvery : retryAfter);
}

void ServeStreams::rest()
{
    const bool isBusy = std::any_of(m_streams.begin(), m_streams.end(), [](const Stream &stream) {
        return stream.isBehind && stream.pipe->isEmpty();
    });
    if (!isBusy && m_rereads == 0)
        m_ledger.close();
}

void ServeStreams::keepAlive()
{
    const auto now = Clock::now();
    for (Stream &stream : m_streams) {
        if (now - stream.lastOutput < m_keepAliveEvery)
            continue;
        // A reader that has not taken what is there needs no sign of life.
        if (stream.pipe->isWaiting())
            stream.pipe->offer(keepAliveFrame);
        stream.lastOutput = now;
    }
    armKeepAlive();
}

void ServeStreams::armKeepAlive()
{
    if (m_streams.empty())
        return;
    const auto oldest =
        std::min_element(m_streams.begin(), m_streams.end(), [](const Stream &left, const Stream &right) {
            return left.lastOutput < right.lastOutput;
        });
    const auto due = oldest->lastOutput + m_keepAliveEvery - Clock::now();
    m_keepAlive.start(
        std::max(std::chrono::ceil<std::chrono::milliseconds>(due), std::chrono::milliseconds(1)));
}

void ServeStreams::dropAbandoned()
{
    for (Stream &stream : m_streams)
        stream.pipe->endIfAbandoned();
}

} // namespace mobwatch::cli
