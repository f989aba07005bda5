// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamworker.h"

#include "core/stream/streamlog.h"

#include <QStringList>
#include <cstdlib>

// What StreamWorker does when a connection ends (streams.md 1.4 and 4).

namespace mobwatch {

void StreamWorker::endRound(const StreamEnding &ending)
{
    dropConnection();
    ++m_attempt;
    qCDebug(streamLog) << "connection ended:" << ending.error.message;
    m_feed->editReport([this, &ending](ConnectionReport &report) {
        report.lastError = ending.error;
        report.lastErrorMs = now();
    });
    switch (ending.reason) {
    case StreamEnd::Stopped:
        return rest(SourceState::Stopped, ending.error);
    case StreamEnd::Unauthorized:
    case StreamEnd::Tls:
        return rest(SourceState::Failed, ending.error);
    case StreamEnd::NotAStream:
    case StreamEnd::Redirected:
        return waitFor(m_options.timing.slowRetry, ending.error,
                       m_everOpened ? SourceState::Waiting : SourceState::Failed);
    case StreamEnd::Stale:
        return onStale(ending.error);
    case StreamEnd::Closed:
    case StreamEnd::ConnectFailed:
    case StreamEnd::NoHeaders:
    case StreamEnd::Stalled:
    case StreamEnd::PausedTooLong:
    case StreamEnd::Busy:
        break;
    }
    waitFor(m_backoff.next(ending.retryAfter), ending.error);
}

// The ledger is shorter than ours: another life of it. One new connection at once; if that is refused in the
// same way, this server cannot be followed.
void StreamWorker::onStale(const Error &error)
{
    if (m_staleUnopened)
        return waitFor(m_options.timing.slowRetry, error, SourceState::Failed);
    m_staleUnopened = true;
    m_tooLargeBehind = 0;
    m_intake.beginEpoch(SeamReason::LedgerCleared);
    const bool again = m_lastStale.isValid() && m_lastStale.elapsed() < m_options.timing.healthyAfter.count();
    m_lastStale.start();
    if (again)
        return waitFor(m_backoff.next(), error);
    startRound();
}

// It answers, but what it has under the cursor of our last event is another event.
void StreamWorker::onOtherLedger()
{
    dropConnection();
    m_tooLargeBehind = 0;
    m_intake.beginEpoch(SeamReason::LedgerRecreated);
    startRound();
}

void StreamWorker::onTooLarge()
{
    const Cursor behind = m_intake.position().highest() + 1;
    Error error{ErrorCode::TooLarge, QStringLiteral("an event is larger than the limit"), {}, -1, {}};
    StreamEnding ending;
    ending.error = error;
    if (m_tooLargeBehind == behind) { // the second time: it is not the connection's fault
        m_intake.stepOver();
        m_tooLargeBehind = 0;
    } else {
        m_tooLargeBehind = behind;
    }
    endRound(ending);
}

void StreamWorker::waitFor(std::chrono::milliseconds wait, const Error &error, SourceState state)
{
    m_next.start(wait);
    announce(state, error, now() + static_cast<TimestampMs>(wait.count()));
}

void StreamWorker::rest(SourceState state, const Error &error)
{
    m_next.stop();
    announce(state, error);
}

// A wall clock that jumps against the monotonic one: the machine slept, or somebody set it. A connection may
// look alive then that is not.
void StreamWorker::tick()
{
    const TimestampMs wall = now();
    const auto expected = m_tickMs + static_cast<TimestampMs>(m_sinceTick.restart());
    const auto jump = std::llabs(static_cast<long long>(wall) - static_cast<long long>(expected));
    m_tickMs = wall;
    if (jump <= m_options.timing.clockJump.count())
        return;
    if (m_status.state == SourceState::Failed || m_status.state == SourceState::Stopped)
        return;
    qCDebug(streamLog) << "the clock jumped; connecting anew";
    renewNetwork();
    const Error error{ErrorCode::Unreachable,
                      QStringLiteral("the computer slept or its clock was set; connecting anew"),
                      {},
                      -1,
                      {}};
    waitFor(m_backoff.jitter(m_options.timing.backoffBase * 2), error);
}

void StreamWorker::announce(SourceState state, const Error &error, TimestampMs nextTryMs)
{
    SourceStatus status;
    status.state = state;
    status.error = error;
    status.nextTryMs = nextTryMs;
    status.attempt = m_attempt;
    status.isPartial = m_intake.isPartial();
    status.progress = state == SourceState::CatchingUp ? m_intake.progress() : 0;
    const bool changes = state != m_status.state || m_status.sinceMs == 0;
    status.sinceMs = changes ? now() : m_status.sinceMs;
    if (status == m_status)
        return;
    m_status = status;
    if (changes || state == SourceState::Waiting) {
        static const char *const names[] = {"idle",    "connecting", "catching up", "live",
                                            "waiting", "stopped",    "failed"};
        QString what = QString::fromLatin1(names[static_cast<int>(state)]);
        if (!error.message.isEmpty())
            what += QStringLiteral(": ") + error.message;
        m_feed->addChange(now(), what);
    }
    m_feed->deliver(status);
}

void StreamWorker::announceProgress()
{
    if (m_status.state == SourceState::CatchingUp)
        announce(SourceState::CatchingUp);
}

void StreamWorker::notice(SourceNotice::Kind kind, const QString &text, qint64 number)
{
    if (m_noticed.insert(kind).second)
        m_feed->deliver(SourceNotice{kind, number, text});
}

void StreamWorker::notePartial()
{
    if (!m_intake.wasPartialNews())
        return;
    const bool isPartial = m_intake.isPartial();
    const std::vector<QString> kinds = isPartial ? LeftOutKinds::labels() : std::vector<QString>();
    m_feed->editReport([&](ConnectionReport &report) {
        report.kindsLeftOut = kinds;
        for (StreamHole &hole : report.holes) {
            if (isPartial && hole.reason == HoleReason::Unknown)
                hole.reason = HoleReason::LeftOut;
        }
    });
    if (isPartial)
        notice(SourceNotice::Kind::PartialServer,
               QStringList(kinds.begin(), kinds.end()).join(QLatin1Char(',')));
    announce(m_status.state, m_status.error, m_status.nextTryMs);
}

} // namespace mobwatch
