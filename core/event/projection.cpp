// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/projection.h"

#include "core/event/memberalias.h"
#include "core/event/payloadfields.h"

namespace mobwatch {

namespace {

std::optional<std::string> owned(const std::optional<std::string_view> &text)
{
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

} // namespace

StructuralFields structuralFields(std::string_view label, std::string_view data)
{
    // Building a parser costs more than using it, so each thread keeps one.
    thread_local simdjson::ondemand::parser parser;
    thread_local ondemand::PaddedText padded;
    thread_local ondemand::PayloadFields fields;

    fields.clear();
    simdjson::ondemand::document document;
    simdjson::ondemand::object payload;
    const simdjson::padded_string_view view = padded.view(data);
    if (parser.iterate(view).get(document) == simdjson::SUCCESS &&
        document.get_object().get(payload) == simdjson::SUCCESS &&
        ondemand::readPayloadFields(payload, view.data() + view.size(), fields) != simdjson::SUCCESS)
        fields.clear();
    const ondemand::PayloadSlots slots = ondemand::slotsOf(label, fields);
    StructuralFields result;
    result.runId = owned(slots.runId);
    result.stepId = owned(slots.stepId);
    if (slots.agentName)
        result.agentIdentity = decodeMemberName(*slots.agentName);
    result.severity = slots.severity;
    result.flowId = owned(slots.flowId);
    return result;
}

Envelope project(const MobEvent &event, const LabelTable &labels)
{
    StructuralFields fields = structuralFields(event.kind, event.data);
    Envelope envelope;
    envelope.cursor = event.cursor;
    envelope.mobId = event.mobId;
    envelope.timestampMs = event.timestampMs;
    envelope.kind = event.kind;
    envelope.runId = std::move(fields.runId);
    envelope.stepId = std::move(fields.stepId);
    envelope.agentIdentity = std::move(fields.agentIdentity);
    envelope.mobLabels = labels.mobLabels(event.mobId);
    if (envelope.runId)
        envelope.runLabels = labels.runLabels(event.mobId, *envelope.runId);
    envelope.data = event.data;
    return envelope;
}

} // namespace mobwatch
