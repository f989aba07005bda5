// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/spoolwriter.h"

#include "core/ledger/storedrow.h"
#include "core/support/workerthread.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace mobwatch {

namespace {

constexpr std::size_t maxArrivedBytes = std::size_t{32} << 20;
constexpr std::uint32_t rowsPerStep = 2048;
constexpr std::size_t bytesPerStep = std::size_t{4} << 20;
constexpr std::chrono::milliseconds patience{500};

} // namespace

SpoolWriter::SpoolWriter(std::shared_ptr<LedgerPlace> place, std::function<void(const SourceNotice &)> notice)
    : m_place(std::move(place))
    , m_notice(std::move(notice))
    , m_thread([this] {
        nameCurrentThread("mw-spool");
        run();
        m_ledger.reset(); // an SQL connection ends on its thread
    })
{
}

SpoolWriter::~SpoolWriter()
{
    stop();
}

void SpoolWriter::offer(RawChunk chunk)
{
    if (chunk.rows.empty())
        return;
    const std::lock_guard lock(m_mutex);
    if (m_arrivedBytes + chunk.bytes.size() > maxArrivedBytes) {
        const RawChunk::Row last = chunk.rows.back();
        m_holes.push_back({chunk.epoch,
                           chunk.rows.front().cursor - 1,
                           last.cursor,
                           {last.cursor, std::string(chunk.json(last))}});
    } else {
        m_arrivedBytes += chunk.bytes.size();
        m_arrived.push_back(std::move(chunk));
    }
    m_changed.notify_all();
}

void SpoolWriter::fillBehind(Epoch epoch, Cursor upTo, const LedgerAnchor &anchor)
{
    const std::lock_guard lock(m_mutex);
    if (m_filledEpoch == epoch || upTo == 0 || anchor.cursor == 0)
        return;
    m_filledEpoch = epoch;
    m_holes.insert(m_holes.begin(), Hole{epoch, 0, upTo, anchor});
    m_changed.notify_all();
}

void SpoolWriter::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_changed.notify_all();
    }
    if (m_thread.joinable())
        m_thread.join();
}

bool SpoolWriter::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return !m_busy && m_arrived.empty() && m_holes.empty();
}

void SpoolWriter::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_busy = false;
        if (m_arrived.empty() && m_holes.empty())
            m_ledger.reset();
        m_changed.wait(lock, [this] { return m_stopped || !m_arrived.empty() || !m_holes.empty(); });
        if (m_stopped)
            return;
        m_busy = true;
        if (!m_arrived.empty()) {
            const RawChunk chunk = std::move(m_arrived.front());
            m_arrived.pop_front();
            m_arrivedBytes -= chunk.bytes.size();
            lock.unlock();
            store(chunk, true);
            lock.lock();
            continue;
        }
        Hole hole = std::move(m_holes.back());
        m_holes.pop_back();
        lock.unlock();
        const bool more = fill(hole);
        lock.lock();
        if (more)
            m_holes.push_back(std::move(hole));
        if (more && !m_ledger) // busy: not at once again
            m_changed.wait_for(lock, patience, [this] { return m_stopped || !m_arrived.empty(); });
    }
}

void SpoolWriter::store(const RawChunk &chunk, bool newest)
{
    if (m_failed)
        return;
    std::vector<std::string> payloads;
    std::vector<SpoolRecord> records;
    payloads.reserve(chunk.rows.size()); // the records point into it
    for (const RawChunk::Row &row : chunk.rows) {
        auto event = decodeStoredRow(row.cursor, chunk.json(row));
        if (!event)
            continue; // an unreadable row has no payload to show
        payloads.push_back(std::move(event->data));
        records.push_back({row.cursor, event->timestampMs, payloads.back()});
    }
    const auto stored = newest ? m_place->spool->addNewest(chunk.epoch, records)
                               : m_place->spool->addOlder(chunk.epoch, records);
    if (!stored) {
        m_failed = true;
        m_notice({SourceNotice::Kind::SpoolFailed, 0, stored.error().message});
    } else if (*stored == PayloadSpool::Stored::OverBudget && !std::exchange(m_full, true)) {
        m_notice({SourceNotice::Kind::SpoolFull, static_cast<qint64>(m_place->spool->budget()), {}});
    }
}

bool SpoolWriter::fill(Hole &hole)
{
    if (m_failed || m_full || hole.epoch != m_place->epoch.load())
        return false;
    if (!m_ledger) {
        const auto copy = m_place->copy();
        auto opened = copy ? LedgerReader::open(copy, m_place->path) : LedgerReader::open(m_place->path);
        if (!opened)
            return opened.error().code == ErrorCode::Busy;
        m_ledger = std::move(*opened);
    }
    const auto below = stepBelow(hole);
    if (!below || !copyRange(hole, *below)) {
        m_ledger.reset();
        return !below && below.error().code == ErrorCode::Busy;
    }
    hole.upTo = *below;
    return hole.upTo > hole.after;
}

Result<Cursor> SpoolWriter::stepBelow(const Hole &hole)
{
    const Cursor dense = std::max(hole.after, hole.upTo > rowsPerStep ? hole.upTo - rowsPerStep : 0);
    const auto any = m_ledger->readRows(dense, hole.upTo, 1, [](const StoredRow &) { return false; });
    if (!any)
        return fail(any.error());
    if (*any > 0)
        return dense;
    const auto sparse = m_ledger->cursorBefore(hole.upTo, rowsPerStep); // pruned: jump over the gap
    return sparse ? std::max(hole.after, *sparse) : sparse;
}

bool SpoolWriter::copyRange(const Hole &hole, Cursor after)
{
    RawChunk chunk;
    chunk.epoch = hole.epoch;
    bool more = true;
    while (more) {
        chunk.clear();
        const auto count = m_ledger->readRows(after, hole.upTo, rowsPerStep, [&chunk](const StoredRow &row) {
            chunk.add(row.cursor, row.json);
            return chunk.bytes.size() < bytesPerStep;
        });
        if (!count || !stillSame(hole))
            return false;
        store(chunk, false);
        more = chunk.bytes.size() >= bytesPerStep;
        if (more)
            after = chunk.rows.back().cursor;
    }
    return true;
}

bool SpoolWriter::stillSame(const Hole &hole)
{
    const auto row = m_ledger->readRow(hole.anchor.cursor);
    return row && *row && **row == hole.anchor.json;
}

} // namespace mobwatch
