// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/store/eventstore.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace mobwatch {

/// The events of one run in ledger order, and where one of them stands. Looks at each row of the store once
/// per run, then only at new ones. GUI thread.
class RunRows final
{
public:
    /// Chooses the run by its text id (0 = none) and the store; cheap when it is the same as before.
    void follow(const EventStore *store, std::uint32_t runTextId);
    /// Takes in what the store has learned since.
    void extend();

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_rows.size()); }
    /// Counted from 0.
    [[nodiscard]] std::optional<std::uint32_t> positionOf(RowIndex row) const;
    [[nodiscard]] RowIndex rowAt(std::uint32_t position) const { return m_rows[position]; }

private:
    const EventStore *m_store = nullptr;
    std::uint32_t m_run = 0;
    std::uint32_t m_seen = 0;
    std::vector<RowIndex> m_rows;
};

} // namespace mobwatch
