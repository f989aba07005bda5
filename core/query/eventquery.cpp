// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/query/eventquery.h"

#include <algorithm>

namespace mobwatch {

namespace {

constexpr char hexDigits[] = "0123456789ABCDEF";

bool isKept(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
           c == '-' || c == '.' || c == '_';
}

// Form encoding, not URI encoding: `~` is encoded, `*` is not, a space is a plus.
void appendFormEncoded(std::string &out, std::string_view text)
{
    for (const char c : text) {
        if (isKept(c)) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += hexDigits[(static_cast<unsigned char>(c) >> 4) & 0xf];
            out += hexDigits[static_cast<unsigned char>(c) & 0xf];
        }
    }
}

void appendPair(std::string &out, std::string_view key, const std::optional<std::string> &value)
{
    if (!value)
        return;
    out += '&';
    out += key;
    out += '=';
    appendFormEncoded(out, *value);
}

void appendPair(std::string &out, std::string_view key, const std::optional<std::uint64_t> &value)
{
    if (value)
        appendPair(out, key, std::optional(std::to_string(*value)));
}

// A condition on a slot that the event does not have never matches.
bool slotMatches(const std::optional<std::string> &condition, const std::optional<std::string> &slot)
{
    return !condition || condition == slot;
}

} // namespace

bool matches(const Envelope &envelope, const EventQuery &query)
{
    if (query.sinceMs && envelope.timestampMs < *query.sinceMs)
        return false;
    if (query.untilMs && envelope.timestampMs >= *query.untilMs)
        return false;
    if (query.mobId && envelope.mobId != *query.mobId)
        return false;
    if (!slotMatches(query.runId, envelope.runId) || !slotMatches(query.stepId, envelope.stepId))
        return false;
    if (!slotMatches(query.identity ? query.identity : query.memberId, envelope.agentIdentity))
        return false;
    return query.eventTypes.empty() || std::find(query.eventTypes.begin(), query.eventTypes.end(),
                                                 envelope.kind) != query.eventTypes.end();
}

std::string subscribeUrl(const EventQuery &query, std::optional<Cursor> nextAfterSeq, Cursor latest)
{
    std::string url = "/mobkit/mob_events/stream?after_seq=";
    url += std::to_string(nextAfterSeq.value_or(query.afterSeq.value_or(latest)));
    appendPair(url, "mob_id", query.mobId);
    appendPair(url, "run_id", query.runId);
    appendPair(url, "step_id", query.stepId);
    appendPair(url, "identity", query.identity);
    appendPair(url, "member_id", query.memberId);
    appendPair(url, "since_ms", query.sinceMs);
    appendPair(url, "until_ms", query.untilMs);
    if (!query.eventTypes.empty()) {
        std::string types;
        for (const std::string &type : query.eventTypes)
            types += (&type == &query.eventTypes.front() ? "" : ",") + type;
        appendPair(url, "event_types", std::optional(types));
    }
    return url;
}

Error staleError(Cursor requested, Cursor latest)
{
    return Error{ErrorCode::Stale,
                 QStringLiteral("stale mob event cursor: requested %1, latest %2").arg(requested).arg(latest),
                 QString::number(requested),
                 static_cast<qint64>(latest),
                 {}};
}

} // namespace mobwatch
