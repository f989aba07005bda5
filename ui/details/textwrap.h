// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QTextOption>

namespace mobwatch::ui {

/// How to wrap a text from a payload: at words, but anywhere where it has a very long word. Qt looks for the
/// end of the word at every line, which takes minutes for one of some hundred thousand characters.
[[nodiscard]] QTextOption::WrapMode wrapModeFor(const QString &text);

} // namespace mobwatch::ui
