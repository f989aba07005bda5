// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/jsonslice.h"

#include "core/models/jsonscan.h"

#include <algorithm>
#include <charconv>

namespace mobwatch::ui {

namespace {

using jsonscan::Members;
using jsonscan::Span;

std::string_view slice(std::string_view json, Span span)
{
    return json.substr(span.begin, span.size());
}

/// The first byte of the object or array in `json`; nothing for other values.
std::optional<std::size_t> containerAt(std::string_view json)
{
    const std::size_t at = jsonscan::skipSpace(json, 0);
    if (at >= json.size() || (json[at] != '{' && json[at] != '['))
        return std::nullopt;
    return at;
}

std::optional<std::string_view> member(std::string_view json, std::string_view key)
{
    const auto at = containerAt(json);
    if (!at || json[*at] != '{')
        return std::nullopt;
    for (Members members(json, *at); members.next();) {
        // As it is written: the keys that are asked for need no escapes.
        const std::string_view literal = slice(json, members.key());
        if (literal.size() == key.size() + 2 && literal.substr(1, key.size()) == key)
            return slice(json, members.value());
    }
    return std::nullopt;
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
    return jsonscan::unescape(*value);
}

std::optional<std::uint64_t> JsonSlice::number(std::string_view path) const
{
    const auto value = raw(path);
    std::uint64_t number = 0;
    if (!value || value->empty())
        return std::nullopt;
    const char *end = value->data() + value->size();
    const auto [last, error] = std::from_chars(value->data(), end, number);
    return error == std::errc() && last == end ? std::optional(number) : std::nullopt;
}

std::optional<std::size_t> JsonSlice::count(std::string_view path) const
{
    const auto value = raw(path);
    const auto at = value ? containerAt(*value) : std::nullopt;
    if (!at)
        return std::nullopt;
    std::size_t members = 0;
    for (Members walk(*value, *at); walk.next();)
        ++members;
    return members;
}

std::string JsonSlice::compact(std::string_view path) const
{
    const auto value = raw(path);
    std::string out;
    if (!value)
        return out;
    for (std::size_t at = 0; at < value->size();) {
        at = jsonscan::skipSpace(*value, at);
        const bool isString = at < value->size() && (*value)[at] == '"';
        const std::size_t end = isString ? jsonscan::skipValue(*value, at) : at + 1;
        out += value->substr(std::min(at, value->size()), end - at);
        at = end;
    }
    return out;
}

} // namespace mobwatch::ui
