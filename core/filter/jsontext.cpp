// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/jsontext.h"

#include "core/event/envelopejson.h"
#include "core/filter/scanner.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

namespace mobwatch {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Appends the character of the \u escape at `at` (behind the u); the place behind the escape.
std::size_t appendUnicode(std::string &out, std::string_view text, std::size_t at)
{
    constexpr std::uint32_t replacement = 0xFFFD;
    const auto unit = readHexUnit(text, at);
    if (!unit) {
        out += "\\u";
        return at;
    }
    std::uint32_t codePoint = *unit;
    at += 4;
    if (codePoint >= 0xD800 && codePoint < 0xE000) {
        const bool hasSecond = codePoint < 0xDC00 && text.substr(at, 2) == "\\u";
        const auto second = hasSecond ? readHexUnit(text, at + 2) : std::nullopt;
        if (second && *second >= 0xDC00 && *second < 0xE000) {
            codePoint = 0x10000U + ((codePoint - 0xD800U) << 10U) + (*second - 0xDC00U);
            at += 6;
        } else {
            codePoint = replacement;
        }
    }
    appendUtf8(out, codePoint);
    return at;
}

/// Checks the grammar of RFC 8259 without recursion.
class Checker final
{
public:
    explicit Checker(std::string_view text)
        : m_text(text)
    {
    }
    bool isContainer();

private:
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skipSpaces()
    {
        while (isSpace(peek()))
            ++m_at;
    }
    bool take(char c)
    {
        skipSpaces();
        const bool isIt = peek() == c && c != '\0';
        m_at += isIt ? 1 : 0;
        return isIt;
    }
    bool takeString();
    bool takeDigits();
    bool takeNumber();
    bool takeScalar();
    bool takeKey() { return take('"') && takeString() && take(':'); }
    bool open(char c);
    bool closeAll();

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<char> m_open; ///< the closing characters that are due
};

bool Checker::takeString()
{
    for (; m_at < m_text.size(); ++m_at) {
        const char c = m_text[m_at];
        if (c == '"') {
            ++m_at;
            return true;
        }
        if (static_cast<unsigned char>(c) < 0x20)
            return false;
        if (c != '\\')
            continue;
        ++m_at;
        if (peek() == 'u') {
            if (!readHexUnit(m_text, m_at + 1))
                return false;
            m_at += 4;
        } else if (m_at >= m_text.size() ||
                   std::string_view("\"\\/bfnrt").find(m_text[m_at]) == std::string_view::npos) {
            return false;
        }
    }
    return false;
}

bool Checker::takeDigits()
{
    const std::size_t begin = m_at;
    while (isDigit(peek()))
        ++m_at;
    return m_at > begin;
}

bool Checker::takeNumber()
{
    m_at += peek() == '-' ? 1 : 0;
    if (peek() == '0')
        ++m_at;
    else if (!takeDigits())
        return false;
    if (peek() == '.') {
        ++m_at;
        if (!takeDigits())
            return false;
    }
    if (peek() == 'e' || peek() == 'E') {
        ++m_at;
        m_at += peek() == '+' || peek() == '-' ? 1 : 0;
        return takeDigits();
    }
    return true;
}

bool Checker::takeScalar()
{
    if (take('"'))
        return takeString();
    for (const std::string_view word : {"true", "false", "null"}) {
        if (m_text.substr(m_at, word.size()) == word) {
            m_at += word.size();
            return true;
        }
    }
    return takeNumber();
}

// Takes the opening character and what has to stand before the first value; an empty container is closed at
// once.
bool Checker::open(char c)
{
    ++m_at;
    m_open.push_back(c == '{' ? '}' : ']');
    return true;
}

// After a value: closes what ends here. False where neither a comma nor an end follows.
bool Checker::closeAll()
{
    while (!m_open.empty()) {
        if (take(m_open.back())) {
            m_open.pop_back();
            continue;
        }
        return take(',') && (m_open.back() == ']' || takeKey());
    }
    return true;
}

bool Checker::isContainer()
{
    skipSpaces();
    if (peek() != '{' && peek() != '[')
        return false;
    do {
        skipSpaces();
        const char c = peek();
        if (c == '{' || c == '[') {
            open(c);
            if (take(m_open.back())) {
                m_open.pop_back();
                if (!closeAll())
                    return false;
            } else if (c == '{' && !takeKey()) {
                return false;
            }
        } else if (!takeScalar() || !closeAll()) {
            return false;
        }
    } while (!m_open.empty());
    skipSpaces();
    return m_at == m_text.size();
}

} // namespace

char JsonWalk::peek()
{
    while (m_at < m_text.size() && isSpace(m_text[m_at]))
        ++m_at;
    return m_at < m_text.size() ? m_text[m_at] : '\0';
}

bool JsonWalk::take(char c)
{
    const bool isIt = peek() == c && m_at < m_text.size();
    m_at += isIt ? 1 : 0;
    return isIt;
}

void JsonWalk::skipString()
{
    for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
        if (m_text[m_at] == '\\')
            ++m_at;
    }
    m_at = std::min(m_at + 1, m_text.size());
}

std::string_view JsonWalk::takeValue()
{
    const char first = peek();
    const std::size_t begin = m_at;
    if (first == '"') {
        skipString();
    } else if (first == '{' || first == '[') {
        std::size_t depth = 0;
        do {
            const char c = m_text[m_at];
            if (c == '"') {
                skipString();
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : 0;
            depth -= c == '}' || c == ']' ? 1 : 0;
            ++m_at;
        } while (depth > 0 && m_at < m_text.size());
    } else {
        const std::size_t end = m_text.find_first_of(",:]} \t\r\n", m_at);
        m_at = std::min(end, m_text.size());
    }
    return m_text.substr(begin, m_at - begin);
}

void appendUnescaped(std::string &out, std::string_view text)
{
    static constexpr std::string_view names = "\"\\/bfnrt";
    static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t escape = std::min(text.find('\\', at), text.size());
        out.append(text, at, escape - at);
        if (escape + 1 >= text.size()) {
            out.append(text, escape);
            return;
        }
        const std::size_t known = names.find(text[escape + 1]);
        at = escape + 2;
        if (text[escape + 1] == 'u')
            at = appendUnicode(out, text, at);
        else if (known != std::string_view::npos)
            out += meanings[known];
        else
            out.append(text, escape, 2);
    }
}

std::string_view stringText(std::string_view value, std::string &buffer)
{
    const std::string_view inside = value.size() < 2 ? std::string_view() : value.substr(1, value.size() - 2);
    if (inside.find('\\') == std::string_view::npos)
        return inside;
    buffer.clear();
    appendUnescaped(buffer, inside);
    return buffer;
}

std::string compactJson(std::string_view value)
{
    std::string out;
    std::string buffer;
    out.reserve(value.size());
    for (std::size_t at = 0; at < value.size();) {
        if (value[at] == '"') {
            JsonWalk walk(value.substr(at));
            const std::string_view text = walk.takeValue();
            appendJsonString(out, stringText(text, buffer));
            at += text.size();
        } else {
            if (!isSpace(value[at]))
                out += value[at];
            ++at;
        }
    }
    return out;
}

bool isJsonContainer(std::string_view text)
{
    return Checker(text).isContainer();
}

} // namespace mobwatch
