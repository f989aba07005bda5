// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"

#include "core/event/ondemandjson.h"
#include "core/support/oneline.h"

#include <charconv>
#include <utility>

namespace mobwatch {

namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr char hexDigits[] = "0123456789abcdef";

char shortEscape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    default:
        return 0;
    }
}

void appendText(std::string &out, std::string_view key, std::string_view text)
{
    out += key;
    appendJsonString(out, text);
}

void appendLabelField(std::string &out, std::string_view key, const LabelMap &labels)
{
    if (labels.empty())
        return;
    out += key;
    appendLabels(out, labels);
}

// One envelope is one line: white space of a payload that was printed over several lines must not end it.
void appendData(std::string &out, std::string_view data)
{
    const std::size_t from = out.size();
    out += data;
    keepOneLine(out, from);
}

struct Reader
{
    EnvelopeLine line;
    bool hasCursor = false, hasMob = false, hasTime = false, hasKind = false;

    error_code readField(std::string_view key, simdjson::ondemand::value value);
    error_code readNumber(std::string_view key, simdjson::ondemand::value value, bool &known);
    [[nodiscard]] QString missing() const;
};

error_code readString(simdjson::ondemand::value value, std::string &text)
{
    std::string_view view;
    const auto error = value.get_string().get(view);
    text = view;
    return error;
}

error_code readOptional(simdjson::ondemand::value value, std::optional<std::string> &text)
{
    if (ondemand::isNull(value)) {
        text.reset();
        return SUCCESS;
    }
    return readString(value, text.emplace());
}

error_code readLabels(simdjson::ondemand::value value, LabelMap &labels)
{
    labels.clear();
    if (!ondemand::isObject(value))
        return ondemand::validate(value);
    simdjson::ondemand::object object;
    if (const auto error = value.get_object().get(object))
        return error;
    return ondemand::eachField(object, [&](std::string_view key, simdjson::ondemand::value each) {
        simdjson::ondemand::json_type type{};
        if (const auto error = each.type().get(type))
            return error;
        // A label that is no text is nobody's label, but no reason to lose the event.
        return type == simdjson::ondemand::json_type::string ? readString(each, labels[std::string(key)])
                                                             : ondemand::validate(each);
    });
}

// A key of ours. A server may mean something else by it: then it is one that nobody knows.
Epoch epochOf(std::string_view token)
{
    Epoch epoch = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), epoch);
    token.remove_prefix(static_cast<std::size_t>(end - token.data()));
    const bool isWhole = token.find_first_not_of(" \t\r\n") == std::string_view::npos;
    return error == std::errc() && isWhole && epoch > 0 ? epoch : Epoch{1};
}

error_code Reader::readNumber(std::string_view key, simdjson::ondemand::value value, bool &known)
{
    known = true;
    if (key == "cursor") {
        hasCursor = true;
        return value.get_uint64().get(line.envelope.cursor);
    }
    if (key == "timestamp_ms") {
        hasTime = true;
        return value.get_uint64().get(line.envelope.timestampMs);
    }
    if (key == "epoch") {
        line.epoch = epochOf(value.raw_json_token());
        return ondemand::validate(value);
    }
    known = false;
    return SUCCESS;
}

error_code Reader::readField(std::string_view key, simdjson::ondemand::value value)
{
    bool known = false;
    if (const auto error = readNumber(key, value, known); error || known)
        return error;
    Envelope &envelope = line.envelope;
    if (key == "mob_id") {
        hasMob = true;
        return readString(value, envelope.mobId);
    }
    if (key == "kind") {
        hasKind = true;
        return readString(value, envelope.kind);
    }
    if (key == "run_id")
        return readOptional(value, envelope.runId);
    if (key == "step_id")
        return readOptional(value, envelope.stepId);
    if (key == "agent_identity")
        return readOptional(value, envelope.agentIdentity);
    if (key == "mob_labels")
        return readLabels(value, envelope.mobLabels);
    if (key == "run_labels")
        return readLabels(value, envelope.runLabels);
    return ondemand::validate(value);
}

QString Reader::missing() const
{
    if (!hasCursor)
        return QStringLiteral("cursor");
    if (!hasMob)
        return QStringLiteral("mob_id");
    if (!hasTime)
        return QStringLiteral("timestamp_ms");
    return hasKind ? QString() : QStringLiteral("kind");
}

