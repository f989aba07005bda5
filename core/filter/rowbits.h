// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace mobwatch {

/// Bit i tells whether bytes[i] == value, for 64 bytes.
inline std::uint64_t equalBits(const std::uint8_t *bytes, std::uint8_t value)
{
    std::uint64_t bits = 0;
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(static_cast<char>(value));
    for (int i = 0; i < 4; ++i) {
        const __m128i sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + 16 * i));
        const int equal = _mm_movemask_epi8(_mm_cmpeq_epi8(sixteen, wanted));
        bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(equal)) << (16 * i);
    }
#else
    for (int i = 0; i < 64; ++i)
        bits |= static_cast<std::uint64_t>(bytes[i] == value ? 1 : 0) << i;
#endif
    return bits;
}

inline std::uint32_t countUnequal(const std::uint8_t *bytes, std::uint32_t count, std::uint8_t value)
{
    std::uint32_t found = 0;
    // Counted in bytes, many at a time, and added up before a byte can overflow.
    for (std::uint32_t i = 0; i < count;) {
        const std::uint32_t end = i + 255 < count ? i + 255 : count;
        std::uint8_t some = 0;
        for (; i < end; ++i)
            some = static_cast<std::uint8_t>(some + (bytes[i] != value ? 1 : 0));
        found += some;
    }
    return found;
}

/// Writes base + i for every i of [0, count) where (bytes[i] == value) is `wanted`; how many. Costs little
/// for rows that are not written, and needs no luck in guessing which those are.
template <class Row>
std::uint32_t collectRows(const std::uint8_t *bytes, std::uint32_t count, std::uint8_t value, bool wanted,
                          Row base, Row *rows)
{
    std::uint32_t found = 0;
    std::uint32_t i = 0;
    for (; i + 64 <= count; i += 64) {
        std::uint64_t bits = equalBits(bytes + i, value);
        if (!wanted)
            bits = ~bits;
        if (bits == ~std::uint64_t{0}) {
            for (std::uint32_t j = 0; j < 64; ++j)
                rows[found + j] = static_cast<Row>(base + i + j);
            found += 64;
            continue;
        }
        for (; bits != 0; bits &= bits - 1)
            rows[found++] = static_cast<Row>(base + i + static_cast<std::uint32_t>(std::countr_zero(bits)));
    }
    for (; i < count; ++i) {
        if ((bytes[i] == value) == wanted)
            rows[found++] = static_cast<Row>(base + i);
    }
    return found;
}

} // namespace mobwatch
