// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/servercalls.h"
#include "core/event/envelopejson.h"

#include <functional>
#include <set>

namespace mobwatch::cli {

/// The events of a server as one answer after the other gives them, with an account of what was wrong.
class ServerEvents final
{
public:
    /// Gets each event, ascending by cursor, each once; an error ends the reading.
    using Sink = std::function<Result<void>(const Envelope &)>;

    explicit ServerEvents(const Request &request)
        : m_request(request)
        , m_calls(request)
    {
    }

    /// What the query flags and the filter ask for, as from a ledger: with `after_seq` forward, else the
    /// newest `limit`.
    [[nodiscard]] Result<void> readPage(std::uint64_t limit, const Sink &sink);
    /// Behind which cursor the newest `limit` matches stand.
    [[nodiscard]] Result<Cursor> cursorBeforeNewest(std::uint64_t limit);
    /// Everything that matches, up to what is there now.
    [[nodiscard]] Result<void> readAll(const Sink &sink);

    struct Unreadable
    {
        std::uint64_t number = 0; ///< its place in what was read, from 1
        QString reason;
    };
    [[nodiscard]] const std::vector<Unreadable> &unreadable() const { return m_unreadable; }
    /// Says on standard error what could not be read, and what the server leaves out by design; DamagedInput
    /// or Done.
    [[nodiscard]] int report();

private:
    [[nodiscard]] Result<void> forward(Cursor after, std::optional<std::uint64_t> limit, const Sink &sink);
    [[nodiscard]] Result<void> newestByScan(std::uint64_t limit, const Sink &sink);
    /// The position behind the next event that matches, which is too large to be read.
    [[nodiscard]] Result<Cursor> stepOverLarge(Cursor position);
    /// Makes `query` smaller where the answer is too large; TooLarge when it asks for one event already.
    [[nodiscard]] Result<MobEventsReply> page(EventQuery &query);
    [[nodiscard]] std::optional<Envelope> read(const std::string &json);
    void tellWhatIsLeftOut();

    static constexpr std::uint64_t largestPage = 512;
    const Request &m_request;
    ServerCalls m_calls;
    std::uint64_t m_read = 0;
    std::uint64_t m_pageSize = largestPage;
    std::optional<Cursor> m_steppedTo; ///< looking for the end of an event that was counted already
    Cursor m_frontier = 0;             ///< the latest cursor when a reading began
    std::vector<Unreadable> m_unreadable;
    std::set<std::string, std::less<>> m_kinds;
};

} // namespace mobwatch::cli
