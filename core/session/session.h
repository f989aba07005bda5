// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/facets.h"
#include "core/filter/filter.h"
#include "core/filter/filterindex.h"
#include "core/hub/eventhub.h"
#include "core/insight/runstates.h"
#include "core/source/eventsource.h"
#include "core/store/eventstore.h"

#include <QObject>
#include <QString>
#include <memory>
#include <vector>

namespace mobwatch {

/// What the status bar counts.
struct SessionCounters
{
    std::uint64_t events = 0;
    std::uint64_t unreadable = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t gaps = 0; ///< holes between neighbouring cursors of one epoch, once history is complete
    Cursor lastCursor = 0;
    Epoch epoch = 1;
    TimestampMs lastEventMs = 0;   ///< timestamp of the newest event of the ledger
    TimestampMs lastArrivalMs = 0; ///< our clock when the last live event came
    double eventsPerSecond = 0;    ///< live events, over the last seconds
    friend bool operator==(const SessionCounters &, const SessionCounters &) = default;
};

/// One watched thing: owns its source, store, filter index, facets, hub, run states and spool, and passes
/// each batch on in that order. GUI thread.
class Session final : public QObject
{
    Q_OBJECT
public:
    explicit Session(std::unique_ptr<EventSource> source, QObject *parent = nullptr);
    ~Session() override;

    void start();
    void stop();
    void retry();

    [[nodiscard]] const EventSource &source() const;
    [[nodiscard]] ServerLink *server(); ///< null where the source is no server
    [[nodiscard]] SourceStatus status() const;
    [[nodiscard]] SessionCounters counters() const;
    [[nodiscard]] const EventStore &store() const;
    [[nodiscard]] FilterIndex &matches();
    [[nodiscard]] const Facets &facets() const;
    [[nodiscard]] EventHub &hub();
    [[nodiscard]] const RunStates &runStates() const;
    [[nodiscard]] PayloadAccessPtr payloads() const;
    [[nodiscard]] const std::vector<Seam> &seams() const;
    [[nodiscard]] const std::vector<UnreadableRow> &unreadableRows() const; ///< the first 10,000
    [[nodiscard]] const std::vector<SourceNotice> &notices() const;

    // The filter in force and its history (Alt+Left, Alt+Right).
    [[nodiscard]] const Filter &filter() const;
    void setFilter(const Filter &filter);
    [[nodiscard]] bool canGoToEarlierFilter() const;
    [[nodiscard]] bool canGoToLaterFilter() const;
    void goToEarlierFilter();
    void goToLaterFilter();

    /// While held, the picture stands still: batches are stored and counted, but neither matches, facets nor
    /// hub are extended; what arrived meanwhile is passed on by release.
    void setHeld(bool held);
    [[nodiscard]] bool isHeld() const;
    [[nodiscard]] std::uint64_t heldEvents() const; ///< arrived while held

Q_SIGNALS:
    void statusChanged();
    void countersChanged(); ///< at most once per batch
    void eventsAppended(mobwatch::RowRange rows);
    void liveArrived(); ///< the hub has something new for its subscribers
    void filterChanged();
    void noticesChanged(); ///< notices(), seams() or unreadableRows() grew
    void heldChanged();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
