// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace mobwatch {

/// What one blank line dispatched. Views are valid until the callback returns; bytes as sent: whoever shows
/// them replaces invalid UTF-8.
struct SseEvent
{
    std::string_view type; ///< "message" when the stream named none
    std::string_view data;
    std::string_view lastEventId;
};

/// Incremental parser of one event stream body after another (WHATWG 9.2.6, streams.md 1.1). Any chunking
/// gives the same events. Linear time; an event that lies whole in one chunk is not copied. Memory is bounded
/// by `maxPending` for the unfinished line and the collected data together.
class SseParser final
{
public:
    struct Handler
    {
        std::function<void(const SseEvent &)> event;
        std::function<void(std::string_view)> comment;         ///< text behind the colon; may be empty
        std::function<void(std::uint64_t milliseconds)> retry; ///< saturates; the caller clamps
    };
    static constexpr std::size_t defaultMaxPending = std::size_t{16} << 20;

    explicit SseParser(Handler handler, std::size_t maxPending = defaultMaxPending);

    /// False = the limit was passed: nothing more is parsed until reset(). Where the chunks end makes no
    /// difference to what passes it.
    [[nodiscard]] bool push(std::string_view bytes);
    /// The body ended: what is pending is discarded and commits no id. The last event id stays, for the next
    /// body (streams.md 1.3). From inside a callback it also ends the push() that called: views die with it.
    void reset();

    [[nodiscard]] const std::string &lastEventId() const;
    [[nodiscard]] bool isOverflown() const;
    /// The id of the unfinished block, for whoever must step over an event that is too large.
    [[nodiscard]] const std::string &pendingId() const;
    /// Bytes of the unfinished line and of the collected data.
    [[nodiscard]] std::size_t pendingBytes() const;

private:
    /// Leaves in `rest` what begins the next, unfinished line. False when a callback reset the parser or the
    /// limit was passed.
    bool takeLines(std::string_view &rest);
    std::string_view withoutByteOrderMark(std::string_view bytes);
    [[nodiscard]] std::string_view whole(std::string_view endOfLine);
    void takeLine(std::string_view line);
    void takeField(std::string_view name, std::string_view value);
    void addData(std::string_view value);
    void dispatch();
    void ownData();
    void dropCarry();
    [[nodiscard]] std::size_t dataBytes() const;

    Handler m_handler;
    std::size_t m_maxPending;
    std::uint32_t m_resets = 0;
    bool m_isOverflown = false;
    bool m_isAtStart = true;
    std::uint8_t m_markBytes = 0; ///< of the byte order mark, seen so far
    bool m_swallowLineFeed = false;

    std::string m_carry;        ///< the line so far, from earlier chunks
    bool m_isCarryDone = false; ///< its line is taken; m_dataView may still look into it
    bool m_hasData = false;
    bool m_ownsData = false;     ///< the data is in m_data, else in m_dataView
    std::string_view m_dataView; ///< into the chunk or m_carry
    std::string m_data;
    std::string m_type;
    std::string m_idBuffer;
    std::string m_lastEventId;
};

} // namespace mobwatch
