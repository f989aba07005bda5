// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/formattedjson.h"

#include "core/models/jsonscan.h"

#include <algorithm>

namespace mobwatch {

namespace {

constexpr std::size_t deepestIndent = 100;

/// The longest prefix of at most `bytes` that does not end within a UTF-8 character.
std::string_view wholeCharacters(std::string_view text, std::size_t bytes)
{
    if (text.size() <= bytes)
        return text;
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80)
        --bytes;
    return text.substr(0, bytes);
}

void newLine(std::string &out, std::size_t depth)
{
    out += '\n';
    out.append(2 * std::min(depth, deepestIndent), ' ');
}

bool isEmptyContainer(std::string_view json, std::size_t at)
{
    const std::size_t next = jsonscan::skipSpace(json, at + 1);
    return next < json.size() && (json[next] == '}' || json[next] == ']');
}

} // namespace

FormattedJson formatJson(std::string_view json, std::size_t limit)
{
    FormattedJson result;
    std::string &out = result.text;
    std::size_t depth = 0;
    for (std::size_t at = jsonscan::skipSpace(json, 0); at < json.size();
         at = jsonscan::skipSpace(json, at)) {
        if (limit != 0 && out.size() >= limit) {
            result.complete = false;
            break;
        }
        const char c = json[at];
        if ((c == '{' || c == '[') && isEmptyContainer(json, at)) {
            out += c == '{' ? "{}" : "[]";
            at = jsonscan::skipSpace(json, at + 1) + 1;
        } else if (c == '{' || c == '[') {
            out += c;
            newLine(out, ++depth);
            ++at;
        } else if (c == '}' || c == ']') {
            depth -= depth > 0 ? 1 : 0;
            newLine(out, depth);
            out += c;
            ++at;
        } else if (c == ',') {
            out += c;
            newLine(out, depth);
            ++at;
        } else if (c == ':') {
            out += ": ";
            ++at;
        } else {
            const std::size_t end = std::max(jsonscan::skipValue(json, at), at + 1);
            out += json.substr(at, end - at);
            at = end;
        }
    }
    if (limit != 0 && out.size() > limit) {
        result.complete = false;
        out.resize(wholeCharacters(out, limit).size());
    }
    return result;
}

} // namespace mobwatch
