// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filtersearch.h"

#include <algorithm>
#include <chrono>

namespace mobwatch {

namespace {

constexpr std::chrono::milliseconds reportInterval{15};
constexpr std::size_t reportRows = 1U << 17;

} // namespace

FilterSearch::FilterSearch(std::shared_ptr<FilterProgram> program, PayloadAccessPtr payloads, bool forFacets)
    : m_program(std::move(program))
    , m_payloads(std::move(payloads))
    , m_isForFacets(forFacets)
{
}

bool FilterSearch::add(const std::vector<RowRange> &runs, StoreSnapshot snapshot, bool newest)
{
    const std::lock_guard lock(m_mutex);
    m_snapshot = std::make_shared<const StoreSnapshot>(std::move(snapshot));
    m_runs.insert(newest ? m_runs.end() : m_runs.begin(), runs.begin(), runs.end());
    return !std::exchange(m_isRunning, true);
}

void FilterSearch::refreshProgram(const EventStore &store)
{
    m_wantsRefresh = true;
    {
        const std::lock_guard lock(m_programMutex);
        m_program->refresh(store);
        m_wantsRefresh = false;
    }
    m_refreshed.notify_one();
}

std::vector<FilterSearch::Found> FilterSearch::take()
{
    const std::lock_guard lock(m_mutex);
    m_isWakePending = false;
    return std::exchange(m_found, {});
}

bool FilterSearch::hasPieces() const
{
    const std::lock_guard lock(m_mutex);
    return !m_runs.empty();
}

std::optional<FilterSearch::Piece> FilterSearch::nextPiece()
{
    const std::lock_guard lock(m_mutex);
    if (m_runs.empty())
        return std::nullopt;
    RowRange &run = m_runs.back();
    const std::uint32_t last = run.end() - 1;
    const std::uint32_t block = last - last % partMaskBlock; // blocks divide chunks
    const std::uint32_t first = std::max(run.first, block);
    const Piece piece{{first, run.end() - first}, m_snapshot, first == run.first};
    run.count = first - run.first;
    if (run.count == 0)
        m_runs.pop_back();
    return piece;
}

bool FilterSearch::tryFinish()
{
    const std::lock_guard lock(m_mutex);
    if (!m_runs.empty())
        return false;
    m_isRunning = false;
    return true;
}

bool FilterSearch::report(Found found)
{
    const std::lock_guard lock(m_mutex);
    m_found.push_back(std::move(found));
    return !std::exchange(m_isWakePending, true);
}

struct FilterSearchWorker::Scan
{
    explicit Scan(FilterSearch &which)
        : search(which)
        , reader(which.payloads() ? which.payloads()->makeReader() : nullptr)
    {
    }

    FilterSearch &search;
    std::unique_ptr<PayloadReader> reader;
    std::shared_ptr<const StoreSnapshot> snapshot;
    FilterSearch::Found found;            ///< rows newest first until flush
    std::vector<std::uint32_t> facetRows; ///< newest first; their payload counts for one facet at most
    std::size_t facetRowsDone = 0;
    std::uint32_t nextBelow = 0; ///< where the last piece began
    std::chrono::steady_clock::time_point lastReport = std::chrono::steady_clock::now();

    [[nodiscard]] bool isReportDue() const
    {
        return found.matches.size() >= reportRows ||
               std::chrono::steady_clock::now() - lastReport > reportInterval;
    }
};

void FilterSearchWorker::run(FilterSearch &search)
{
    Scan scan(search);
    while (!search.isCanceled()) {
        if (const auto piece = search.nextPiece()) {
            scanPiece(scan, *piece);
        } else if (scan.facetRowsDone < scan.facetRows.size()) {
            flush(scan);
            scanFacetRows(scan);
        } else {
            flush(scan);
            if (search.tryFinish())
                return;
        }
    }
}

void FilterSearchWorker::scanPiece(Scan &scan, const FilterSearch::Piece &piece)
{
    // What one report holds must stand together in the ledger.
    if (piece.rows.end() != scan.nextBelow)
        flush(scan);
    scan.nextBelow = piece.rows.first;
    scan.snapshot = piece.snapshot;
    const std::uint32_t base = piece.rows.first % StoreChunk::capacity;
    PartMaskBlock masks;
    scan.search.withProgram([&](const FilterProgram &program) {
        evaluatePartMasks(program, piece.snapshot->chunk(piece.rows.first / StoreChunk::capacity), base,
                          base + piece.rows.count, masks);
    });
    for (std::uint32_t i = piece.rows.count; i-- > 0;) {
        if (scan.search.isCanceled())
            return;
        const PartMask mask = masks[i];
        const std::uint32_t row = piece.rows.first + i;
        if (mask == 0) {
            scan.found.matches.push_back(row);
        } else if (mask == partMaskNeedsPayload) {
            judge(scan, *piece.snapshot, row, mask);
            if (scan.isReportDue()) {
                ++scan.found.scanned;
                flush(scan);
                continue;
            }
        } else if (scan.search.isForFacets() && (mask & partMaskNeedsPayload) != 0 && isCountable(mask)) {
            scan.facetRows.push_back(row);
        }
        ++scan.found.scanned;
    }
    if (piece.isLastOfRun || scan.isReportDue())
        flush(scan);
}

void FilterSearchWorker::scanFacetRows(Scan &scan)
{
    while (scan.facetRowsDone < scan.facetRows.size() && !scan.search.isCanceled()) {
        judge(scan, *scan.snapshot, scan.facetRows[scan.facetRowsDone++], partMaskFacets);
        if (scan.isReportDue())
            flush(scan);
        if (scan.search.hasPieces())
            return; // what people look at comes first
    }
    if (scan.facetRowsDone == scan.facetRows.size()) {
        scan.facetRows.clear();
        scan.facetRowsDone = 0;
    }
}

void FilterSearchWorker::judge(Scan &scan, const StoreSnapshot &snapshot, std::uint32_t row, PartMask mask)
{
    const auto payload = scan.reader ? scan.reader->read(snapshot.payloadKey(rowIndex(row)))
                                     : Result<std::string>(fail(ErrorCode::NotFound, QString()));
    const bool isCandidate = mask == partMaskNeedsPayload;
    if (!payload) {
        scan.found.unreadable += isCandidate ? 1 : 0;
        return;
    }
    const StoreChunk &chunk = snapshot.chunk(row / StoreChunk::capacity);
    const std::uint32_t index = row % StoreChunk::capacity;
    scan.search.withProgram([&](const FilterProgram &program) {
        if (isCandidate) {
            const auto outcome = program.matchesPayload(chunk, index, *payload);
            scan.found.regexFailures += outcome.regexFailed ? 1 : 0;
            if (outcome.matches) {
                scan.found.matches.push_back(row);
                scan.found.answered.push_back(row);
            }
            return;
        }
        const auto parts = program.parts();
        for (std::size_t part = 0; part < parts.size(); ++part) {
            if (parts[part].needsPayload && !program.partMatchesPayload(part, chunk, index, *payload).matches)
                return;
        }
        scan.found.answered.push_back(row);
    });
}

void FilterSearchWorker::flush(Scan &scan)
{
    scan.lastReport = std::chrono::steady_clock::now();
    if (scan.found.scanned == 0 && scan.found.answered.empty())
        return;
    std::ranges::reverse(scan.found.matches);
    if (scan.search.report(std::exchange(scan.found, {})))
        Q_EMIT foundMore();
}

} // namespace mobwatch
