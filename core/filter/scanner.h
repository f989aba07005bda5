// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"
#include "core/support/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// Reads the smallest pieces of a filter text. What a character means depends on what stands before it, so
/// the parser asks for words, strings and expressions instead of getting a stream of tokens.
class Scanner final
{
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    [[nodiscard]] std::string_view since(std::size_t begin) const
    {
        return m_text.substr(begin, m_at - begin);
    }
    void advance(std::size_t bytes = 1) { m_at += bytes; }
    void seek(std::size_t at) { m_at = at; }
    void skipSpaces();
    /// At a space, the end, or a closing parenthesis: where a value may end.
    [[nodiscard]] bool atBreak() const;

    /// A word of the top level: a text, or the name before an operator. Stops there.
    [[nodiscard]] std::string_view readWord();
    [[nodiscard]] bool atOperator() const;

    /// A quoted string as pieces between unescaped stars.
    [[nodiscard]] Result<std::vector<std::string>> readString();
    /// The same where stars mean nothing.
    [[nodiscard]] Result<std::string> readPlainString();
    /// An unquoted value behind an operator, as it stands.
    [[nodiscard]] std::string_view readBareValue();
    /// `/regex/` or `/regex/i`.
    [[nodiscard]] Result<FilterPattern> readRegex();

    /// Position of a byte in characters, from 1. Linear: for errors.
    [[nodiscard]] qint64 positionOf(std::size_t byte) const;
    [[nodiscard]] tl::unexpected<Error> failAt(std::size_t byte, const QString &message,
                                               const QString &suggestion = {}) const;
    /// "found X, expected `what`" at the current place.
    [[nodiscard]] tl::unexpected<Error> unexpected(const QString &what) const;

private:
    [[nodiscard]] Result<std::string> readEscape();

    std::string_view m_text;
    std::size_t m_at = 0;
};

[[nodiscard]] inline bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// `and`, `or`, `not`.
[[nodiscard]] bool isReservedWord(std::string_view word);

/// Splits an unquoted value at its stars; `\*` is a star.
[[nodiscard]] std::vector<std::string> splitAtStars(std::string_view word);

/// `text` between quotes, escaped; stars stay as they are.
[[nodiscard]] std::string quoted(std::string_view text);
/// Appends the inside of a quoted string; `starsToo` escapes stars.
void appendEscaped(std::string &out, std::string_view text, bool starsToo);

/// Byte offset of the first byte that is not part of well-formed UTF-8; npos if there is none.
[[nodiscard]] std::size_t findInvalidUtf8(std::string_view text);

/// Four hexadecimal digits at `at`.
[[nodiscard]] std::optional<std::uint32_t> readHexUnit(std::string_view text, std::size_t at);

void appendUtf8(std::string &out, std::uint32_t codePoint);

} // namespace mobwatch
