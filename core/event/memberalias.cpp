// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/memberalias.h"

#include <charconv>
#include <cstdint>
#include <optional>

namespace mobwatch {

namespace {

constexpr std::string_view prefix = "mk--";

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool isPlain(char c)
{
    return isLetter(c) || (c >= '0' && c <= '9') || c == '-';
}

bool needsNoEncoding(std::string_view name)
{
    if (name.empty() || name.starts_with(prefix) || (!isLetter(name.front()) && name.front() != '_'))
        return false;
    for (const char c : name) {
        if (!isPlain(c) && c != '_')
            return false;
    }
    return true;
}

bool appendUtf8(std::string &out, std::uint32_t point)
{
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
        return false;
    const auto tail = [&out, point](int shift) {
        out += static_cast<char>(0x80 | ((point >> shift) & 0x3f));
    };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xc0 | (point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xe0 | (point >> 12));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xf0 | (point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
    return true;
}

// Undoes one replacement that begins with the underscore at `at`; the position behind it.
std::optional<std::size_t> decodeEscape(std::string &out, std::string_view body, std::size_t at)
{
    const char escape = at + 1 < body.size() ? body[at + 1] : '\0';
    if (escape == '_' || escape == 'c') {
        out += escape == '_' ? '_' : ':';
        return at + 2;
    }
    if (escape != 'x')
        return std::nullopt;
    const std::size_t from = at + 2;
    const std::size_t end = body.find('_', from);
    if (end == std::string_view::npos)
        return std::nullopt;
    std::uint32_t point = 0;
    const auto [stop, error] = std::from_chars(body.data() + from, body.data() + end, point, 16);
    if (error != std::errc() || stop != body.data() + end || !appendUtf8(out, point))
        return std::nullopt;
    return end + 1;
}

// The code point that begins at `at`, and the position behind it; a byte that is no UTF-8 stands for itself.
std::uint32_t nextPoint(std::string_view text, std::size_t &at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    if (length == 1 || at + length > text.size()) {
        ++at;
        return lead;
    }
    std::uint32_t point = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3f);
    at += length;
    return point;
}

} // namespace

std::string decodeMemberName(std::string_view name)
{
    if (!name.starts_with(prefix))
        return std::string(name);
    const std::string_view body = name.substr(prefix.size());
    std::string out;
    for (std::size_t at = 0; at < body.size();) {
        if (body[at] != '_') {
            out += body[at++];
            continue;
        }
        const auto next = decodeEscape(out, body, at);
        if (!next)
            return std::string(name);
        at = *next;
    }
    return out;
}

std::string encodeMemberName(std::string_view name)
{
    if (needsNoEncoding(name))
        return std::string(name);
    std::string out(prefix);
    for (std::size_t at = 0; at < name.size();) {
        const std::uint32_t point = nextPoint(name, at);
        if (point == '_') {
            out += "__";
        } else if (point == ':') {
            out += "_c";
        } else if (point < 0x80 && isPlain(static_cast<char>(point))) {
            out += static_cast<char>(point);
        } else {
            char hex[8];
            const auto end = std::to_chars(hex, hex + sizeof hex, point, 16).ptr;
            out += "_x";
            out.append(hex, end);
            out += '_';
        }
    }
    return out;
}

} // namespace mobwatch
