// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mobwatch::ui {

/// Bytes of memory that this process holds now (resident set); 0 where the platform does not tell.
[[nodiscard]] std::uint64_t processMemoryBytes();

} // namespace mobwatch::ui
