// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/eventframe.h"

#include "core/event/envelopejson.h"
#include "core/support/oneline.h"

namespace mobwatch {

namespace {

void appendText(std::string &out, std::string_view key, std::string_view value)
{
    out += ",\"";
    out += key;
    out += "\":";
    appendJsonString(out, value);
}

void appendText(std::string &out, std::string_view key, const std::optional<std::string> &value)
{
    if (value)
        appendText(out, key, std::string_view(*value));
}

void appendLabelField(std::string &out, std::string_view key, const LabelMap &labels)
{
    if (labels.empty())
        return;
    out += ",\"";
    out += key;
    out += "\":";
    appendLabels(out, labels);
}

} // namespace

void appendEventFrame(std::string &out, const Envelope &envelope)
{
    out += "id: mob-evt-";
    out += std::to_string(envelope.cursor);
    out += "\nevent: ";
    const std::size_t kind = out.size();
    out += envelope.kind;
    keepOneLine(out, kind); // a line end in the name of a kind would end the field
    out += "\ndata: ";
    appendEnvelope(out, envelope);
    out += "\n\n";
}

void appendSortedEnvelope(std::string &out, const Envelope &envelope)
{
    const std::size_t begin = out.size();
    appendText(out, "agent_identity", envelope.agentIdentity);
    out += ",\"cursor\":";
    out += std::to_string(envelope.cursor);
    out += ",\"data\":";
    out += envelope.data;
    appendText(out, "event_id", std::string_view(eventId(envelope.cursor)));
    appendText(out, "kind", std::string_view(envelope.kind));
    appendText(out, "mob_id", std::string_view(envelope.mobId));
    appendLabelField(out, "mob_labels", envelope.mobLabels);
    appendText(out, "run_id", envelope.runId);
    appendLabelField(out, "run_labels", envelope.runLabels);
    appendText(out, "step_id", envelope.stepId);
    out += ",\"timestamp_ms\":";
    out += std::to_string(envelope.timestampMs);
    out += '}';
    out[begin] = '{'; // instead of the first comma
}

} // namespace mobwatch
