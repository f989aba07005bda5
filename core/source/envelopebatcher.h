// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelopejson.h"
#include "core/event/eventbatch.h"
#include "core/source/envelopelinereader.h"
#include "core/source/seencursors.h"

#include <map>
#include <optional>
#include <vector>

namespace mobwatch {

/// Turns lines of an event file into batches: reads them, drops repeats, keeps conflicts, counts both, and
/// sorts what was gathered by (epoch, cursor). One batch has one epoch.
class EnvelopeBatcher final
{
public:
    static constexpr std::size_t maxRows = 16384;

    void add(const EnvelopeLineReader::Line &line);
    [[nodiscard]] bool isFull() const { return m_rows.size() + m_unreadable.size() >= maxRows; }
    /// What was gathered since the last call, oldest epoch first.
    [[nodiscard]] std::vector<EventBatchPtr> take(Arrival arrival);

    /// The file begins anew: its epochs go on behind those of the old one. Returns the first of them.
    Epoch beginAnew();
    [[nodiscard]] Epoch highestEpoch() const { return m_highestEpoch; }
    [[nodiscard]] Cursor lastCursor() const { return m_lastCursor; } ///< of the highest epoch

    /// Where a line stands, in one number (see FilePayloads): its offset and its size in blocks of 4 KiB.
    [[nodiscard]] static std::uint64_t locator(std::uint64_t offset, std::uint64_t size);
    struct Place
    {
        std::uint64_t offset = 0;
        std::uint64_t size = 0; ///< at least what the line takes
    };
    [[nodiscard]] static Place place(std::uint64_t locator);

private:
    struct Row
    {
        Epoch epoch = 1;
        Envelope envelope; ///< without its payload
        std::uint64_t locator = 0;
        Severity severity = Severity::Info;
        std::optional<std::string> flowId;
    };
    void addUnreadable(const EnvelopeLineReader::Line &line, Error error);
    static void append(EventBatch &batch, const Row &row, std::map<LabelMap, std::uint32_t> &labelSets);

    SeenCursors m_seen;
    std::vector<Row> m_rows;
    std::vector<UnreadableRow> m_unreadable;
    std::uint32_t m_duplicates = 0;
    std::uint32_t m_conflicts = 0;
    Epoch m_before = 0; ///< epochs that earlier readings used up
    Epoch m_highestEpoch = 1;
    Cursor m_lastCursor = 0;
};

} // namespace mobwatch
