// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/store/interner.h"

#include <algorithm>
#include <cstring>

namespace mobwatch {

std::uint32_t Interner::intern(std::string_view text)
{
    if (const auto known = m_ids.find(text); known != m_ids.end())
        return known->second;
    if (m_blocks.empty() || m_blockSize - m_blockUsed < text.size()) {
        m_blockSize = std::max<std::size_t>(text.size(), m_blocks.empty() ? 1024 : 32768);
        m_blocks.push_back(std::make_unique<char[]>(m_blockSize));
        m_blockBytes += m_blockSize;
        m_blockUsed = 0;
    }
    char *const place = m_blocks.back().get() + m_blockUsed;
    if (!text.empty())
        std::memcpy(place, text.data(), text.size());
    m_blockUsed += text.size();
    const std::string_view stored(place, text.size());
    m_texts.push_back(stored);
    m_ids.emplace(stored, size());
    return size();
}

std::uint32_t Interner::find(std::string_view text) const
{
    const auto known = m_ids.find(text);
    return known == m_ids.end() ? 0 : known->second;
}

std::size_t Interner::memoryBytes() const
{
    // A node of the hash map: next pointer, text, id, cached hash, and the allocator's header.
    constexpr std::size_t nodeBytes = sizeof(void *) + sizeof(std::string_view) + 24;
    return m_blockBytes + m_texts.capacity() * sizeof(std::string_view) + m_ids.size() * nodeBytes +
           m_ids.bucket_count() * sizeof(void *);
}

} // namespace mobwatch
