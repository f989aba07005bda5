// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"

#include <cstddef>
#include <vector>

namespace mobwatch {

/// The filters that were in force, with a place in it, as in a browser. A value type; bounded.
class FilterHistory final
{
public:
    static constexpr std::size_t capacity = 200;

    [[nodiscard]] const Filter &current() const { return m_filters[m_at]; }
    /// Forgets the later ones. The current filter again is no new entry.
    void push(const Filter &filter);
    [[nodiscard]] bool hasEarlier() const { return m_at > 0; }
    [[nodiscard]] bool hasLater() const { return m_at + 1 < m_filters.size(); }
    void goEarlier() { m_at -= hasEarlier() ? 1 : 0; }
    void goLater() { m_at += hasLater() ? 1 : 0; }

private:
    std::vector<Filter> m_filters{Filter()};
    std::size_t m_at = 0;
};

} // namespace mobwatch
