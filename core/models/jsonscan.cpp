// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/jsonscan.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace mobwatch::jsonscan {

namespace {

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

std::uint32_t hexDigits(std::string_view digits)
{
    std::uint32_t number = 0;
    for (const char c : digits) {
        number <<= 4;
        if (c >= '0' && c <= '9')
            number |= static_cast<std::uint32_t>(c - '0');
        else
            number |= static_cast<std::uint32_t>(((c | 0x20) - 'a' + 10) & 0xf);
    }
    return number;
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xc0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xe0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (code & 0x3f));
    }
}

/// Reads the four digits behind \u, and the low half of a surrogate pair. Moves `at` behind them.
std::uint32_t readCodePoint(std::string_view literal, std::size_t &at)
{
    std::uint32_t code = hexDigits(literal.substr(at, 4));
    at += 4;
    if (code >= 0xd800 && code < 0xdc00 && literal.substr(at, 2) == "\\u") {
        const std::uint32_t low = hexDigits(literal.substr(at + 2, 4));
        if (low >= 0xdc00 && low < 0xe000) {
            at += 6;
            return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    return code >= 0xd800 && code < 0xe000 ? 0xfffd : code; // half a pair is no character
}

char simpleEscape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

bool isPlainKey(std::string_view key)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !key.empty() && isLetter(key.front()) &&
           std::all_of(key.begin(), key.end(), [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

std::string quotedKey(std::string_view key)
{
    std::string out = "\"";
    for (const char c : key) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
            out += escape;
        } else {
            out += c;
        }
    }
    return out + '"';
}

} // namespace

std::string pathKey(std::string_view key)
{
    return isPlainKey(key) ? std::string(key) : quotedKey(key);
}

std::size_t skipSpace(std::string_view json, std::size_t at)
{
    while (at < json.size() && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t' || json[at] == '\r'))
        ++at;
    return at;
}

std::size_t skipValue(std::string_view json, std::size_t at)
{
    std::size_t depth = 0;
    while (at < json.size()) {
        const char c = json[at];
        if (c == '"') {
            at = skipString(json, at);
        } else if (c == '{' || c == '[') {
            ++depth;
            ++at;
            continue;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return at;
            --depth;
            ++at;
        } else if (depth > 0) {
            ++at;
            continue;
        } else {
            const std::size_t end = json.find_first_of(",}] \n\t\r:", at + 1);
            return end == std::string_view::npos ? json.size() : end;
        }
        if (depth == 0)
            return at;
    }
    return json.size();
}

std::string unescape(std::string_view literal)
{
    std::string out;
    if (literal.size() < 2)
        return out;
    literal = literal.substr(1, literal.size() - 2);
    out.reserve(literal.size());
    for (std::size_t at = 0; at < literal.size();) {
        const std::size_t escape = std::min(literal.find('\\', at), literal.size());
        out += literal.substr(at, escape - at);
        at = escape + 2;
        if (escape + 1 >= literal.size())
            break;
        if (literal[escape + 1] != 'u')
            out += simpleEscape(literal[escape + 1]);
        else if (at + 4 <= literal.size())
            appendUtf8(out, readCodePoint(literal, at));
    }
    return out;
}

std::optional<Span> objectAt(std::string_view text, std::size_t at)
{
    if (at >= text.size() || text[at] != '{')
        return std::nullopt;
    const std::size_t end = skipValue(text, at);
    if (text[end - 1] != '}' || !isObjectOrArray(text.substr(at, end - at)))
        return std::nullopt;
    return Span{at, end};
}

bool isObjectOrArray(std::string_view text)
{
    const std::size_t first = skipSpace(text, 0);
    const std::size_t last = text.find_last_not_of(" \n\t\r");
    if (first >= text.size() || last == first)
        return false;
    const bool shaped =
        (text[first] == '{' && text[last] == '}') || (text[first] == '[' && text[last] == ']');
    return shaped && nlohmann::json::accept(text.begin(), text.end());
}

Members::Members(std::string_view json, std::size_t at)
    : m_json(json)
    , m_at(at + 1)
    , m_isObject(at < json.size() && json[at] == '{')
{
}

bool Members::next()
{
    m_at = skipSpace(m_json, m_at);
    if (m_at < m_json.size() && m_json[m_at] == ',')
        m_at = skipSpace(m_json, m_at + 1);
    if (m_at >= m_json.size() || m_json[m_at] == '}' || m_json[m_at] == ']')
        return false;
    if (m_isObject) {
        m_key.begin = m_at;
        m_key.end = skipValue(m_json, m_at);
        m_at = skipSpace(m_json, m_key.end);
        if (m_at < m_json.size() && m_json[m_at] == ':')
            m_at = skipSpace(m_json, m_at + 1);
    }
    m_value.begin = m_at;
    m_value.end = skipValue(m_json, m_at);
    const bool moved = m_value.end > m_value.begin;
    m_at = m_value.end;
    return moved;
}

} // namespace mobwatch::jsonscan
