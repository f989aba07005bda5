// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace mobwatch::test {

/// Draws from a fixed seed, so that every failure happens again.
class Dice
{
public:
    explicit Dice(std::uint32_t seed)
        : m_engine(seed)
    {
    }
    [[nodiscard]] std::size_t below(std::size_t count) { return m_engine() % count; }
    [[nodiscard]] bool oneIn(std::size_t count) { return below(count) == 0; }
    template <class T>
    [[nodiscard]] const T &pick(const std::vector<T> &choices)
    {
        return choices[below(choices.size())];
    }

private:
    std::mt19937 m_engine;
};

/// Text with everything that could be taken for syntax, and with more than ASCII.
[[nodiscard]] std::string randomText(Dice &dice);

/// A filter text in free spelling: spaces, parentheses, quotes and aliases vary; always well-formed.
[[nodiscard]] std::string randomFilter(Dice &dice, int depth);

} // namespace mobwatch::test
