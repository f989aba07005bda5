// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/eventbatch.h"
#include "core/support/result.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mobwatch {

/// What the columns need of one envelope. Views are valid until the next one is read.
struct EnvelopeRow
{
    Cursor cursor = 0;
    TimestampMs timestampMs = 0;
    std::string_view mob, kind;
    std::optional<std::string_view> run, step, agent, flow;
    std::string_view mobLabels, runLabels; ///< as JSON; empty = none
    Severity severity = Severity::Info;
    bool namesEpoch = false; ///< has a key `epoch`, which is not the server's to give
};

/// Reads envelopes of a stream: every byte of an envelope is validated. One thread.
class EnvelopeScanner final
{
public:
    EnvelopeScanner();
    ~EnvelopeScanner();
    Q_DISABLE_COPY_MOVE(EnvelopeScanner)

    /// Errors: Malformed with the byte position; `subject` = the field that is missing or wrong.
    [[nodiscard]] Result<EnvelopeRow> read(std::string_view json);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Gathers rows of one epoch and one arrival into a batch.
class StreamRows final
{
public:
    explicit StreamRows(Arrival arrival, Epoch epoch);

    void add(const EnvelopeRow &row);
    void addUnreadable(UnreadableRow row) { m_batch->unreadable.push_back(std::move(row)); }
    void noteDuplicate() { ++m_batch->duplicates; }

    [[nodiscard]] std::size_t size() const { return m_batch->size(); }
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] Arrival arrival() const { return m_batch->arrival; }
    [[nodiscard]] Epoch epoch() const { return m_batch->epoch; }
    /// The batch, ascending by cursor; `locators` are those of its rows in the order they were added.
    [[nodiscard]] EventBatchPtr finish(std::vector<std::uint64_t> locators);

private:
    enum Column : std::uint8_t { Kind, Mob, Run, Step, Agent };
    [[nodiscard]] std::uint32_t intern(Column column, std::string_view text);
    [[nodiscard]] std::uint32_t internOptional(Column column, const std::optional<std::string_view> &text);
    [[nodiscard]] std::uint32_t labelSet(std::string_view json);
    void sort();

    std::shared_ptr<EventBatch> m_batch;
    std::array<std::uint32_t, 5> m_last; ///< neighbouring rows often say the same
    std::unordered_set<std::uint64_t> m_flows;
    std::unordered_map<std::string, std::uint32_t> m_labelSets;
    bool m_isSorted = true;
};

} // namespace mobwatch
