// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/sourceprobe.h"

#include <algorithm>
#include <chrono>

namespace mobwatch::test {

namespace {

std::string text(const EventBatch &batch, std::uint32_t id)
{
    return id == BatchStrings::absent ? std::string("-") : std::string(batch.strings.at(id));
}

} // namespace

SourceProbe::SourceProbe(EventSource &watched)
    : source(watched)
{
    connect(&source, &EventSource::batchReady, this, [this] {
        ++ready;
        takeBatches();
    });
    connect(&source, &EventSource::statusChanged, this, &SourceProbe::takeState);
    connect(&source, &EventSource::finished, this, [this] {
        ++finishes;
        takeState();
    });
}

std::size_t SourceProbe::count(Epoch epoch) const
{
    return static_cast<std::size_t>(
        std::distance(events.lower_bound({epoch, 0}), events.upper_bound({epoch, ~Cursor{0}})));
}

bool SourceProbe::isComplete(Cursor last, Epoch epoch) const
{
    return count(epoch) == last &&
           (last == 0 || (events.contains({epoch, 1}) && events.contains({epoch, last})));
}

bool SourceProbe::hasNotice(SourceNotice::Kind kind) const
{
    return std::any_of(notices.begin(), notices.end(),
                       [kind](const SourceNotice &n) { return n.kind == kind; });
}

PayloadKey SourceProbe::key(Cursor cursor, Epoch epoch) const
{
    const Event &event = events.at({epoch, cursor});
    return {RowIndex{}, epoch, cursor, event.timestampMs, cursor};
}

void SourceProbe::takeBatches()
{
    for (const EventBatchPtr &batch : source.takeBatches()) {
        add(*batch);
        batches.push_back(batch);
    }
    takeState();
}

void SourceProbe::takeState()
{
    for (const Seam &seam : source.takeSeams())
        seams.push_back(seam);
    for (const SourceNotice &notice : source.takeNotices())
        notices.push_back(notice);
    const SourceState state = source.status().state;
    if (states.empty() || states.back() != state)
        states.push_back(state);
}

void SourceProbe::add(const EventBatch &batch)
{
    const qint64 now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                           std::chrono::steady_clock::now().time_since_epoch())
                           .count();
    if (!std::is_sorted(batch.cursor.begin(), batch.cursor.end()))
        ++disorders;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        Event event{batch.epoch,
                    batch.cursor[i],
                    batch.timestampMs[i],
                    text(batch, batch.kind[i]),
                    text(batch, batch.mob[i]),
                    text(batch, batch.run[i]),
                    text(batch, batch.step[i]),
                    text(batch, batch.agent[i]),
                    batch.arrival,
                    now};
        if (!events.emplace(std::pair{batch.epoch, batch.cursor[i]}, std::move(event)).second)
            ++repeats;
    }
    unreadable.insert(unreadable.end(), batch.unreadable.begin(), batch.unreadable.end());
}

} // namespace mobwatch::test
