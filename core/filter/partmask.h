// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filterprogram.h"

#include <array>
#include <cstdint>

namespace mobwatch {

/// What the columns say about a row, part by part, in one byte: who says no, and whether someone must read
/// the payload. 0 = the row matches. Bits 0 to 6: a part on that Facet's field says no.
using PartMask = std::uint8_t;
inline constexpr PartMask partMaskFacets = 0x7f;
/// A part on anything else says no: for the facets as good as if each had a part that says no.
inline constexpr PartMask partMaskOther = partMaskFacets;
inline constexpr PartMask partMaskNeedsPayload = 0x80; ///< a part needs the payload

/// Rows are judged in blocks of this many, so that all loops have a fixed length.
inline constexpr std::uint32_t partMaskBlock = 4096;
struct alignas(64) PartMaskBlock : std::array<PartMask, partMaskBlock>
{
};

/// Masks of rows [begin, end) of a chunk, at most partMaskBlock of them, into out[0, end - begin); the rest
/// of the block becomes partMaskOther, which nobody counts. All masks of the rows or-ed together.
PartMask evaluatePartMasks(const FilterProgram &program, const StoreChunk &chunk, std::uint32_t begin,
                           std::uint32_t end, PartMaskBlock &out);

/// What a part on this field sets where it says no.
[[nodiscard]] PartMask partMaskOf(FilterField field);

/// The mask of one row.
[[nodiscard]] PartMask partMaskOf(const FilterProgram &program, const StoreChunk &chunk, std::uint32_t index);

/// True for a mask with no more than one facet's no: its row may still count for that facet.
[[nodiscard]] constexpr bool isCountable(PartMask mask)
{
    const auto fails = static_cast<PartMask>(mask & partMaskFacets);
    return (fails & (fails - 1)) == 0;
}

} // namespace mobwatch
