// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/core/filter/samplestore.h"

#include "core/event/projection.h"

#include <algorithm>

namespace mobwatch::test {

namespace {

std::uint32_t labelSetId(EventBatch &batch, const LabelMap &labels)
{
    if (labels.empty())
        return BatchStrings::absent;
    const auto known = std::find(batch.labelSets.begin(), batch.labelSets.end(), labels);
    if (known != batch.labelSets.end())
        return static_cast<std::uint32_t>(known - batch.labelSets.begin());
    batch.labelSets.push_back(labels);
    return static_cast<std::uint32_t>(batch.labelSets.size() - 1);
}

std::uint32_t slotId(EventBatch &batch, const std::optional<std::string> &slot)
{
    return slot ? batch.strings.intern(*slot) : BatchStrings::absent;
}

} // namespace

EventBatch toBatch(const std::vector<Envelope> &envelopes, Epoch epoch)
{
    EventBatch batch;
    batch.epoch = epoch;
    for (const Envelope &envelope : envelopes) {
        batch.kind.push_back(batch.strings.intern(envelope.kind));
        batch.mob.push_back(batch.strings.intern(envelope.mobId));
        batch.run.push_back(slotId(batch, envelope.runId));
        batch.step.push_back(slotId(batch, envelope.stepId));
        batch.agent.push_back(slotId(batch, envelope.agentIdentity));
        batch.severity.push_back(structuralFields(envelope.kind, envelope.data).severity);
        batch.cursor.push_back(envelope.cursor);
        batch.timestampMs.push_back(envelope.timestampMs);
        batch.locator.push_back(envelope.cursor);
        batch.mobLabels.push_back(labelSetId(batch, envelope.mobLabels));
        batch.runLabels.push_back(labelSetId(batch, envelope.runLabels));
    }
    return batch;
}

Envelope sampleEvent(Cursor cursor, const std::string &kind, const std::string &data)
{
    Envelope envelope;
    envelope.cursor = cursor;
    envelope.mobId = "crew";
    envelope.timestampMs = 1000 * cursor;
    envelope.kind = kind;
    envelope.data = data;
    return envelope;
}

} // namespace mobwatch::test
