// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/eventbatch.h"
#include "core/source/eventprints.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mobwatch {

/// Makes one sequence of the batches of a server and of its ledger: each event once, epochs as the server
/// counts them. A value; knows no sources.
class EpochMerger final
{
public:
    enum class State : std::uint8_t {
        Comparing, ///< no event that both have was compared yet
        Merged,
        Refused, ///< the ledger has another event under a cursor of the server
    };
    [[nodiscard]] State state() const { return m_state; }

    /// The batch to show: without what the ledger gave before.
    [[nodiscard]] EventBatchPtr addServer(const EventBatchPtr &batch);
    void beginServerEpoch(Epoch epoch);

    void beginLedger();
    void addLedger(EventBatchPtr batch);
    [[nodiscard]] bool hasWaiting() const { return !m_waiting.empty(); }
    /// Batches of the ledger whose epoch is known by now, without what the server sent before.
    [[nodiscard]] std::vector<EventBatchPtr> takeMerged();
    /// Pairs of epochs (the server's, the ledger's) that are new.
    [[nodiscard]] std::vector<std::pair<Epoch, Epoch>> takePairs() { return std::exchange(m_newPairs, {}); }

private:
    enum class Comparison : std::uint8_t { Nothing, Same, Other };
    [[nodiscard]] Comparison compare(const EventBatch &batch) const;
    bool pair(const EventBatch &batch);
    void comparePending();
    [[nodiscard]] bool hasNewsAbout(const EventBatch &batch) const;
    [[nodiscard]] EventBatchPtr merge(const EventBatch &batch, Epoch epoch);
    void noteLabels(const EventBatch &batch);
    void setLabels(EventBatch &batch) const;

    State m_state = State::Comparing;
    std::map<Epoch, EventPrints> m_prints; ///< by the server's epochs
    Epoch m_serverEpoch = 1;
    std::map<Epoch, Epoch> m_pairs; ///< the ledger's to the server's
    std::vector<std::pair<Epoch, Epoch>> m_newPairs;
    std::vector<EventBatchPtr> m_waiting;
    std::size_t m_compared = 0;       ///< so many of them can be told only by what is new
    std::vector<Cursor> m_serverNews; ///< the server's cursors since they were compared
    // The server's labels, for rows that only the ledger has.
    std::map<std::string, LabelMap, std::less<>> m_mobLabels;
    std::map<std::pair<std::string, std::string>, LabelMap> m_runLabels;
};

} // namespace mobwatch
