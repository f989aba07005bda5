// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/labels.h"
#include "core/ledger/storedrow.h"
#include "core/source/ledgerfeed.h"

#include <chrono>
#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace mobwatch {

/// The decoding end of the pipe: turns raw rows into batches. run() is the whole life of one thread.
class RowDecoder final
{
public:
    static constexpr std::size_t maxBatchRows = 16384;
    static constexpr std::chrono::milliseconds frame{33}; ///< live rows are gathered for at most this long

    /// `decoded` gets every chunk after it was decoded.
    RowDecoder(LedgerFeed &feed, LabelTable labels, std::function<void(RawChunk)> decoded);
    void run();

private:
    using Clock = std::chrono::steady_clock;

    /// Neighbouring rows often say the same: comparing with the last text is cheaper than looking it up.
    class Column
    {
    public:
        void clear() { m_id = BatchStrings::absent; }
        [[nodiscard]] std::uint32_t intern(BatchStrings &strings, std::string_view text)
        {
            if (m_id == BatchStrings::absent || strings.at(m_id) != text)
                m_id = strings.intern(text);
            return m_id;
        }

    private:
        std::uint32_t m_id = BatchStrings::absent;
    };

    bool handle(FeedItem &item);
    bool decode(const RawChunk &chunk);
    void append(const RawChunk &chunk, const RawChunk::Row &row);
    void appendLabels(const RowFields &fields);
    [[nodiscard]] std::uint32_t labelSet(const LabelMap &labels);
    void noteFlow(std::uint32_t run, std::uint32_t flow);
    void noteSchema(int version);
    bool flush();

    LedgerFeed &m_feed;
    const LabelTable m_labels;
    std::function<void(RawChunk)> m_decoded;
    StoredRowScanner m_scanner;
    std::shared_ptr<EventBatch> m_open;
    Column m_kind, m_mob, m_run, m_step, m_agent;
    std::unordered_set<std::uint64_t> m_flows;                       ///< run and flow ids of the open batch
    std::unordered_map<const LabelMap *, std::uint32_t> m_labelSets; ///< of the open batch
    Clock::time_point m_lastFlush;                                   ///< of live rows
    int m_newestSchema = 0;
};

} // namespace mobwatch
