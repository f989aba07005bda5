// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace mobwatch {

/// A position in a ledger (specification 4.4): starts at 1, fits in 63 bits, may have gaps; alone it names
/// nothing (see Epoch).
using Cursor = std::uint64_t;

/// Which life of a ledger an event belongs to: numbered by the session, per ledger, from 1.
using Epoch = std::uint16_t;

/// A row of the event store: its number of arrival. Never changes, never is reused.
enum class RowIndex : std::uint32_t {};
[[nodiscard]] constexpr std::uint32_t toNumber(RowIndex row) noexcept
{
    return static_cast<std::uint32_t>(row);
}
[[nodiscard]] constexpr RowIndex rowIndex(std::uint32_t number) noexcept
{
    return RowIndex{number};
}

/// Rows [first, first + count) of the event store.
struct RowRange
{
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    [[nodiscard]] constexpr std::uint32_t end() const noexcept { return first + count; }
    friend bool operator==(const RowRange &, const RowRange &) = default;
};

} // namespace mobwatch
