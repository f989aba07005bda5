// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>

namespace mobwatch {

/// xoshiro256** seeded by splitmix64. Own arithmetic instead of <random>'s distributions, whose results
/// differ between standard libraries: a seed must give the same mob everywhere.
class SimRandom final
{
public:
    explicit SimRandom(std::uint64_t seed)
    {
        for (std::uint64_t &word : m_state) {
            seed += 0x9e3779b97f4a7c15U;
            std::uint64_t z = seed;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
            word = z ^ (z >> 31);
        }
    }

    [[nodiscard]] std::uint64_t bits()
    {
        const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
        const std::uint64_t t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

    /// 0 <= result < limit; limit > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t limit) { return bits() % limit; }
    /// first <= result <= last.
    [[nodiscard]] std::int64_t between(std::int64_t first, std::int64_t last)
    {
        return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first) + 1));
    }
    /// 0 <= result < 1.
    [[nodiscard]] double unit() { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
    [[nodiscard]] bool chance(double probability) { return unit() < probability; }

    template <class T>
    [[nodiscard]] const T &pick(std::span<const T> choices)
    {
        return choices[below(choices.size())];
    }

    /// A version 4 uuid, lower case.
    [[nodiscard]] std::string uuid()
    {
        const std::uint64_t high = bits(); // one after the other: arguments have no order
        return formatUuid(high, bits(), '4');
    }
    /// Shaped like version 7: the milliseconds stand in front, as in the runtime's session and peer ids.
    [[nodiscard]] std::string uuidAt(std::int64_t timeMs)
    {
        const std::uint64_t high = (static_cast<std::uint64_t>(timeMs) << 16) | (bits() & 0xffffU);
        return formatUuid(high, bits(), '7');
    }

private:
    static std::string formatUuid(std::uint64_t high, std::uint64_t low, char version)
    {
        static constexpr char digits[] = "0123456789abcdef";
        std::string text(36, '-');
        std::size_t at = 0;
        for (int i = 0; i < 32; ++i, ++at) {
            if (at == 8 || at == 13 || at == 18 || at == 23)
                ++at;
            const std::uint64_t word = i < 16 ? high : low;
            text[at] = digits[(word >> (60 - 4 * (i % 16))) & 0xfU];
        }
        text[14] = version;
        text[19] = "89ab"[(low >> 62) & 3U];
        return text;
    }

    std::array<std::uint64_t, 4> m_state{};
};

} // namespace mobwatch
