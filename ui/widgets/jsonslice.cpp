// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/jsonslice.h"

#include <nlohmann/json.hpp>

namespace mobwatch::ui {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t skipSpace(std::string_view json, std::size_t at)
{
    while (at < json.size() && isSpace(json[at]))
        ++at;
    return at;
}

/// Behind the string that starts at `at`.
std::size_t skipString(std::string_view json, std::size_t at)
{
    for (++at; at < json.size(); ++at) {
        if (json[at] == '\\')
            ++at;
        else if (json[at] == '"')
            return at + 1;
    }
    return json.size();
}

/// Behind the value that starts at `at`.
std::size_t skipValue(std::string_view json, std::size_t at)
{
    int depth = 0;
    while (at < json.size()) {
        const char c = json[at];
        if (c == '"') {
            at = skipString(json, at);
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return at; // the end of what is around a number or literal
            --depth;
            ++at;
        } else if (depth == 0 && (c == ',' || isSpace(c))) {
            return at;
        } else {
            ++at;
            continue; // a number or literal goes on
        }
        if (depth == 0)
            return at;
    }
    return at;
}

/// Calls `visit(key, value)` for each member (key without quotes, empty in arrays) until it returns false.
template <class Visit>
void forEachMember(std::string_view json, Visit visit)
{
    std::size_t at = skipSpace(json, 0);
    if (at >= json.size() || (json[at] != '{' && json[at] != '['))
        return;
    const bool isObject = json[at] == '{';
    at = skipSpace(json, at + 1);
    while (at < json.size() && json[at] != '}' && json[at] != ']') {
        std::string_view key;
        if (isObject) {
            const std::size_t end = skipString(json, at);
            if (end < at + 2)
                return;
            key = json.substr(at + 1, end - at - 2);
            at = skipSpace(json, end);
            if (at >= json.size() || json[at] != ':')
                return;
            at = skipSpace(json, at + 1);
        }
        const std::size_t end = skipValue(json, at);
        if (end == at || !visit(key, json.substr(at, end - at)))
            return;
        at = skipSpace(json, end);
        if (at < json.size() && json[at] == ',')
            at = skipSpace(json, at + 1);
    }
}

std::optional<std::string_view> member(std::string_view json, std::string_view key)
{
    std::optional<std::string_view> found;
    forEachMember(json, [&](std::string_view name, std::string_view value) {
        if (name == key)
            found = value;
        return !found;
    });
    return found;
}

} // namespace

std::optional<std::string_view> JsonSlice::raw(std::string_view path) const
{
    std::string_view value = m_json;
    while (true) {
        const std::size_t dot = path.find('.');
        const auto next = member(value, path.substr(0, dot));
        if (!next || dot == std::string_view::npos)
            return next;
        value = *next;
        path.remove_prefix(dot + 1);
    }
}

std::optional<std::string> JsonSlice::text(std::string_view path) const
{
    const auto value = raw(path);
    if (!value || value->empty() || value->front() != '"')
        return std::nullopt;
    const auto parsed = nlohmann::json::parse(*value, nullptr, false);
    return parsed.is_string() ? std::optional(parsed.get_ref<const std::string &>()) : std::nullopt;
}

std::optional<std::uint64_t> JsonSlice::number(std::string_view path) const
{
    const auto value = raw(path);
    if (!value || value->size() > 20)
        return std::nullopt;
    const auto parsed = nlohmann::json::parse(*value, nullptr, false);
    return parsed.is_number_unsigned() ? std::optional(parsed.get<std::uint64_t>()) : std::nullopt;
}

std::optional<std::size_t> JsonSlice::count(std::string_view path) const
{
    const auto value = raw(path);
    if (!value || value->empty() || (value->front() != '{' && value->front() != '['))
        return std::nullopt;
    std::size_t members = 0;
    forEachMember(*value, [&members](std::string_view, std::string_view) { return ++members != 0; });
    return members;
}

std::string JsonSlice::compact(std::string_view path) const
{
    const auto value = raw(path);
    std::string out;
    if (!value)
        return out;
    for (std::size_t at = 0; at < value->size();) {
        if ((*value)[at] == '"') {
            const std::size_t end = skipString(*value, at);
            out += value->substr(at, end - at);
            at = end;
        } else {
            if (!isSpace((*value)[at]))
                out += (*value)[at];
            ++at;
        }
    }
    return out;
}

} // namespace mobwatch::ui
