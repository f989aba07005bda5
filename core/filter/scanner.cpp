// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/scanner.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mobwatch {

namespace {

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// Length of the well-formed sequence that begins here, 0 if there is none (Unicode 15, table 3-7).
std::size_t sequenceLength(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto isTail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return isTail(1) ? 2 : 0;
    if ((lead & 0xF0U) == 0xE0U) {
        const bool isOverlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool isSurrogate = lead == 0xED && byte(1) > 0x9F;
        return isTail(1) && isTail(2) && !isOverlong && !isSurrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool isOverlong = lead == 0xF0 && byte(1) < 0x90;
        const bool isBeyond = lead == 0xF4 && byte(1) > 0x8F;
        return isTail(1) && isTail(2) && isTail(3) && !isOverlong && !isBeyond ? 4 : 0;
    }
    return 0;
}

} // namespace

void appendUtf8(std::string &out, std::uint32_t codePoint)
{
    const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (codePoint < 0x80) {
        put(codePoint);
    } else if (codePoint < 0x800) {
        put(0xC0U | codePoint >> 6U);
        put(0x80U | (codePoint & 0x3FU));
    } else if (codePoint < 0x10000) {
        put(0xE0U | codePoint >> 12U);
        put(0x80U | (codePoint >> 6U & 0x3FU));
        put(0x80U | (codePoint & 0x3FU));
    } else {
        put(0xF0U | codePoint >> 18U);
        put(0x80U | (codePoint >> 12U & 0x3FU));
        put(0x80U | (codePoint >> 6U & 0x3FU));
        put(0x80U | (codePoint & 0x3FU));
    }
}

std::optional<std::uint32_t> readHexUnit(std::string_view text, std::size_t at)
{
    if (at + 4 > text.size())
        return std::nullopt;
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return std::nullopt;
        value = value << 4U | static_cast<std::uint32_t>(digit);
    }
    return value;
}

std::size_t findInvalidUtf8(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0)
            return at;
        at += length;
    }
    return std::string_view::npos;
}

bool isReservedWord(std::string_view word)
{
    return word == "and" || word == "or" || word == "not";
}

std::vector<std::string> splitAtStars(std::string_view word)
{
    std::vector<std::string> pieces(1);
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] == '\\' && i + 1 < word.size() && word[i + 1] == '*')
            pieces.back() += word[++i];
        else if (word[i] == '*')
            pieces.emplace_back();
        else
            pieces.back() += word[i];
    }
    return pieces;
}

void appendEscaped(std::string &out, std::string_view text, bool starsToo)
{
    for (const char c : text) {
        if (c == '"' || c == '\\' || (c == '*' && starsToo)) {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escape.data();
        } else {
            out += c;
        }
    }
}

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    appendEscaped(out, text, false);
    return out + "\"";
}

void Scanner::skipSpaces()
{
    while (!atEnd() && isSpace(peek()))
        advance();
}

bool Scanner::atBreak() const
{
    return atEnd() || isSpace(peek()) || peek() == ')';
}

bool Scanner::atOperator() const
{
    switch (peek()) {
    case ':':
    case '=':
    case '<':
    case '>':
    case '~':
        return true;
    case '!':
        return peek(1) == '=' || peek(1) == '~';
    default:
        return false;
    }
}

std::string_view Scanner::readWord()
{
    const std::size_t begin = m_at;
    const auto takesQuotedKey = [&] {
        const std::string_view word = since(begin);
        return word.ends_with('.') && (word.starts_with("data.") || word.starts_with("label.") ||
                                       word.starts_with("mob_label.") || word.starts_with("run_label."));
    };
    while (!atEnd() && !isSpace(peek()) && peek() != '(' && peek() != ')' && !atOperator()) {
        if (peek() == '"') {
            if (!takesQuotedKey())
                break;
            advance();
            while (!atEnd() && peek() != '"')
                advance(peek() == '\\' ? 2 : 1);
            m_at = std::min(m_at, m_text.size());
            if (atEnd())
                break;
        }
        advance();
    }
    return since(begin);
}

std::string_view Scanner::readBareValue()
{
    const std::size_t begin = m_at;
    while (!atBreak() && peek() != '(' && peek() != '"' && peek() != ',')
        advance();
    return since(begin);
}

