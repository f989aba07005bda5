// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/queryparams.h"

#include "core/event/envelopejson.h"

#include <array>
#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

using nlohmann::json;

tl::unexpected<Error> wrong(const std::string &message)
{
    return fail(ErrorCode::InvalidArgument, QString::fromStdString(message));
}

std::string described(const json &value)
{
    switch (value.type()) {
    case json::value_t::boolean:
        return "boolean `" + value.dump() + '`';
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
        return "integer `" + value.dump() + '`';
    case json::value_t::number_float:
        return "floating point `" + value.dump() + '`';
    case json::value_t::string: {
        std::string text = "string ";
        appendJsonString(text, value.get_ref<const std::string &>());
        return text;
    }
    case json::value_t::array:
        return "sequence";
    case json::value_t::object:
        return "map";
    default:
        return "null";
    }
}

tl::unexpected<Error> wrongType(const json &value, const char *expected)
{
    const bool isNegative = value.is_number_integer() && !value.is_number_unsigned();
    const bool wantsNumber = std::string_view(expected).starts_with('u');
    return wrong((isNegative && wantsNumber ? "invalid value: " : "invalid type: ") + described(value) +
                 ", expected " + expected);
}

struct TextSlot
{
    std::string_view key;
    std::optional<std::string> EventQuery::*slot;
};
struct NumberSlot
{
    std::string_view key;
    std::optional<std::uint64_t> EventQuery::*slot;
    const char *type;
};
constexpr std::array<TextSlot, 5> textSlots{{{"member_id", &EventQuery::memberId},
                                             {"identity", &EventQuery::identity},
                                             {"mob_id", &EventQuery::mobId},
                                             {"run_id", &EventQuery::runId},
                                             {"step_id", &EventQuery::stepId}}};
constexpr std::array<NumberSlot, 4> numberSlots{{{"since_ms", &EventQuery::sinceMs, "u64"},
                                                 {"until_ms", &EventQuery::untilMs, "u64"},
                                                 {"limit", &EventQuery::limit, "usize"},
                                                 {"after_seq", &EventQuery::afterSeq, "u64"}}};

Result<void> readTypes(const json &value, EventQuery &query)
{
    if (!value.is_array())
        return wrongType(value, "a sequence");
    for (const json &type : value) {
        if (!type.is_string())
            return wrongType(type, "a string");
        query.eventTypes.push_back(type.get<std::string>());
    }
    return {};
}

Result<void> readParam(std::string_view key, const json &value, EventQuery &query)
{
    if (key == "event_types")
        return readTypes(value, query);
    for (const TextSlot &slot : textSlots) {
        if (slot.key != key || value.is_null())
            continue;
        if (!value.is_string())
            return wrongType(value, "a string");
        query.*slot.slot = value.get<std::string>();
    }
    for (const NumberSlot &slot : numberSlots) {
        if (slot.key != key || value.is_null())
            continue;
        if (!value.is_number_unsigned())
            return wrongType(value, slot.type);
        query.*slot.slot = value.get<std::uint64_t>();
    }
    return {};
}

} // namespace

Result<EventQuery> readQueryParams(const json &params)
{
    constexpr std::array<std::string_view, 10> order{"since_ms", "until_ms", "member_id", "identity",
                                                     "mob_id",   "run_id",   "step_id",   "event_types",
                                                     "limit",    "after_seq"};
    EventQuery query;
    if (params.is_null())
        return query;
    if (!params.is_structured())
        return wrongType(params, "struct EventQuery");
    if (params.is_array()) {
        for (std::size_t i = 0; i < params.size() && i < order.size(); ++i) {
            if (const auto read = readParam(order[i], params[i], query); !read)
                return fail(read.error());
        }
        if (params.size() > order.size())
            return wrong("invalid length " + std::to_string(params.size()) +
                         ", expected fewer elements in array");
        return query;
    }
    for (const auto &[key, value] : params.items()) {
        if (const auto read = readParam(key, value, query); !read)
            return fail(read.error());
    }
    return query;
}

std::string_view reservedNameIn(const json &params)
{
    constexpr std::array<std::string_view, 11> keys{
        "identity",         "member_id",         "agent_id",         "agent_identity",
        "meerkat_id",       "local_member_id",   "remote_member_id", "from_member_id",
        "source_member_id", "runtime_member_id", "agent_runtime_id"};
    if (!params.is_object())
        return {};
    for (const std::string_view key : keys) {
        const auto value = params.find(key);
        if (value == params.end() || !value->is_string())
            continue;
        const std::string_view text = value->get_ref<const std::string &>();
        const std::size_t begin = text.find_first_not_of(" \t\n\r\v\f");
        if (begin != std::string_view::npos && text.substr(begin).starts_with("mk--"))
            return key;
    }
    return {};
}

} // namespace mobwatch
