// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mobwatch {

/// Distinct texts of one column, each stored once. Id 0 stands for "absent" and has no text; the empty string
/// is a text like any other. Ids are dense and never change; returned views stay valid as long as the
/// interner.
class Interner final
{
public:
    Interner() = default;
    Q_DISABLE_COPY_MOVE(Interner)

    std::uint32_t intern(std::string_view text);
    /// 0 when the text never occurred.
    [[nodiscard]] std::uint32_t find(std::string_view text) const;
    /// `id` in [1, size()].
    [[nodiscard]] std::string_view at(std::uint32_t id) const { return m_texts[id - 1]; }
    /// Number of distinct texts; ids run from 1 to this.
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_texts.size()); }
    [[nodiscard]] std::size_t memoryBytes() const;

private:
    std::vector<std::unique_ptr<char[]>> m_blocks;
    std::size_t m_blockUsed = 0;
    std::size_t m_blockSize = 0;
    std::size_t m_blockBytes = 0;
    std::vector<std::string_view> m_texts;
    std::unordered_map<std::string_view, std::uint32_t> m_ids;
};

} // namespace mobwatch
