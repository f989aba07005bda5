// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/filter/partmask.h"
#include "core/store/eventstore.h"

#include <QObject>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace mobwatch {

/// One background evaluation of one filter, shared by the index that asked and the worker that answers. A new
/// filter is a new object: what the old one still says reaches nobody. Methods tell whose thread they belong
/// to.
class FilterSearch final
{
public:
    struct Found
    {
        std::vector<std::uint32_t> matches;  ///< rows, in ledger order
        std::vector<std::uint32_t> answered; ///< rows whose payload was needed and says yes in every part
        std::uint32_t scanned = 0;           ///< rows that are settled with this
        std::uint32_t regexFailures = 0;
        std::uint32_t unreadable = 0;
    };

    /// With `forFacets`, payloads are also read where only the parts of one facet's field say no: after the
    /// rest.
    FilterSearch(std::shared_ptr<FilterProgram> program, PayloadAccessPtr payloads, bool forFacets);
    Q_DISABLE_COPY_MOVE(FilterSearch)

    // The index's thread.
    /// More rows to look at: runs in ledger order, looked at from the end. `newest`: before everything that
    /// waits. True if the worker must be started.
    [[nodiscard]] bool add(const std::vector<RowRange> &runs, StoreSnapshot snapshot, bool newest);
    /// Refreshes the program; waits at most for the one row or block that the worker is judging.
    void refreshProgram(const EventStore &store);
    void cancel() { m_isCanceled = true; }
    [[nodiscard]] std::vector<Found> take();

    // The worker's thread.
    struct Piece
    {
        RowRange rows; ///< within one chunk, at most partMaskBlock rows
        std::shared_ptr<const StoreSnapshot> snapshot;
        bool isLastOfRun = false; ///< the next piece stands elsewhere in the ledger
    };
    [[nodiscard]] bool isCanceled() const { return m_isCanceled; }
    [[nodiscard]] bool isForFacets() const { return m_isForFacets; }
    [[nodiscard]] bool hasPieces() const;
    [[nodiscard]] std::optional<Piece> nextPiece();
    /// True when nothing was added meanwhile; then the worker is idle.
    [[nodiscard]] bool tryFinish();
    /// True if the index must be woken.
    [[nodiscard]] bool report(Found found);
    [[nodiscard]] const PayloadAccessPtr &payloads() const { return m_payloads; }

    /// Calls use(program) while nobody refreshes it.
    template <class Use>
    void withProgram(Use use)
    {
        std::unique_lock lock(m_programMutex);
        m_refreshed.wait(lock, [this] { return !m_wantsRefresh; });
        use(const_cast<const FilterProgram &>(*m_program));
    }

private:
    const std::shared_ptr<FilterProgram> m_program;
    const PayloadAccessPtr m_payloads;
    const bool m_isForFacets;
    std::atomic<bool> m_isCanceled{false};

    // A plain mutex is not fair: the worker, which comes back at once, steps aside while somebody wants to
    // refresh.
    std::mutex m_programMutex;
    std::condition_variable m_refreshed;
    std::atomic<bool> m_wantsRefresh{false};

    mutable std::mutex m_mutex; ///< guards everything below
    std::deque<RowRange> m_runs;
    std::shared_ptr<const StoreSnapshot> m_snapshot;
    std::vector<Found> m_found;
    bool m_isRunning = false;
    bool m_isWakePending = false;
};

/// Lives on the search thread.
class FilterSearchWorker final : public QObject
{
    Q_OBJECT
public:
    void run(FilterSearch &search);

Q_SIGNALS:
    void foundMore(); ///< FilterSearch::take has something

private:
    struct Scan;
    void scanPiece(Scan &scan, const FilterSearch::Piece &piece);
    void scanFacetRows(Scan &scan);
    void judge(Scan &scan, const StoreSnapshot &snapshot, std::uint32_t row, PartMask mask);
    void flush(Scan &scan);
};

} // namespace mobwatch
