// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/envelopebatcher.h"

#include "core/event/projection.h"

#include <algorithm>
#include <limits>

namespace mobwatch {

namespace {

constexpr int sizeShift = 48;
constexpr std::uint64_t block = 4096;

std::uint32_t internOptional(BatchStrings &strings, const std::optional<std::string> &text)
{
    return text ? strings.intern(*text) : BatchStrings::absent;
}

} // namespace

std::uint64_t EnvelopeBatcher::locator(std::uint64_t offset, std::uint64_t size)
{
    return offset | ((size / block + 1) << sizeShift);
}

EnvelopeBatcher::Place EnvelopeBatcher::place(std::uint64_t locator)
{
    return {locator & ((std::uint64_t{1} << sizeShift) - 1), (locator >> sizeShift) * block};
}

void EnvelopeBatcher::add(const EnvelopeLineReader::Line &line)
{
    if (line.tooLong) {
        return addUnreadable(
            line, Error{ErrorCode::Malformed, QStringLiteral("the line is longer than 64 MiB"), {}, -1, {}});
    }
    auto read = readEnvelope(line.bytes);
    if (!read)
        return addUnreadable(line, read.error());
    const int epoch = read->epoch + m_before;
    if (epoch > std::numeric_limits<Epoch>::max())
        return addUnreadable(line, Error{ErrorCode::Malformed,
                                         QStringLiteral("the epoch is too large"),
                                         QStringLiteral("epoch"),
                                         -1,
                                         {}});

    Row row;
    row.epoch = static_cast<Epoch>(epoch);
    row.envelope = std::move(read->envelope);
    switch (m_seen.see(row.epoch, row.envelope.cursor, line.bytes)) {
    case SeenCursors::Verdict::New:
        break;
    case SeenCursors::Verdict::Duplicate:
        ++m_duplicates;
        return;
    case SeenCursors::Verdict::Conflict:
        ++m_conflicts;
        break;
    }
    StructuralFields fields = structuralFields(row.envelope.kind, row.envelope.data);
    row.severity = fields.severity;
    row.flowId = std::move(fields.flowId);
    row.envelope.data = std::string(); // stays in the file
    row.locator = locator(line.offset, line.size);
    if (row.epoch > m_highestEpoch) {
        m_highestEpoch = row.epoch;
        m_lastCursor = 0;
    }
    if (row.epoch == m_highestEpoch)
        m_lastCursor = std::max(m_lastCursor, row.envelope.cursor);
    m_rows.push_back(std::move(row));
}

void EnvelopeBatcher::addUnreadable(const EnvelopeLineReader::Line &line, Error error)
{
    UnreadableRow row;
    row.line = line.number;
    row.epoch = static_cast<Epoch>(m_before + 1);
    row.error = std::move(error);
    m_unreadable.push_back(std::move(row));
}

Epoch EnvelopeBatcher::beginAnew()
{
    m_before = m_highestEpoch;
    m_highestEpoch = static_cast<Epoch>(m_before + 1);
    m_lastCursor = 0;
    m_seen.clear();
    return m_highestEpoch;
}

void EnvelopeBatcher::append(EventBatch &batch, const Row &row, std::map<LabelMap, std::uint32_t> &labelSets)
{
    const auto labels = [&](const LabelMap &set) {
        if (set.empty())
            return BatchStrings::absent;
        const auto [entry, isNew] =
            labelSets.try_emplace(set, static_cast<std::uint32_t>(batch.labelSets.size()));
        if (isNew)
            batch.labelSets.push_back(set);
        return entry->second;
    };
    const Envelope &envelope = row.envelope;
    batch.kind.push_back(batch.strings.intern(envelope.kind));
    batch.mob.push_back(batch.strings.intern(envelope.mobId));
    batch.run.push_back(internOptional(batch.strings, envelope.runId));
    batch.step.push_back(internOptional(batch.strings, envelope.stepId));
    batch.agent.push_back(internOptional(batch.strings, envelope.agentIdentity));
    batch.severity.push_back(row.severity);
    batch.cursor.push_back(envelope.cursor);
    batch.timestampMs.push_back(envelope.timestampMs);
    batch.locator.push_back(row.locator);
    batch.mobLabels.push_back(labels(envelope.mobLabels));
    batch.runLabels.push_back(labels(envelope.runLabels));
    if (row.flowId && envelope.runId) {
        const EventBatch::RunFlow told{batch.run.back(), batch.strings.intern(*row.flowId)};
        if (batch.runFlows.empty() || batch.runFlows.back() != told)
            batch.runFlows.push_back(told);
    }
}

std::vector<EventBatchPtr> EnvelopeBatcher::take(Arrival arrival)
{
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) {
        return a.epoch != b.epoch ? a.epoch < b.epoch : a.envelope.cursor < b.envelope.cursor;
    });
    std::vector<std::shared_ptr<EventBatch>> batches;
    std::map<LabelMap, std::uint32_t> labelSets;
    for (const Row &row : m_rows) {
        if (batches.empty() || batches.back()->epoch != row.epoch) {
            batches.push_back(std::make_shared<EventBatch>());
            batches.back()->arrival = arrival;
            batches.back()->epoch = row.epoch;
            labelSets.clear();
        }
        append(*batches.back(), row, labelSets);
    }
    if (batches.empty() && (!m_unreadable.empty() || m_duplicates > 0)) {
        batches.push_back(std::make_shared<EventBatch>());
        batches.back()->arrival = arrival;
        batches.back()->epoch = m_highestEpoch;
    }
    if (!batches.empty()) {
        EventBatch &first = *batches.front();
        first.unreadable = std::move(m_unreadable);
        first.duplicates = m_duplicates;
        first.conflicts = m_conflicts;
    }
    for (const std::shared_ptr<EventBatch> &batch : batches) {
        if (batch->labelSets.empty()) {
            batch->mobLabels.clear();
            batch->runLabels.clear();
        }
    }
    m_rows.clear();
    m_unreadable.clear();
    m_duplicates = 0;
    m_conflicts = 0;
    return {batches.begin(), batches.end()};
}

} // namespace mobwatch
