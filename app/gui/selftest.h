// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace mobwatch {

/// What is missing of the parts that are only found while the program runs (the SQLite driver, the SVG
/// renderer); empty = everything is there.
[[nodiscard]] QStringList missingParts();

} // namespace mobwatch
