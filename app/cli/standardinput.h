// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <vector>

namespace mobwatch::cli {

/// Waits for some bytes of standard input and puts them into `block`, as many as there are and as fit; their
/// number, 0 at the end. Neither stdio nor QFile: they go on for ever behind a signal, or wait until a whole
/// block has come. Errors: Canceled (told to end), NotFound (it cannot be read).
[[nodiscard]] Result<std::size_t> readStandardInput(std::vector<char> &block);

} // namespace mobwatch::cli
