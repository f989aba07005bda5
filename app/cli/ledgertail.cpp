// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/ledgertail.h"

#include "core/event/projection.h"

#include <chrono>

namespace mobwatch::cli {

namespace {

constexpr std::chrono::milliseconds pollEvery{500};
constexpr std::chrono::seconds sweepEvery{5};
// Payloads can be large, and a page is held whole.
constexpr std::uint32_t pageRows = 256;
constexpr int rereads = 5;
constexpr int rereadMs = 2;
constexpr int retryMs = 100;
// A ledger that is just being made looks like none for a moment.
constexpr qint64 patienceAtStartMs = 2000;
constexpr qint64 patienceMs = 10000;

bool isWaitingFor(ErrorCode code)
{
    return code == ErrorCode::NotFound || code == ErrorCode::EmptyFile;
}

QString missingText(ErrorCode code, bool wasThere)
{
    if (code == ErrorCode::EmptyFile)
        return QStringLiteral("%1 is empty; waiting for its writer");
    return wasThere ? QStringLiteral("%1 is gone; waiting for it")
                    : QStringLiteral("%1 is not there yet; waiting for it");
}

} // namespace

LedgerTail::LedgerTail(const Request &request, From from, TailSink &sink, QObject *parent)
    : QObject(parent)
    , m_request(request)
    , m_from(from)
    , m_sink(sink)
    , m_watcher(request.source, pollEvery)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &LedgerTail::turn);
    connect(&m_watcher, &LedgerWatcher::changed, this, [this] {
        m_rereads = rereads;
        turn();
    });
    connect(&m_sweep, &QTimer::timeout, this, &LedgerTail::turn);
}

void LedgerTail::start()
{
    m_sweep.start(sweepEvery);
    turn();
}

void LedgerTail::stop()
{
    m_stopping = true;
    turn();
}

void LedgerTail::finish(int code)
{
    if (m_finished)
        return;
    m_finished = true;
    m_next.stop();
    m_sweep.stop();
    if (m_ledger)
        m_rowErrors.takeFrom(*m_ledger);
    m_ledger.reset();
    m_sink.end();
    const int damage = m_rowErrors.report(m_request.source);
    Q_EMIT finished(code == Done ? damage : code);
}

void LedgerTail::turn()
{
    if (m_finished)
        return;
    m_watcher.rearm();
    auto done = ensureOpen();
    if (done && !m_begun)
        done = begin();
    bool more = false;
    if (done && !m_sink.isFull()) {
        const auto read = readPage();
        done = read ? Result<void>() : Result<void>(fail(read.error()));
        more = read && *read;
    }
    m_sink.flush();
    if (m_sink.isFull())
        return finish(Done);
    if (!done)
        return handle(done.error());
    m_trouble.invalidate();
    if (more) {
        wait(0);
    } else if (m_stopping) {
        finish(Done);
    } else if (m_rereads > 0) {
        --m_rereads;
        wait(rereadMs);
    } else if (!m_ledger->usesPrivateCopy()) {
        // An open connection would keep side files of the writer lying there.
        m_rowErrors.takeFrom(*m_ledger);
        m_ledger.reset();
    }
}

void LedgerTail::handle(const Error &error)
{
    if (m_ledger)
        m_rowErrors.takeFrom(*m_ledger);
    m_ledger.reset();
    if (error.code == ErrorCode::Stale)
        return finish(failWith(error));
    if (m_stopping)
        return finish(Done);
    if (isWaitingFor(error.code)) {
        if (!m_missing)
            tell(missingText(error.code, m_begun).arg(m_request.source));
        m_missing = true;
        m_waited = m_waited || !m_begun;
        m_trouble.invalidate();
        return wait(static_cast<int>(pollEvery.count()));
    }
    if (!m_trouble.isValid())
        m_trouble.start();
    const bool hopeless =
        !m_begun && (error.code == ErrorCode::PermissionDenied || error.code == ErrorCode::NotSqlite);
    if (hopeless || m_trouble.hasExpired(m_begun ? patienceMs : patienceAtStartMs))
        return finish(failWith(error));
    wait(retryMs);
}

Result<void> LedgerTail::ensureOpen()
{
    if (m_ledger) {
        if (m_ledger->isCurrent(m_request.source))
            return {};
        m_rowErrors.takeFrom(*m_ledger);
        m_ledger.reset();
    }
    auto opened = LedgerReader::open(m_request.source);
    if (!opened)
        return fail(opened.error());
    m_ledger = std::move(*opened);
    if (m_missing && m_request.verbose)
        tell(QStringLiteral("%1 is there").arg(m_request.source));
    m_missing = false;
    return {};
}

