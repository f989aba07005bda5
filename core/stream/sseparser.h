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

    /// False = the limit was passed: nothing more is parsed until reset().
    [[nodiscard]] bool push(std::string_view bytes);
    /// The body ended: what is pending is discarded and commits no id. The last event id stays, for the next
    /// body (streams.md 1.3).
    void reset();

    [[nodiscard]] const std::string &lastEventId() const;
    [[nodiscard]] bool isOverflown() const;
    /// The id of the unfinished block, for whoever must step over an event that is too large.
    [[nodiscard]] const std::string &pendingId() const;
    [[nodiscard]] std::size_t pendingBytes() const;
};

} // namespace mobwatch
