// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/leftoutkinds.h"

#include "core/event/kindcatalogue.h"

#include <algorithm>
#include <array>

namespace mobwatch {

namespace {

// These name a member too, but are sent while it lives.
constexpr std::array<std::string_view, 4> sentWhileAlive{
    "member_spawned", "member_reset", "remote_member_runtime_retired", "remote_member_supervisor_revoked"};

// Enough to rule out a ledger that was pruned here and there.
constexpr std::uint64_t manyEvents = 40, manyHoles = 5;
constexpr std::size_t runsRemembered = 10'000;

bool isEverLeftOut(const KindInfo &kind)
{
    return !kind.agentPath.empty() &&
           std::find(sentWhileAlive.begin(), sentWhileAlive.end(), kind.label) == sentWhileAlive.end();
}

} // namespace

void LeftOutKinds::see(std::string_view kind, std::optional<std::string_view> run, Cursor missingBefore)
{
    if (m_isDisproved)
        return;
    const KindInfo *const info = findKind(kind);
    if (info && isEverLeftOut(*info)) {
        m_isDisproved = true;
        m_started.clear();
        return;
    }
    ++m_events;
    m_holes += missingBefore > 0 ? 1 : 0;
    m_missing += missingBefore;
    if (m_isFound)
        return;
    if (kind == "flow_started" && run && m_started.size() < runsRemembered) {
        m_started.try_emplace(std::string(*run), m_missing);
    } else if (kind == "step_completed" && run) {
        const auto started = m_started.find(std::string(*run));
        m_isFound = started != m_started.end() && m_missing > started->second;
    }
    m_isFound = m_isFound || (m_events >= manyEvents && m_holes >= manyHoles);
}

std::vector<QString> LeftOutKinds::labels()
{
    std::vector<QString> labels;
    for (const KindInfo &kind : kindCatalogue()) {
        if (isEverLeftOut(kind))
            labels.push_back(QString::fromUtf8(kind.label.data(), static_cast<qsizetype>(kind.label.size())));
    }
    return labels;
}

} // namespace mobwatch