Result<void> LedgerTail::begin()
{
    const auto identity = m_ledger->identity();
    if (!identity)
        return fail(identity.error());
    const Cursor latest = identity->latestCursor;
    m_file = m_ledger->openedFile();
    m_storeInstanceId = identity->storeInstanceId;
    if (m_from.point == From::Point::AtCursor && !m_waited && m_from.cursor > latest)
        return fail(staleError(m_from.cursor, latest));
    Cursor position = 0;
    if (!m_waited && m_from.point != From::Point::Start)
        position = m_from.point == From::Point::AtCursor ? m_from.cursor : latest;
    if (!m_waited && m_from.point == From::Point::Latest) {
        if (const auto printed = printLatest(latest); !printed)
            return printed;
    }
    if (const auto anchored = anchorAt(position); !anchored)
        return anchored;
    m_begun = true;
    if (m_request.verbose)
        tell(QStringLiteral("%1: following from cursor %2").arg(m_request.source).arg(position));
    return {};
}

Result<void> LedgerTail::printLatest(Cursor latest)
{
    EventQuery query = m_request.query;
    query.afterSeq.reset();
    query.limit = defaultQueryLimit;
    const auto page = runQuery(*m_ledger, m_request.labels, query, [this, latest](const Envelope &envelope) {
        return envelope.cursor <= latest && m_request.passesFilter(envelope, m_epoch);
    });
    if (!page)
        return fail(page.error());
    for (const Envelope &envelope : page->events)
        m_sink.offer(envelope, m_epoch);
    return {};
}

// The bytes of the last row that was read prove that later rows belong to the same life of the ledger.
Result<void> LedgerTail::anchorAt(Cursor cursor)
{
    m_position = cursor;
    m_anchor.reset();
    if (cursor == 0)
        return {};
    auto row = m_ledger->readRow(cursor);
    if (!row)
        return fail(row.error());
    m_anchor = std::move(*row);
    return {};
}

Result<bool> LedgerTail::isSameEpoch()
{
    if (m_position == 0)
        return true;
    if (m_anchor) {
        const auto row = m_ledger->readRow(m_position);
        if (!row)
            return fail(row.error());
        return *row == m_anchor;
    }
    const auto identity = m_ledger->identity(); // the row was pruned: the counter is what is left
    if (!identity)
        return fail(identity.error());
    return identity->nextCursor > m_position;
}

Result<bool> LedgerTail::readPage()
{
    if (m_stopping && !m_stopAt) {
        const auto latest = m_ledger->latestCursor();
        if (!latest)
            return fail(latest.error());
        m_stopAt = *latest;
    }
    const auto page = m_ledger->read(m_position, m_stopAt, pageRows);
    if (!page)
        return fail(page.error());
    // Asked after the reading: an epoch that has ended never comes back.
    const auto same = isSameEpoch();
    if (!same)
        return fail(same.error());
    if (!*same) {
        if (const auto settled = settleEpoch(); !settled)
            return fail(settled.error());
        return true;
    }
    for (const MobEvent &event : page->events) {
        if (!m_sink.offer(project(event, m_request.labels), m_epoch))
            return false;
    }
    if (page->rows == 0)
        return false;
    m_rereads = rereads;
    if (const auto anchored = anchorAt(page->scannedTo); !anchored)
        return fail(anchored.error());
    return page->rows >= pageRows;
}

Result<void> LedgerTail::settleEpoch()
{
    const auto identity = m_ledger->identity();
    if (!identity)
        return fail(identity.error());
    const auto row = m_ledger->readRow(m_position);
    if (!row)
        return fail(row.error());
    const bool sameFile =
        identity->storeInstanceId == m_storeInstanceId && m_ledger->openedFile().sameFile(m_file);
    // After a clear cursors begin at 1 without gaps: a missing row below the next cursor was pruned.
    if (!*row && m_anchor && sameFile && identity->nextCursor > m_position) {
        m_anchor.reset();
        return {};
    }
    ++m_epoch;
    m_file = m_ledger->openedFile();
    m_storeInstanceId = identity->storeInstanceId;
    m_position = 0;
    m_anchor.reset();
    m_stopAt.reset();
    tell(QStringLiteral("%1 was %2; following it from its first event as epoch %3")
             .arg(m_request.source, sameFile ? QStringLiteral("cleared") : QStringLiteral("replaced"))
             .arg(m_epoch));
    return {};
}

} // namespace mobwatch::cli
