// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/eventbatch.h"

#include <algorithm>
#include <cstring>

namespace mobwatch {

std::uint32_t BatchStrings::intern(std::string_view text)
{
    if (const auto known = m_ids.find(text); known != m_ids.end())
        return known->second;
    if (m_blocks.empty() || m_blockSize - m_blockUsed < text.size()) {
        m_blockSize = std::max<std::size_t>(text.size(), 4096);
        m_blocks.push_back(std::make_unique<char[]>(m_blockSize));
        m_blockUsed = 0;
    }
    char *const place = m_blocks.back().get() + m_blockUsed;
    if (!text.empty())
        std::memcpy(place, text.data(), text.size());
    m_blockUsed += text.size();
    const std::string_view stored(place, text.size());
    const auto id = static_cast<std::uint32_t>(m_texts.size());
    m_texts.push_back(stored);
    m_ids.emplace(stored, id);
    return id;
}

} // namespace mobwatch
