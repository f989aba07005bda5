// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/ledgerworker.h"

#include "core/ledger/storedrow.h"

#include <QFileInfo>
#include <QStringList>
#include <algorithm>
#include <utility>

namespace mobwatch {

namespace {

constexpr std::uint32_t newestRows = 2000;
constexpr std::uint32_t chunkRows = 2048;
constexpr std::size_t chunkBytes = std::size_t{4} << 20;
constexpr Cursor blockRows = 16384;

// A notification can come before the commit can be seen, so look a few times more.
constexpr int rereads = 5;
constexpr int rereadMs = 1;

constexpr std::chrono::seconds sweepEvery{5};
constexpr int firstBackoffMs = 50;
constexpr int longestBackoffMs = 2000;
constexpr int triesBeforeFailed =
    7; ///< about six seconds: long enough for a ledger that is being made or copied

bool isHelperStore(const QString &path)
{
    static const QStringList names{QStringLiteral("realm_profiles.db"),
                                   QStringLiteral("realm_forked_participants.db"),
                                   QStringLiteral("council.sqlite3")};
    return names.contains(QFileInfo(path).fileName());
}

} // namespace

LedgerWorker::LedgerWorker(std::shared_ptr<LedgerFeed> feed, std::shared_ptr<LedgerPlace> place,
                           SpoolWriter *spool, std::chrono::milliseconds pollEvery)
    : m_feed(std::move(feed))
    , m_place(std::move(place))
    , m_spool(spool)
    , m_pollEvery(pollEvery)
{
}

void LedgerWorker::begin()
{
    announce(SourceState::Connecting);
    m_watcher = std::make_unique<LedgerWatcher>(m_place->path, m_pollEvery);
    connect(m_watcher.get(), &LedgerWatcher::changed, this, &LedgerWorker::wake);
    m_next = std::make_unique<QTimer>();
    m_next->setSingleShot(true);
    m_next->setTimerType(Qt::PreciseTimer);
    connect(m_next.get(), &QTimer::timeout, this, &LedgerWorker::turn);
    m_sweep = std::make_unique<QTimer>();
    connect(m_sweep.get(), &QTimer::timeout, this, &LedgerWorker::wake);
    m_sweep->start(sweepEvery);
    turn();
}

void LedgerWorker::retry()
{
    m_failures = 0;
    m_rereads = rereads;
    turn();
}

void LedgerWorker::wake()
{
    m_rereads = rereads;
    const bool waitsForLock = m_failures > 0 && m_next->isActive() && m_status.error.code == ErrorCode::Busy;
    if (!waitsForLock) // its own patience is the better guide
        turn();
}

void LedgerWorker::again(int milliseconds)
{
    m_next->start(milliseconds);
}

void LedgerWorker::turn()
{
    if (m_feed->isCanceled())
        return;
    m_watcher->rearm();
    if (const auto opened = ensureOpen(); !opened) {
        handle(opened.error());
        return;
    }
    const auto more = readTurn();
    if (!more) {
        handle(more.error());
        return;
    }
    m_failures = 0;
    if (*more)
        again(0);
    else
        rest();
}

/// Nothing new just now: look a few times more, then let go of the file.
void LedgerWorker::rest()
{
    if (m_rereads > 0) {
        --m_rereads;
        again(rereadMs);
    } else if (m_ledger && !m_ledger->usesPrivateCopy()) {
        m_ledger.reset();
    }
}

Result<void> LedgerWorker::ensureOpen()
{
    const QString &path = m_place->path;
    // The rows of a deleted file can be read as long as it is open: finish what was begun.
    if (m_ledger && (m_historyUpTo > 0 || m_ledger->isCurrent(path)))
        return {};
    m_ledger.reset();
    auto opened = LedgerReader::open(path);
    if (!opened)
        return fail(opened.error());
    m_ledger = std::move(*opened);
    m_place->setCopy(m_ledger->privateCopy());
    if (m_ledger->usesPrivateCopy())
        notice(SourceNotice::Kind::PrivateCopy, 0, path);
    if (!m_watcher->isNotified())
        notice(SourceNotice::Kind::SafetyPollOnly, 0, path);
    return {};
}

/// True when there is more to do at once.
Result<bool> LedgerWorker::readTurn()
{
    if (!m_begun) {
        if (auto done = readFirst(); !done)
            return fail(done.error());
    }
    const auto fresh = readNew();
    if (!fresh)
        return fail(fresh.error());
    if (*fresh > 0)
        m_rereads = rereads;
    if (!m_begun)
        return true; // another epoch has begun
    if (m_historyUpTo > 0) {
        if (auto done = readHistory(); !done)
            return fail(done.error());
        if (!m_begun)
            return true;
    }
    if (m_historyUpTo > 0) {
        announce(SourceState::CatchingUp);
        return true;
    }
    announce(SourceState::Live);
    if (m_spool)
        m_spool->fillBehind(m_epoch, m_historySize, m_anchor);
    return *fresh >= chunkRows;
}

/// The newest rows of an epoch that was there before us; nothing for one that began under our eyes.
Result<void> LedgerWorker::readFirst()
{
    const auto identity = m_ledger->identity();
    if (!identity)
        return fail(identity.error());
    noteIdentity(*identity);
    m_file = m_ledger->openedFile();
    m_gone = false;
    const Cursor latest = identity->latestCursor;
    if (latest == 0 || (m_bornWatched && latest <= blockRows)) {
        m_begun = true;
        m_bornWatched = true;
        return {};
    }
    RawChunk chunk = m_feed->emptyChunk();
    chunk.arrival = Arrival::Newest;
    chunk.epoch = m_epoch;
    chunk.endsBlock = true;
    const auto count = m_ledger->readRows(latest > newestRows ? latest - newestRows : 0, latest, newestRows,
                                          [&chunk](const StoredRow &row) {
                                              chunk.add(row.cursor, row.json);
                                              return true;
                                          });
    if (!count)
        return fail(count.error());
    takeDamage(chunk);
    if (chunk.rows.empty()) // cleared in between: the next turn sees an empty ledger
        return fail(ErrorCode::Busy, QStringLiteral("the ledger changed while it was opened"), m_place->path);
    m_begun = true;
    m_last = chunk.rows.back().cursor;
    m_anchor = {m_last, std::string(chunk.json(chunk.rows.back()))};
    m_historyUpTo = m_historySize = chunk.rows.front().cursor - 1;
    announce(SourceState::CatchingUp);
    push(std::move(chunk));
    return {};
}

Result<std::uint32_t> LedgerWorker::readNew()
{
    std::uint32_t total = 0;
    while (total < blockRows) {
        RawChunk chunk = m_feed->emptyChunk();
        chunk.arrival = Arrival::Live;
        chunk.epoch = m_epoch;
        chunk.endsBlock = true;
        const auto proof = readNewChunk(chunk);
        if (!proof)
            return fail(proof.error());
        if (*proof == Proof::Other) {
            if (auto settled = settleEpoch(); !settled)
                return fail(settled.error());
            return total;
        }
        m_gone = false;
        m_file = m_ledger->openedFile();
        takeDamage(chunk);
        if (chunk.rows.empty()) {
            if (!chunk.damage.empty())
                push(std::move(chunk));
            break;
        }
        total += static_cast<std::uint32_t>(chunk.rows.size());
        m_last = chunk.rows.back().cursor;
        m_anchor = {m_last, std::string(chunk.json(chunk.rows.back()))};
        const bool full = chunk.rows.size() + 1 >= chunkRows || chunk.bytes.size() >= chunkBytes;
        push(std::move(chunk));
        if (!full)
            break;
    }
    return total;
}

/// Reads the last known row again together with those behind it: in one statement, so in one state of the
/// file.
Result<LedgerWorker::Proof> LedgerWorker::readNewChunk(RawChunk &chunk)
{
    const bool anchored = m_anchor.cursor != 0;
    bool proven = !anchored;
    bool first = true;
    const auto count = m_ledger->readRows(
        anchored ? m_last - 1 : m_last, std::nullopt, chunkRows, [&](const StoredRow &row) {
            if (std::exchange(first, false) && anchored) {
                proven = row.cursor == m_anchor.cursor && row.json == m_anchor.json;
                return proven;
            }
            chunk.add(row.cursor, row.json);
            return chunk.bytes.size() < chunkBytes;
        });
    if (!count)
        return fail(count.error());
    if (!proven)
        return Proof::Other;
    if (anchored || m_last == 0)
        return Proof::Same;
    return prove();
}

/// Still the epoch that is being read? To be asked after the reading: an epoch that has ended never comes
/// back.
Result<LedgerWorker::Proof> LedgerWorker::prove()
{
    if (m_anchor.cursor != 0) {
        const auto row = m_ledger->readRow(m_anchor.cursor);
        if (!row)
            return fail(row.error());
        return *row && **row == m_anchor.json ? Proof::Same : Proof::Other;
    }
    const auto identity = m_ledger->identity(); // the last row was pruned: the counter is what is left
    if (!identity)
        return fail(identity.error());
    return identity->nextCursor > m_last ? Proof::Same : Proof::Other;
}

Result<void> LedgerWorker::readHistory()
{
    auto after = historyBlock();
    if (!after)
        return fail(after.error());
    const Cursor below = *after;
    Cursor from = below;
    std::uint32_t total = 0;
    for (bool more = true; more;) {
        RawChunk chunk = m_feed->emptyChunk();
        chunk.arrival = Arrival::Older;
        chunk.epoch = m_epoch;
        const auto count = m_ledger->readRows(from, m_historyUpTo, chunkRows, [&chunk](const StoredRow &row) {
            chunk.add(row.cursor, row.json);
            return chunk.bytes.size() < chunkBytes;
        });
        if (!count)
            return fail(count.error());
        const auto proof = prove();
        if (!proof)
            return fail(proof.error());
        if (*proof == Proof::Other)
            return settleEpoch();
        if (m_feed->isCanceled())
            return {};
        more = !chunk.rows.empty() && chunk.rows.back().cursor < m_historyUpTo &&
               (*count >= chunkRows || chunk.bytes.size() >= chunkBytes);
        if (!chunk.rows.empty())
            from = chunk.rows.back().cursor;
        total += *count;
        takeDamage(chunk);
        chunk.endsBlock = !more;
        push(std::move(chunk));
    }
    m_sparse = total < (m_historyUpTo - below) / 4;
    m_historyUpTo = below;
    return {};
}

/// Each damaged place is told once in an epoch, however often it is met.
void LedgerWorker::takeDamage(RawChunk &chunk)
{
    for (const DamagedCursors &range : m_ledger->takeDamage()) {
        if (m_damageTold.insert(range.first).second)
            chunk.damage.push_back(range);
    }
}

/// Where the next block of history begins: a range of cursors, or so many rows where cursors have gaps.
Result<Cursor> LedgerWorker::historyBlock()
{
    if (m_sparse)
        return m_ledger->cursorBefore(m_historyUpTo, blockRows);
    return m_historyUpTo > blockRows ? m_historyUpTo - blockRows : 0;
}

/// The last known row is not what it was: pruned, or another epoch?
Result<void> LedgerWorker::settleEpoch()
{
    const auto identity = m_ledger->identity();
    if (!identity)
        return fail(identity.error());
    const auto row = m_anchor.cursor == 0 ? Result<std::optional<std::string>>(std::nullopt)
                                          : m_ledger->readRow(m_anchor.cursor);
    if (!row)
        return fail(row.error());
    const bool sameFile =
        !m_gone && identity->storeInstanceId == m_storeInstanceId && m_ledger->openedFile().sameFile(m_file);
    // After a clear cursors begin at 1 without gaps: a missing row below the next cursor was pruned.
    if (!*row && sameFile && identity->nextCursor > m_last) {
        m_anchor = {};
        return {};
    }
    beginEpoch(sameFile ? clearReason() : SeamReason::LedgerRecreated, *identity);
    return {};
}

void LedgerWorker::beginEpoch(SeamReason reason, const LedgerIdentity &identity)
{
    ++m_epoch;
    m_place->epoch.store(m_epoch);
    m_feed->push(Seam{reason, m_epoch, m_last});
    noteIdentity(identity);
    m_begun = false;
    m_bornWatched = true;
    m_last = 0;
    m_anchor = {};
    m_historyUpTo = m_historySize = 0;
    m_sparse = false;
    m_damageTold.clear();
    m_noticed.erase(SourceNotice::Kind::EmptiedLedger);
}

SeamReason LedgerWorker::clearReason() const
{
    const auto last = decodeStoredRow(m_anchor.cursor, m_anchor.json);
    const bool destroyed =
        last && (last->kind == "mob_destroying" || last->kind == "mob_destroy_storage_finalizing");
    return destroyed ? SeamReason::MobDestroyed : SeamReason::LedgerCleared;
}

void LedgerWorker::noteIdentity(const LedgerIdentity &identity)
{
    m_storeInstanceId = identity.storeInstanceId;
    m_feed->push(SourceInfo{identity.storeInstanceId, identity.runsListed, 0});
    if (identity.latestCursor != 0)
        return;
    if (identity.runsListed > 0)
        notice(SourceNotice::Kind::EmptiedLedger, identity.runsListed, m_place->path);
    else if (isHelperStore(m_place->path))
        notice(SourceNotice::Kind::HelperStore, 0, m_place->path);
}

void LedgerWorker::handle(const Error &error)
{
    m_ledger.reset();
    m_rereads = 0;
    const bool knowsIt = m_last > 0 || m_bornWatched || m_status.state == SourceState::Waiting;
    switch (error.code) {
    case ErrorCode::NotFound:
        if (m_last > 0 && !std::exchange(m_gone, true))
            m_feed->push(Seam{SeamReason::LedgerDeleted, m_epoch, m_last});
        [[fallthrough]];
    case ErrorCode::EmptyFile:
        m_failures = 0;
        if (m_last == 0)
            m_bornWatched = true;
        announce(SourceState::Waiting, error);
        return;
    default:
        break;
    }
    ++m_failures;
    if (error.code != ErrorCode::Busy && (!knowsIt || m_failures >= triesBeforeFailed)) {
        announce(SourceState::Failed, error);
        return;
    }
    const int wait = std::min(longestBackoffMs, firstBackoffMs << std::min(m_failures - 1, 10));
    announce(SourceState::Waiting, error, currentTimeMs() + static_cast<TimestampMs>(wait));
    again(wait);
}

void LedgerWorker::announce(SourceState state, Error error, TimestampMs nextTryMs)
{
    SourceStatus status{state, std::move(error), nextTryMs, 0};
    if (state == SourceState::CatchingUp && m_historySize > 0)
        status.progress = 1.0 - static_cast<double>(m_historyUpTo) / static_cast<double>(m_historySize);
    if (status == m_status)
        return;
    m_status = status;
    m_feed->push(std::move(status));
}

void LedgerWorker::notice(SourceNotice::Kind kind, qint64 number, const QString &text)
{
    if (m_noticed.insert(kind).second)
        m_feed->push(SourceNotice{kind, number, text});
}

void LedgerWorker::push(RawChunk chunk)
{
    m_feed->push(std::move(chunk));
}

} // namespace mobwatch
