// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/event/ondemandjson.h"
#include "core/event/payloadfields.h"
#include "core/event/projection.h"
#include "core/source/streamrows.h"

#include <cstring>
#include <limits>

namespace mobwatch {

using simdjson::dom::element;
using simdjson::dom::element_type;

struct EnvelopeScanner::Private
{
    simdjson::dom::parser parser;
    ondemand::PaddedText padded;
    ondemand::PayloadFields payload;
    std::string mobLabels, runLabels;
    // What the slow reader found, for the views.
    EnvelopeLine line;
    std::string flow;

    enum class Read : std::uint8_t { Good, Odd };
    Read readQuickly(std::string_view json, EnvelopeRow &row);
    Read readField(std::string_view key, const element &value, EnvelopeRow &row, unsigned &seen);
    Result<EnvelopeRow> readTolerantly(std::string_view json);
};

namespace {

// Which of the fields that must be there were read.
enum : unsigned { HasCursor = 1, HasMob = 2, HasTime = 4, HasKind = 8, HasAll = 15 };

bool readOptional(const element &value, std::optional<std::string_view> &text)
{
    text.reset();
    std::string_view view;
    if (value.is_null())
        return true;
    if (value.get_string().get(view) != simdjson::SUCCESS)
        return false;
    text = view;
    return true;
}

// The set as JSON: neighbouring events mostly carry the same one.
bool readLabels(const element &value, std::string &json, std::string_view &labels)
{
    simdjson::dom::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return false;
    json.clear();
    if (object.begin() != object.end())
        json = simdjson::minify(object);
    labels = json;
    return true;
}

} // namespace

EnvelopeScanner::EnvelopeScanner()
    : d(std::make_unique<Private>())
{
}

EnvelopeScanner::~EnvelopeScanner() = default;

EnvelopeScanner::Private::Read EnvelopeScanner::Private::readField(std::string_view key, const element &value,
                                                                   EnvelopeRow &row, unsigned &seen)
{
    bool good = true;
    if (key == "data") {
        simdjson::dom::object object;
        payload.clear();
        if (value.get_object().get(object) == simdjson::SUCCESS)
            ondemand::readPayloadFields(object, payload);
    } else if (key == "cursor") {
        good = value.get_uint64().get(row.cursor) == simdjson::SUCCESS;
        seen |= HasCursor;
    } else if (key == "mob_id") {
        good = value.get_string().get(row.mob) == simdjson::SUCCESS;
        seen |= HasMob;
    } else if (key == "timestamp_ms") {
        good = value.get_uint64().get(row.timestampMs) == simdjson::SUCCESS;
        seen |= HasTime;
    } else if (key == "kind") {
        good = value.get_string().get(row.kind) == simdjson::SUCCESS;
        seen |= HasKind;
    } else if (key == "run_id") {
        good = readOptional(value, row.run);
    } else if (key == "step_id") {
        good = readOptional(value, row.step);
    } else if (key == "agent_identity") {
        good = readOptional(value, row.agent);
    } else if (key == "mob_labels") {
        good = readLabels(value, mobLabels, row.mobLabels);
    } else if (key == "run_labels") {
        good = readLabels(value, runLabels, row.runLabels);
    } else if (key == "epoch") {
        row.namesEpoch = true;
    }
    return good ? Read::Good : Read::Odd;
}

EnvelopeScanner::Private::Read EnvelopeScanner::Private::readQuickly(std::string_view json, EnvelopeRow &row)
{
    const simdjson::padded_string_view view = padded.view(json);
    element document;
    simdjson::dom::object object;
    if (parser.parse(view.data(), view.size(), false).get(document) != simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS)
        return Read::Odd;
    payload.clear();
    unsigned seen = 0;
    for (const simdjson::dom::key_value_pair field : object) {
        if (readField(field.key, field.value, row, seen) == Read::Odd)
            return Read::Odd;
    }
    if (seen != HasAll)
        return Read::Odd;
    const ondemand::PayloadSlots found = ondemand::slotsOf(row.kind, payload);
    row.severity = found.severity;
    row.flow = found.flowId;
    return Read::Good;
}

// For what the quick way refuses: integers of any length, labels that are no object, and all real mistakes.
Result<EnvelopeRow> EnvelopeScanner::Private::readTolerantly(std::string_view json)
{
    auto read = readEnvelope(json);
    if (!read)
        return fail(read.error());
    line = std::move(*read);
    const Envelope &envelope = line.envelope;
    StructuralFields fields = structuralFields(envelope.kind, envelope.data);
    EnvelopeRow row;
    row.cursor = envelope.cursor;
    row.timestampMs = envelope.timestampMs;
    row.mob = envelope.mobId;
    row.kind = envelope.kind;
    row.run = envelope.runId;
    row.step = envelope.stepId;
    row.agent = envelope.agentIdentity;
    row.severity = fields.severity;
    if (fields.flowId) {
        flow = std::move(*fields.flowId);
        row.flow = flow;
    }
    const auto labels = [](const LabelMap &map, std::string &text) {
        text.clear();
        for (const auto &[name, value] : map) {
            text += text.empty() ? '{' : ',';
            appendJsonString(text, name);
            text += ':';
            appendJsonString(text, value);
        }
        text += text.empty() ? "" : "}";
        return std::string_view(text);
    };
    row.mobLabels = labels(envelope.mobLabels, mobLabels);
    row.runLabels = labels(envelope.runLabels, runLabels);
    row.namesEpoch = true; // it may
    return row;
}

Result<EnvelopeRow> EnvelopeScanner::read(std::string_view json)
{
    Result<EnvelopeRow> row = EnvelopeRow();
    if (d->readQuickly(json, *row) == Private::Read::Odd)
        row = d->readTolerantly(json);
    if (row && (row->cursor == 0 || row->cursor > std::uint64_t{std::numeric_limits<std::int64_t>::max()}))
        return fail(ErrorCode::Malformed, QStringLiteral("the envelope's cursor is out of range"),
                    QStringLiteral("cursor"));
    return row;
}

std::uint32_t StreamRows::labelSet(std::string_view json)
{
    if (json.empty())
        return BatchStrings::absent;
    const auto [entry, isNew] = m_labelSets.try_emplace(std::string(json), 0);
    if (!isNew)
        return entry->second;
    LabelMap labels;
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    const simdjson::padded_string padded(json);
    if (parser.parse(padded).get_object().get(object) == simdjson::SUCCESS) {
        for (const simdjson::dom::key_value_pair label : object) {
            std::string_view text;
            if (label.value.get_string().get(text) == simdjson::SUCCESS)
                labels[std::string(label.key)] = text;
        }
    }
    entry->second = BatchStrings::absent;
    if (!labels.empty()) {
        entry->second = static_cast<std::uint32_t>(m_batch->labelSets.size());
        m_batch->labelSets.push_back(std::move(labels));
    }
    return entry->second;
}

} // namespace mobwatch
