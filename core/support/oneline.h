// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace mobwatch {

/// Makes spaces of the line ends in text[from, end). In JSON they only stand between tokens. Two searches for
/// one character each: a search for either of them looks at every byte by itself, many times slower.
inline void keepOneLine(std::string &text, std::size_t from)
{
    for (const char lineEnd : {'\n', '\r'}) {
        for (std::size_t i = text.find(lineEnd, from); i != std::string::npos; i = text.find(lineEnd, i + 1))
            text[i] = ' ';
    }
}

} // namespace mobwatch
