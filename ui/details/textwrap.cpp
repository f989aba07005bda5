// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/textwrap.h"

#include <algorithm>

namespace mobwatch::ui {

QTextOption::WrapMode wrapModeFor(const QString &text)
{
    constexpr qsizetype longestWord = 2000;
    qsizetype word = 0;
    qsizetype longest = 0;
    for (const QChar c : text) {
        word = c.isSpace() ? 0 : word + 1;
        longest = std::max(longest, word);
    }
    return longest > longestWord ? QTextOption::WrapAnywhere : QTextOption::WrapAtWordBoundaryOrAnywhere;
}

} // namespace mobwatch::ui
