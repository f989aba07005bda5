// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/store/eventstore.h"

#include <QString>
#include <string_view>
#include <unordered_set>

namespace mobwatch::ui {

/// Short ids of the runs of one store: 8 digits, and 12 for those that share 8. Keeps up with the store by
/// itself; follows it as long as it lives.
class RunIds final
{
public:
    explicit RunIds(const EventStore *store = nullptr)
        : m_store(store)
    {
    }
    [[nodiscard]] QString shown(std::string_view runId) const;

private:
    void keepUp() const;

    const EventStore *m_store;
    mutable std::uint32_t m_known = 0;
    mutable std::unordered_set<std::string_view> m_starts; ///< first 8 digits; the texts are the store's
    mutable std::unordered_set<std::string_view> m_shared;
};

} // namespace mobwatch::ui
