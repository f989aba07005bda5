// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mobwatch {

/// Cuts bytes that come in pieces into lines: for event files, standard input and whatever else is JSONL.
/// Memory is bounded: of a line longer than maxLineBytes nothing is kept but where it stands.
class EnvelopeLineReader final
{
public:
    static constexpr std::size_t maxLineBytes = std::size_t{64} << 20;

    struct Line
    {
        std::string_view
            bytes; ///< without its end (\n or \r\n); valid until the callback returns; empty when tooLong
        qint64 number = 0;        ///< from 1, empty lines counted
        std::uint64_t offset = 0; ///< of its first byte
        std::uint64_t size = 0;   ///< bytes without the end
        bool tooLong = false;
    };
    using Callback = std::function<void(const Line &)>;

    explicit EnvelopeLineReader(std::size_t longestLine = maxLineBytes)
        : m_longest(longestLine)
    {
    }

    /// Hands out every line that `bytes` complete; empty lines and a byte order mark at the start are passed
    /// over.
    void push(std::string_view bytes, const Callback &line);
    /// Hands out the rest behind the last newline as a line, for input that has ended. A file that may still
    /// grow keeps it waiting instead: a torn last line is normal there.
    void finish(const Callback &line);

    [[nodiscard]] bool hasRest() const { return m_restSize > 0; }
    /// Bytes pushed so far.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }

private:
    void emitLine(std::string_view bytes, bool tooLong, const Callback &line);
    void keep(std::string_view bytes);

    std::size_t m_longest;
    std::string m_rest;
    std::uint64_t m_restSize = 0; ///< also counts what was not kept
    bool m_restTooLong = false;
    std::uint64_t m_offset = 0;
    std::uint64_t m_lineStart = 0;
    qint64 m_number = 0;
};

} // namespace mobwatch
