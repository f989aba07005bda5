// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace mobwatch {

// JSON as text, for clauses that look at one place of a payload or at all of its letters: no document is
// built, and numbers keep their digits. Damaged input ends a walk early and does nothing worse.

/// Walks over one JSON text.
class JsonWalk final
{
public:
    explicit JsonWalk(std::string_view text)
        : m_text(text)
    {
    }
    /// The next character that is no white space, '\0' at the end.
    [[nodiscard]] char peek();
    /// Takes that character if it is `c`.
    bool take(char c);
    /// The text of the value that begins here; empty at the end.
    [[nodiscard]] std::string_view takeValue();

private:
    void skipString();
    std::string_view m_text;
    std::size_t m_at = 0;
};

/// Undoes JSON escapes: what a person reads. Half a surrogate pair becomes U+FFFD.
void appendUnescaped(std::string &out, std::string_view text);

/// The text of a JSON string, quotes and escapes undone. `buffer` holds it where something had to be undone.
[[nodiscard]] std::string_view stringText(std::string_view value, std::string &buffer);

/// An object or array without white space, its strings as the runtime writes them.
[[nodiscard]] std::string compactJson(std::string_view value);

/// True for a text that is exactly one JSON object or array (RFC 8259), white space around it allowed.
[[nodiscard]] bool isJsonContainer(std::string_view text);

} // namespace mobwatch
