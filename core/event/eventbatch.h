// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"
#include "core/event/labels.h"
#include "core/support/ids.h"
#include "core/support/result.h"
#include "core/support/time.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mobwatch {

/// Strings of one batch, each once. Ids are dense from 0 in order of first use.
class BatchStrings
{
public:
    static constexpr std::uint32_t absent = 0xffffffffU;

    [[nodiscard]] std::uint32_t intern(std::string_view text);
    [[nodiscard]] std::string_view at(std::uint32_t id) const { return m_texts[id]; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_texts.size()); }

private:
    // The arena's blocks never move, so the views stay valid when the batch is moved.
    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_blockUsed = 0;
    std::size_t m_blockSize = 0;
    std::vector<std::string_view> m_texts;
    std::unordered_map<std::string_view, std::uint32_t> m_ids;
};

/// A row or line that could not be read: data, not an abort (specification: malformed input is data).
struct UnreadableRow
{
    Cursor cursor = 0; ///< 0 when the row did not even tell
    qint64 line = -1;  ///< of an event file, from 1
    Epoch epoch = 1;
    Error error;             ///< Malformed (position = byte), Pre06 or Damaged
    std::uint64_t count = 1; ///< neighbouring cursors that it stands for: a damaged page holds many

    friend bool operator==(const UnreadableRow &, const UnreadableRow &) = default;
};

/// Where the rows of a batch stand in time, for whoever tells people or publishes live events.
enum class Arrival : std::uint8_t {
    Newest, ///< the first screenful of what was already there
    Older,  ///< history, filled in behind
    Live,   ///< written since the source was opened; only these go to the hub
};

/// The only thing that crosses a thread border: events of one ledger and one epoch in columns, ascending by
/// cursor, immutable once handed over (std::shared_ptr<const EventBatch>).
struct EventBatch
{
    Arrival arrival = Arrival::Live;
    Epoch epoch = 1;

    BatchStrings strings;
    std::vector<std::uint32_t> kind, mob;        ///< ids into `strings`
    std::vector<std::uint32_t> run, step, agent; ///< ids, or BatchStrings::absent
    std::vector<Severity> severity;
    std::vector<Cursor> cursor;
    std::vector<TimestampMs> timestampMs;
    std::vector<std::uint64_t> locator; ///< what the source's PayloadReader finds the payload by
    std::vector<std::uint32_t> mobLabels,
        runLabels; ///< ids into `labelSets`, or absent; empty vectors = none at all
    std::vector<LabelMap> labelSets;

    struct RunFlow
    {
        std::uint32_t run = 0;  ///< id into `strings`
        std::uint32_t flow = 0; ///< id into `strings`
        friend bool operator==(const RunFlow &, const RunFlow &) = default;
    };
    std::vector<RunFlow> runFlows; ///< which flow a run belongs to, where a payload of this batch told

    std::vector<UnreadableRow> unreadable;
    std::uint32_t duplicates = 0; ///< repeats that were dropped (event files: same epoch, cursor and bytes)
    std::uint32_t conflicts = 0;  ///< same epoch and cursor, other bytes: kept and counted

    [[nodiscard]] std::size_t size() const { return cursor.size(); }
};

using EventBatchPtr = std::shared_ptr<const EventBatch>;

} // namespace mobwatch
