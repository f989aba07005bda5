// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/storedrow.h"

#include "core/event/memberalias.h"
#include "core/event/payloadfields.h"

#include <limits>
#include <vector>

namespace mobwatch {

static_assert(StoredRowScanner::slack >= simdjson::SIMDJSON_PADDING);

namespace {

using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::int64_t oldestSchema = 6;

/// What one pass over a row finds; `std::nullopt` = not there, or of another type.
struct Wrapper
{
    bool hasEvent = false;
    bool hasBareKind = false; ///< `kind` beside, not inside `event`: a row of before 0.6
    std::optional<std::int64_t> schemaVersion;
    std::optional<std::uint64_t> cursor;
    std::optional<std::string_view> mobId, timestamp;
    bool hasPayload = false;
};

std::optional<std::int64_t> readInteger(simdjson::ondemand::value value)
{
    std::int64_t number = 0;
    return value.get_int64().get(number) == SUCCESS ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> readCursor(simdjson::ondemand::value value)
{
    std::uint64_t number = 0;
    return value.get_uint64().get(number) == SUCCESS ? std::optional(number) : std::nullopt;
}

error_code readPayload(simdjson::ondemand::value value, const char *end, Wrapper &row,
                       ondemand::PayloadFields &fields)
{
    row.hasPayload = ondemand::isObject(value);
    if (!row.hasPayload) {
        fields.clear();
        return SUCCESS;
    }
    simdjson::ondemand::object payload;
    if (const auto error = value.get_object().get(payload))
        return error;
    return ondemand::readPayloadFields(payload, end, fields);
}

error_code readEvent(simdjson::ondemand::value value, const char *end, Wrapper &row,
                     ondemand::PayloadFields &fields)
{
    row.hasEvent = ondemand::isObject(value);
    if (!row.hasEvent)
        return SUCCESS;
    simdjson::ondemand::object event;
    if (const auto error = value.get_object().get(event))
        return error;
    return ondemand::eachField(event, end, [&](std::string_view key, simdjson::ondemand::value each) {
        if (key == "kind")
            return readPayload(each, end, row, fields);
        if (key == "mob_id")
            return ondemand::readText(each, row.mobId);
        if (key == "timestamp")
            return ondemand::readText(each, row.timestamp);
        if (key == "cursor")
            row.cursor = readCursor(each);
        return SUCCESS;
    });
}

error_code readRow(simdjson::ondemand::document &document, const char *end, Wrapper &row,
                   ondemand::PayloadFields &fields)
{
    simdjson::ondemand::object object;
    if (const auto error = document.get_object().get(object))
        return error;
    const auto error =
        ondemand::eachField(object, end, [&](std::string_view key, simdjson::ondemand::value each) {
            if (key == "event")
                return readEvent(each, end, row, fields);
            if (key == "schema_version")
                row.schemaVersion = readInteger(each);
            else if (key == "kind")
                row.hasBareKind = true;
            return SUCCESS;
        });
    return error ? error : ondemand::checkEnd(document);
}

/// Why a row that is JSON is no stored event; empty when it is one.
QString complaint(const Wrapper &row, const ondemand::PayloadFields &fields, Cursor cursor)
{
    if (!row.hasEvent)
        return QStringLiteral("the row has no event");
    if (!row.schemaVersion)
        return QStringLiteral("the row has no schema_version");
    if (*row.schemaVersion < oldestSchema || *row.schemaVersion > std::numeric_limits<int>::max())
        return QStringLiteral("unsupported stored mob event schema_version=%1").arg(*row.schemaVersion);
    if (!row.cursor)
        return QStringLiteral("the event has no cursor");
    if (*row.cursor != cursor)
        return QStringLiteral("the event says cursor %1").arg(*row.cursor);
    if (!row.mobId)
        return QStringLiteral("the event has no mob_id");
    if (!row.hasPayload || !fields.at(ondemand::PayloadPath::Type))
        return QStringLiteral("the event has no kind");
    return QString();
}

/// One top-level field of a payload.
struct Field
{
    const char *begin = nullptr; ///< the quote before the key
    bool isPrivate = false;
};

/// Validates a payload and takes the private fields out, every other byte as it stands.
class PayloadCleaner
{
public:
    error_code clean(std::string_view raw, std::size_t readable, std::string_view label, std::string &data)
    {
        if (const auto error = collect(raw, readable, findKind(label)))
            return error;
        if (!m_hasPrivate) {
            data = raw;
            return SUCCESS;
        }
        data = "{";
        for (std::size_t i = 0; i < m_fields.size(); ++i) {
            if (m_fields[i].isPrivate)
                continue;
            const char *const next =
                i + 1 < m_fields.size() ? m_fields[i + 1].begin : raw.data() + raw.size() - 1;
            if (data.size() > 1)
                data += ',';
            data += fieldText(m_fields[i].begin, next);
        }
        data += '}';
        return SUCCESS;
    }

private:
    error_code collect(std::string_view raw, std::size_t readable, const KindInfo *kind)
    {
        m_fields.clear();
        m_hasPrivate = false;
        simdjson::ondemand::document document;
        simdjson::ondemand::object payload;
        m_error = m_parser.iterate(simdjson::padded_string_view(raw, readable)).get(document);
        if (m_error || (m_error = document.get_object().get(payload)))
            return m_error;
        for (auto member : payload) {
            simdjson::ondemand::field field;
            if ((m_error = std::move(member).get(field)))
                return m_error;
            const char *const begin = field.key().raw() - 1;
            std::string_view key;
            if ((m_error = field.unescaped_key().get(key)))
                return m_error;
            const bool isPrivate = isPrivateKey(kind, key);
            m_hasPrivate = m_hasPrivate || isPrivate;
            m_fields.push_back({begin, isPrivate});
            if ((m_error = ondemand::validate(field.value())))
                return m_error;
        }
        m_error = ondemand::checkEnd(document);
        return m_error;
    }

    // Without the comma and the white space that lead to the next field.
    static std::string_view fieldText(const char *begin, const char *next)
    {
        std::string_view text(begin, static_cast<std::size_t>(next - begin));
        text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
        if (text.ends_with(','))
            text.remove_suffix(1);
        return text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    }

    simdjson::ondemand::parser m_parser;
    std::vector<Field> m_fields;
    bool m_hasPrivate = false;
    error_code m_error = SUCCESS;
};

/// The scanner's work, shared by the bulk path and the whole decoding.
struct RowScan
{
    simdjson::ondemand::parser parser;
    ondemand::PaddedText padded;
    ondemand::PayloadFields fields;
    std::string agentName;
    std::string_view text; ///< the row's bytes, where they were read

    Result<RowFields> scan(Cursor cursor, std::string_view json, std::size_t readable);
    /// The parts of a row that scan() has not looked at; `payload` = the bytes of `event.kind`.
    error_code validateRest(std::string_view &payload);
    error_code validateEvent(simdjson::ondemand::value value, std::string_view &payload);
};

Result<RowFields> RowScan::scan(Cursor cursor, std::string_view json, std::size_t readable)
{
    const simdjson::padded_string_view view = padded.view(json, readable);
    text = view;
    Wrapper row;
    fields.clear();
    simdjson::ondemand::document document;
    auto error = parser.iterate(view).get(document);
    if (!error)
        error = readRow(document, text.data() + text.size(), row, fields);
    if (error)
        return fail(ondemand::malformed(json, error));
    if (!row.hasEvent && row.hasBareKind && !row.schemaVersion)
        return fail(ErrorCode::Pre06,
                    QStringLiteral("the row was written before 0.6 (it has no schema_version)"));
    if (const QString reason = complaint(row, fields, cursor); !reason.isEmpty())
        return fail(ErrorCode::Malformed, reason);
    const auto time = row.timestamp ? parseRfc3339(*row.timestamp) : std::nullopt;
    if (!time)
        return fail(ErrorCode::Malformed, QStringLiteral("the event has no readable timestamp"));

    RowFields result;
    result.mobId = *row.mobId;
    result.kind = *fields.at(ondemand::PayloadPath::Type);
    const ondemand::PayloadSlots slots = ondemand::slotsOf(result.kind, fields);
    result.runId = slots.runId;
    result.stepId = slots.stepId;
    result.agentIdentity = slots.agentName;
    result.flowId = slots.flowId;
    result.severity = slots.severity;
    result.timestampMs = *time;
    result.schemaVersion = static_cast<int>(*row.schemaVersion);
    if (slots.agentName && slots.agentName->starts_with("mk--")) {
        agentName = decodeMemberName(*slots.agentName);
        result.agentIdentity = agentName;
    }
    return result;
}

error_code RowScan::validateEvent(simdjson::ondemand::value value, std::string_view &payload)
{
    simdjson::ondemand::object event;
    if (const auto error = value.get_object().get(event))
        return error;
    return ondemand::eachField(event, [&](std::string_view key, simdjson::ondemand::value each) {
        return key == "kind" && ondemand::isObject(each) ? ondemand::rawJson(each, payload)
                                                         : ondemand::validate(each);
    });
}

error_code RowScan::validateRest(std::string_view &payload)
{
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    // The bytes are where the scan has put them, so the slack is there.
    const simdjson::padded_string_view view(text, text.size() + simdjson::SIMDJSON_PADDING);
    if (const auto error = parser.iterate(view).get(document))
        return error;
    if (const auto error = document.get_object().get(object))
        return error;
    return ondemand::eachField(object, [&](std::string_view key, simdjson::ondemand::value each) {
        return key == "event" && ondemand::isObject(each) ? validateEvent(each, payload)
                                                          : ondemand::validate(each);
    });
}

} // namespace

struct StoredRowScanner::Private
{
    RowScan scan;
};

StoredRowScanner::StoredRowScanner()
    : d(std::make_unique<Private>())
{
}

StoredRowScanner::~StoredRowScanner() = default;

Result<RowFields> StoredRowScanner::scan(Cursor cursor, std::string_view json, std::size_t readable)
{
    return d->scan.scan(cursor, json, readable);
}

Result<MobEvent> decodeStoredRow(Cursor cursor, std::string_view json)
{
    // Building a parser costs more than using it, so each thread keeps one.
    thread_local RowScan scanner;
    thread_local PayloadCleaner cleaner;

    const auto fields = scanner.scan(cursor, json, 0);
    if (!fields)
        return fail(fields.error());
    MobEvent event;
    event.cursor = cursor;
    event.mobId = fields->mobId;
    event.timestampMs = fields->timestampMs;
    event.kind = fields->kind;
    event.schemaVersion = fields->schemaVersion;
    std::string_view payload; // inside the scanner's copy, followed by the rest of the row and the slack
    if (const auto error = scanner.validateRest(payload))
        return fail(ondemand::malformed(json, error));
    const auto readable =
        static_cast<std::size_t>(scanner.text.data() + scanner.text.size() - payload.data()) +
        StoredRowScanner::slack;
    if (const auto error = cleaner.clean(payload, readable, event.kind, event.data))
        return fail(ondemand::malformed(json, error));
    return event;
}

} // namespace mobwatch
