// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"

#include <string_view>
#include <unordered_set>
#include <vector>

namespace mobwatch {

/// Whether a text is what the value says: the whole value, stars for any run of characters, a beginning for a
/// run prefix. Ranges match no text.
[[nodiscard]] bool matchesText(const FilterValue &value, std::string_view text);

/// Many values at once: whole values are looked up, not compared one by one.
class ValueMatcher final
{
public:
    explicit ValueMatcher(const std::vector<FilterValue> &values);
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    std::vector<std::string> m_texts;
    std::unordered_set<std::string_view> m_whole; ///< views into m_texts
    std::vector<FilterValue> m_others;
};

} // namespace mobwatch
