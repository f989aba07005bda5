// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/streamquery.h"

#include "core/serving/formquery.h"

#include <limits>
#include <set>

namespace mobwatch {

namespace {

/// Reads a number as the runtime does; the complaint, empty when it is one.
std::string_view readNumber(std::string_view text, std::uint64_t &number)
{
    if (text.empty())
        return "cannot parse integer from empty string";
    if (text.size() > 1 && text.front() == '+')
        text.remove_prefix(1);
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9')
            return "invalid digit found in string";
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (number > most / 10 || number * 10 > most - digit)
            return "number too large to fit in target type";
        number = number * 10 + digit;
    }
    return {};
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\n\r\v\f";
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::vector<std::string> splitTypes(std::string_view list)
{
    std::vector<std::string> types;
    for (;;) {
        const std::size_t comma = list.find(',');
        const std::string_view part = trimmed(list.substr(0, comma));
        if (!part.empty())
            types.emplace_back(part);
        if (comma == std::string_view::npos)
            return types;
        list.remove_prefix(comma + 1);
    }
}

std::optional<std::string> *textOf(EventQuery &query, std::string_view key)
{
    if (key == "mob_id")
        return &query.mobId;
    if (key == "run_id")
        return &query.runId;
    if (key == "step_id")
        return &query.stepId;
    if (key == "identity")
        return &query.identity;
    return key == "member_id" ? &query.memberId : nullptr;
}

std::optional<std::uint64_t> *numberOf(EventQuery &query, std::string_view key)
{
    if (key == "after_seq")
        return &query.afterSeq;
    if (key == "since_ms")
        return &query.sinceMs;
    return key == "until_ms" ? &query.untilMs : nullptr;
}

} // namespace

Result<EventQuery> readStreamQuery(std::string_view text)
{
    EventQuery query;
    std::set<std::string> seen;
    for (auto &[key, value] : readForm(text)) {
        const auto slot = textOf(query, key);
        const auto number = numberOf(query, key);
        const bool isTypes = key == "event_types";
        if (!slot && !number && !isTypes)
            continue;
        if (!seen.insert(key).second)
            return fail(ErrorCode::InvalidArgument,
                        QStringLiteral("duplicate field `%1`").arg(QString::fromStdString(key)));
        if (isTypes) {
            query.eventTypes = splitTypes(value);
        } else if (slot) {
            *slot = std::move(value);
        } else {
            const std::string_view complaint = readNumber(value, number->emplace());
            if (!complaint.empty())
                return fail(ErrorCode::InvalidArgument,
                            QString::fromStdString(key + ": " + std::string(complaint)));
        }
    }
    return query;
}

} // namespace mobwatch
