// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/filterhistory.h"

namespace mobwatch {

void FilterHistory::push(const Filter &filter)
{
    if (filter == current())
        return;
    m_filters.resize(m_at + 1);
    m_filters.push_back(filter);
    if (m_filters.size() > capacity)
        m_filters.erase(m_filters.begin());
    m_at = m_filters.size() - 1;
}

} // namespace mobwatch