// The payload is looked through by a parser of its own: the outer one moves over a value only once.
error_code readData(simdjson::ondemand::value value, simdjson::ondemand::parser &parser,
                    const char *readableEnd, std::string &data)
{
    std::string_view raw;
    if (const auto error = ondemand::rawJson(value, raw))
        return error;
    data = raw;
    if (raw.empty() || (raw.front() != '{' && raw.front() != '['))
        return ondemand::validate(value);
    simdjson::ondemand::document document;
    const auto readable = static_cast<std::size_t>(readableEnd - raw.data());
    if (const auto error = parser.iterate(simdjson::padded_string_view(raw, readable)).get(document))
        return error;
    simdjson::ondemand::value whole;
    if (const auto error = document.get_value().get(whole))
        return error;
    if (const auto error = ondemand::validate(whole))
        return error;
    return ondemand::checkEnd(document);
}

error_code readEnvelopeFields(std::string_view json, Reader &reader)
{
    thread_local simdjson::ondemand::parser parser;
    thread_local simdjson::ondemand::parser payloadParser;
    thread_local ondemand::PaddedText padded;

    const simdjson::padded_string_view view = padded.view(json);
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (const auto error = parser.iterate(view).get(document))
        return error;
    if (const auto error = document.get_object().get(object))
        return error;
    const char *const end = view.data() + view.size() + simdjson::SIMDJSON_PADDING;
    const auto error = ondemand::eachField(object, [&](std::string_view key, simdjson::ondemand::value each) {
        return key == "data" ? readData(each, payloadParser, end, reader.line.envelope.data)
                             : reader.readField(key, each);
    });
    return error ? error : ondemand::checkEnd(document);
}

} // namespace

void appendJsonString(std::string &out, std::string_view text)
{
    out += '"';
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\')
            continue;
        out += text.substr(from, i - from);
        from = i + 1;
        out += '\\';
        if (const char escape = shortEscape(c)) {
            out += escape;
        } else {
            out += "u00";
            out += hexDigits[(c >> 4) & 0xf];
            out += hexDigits[c & 0xf];
        }
    }
    out += text.substr(from);
    out += '"';
}

void appendLabels(std::string &out, const LabelMap &labels)
{
    char before = '{';
    for (const auto &[key, value] : labels) {
        out += std::exchange(before, ',');
        appendJsonString(out, key);
        out += ':';
        appendJsonString(out, value);
    }
    out += labels.empty() ? "{}" : "}";
}

void appendEnvelope(std::string &out, const Envelope &envelope, Epoch epoch)
{
    out += R"({"event_id":"mob-evt-)";
    out += std::to_string(envelope.cursor);
    out += R"(","cursor":)";
    out += std::to_string(envelope.cursor);
    appendText(out, R"(,"mob_id":)", envelope.mobId);
    out += R"(,"timestamp_ms":)";
    out += std::to_string(envelope.timestampMs);
    appendText(out, R"(,"kind":)", envelope.kind);
    if (envelope.runId)
        appendText(out, R"(,"run_id":)", *envelope.runId);
    if (envelope.stepId)
        appendText(out, R"(,"step_id":)", *envelope.stepId);
    if (envelope.agentIdentity)
        appendText(out, R"(,"agent_identity":)", *envelope.agentIdentity);
    appendLabelField(out, R"(,"mob_labels":)", envelope.mobLabels);
    appendLabelField(out, R"(,"run_labels":)", envelope.runLabels);
    out += R"(,"data":)";
    appendData(out, envelope.data);
    if (epoch != 1) {
        out += R"(,"epoch":)";
        out += std::to_string(epoch);
    }
    out += '}';
}

std::string writeEnvelope(const Envelope &envelope, Epoch epoch)
{
    std::string out;
    out.reserve(256 + envelope.data.size());
    appendEnvelope(out, envelope, epoch);
    return out;
}

Result<EnvelopeLine> readEnvelope(std::string_view json)
{
    Reader reader;
    if (const auto error = readEnvelopeFields(json, reader))
        return fail(ondemand::malformed(json, error));
    if (const QString field = reader.missing(); !field.isEmpty())
        return fail(ErrorCode::Malformed, QStringLiteral("the envelope has no ") + field, field);
    return std::move(reader.line);
}

} // namespace mobwatch
