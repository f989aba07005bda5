// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"

#include <QObject>
#include <QString>
#include <map>
#include <string>
#include <utility>
#include <vector>

/// As QTRY_..., with patience for a busy machine and for sanitizers.
#define TRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60000)
#define TRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, 60000)

namespace mobwatch::test {

/// Takes everything that a source says, as a session would, and keeps it for a test to look at.
class SourceProbe final : public QObject
{
    Q_OBJECT
public:
    explicit SourceProbe(EventSource &source);

    struct Event
    {
        Epoch epoch = 1;
        Cursor cursor = 0;
        TimestampMs timestampMs = 0;
        std::string kind;
        std::string mob, run, step, agent; ///< "-" when absent
        Arrival arrival = Arrival::Live;
        qint64 ns = 0; ///< monotonic clock when it was taken
    };

    EventSource &source;
    std::map<std::pair<Epoch, Cursor>, Event> events;
    std::vector<EventBatchPtr> batches;
    std::vector<Seam> seams;
    std::vector<SourceNotice> notices;
    std::vector<SourceState> states; ///< neighbours differ
    std::vector<UnreadableRow> unreadable;
    int repeats = 0;   ///< the same (epoch, cursor) twice
    int disorders = 0; ///< a batch that was not ascending, or history that was not
    int ready = 0;     ///< batchReady signals
    int finishes = 0;

    [[nodiscard]] std::size_t count(Epoch epoch = 1) const;
    [[nodiscard]] bool isLive() const { return source.status().state == SourceState::Live; }
    [[nodiscard]] bool isWaiting() const { return source.status().state == SourceState::Waiting; }
    /// (epoch, 1) to (epoch, last) without a hole.
    [[nodiscard]] bool isComplete(Cursor last, Epoch epoch = 1) const;
    [[nodiscard]] bool hasNotice(SourceNotice::Kind kind) const;
    [[nodiscard]] PayloadKey key(Cursor cursor, Epoch epoch = 1) const;

private:
    void takeBatches();
    void takeState();
    void add(const EventBatch &batch);
};

} // namespace mobwatch::test
