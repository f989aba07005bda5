// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/envelopelinereader.h"

#include <cstring>

namespace mobwatch {

void EnvelopeLineReader::push(std::string_view bytes, const Callback &line)
{
    while (!bytes.empty()) {
        const void *const found = std::memchr(bytes.data(), '\n', bytes.size());
        if (!found) {
            keep(bytes);
            m_offset += bytes.size();
            return;
        }
        const auto size = static_cast<std::size_t>(static_cast<const char *>(found) - bytes.data());
        const std::string_view piece = bytes.substr(0, size);
        bytes.remove_prefix(size + 1);
        m_offset += size + 1;
        if (m_restSize == 0) {
            emitLine(piece, piece.size() > m_longest, line); // whole in this piece: no copy
        } else {
            keep(piece);
            emitLine(m_rest, m_restTooLong, line);
        }
        m_rest.clear();
        m_restSize = 0;
        m_restTooLong = false;
        m_lineStart = m_offset;
    }
}

void EnvelopeLineReader::finish(const Callback &line)
{
    if (m_restSize == 0)
        return;
    emitLine(m_rest, m_restTooLong, line);
    m_rest.clear();
    m_restSize = 0;
    m_restTooLong = false;
    m_lineStart = m_offset;
}

void EnvelopeLineReader::keep(std::string_view bytes)
{
    m_restSize += bytes.size();
    if (m_restSize > m_longest) {
        m_restTooLong = true;
        m_rest = std::string(); // gives the memory back, too
    }
    if (!m_restTooLong)
        m_rest += bytes;
}

void EnvelopeLineReader::emitLine(std::string_view bytes, bool tooLong, const Callback &line)
{
    Line result;
    result.number = ++m_number;
    result.offset = m_lineStart;
    result.size = m_restSize > 0 ? m_restSize : bytes.size();
    if (tooLong) {
        result.tooLong = true;
        line(result);
        return;
    }
    if (m_number == 1 && bytes.starts_with("\xef\xbb\xbf")) {
        bytes.remove_prefix(3);
        result.offset += 3;
    }
    if (bytes.ends_with('\r'))
        bytes.remove_suffix(1);
    if (bytes.find_first_not_of(" \t") == std::string_view::npos)
        return;
    result.size = bytes.size();
    result.bytes = bytes;
    line(result);
}

} // namespace mobwatch
