// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

namespace mobwatch {

/// One byte for every id of a dictionary that only grows. One thread grows it; any thread may read the ids
/// that were there when it learned of them: a byte is never written twice, and outgrown storage lives as long
/// as its readers.
class IdTable final
{
public:
    using Bytes = std::shared_ptr<const std::uint8_t[]>;
    static constexpr std::uint8_t byteLimit = 4; ///< bytes are smaller than this

    /// Where all ids but a few have the same byte: comparing with those few beats looking each id up.
    struct Few
    {
        std::array<std::uint32_t, 4> ids{};
        std::uint32_t count = 0;
        std::uint8_t theirs = 0;
        std::uint8_t others = 0;
    };
    struct View
    {
        Bytes bytes;
        std::optional<Few> few;
    };

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
        for (; m_size < count; ++m_size) {
            bytes[m_size] = decide(m_size);
            Few &same = m_same[bytes[m_size]];
            if (same.count < same.ids.size())
                same.ids[same.count] = m_size;
            ++same.count;
        }
        const std::lock_guard lock(m_mutex);
        m_bytes = std::move(bytes);
        m_few = findFew();
    }

    [[nodiscard]] Bytes share() const
    {
        const std::lock_guard lock(m_mutex);
        return m_bytes;
    }
    [[nodiscard]] View view() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_bytes, m_few};
    }

private:
    [[nodiscard]] std::optional<Few> findFew() const
    {
        const auto usual =
            std::ranges::max_element(m_same, {}, [](const Few &same) { return same.count; }) - m_same.begin();
        Few few;
        for (std::uint8_t byte = 0; byte < byteLimit; ++byte) {
            if (byte == usual || m_same[byte].count == 0)
                continue;
            if (few.count != 0 || m_same[byte].count > few.ids.size())
                return std::nullopt;
            few = m_same[byte];
            few.theirs = byte;
        }
        few.others = static_cast<std::uint8_t>(usual);
        return few;
    }

    mutable std::mutex m_mutex; ///< guards m_bytes and m_few; the rest belongs to the growing thread
    std::shared_ptr<std::uint8_t[]> m_bytes;
    std::optional<Few> m_few;
    std::array<Few, byteLimit> m_same; ///< by byte: how many ids have it, and the first of them
    std::uint32_t m_size = 0;
    std::uint32_t m_capacity = 0;
};

} // namespace mobwatch
