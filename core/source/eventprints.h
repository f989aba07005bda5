// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/eventbatch.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mobwatch {

/// What tells two events of one cursor apart.
[[nodiscard]] inline std::uint64_t eventPrint(const EventBatch &batch, std::size_t row)
{
    return std::hash<std::string_view>()(batch.strings.at(batch.kind[row])) * 31 + batch.timestampMs[row];
}

/// The events of one epoch by cursor: 16 bytes each as long as they ascend.
class EventPrints final
{
public:
    [[nodiscard]] std::optional<std::uint64_t> find(Cursor cursor) const
    {
        const auto at =
            std::lower_bound(m_ascending.begin(), m_ascending.end(), std::pair(cursor, std::uint64_t{0}));
        if (at != m_ascending.end() && at->first == cursor)
            return at->second;
        const auto other = m_others.find(cursor);
        return other != m_others.end() ? std::optional(other->second) : std::nullopt;
    }
    void add(Cursor cursor, std::uint64_t print)
    {
        if (m_ascending.empty() || m_ascending.back().first < cursor)
            m_ascending.emplace_back(cursor, print);
        else
            m_others.emplace(cursor, print);
    }
    [[nodiscard]] bool isEmpty() const { return m_ascending.empty(); }

private:
    std::vector<std::pair<Cursor, std::uint64_t>> m_ascending;
    std::unordered_map<Cursor, std::uint64_t> m_others;
};

} // namespace mobwatch
