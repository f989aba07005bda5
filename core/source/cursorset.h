// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace mobwatch {

/// Which cursors were seen: one bit each where they lie close together.
class CursorSet final
{
public:
    /// False when it was there already.
    bool insert(Cursor cursor)
    {
        Page &page = pageOf(cursor >> pageShift);
        const std::uint64_t bit = std::uint64_t{1} << (cursor & 63U);
        std::uint64_t &word = page[(cursor >> 6U) & (wordsOfPage - 1)];
        const bool isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }
    void clear()
    {
        m_pages.clear();
        m_last = nullptr;
    }

private:
    static constexpr unsigned pageShift = 10;
    static constexpr std::size_t wordsOfPage = (std::size_t{1} << pageShift) / 64;
    using Page = std::array<std::uint64_t, wordsOfPage>;

    Page &pageOf(Cursor number)
    {
        if (!m_last || number != m_lastNumber) {
            m_last = &m_pages.try_emplace(number).first->second; // nodes never move
            m_lastNumber = number;
        }
        return *m_last;
    }

    std::unordered_map<Cursor, Page> m_pages;
    Page *m_last = nullptr;
    Cursor m_lastNumber = 0;
};

} // namespace mobwatch
