// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"

#include <QString>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mobwatch {

/// Finds out whether a server never sends most kinds that name a member (specification 6.5), from what it
/// sends on a stream without filters. No reply tells it, so it takes evidence: a step that ended without ever
/// having been dispatched while cursors were missing, or many events with holes among them and not one of
/// those kinds. One event of such a kind is proof to the contrary.
class LeftOutKinds final
{
public:
    /// Each new event in order, with the number of cursors that are missing just before it.
    void see(std::string_view kind, std::optional<std::string_view> run, Cursor missingBefore);

    [[nodiscard]] bool areFound() const { return m_isFound && !m_isDisproved; }
    /// The labels that such a server never sends.
    [[nodiscard]] static std::vector<QString> labels();

private:
    bool m_isFound = false;
    bool m_isDisproved = false;
    std::uint64_t m_events = 0, m_holes = 0;
    Cursor m_missing = 0;
    std::unordered_map<std::string, Cursor> m_started; ///< runs seen from their start: what was missing then
};

} // namespace mobwatch
