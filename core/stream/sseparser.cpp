// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/sseparser.h"

#include <algorithm>
#include <limits>

namespace mobwatch {
namespace {

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
// One huge event must not hold its memory for ever.
constexpr std::size_t keptCapacity = std::size_t{1} << 20;

void clearAndShrink(std::string &text)
{
    if (text.capacity() > keptCapacity)
        std::string().swap(text);
    else
        text.clear();
}

/// The places of one byte, each found once: a chunk of many lines is gone through once, not once per line.
class ByteFinder
{
public:
    ByteFinder(std::string_view text, char wanted)
        : m_text(text)
        , m_wanted(wanted)
        , m_at(text.find(wanted))
    {
    }

    /// The first place at or behind `from`, which only grows; npos when there is none.
    std::size_t next(std::size_t from)
    {
        if (m_at < from)
            m_at = m_text.find(m_wanted, from);
        return m_at;
    }

private:
    std::string_view m_text;
    char m_wanted;
    std::size_t m_at;
};

bool isNumber(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::uint64_t saturatedNumber(std::string_view digits)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t number = 0;
    for (const char c : digits) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (number > (most - digit) / 10)
            return most;
        number = number * 10 + digit;
    }
    return number;
}

} // namespace

SseParser::SseParser(Handler handler, std::size_t maxPending)
    : m_handler(std::move(handler))
    , m_maxPending(maxPending)
{
}

bool SseParser::push(std::string_view bytes)
{
    if (m_isOverflown)
        return false;
    bytes = withoutByteOrderMark(bytes);
    if (!takeLines(bytes))
        return !m_isOverflown;
    ownData();
    if (m_isCarryDone)
        dropCarry();
    m_carry.append(bytes);
    m_isOverflown = pendingBytes() > m_maxPending;
    return !m_isOverflown;
}

void SseParser::reset()
{
    ++m_resets;
    m_isOverflown = false;
    m_isAtStart = true;
    m_markBytes = 0;
    m_swallowLineFeed = false;
    dropCarry();
    m_hasData = false;
    m_ownsData = false;
    m_dataView = {};
    clearAndShrink(m_data);
    clearAndShrink(m_type);
    m_idBuffer = m_lastEventId;
}

const std::string &SseParser::lastEventId() const
{
    return m_lastEventId;
}

bool SseParser::isOverflown() const
{
    return m_isOverflown;
}

const std::string &SseParser::pendingId() const
{
    return m_idBuffer;
}

std::size_t SseParser::pendingBytes() const
{
    return (m_isCarryDone ? 0 : m_carry.size()) + dataBytes();
}

bool SseParser::takeLines(std::string_view &rest)
{
    const std::string_view chunk = rest;
    ByteFinder lineFeeds(chunk, '\n');
    ByteFinder carriageReturns(chunk, '\r');
    const std::uint32_t resets = m_resets;
    std::size_t start = 0;
    while (start < chunk.size()) {
        if (m_swallowLineFeed && chunk[start] == '\n')
            ++start;
        m_swallowLineFeed = false;
        const std::size_t end = std::min(lineFeeds.next(start), carriageReturns.next(start));
        if (end == std::string_view::npos)
            break;
        // At the end of a read too: waiting for a line feed would make a CR-only stream late by one event.
        m_swallowLineFeed = chunk[end] == '\r';
        const std::string_view line = whole(chunk.substr(start, end - start));
        start = end + 1;
        m_isOverflown = line.size() + dataBytes() > m_maxPending;
        if (m_isOverflown)
            return false;
        takeLine(line);
        if (m_resets != resets)
            return false;
    }
    rest = chunk.substr(std::min(start, chunk.size()));
    return true;
}

std::string_view SseParser::withoutByteOrderMark(std::string_view bytes)
{
    while (m_isAtStart && !bytes.empty()) {
        if (bytes.front() == byteOrderMark[m_markBytes]) {
            bytes.remove_prefix(1);
            m_isAtStart = ++m_markBytes < byteOrderMark.size();
        } else {
            m_carry.append(byteOrderMark.substr(0, m_markBytes));
            m_isAtStart = false;
        }
    }
    return bytes;
}

std::string_view SseParser::whole(std::string_view endOfLine)
{
    if (m_isCarryDone || m_carry.empty())
        return endOfLine;
    m_carry.append(endOfLine);
    m_isCarryDone = true;
    return m_carry;
}

void SseParser::takeLine(std::string_view line)
{
    if (line.empty()) {
        dispatch();
        return;
    }
    const std::size_t colon = line.find(':');
    if (colon == 0) {
        if (m_handler.comment)
            m_handler.comment(line.substr(1));
        return;
    }
    std::string_view value;
    if (colon != std::string_view::npos) {
        value = line.substr(colon + 1);
        if (value.starts_with(' '))
            value.remove_prefix(1);
    }
    takeField(line.substr(0, colon), value);
}

void SseParser::takeField(std::string_view name, std::string_view value)
{
    if (name == "data") {
        addData(value);
    } else if (name == "event") {
        m_type.assign(value);
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos)
            m_idBuffer.assign(value);
    } else if (name == "retry") {
        if (m_handler.retry && isNumber(value))
            m_handler.retry(saturatedNumber(value));
    }
}

void SseParser::addData(std::string_view value)
{
    if (!m_hasData) {
        m_hasData = true;
        m_dataView = value;
        return;
    }
    ownData();
    m_data += '\n';
    m_data.append(value);
}

void SseParser::dispatch()
{
    m_lastEventId = m_idBuffer;
    if (m_hasData && m_handler.event) {
        const std::uint32_t resets = m_resets;
        m_handler.event({m_type.empty() ? std::string_view("message") : std::string_view(m_type),
                         m_ownsData ? std::string_view(m_data) : m_dataView, m_lastEventId});
        if (m_resets != resets)
            return;
    }
    m_hasData = false;
    m_ownsData = false;
    m_dataView = {};
    clearAndShrink(m_data);
    clearAndShrink(m_type);
}

/// The chunk, or the line that the view looks into, is about to go.
void SseParser::ownData()
{
    if (!m_hasData || m_ownsData)
        return;
    m_data.assign(m_dataView);
    m_dataView = {};
    m_ownsData = true;
}

void SseParser::dropCarry()
{
    clearAndShrink(m_carry);
    m_isCarryDone = false;
}

std::size_t SseParser::dataBytes() const
{
    if (!m_hasData)
        return 0;
    // The line feed behind each line of data is part of it until the dispatch.
    return (m_ownsData ? m_data.size() : m_dataView.size()) + 1;
}

} // namespace mobwatch
