// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/runids.h"

#include "ui/widgets/eventwords.h"

namespace mobwatch::ui {

namespace {
constexpr std::size_t usualDigits = 8;
constexpr int longDigits = 13; ///< 12 and the dash between them
} // namespace

void RunIds::keepUp() const
{
    const Interner &runs = m_store->texts(TextColumn::Run);
    for (; m_known < runs.size(); ++m_known) {
        const std::string_view start = runs.at(m_known + 1).substr(0, usualDigits);
        if (!m_starts.insert(start).second)
            m_shared.insert(start);
    }
}

QString RunIds::shown(std::string_view runId) const
{
    QString usual = shownRunId(runId);
    if (!m_store || std::size_t(usual.size()) != usualDigits || runId.size() <= usualDigits)
        return usual;
    keepUp();
    if (!m_shared.contains(runId.substr(0, usualDigits)))
        return usual;
    return QString::fromLatin1(runId.data(), longDigits);
}

} // namespace mobwatch::ui