Result<std::string> Scanner::readEscape()
{
    static constexpr std::string_view names = "\"\\*/ntrbf";
    static constexpr std::string_view meanings = "\"\\*/\n\t\r\b\f";
    const std::size_t begin = m_at;
    if (const std::size_t known = names.find(peek(1)); peek(1) != '\0' && known != std::string_view::npos) {
        advance(2);
        return std::string(1, meanings[known]);
    }
    if (peek(1) != 'u')
        return unexpected(QStringLiteral("one of \\\" \\\\ \\n \\t \\* \\uXXXX"));
    const auto unit = readHexUnit(m_text, m_at + 2);
    if (!unit)
        return failAt(m_at,
                      QStringLiteral("found \"\\u\" without its digits, expected four hexadecimal digits"));
    std::uint32_t codePoint = *unit;
    advance(6);
    if (codePoint >= 0xD800 && codePoint < 0xE000) {
        const bool hasSecond = codePoint < 0xDC00 && peek() == '\\' && peek(1) == 'u';
        const auto second = hasSecond ? readHexUnit(m_text, m_at + 2) : std::nullopt;
        if (!second || *second < 0xDC00 || *second > 0xDFFF)
            return failAt(begin, QStringLiteral("found half of a surrogate pair, expected both halves"));
        codePoint = 0x10000U + ((codePoint - 0xD800U) << 10U) + (*second - 0xDC00U);
        advance(6);
    }
    std::string text;
    appendUtf8(text, codePoint);
    return text;
}

Result<std::vector<std::string>> Scanner::readString()
{
    const std::size_t begin = m_at;
    advance();
    std::vector<std::string> pieces(1);
    while (peek() != '"' || atEnd()) {
        if (atEnd())
            return failAt(begin, QStringLiteral("found a string without an end, expected its closing \""));
        if (peek() == '\\') {
            auto escape = readEscape();
            if (!escape)
                return fail(escape.error());
            pieces.back() += *escape;
        } else if (peek() == '*') {
            pieces.emplace_back();
            advance();
        } else {
            pieces.back() += peek();
            advance();
        }
    }
    advance();
    return pieces;
}

Result<std::string> Scanner::readPlainString()
{
    auto pieces = readString();
    if (!pieces)
        return fail(pieces.error());
    std::string text = std::move(pieces->front());
    for (std::size_t i = 1; i < pieces->size(); ++i)
        text += '*' + (*pieces)[i];
    return text;
}

Result<FilterPattern> Scanner::readRegex()
{
    const std::size_t begin = m_at;
    advance();
    FilterPattern pattern;
    pattern.isRegex = true;
    while (peek() != '/' || atEnd()) {
        if (atEnd() || (peek() == '\\' && m_at + 1 >= m_text.size()))
            return failAt(
                begin,
                QStringLiteral("found a regular expression without an end, expected its closing /; quote "
                               "the text to search for it as it is"));
        if (peek() == '\\') {
            if (peek(1) != '/')
                pattern.text += '\\';
            advance();
        }
        pattern.text += peek();
        advance();
    }
    advance();
    if (peek() == 'i') {
        pattern.ignoreCase = true;
        advance();
    }
    if (!atBreak())
        return unexpected(
            QStringLiteral("\"i\" or a space behind the regular expression; quote the text to search "
                           "for it as it is"));
    return pattern;
}

qint64 Scanner::positionOf(std::size_t byte) const
{
    const std::string_view before = m_text.substr(0, std::min(byte, m_text.size()));
    return 1 + std::count_if(before.begin(), before.end(), [](char c) { return !isContinuation(c); });
}

tl::unexpected<Error> Scanner::failAt(std::size_t byte, const QString &message,
                                      const QString &suggestion) const
{
    return fail(ErrorCode::FilterSyntax, message, {}, positionOf(byte), suggestion);
}

tl::unexpected<Error> Scanner::unexpected(const QString &what) const
{
    QString found = QStringLiteral("the end");
    if (!atEnd() && isSpace(peek())) {
        found = QStringLiteral("a space");
    } else if (!atEnd()) {
        constexpr std::size_t shownBytes = 24;
        std::size_t end = m_at + 1;
        const auto isWordByte = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                   static_cast<unsigned char>(c) >= 0x80;
        };
        const bool isWord = isWordByte(peek()) || peek() == '\\';
        while (end < m_text.size() && ((isWord && isWordByte(m_text[end]) && end - m_at < shownBytes) ||
                                       isContinuation(m_text[end])))
            ++end;
        found = QLatin1Char('"') +
                QString::fromUtf8(m_text.data() + m_at, static_cast<qsizetype>(end - m_at)) +
                QLatin1Char('"');
    }
    return failAt(m_at, QStringLiteral("found %1, expected %2").arg(found, what));
}

} // namespace mobwatch
