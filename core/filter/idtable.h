// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>

namespace mobwatch {

/// One byte for every id of a dictionary that only grows. One thread grows it; any thread may read the ids
/// that were there when it learned of them: a byte is never written twice, and outgrown storage lives as long
/// as its readers.
class IdTable final
{
public:
    using Bytes = std::shared_ptr<const std::uint8_t[]>;

    IdTable() = default;
    Q_DISABLE_COPY_MOVE(IdTable)

    /// Asks `decide(id)` for the ids from the current size up to `count`.
    template <class Decide>
    void grow(std::uint32_t count, Decide decide)
    {
        if (count <= m_size)
            return;
        std::shared_ptr<std::uint8_t[]> bytes = m_bytes;
        if (count > m_capacity) {
            m_capacity = std::max(count, m_capacity * 2);
            bytes = std::shared_ptr<std::uint8_t[]>(new std::uint8_t[m_capacity]());
            std::copy(m_bytes.get(), m_bytes.get() + m_size, bytes.get());
        }
        for (; m_size < count; ++m_size)
            bytes[m_size] = decide(m_size);
        const std::lock_guard lock(m_mutex);
        m_bytes = std::move(bytes);
    }

    [[nodiscard]] Bytes share() const
    {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }

private:
    mutable std::mutex m_mutex; ///< guards m_bytes; the rest belongs to the growing thread
    std::shared_ptr<std::uint8_t[]> m_bytes;
    std::uint32_t m_size = 0;
    std::uint32_t m_capacity = 0;
};

} // namespace mobwatch
