// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/serverevents.h"

#include "app/cli/output.h"
#include "core/source/leftoutkinds.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>

namespace mobwatch::cli {

Result<void> ServerEvents::readPage(std::uint64_t limit, const Sink &sink)
{
    if (m_request.query.afterSeq)
        return forward(*m_request.query.afterSeq, limit, sink);
    // The server does not know the filter, and cannot be asked for what is older than its newest events.
    if (m_request.filter)
        return newestByScan(limit, sink);
    EventQuery query = m_request.query;
    query.limit = limit;
    const auto reply = m_calls.query(query);
    if (!reply && reply.error().code == ErrorCode::TooLarge)
        return newestByScan(limit, sink);
    if (!reply)
        return fail(reply.error());
    std::map<Cursor, Envelope> events;
    bool hasRepeats = false;
    for (const std::string &json : reply->events) {
        auto envelope = read(json);
        if (envelope)
            hasRepeats = !events.emplace(envelope->cursor, std::move(*envelope)).second || hasRepeats;
    }
    // Older servers repeat events where cursors are missing, and lose as many older ones (specification 5.4).
    if (hasRepeats) {
        m_unreadable.clear();
        m_read = 0;
        return newestByScan(limit, sink);
    }
    for (const auto &[cursor, envelope] : events) {
        if (auto taken = sink(envelope); !taken)
            return taken;
    }
    return {};
}

Result<void> ServerEvents::readAll(const Sink &sink)
{
    return forward(m_request.query.afterSeq.value_or(0), std::nullopt, sink);
}

Result<Cursor> ServerEvents::cursorBeforeNewest(std::uint64_t limit)
{
    std::optional<Cursor> first;
    const auto read = newestByScan(limit, [&first](const Envelope &envelope) -> Result<void> {
        first = first.value_or(envelope.cursor);
        return {};
    });
    if (!read)
        return fail(read.error());
    return first ? *first - 1 : m_frontier;
}

Result<void> ServerEvents::newestByScan(std::uint64_t limit, const Sink &sink)
{
    std::deque<Envelope> newest;
    auto read = forward(0, std::nullopt, [&](const Envelope &envelope) -> Result<void> {
        newest.push_back(envelope);
        if (newest.size() > limit)
            newest.pop_front();
        return {};
    });
    if (!read)
        return read;
    for (const Envelope &envelope : newest) {
        if (auto taken = sink(envelope); !taken)
            return taken;
    }
    return {};
}

Result<void> ServerEvents::forward(Cursor after, std::optional<std::uint64_t> limit, const Sink &sink)
{
    // A server that is written to faster than it is read would never be at its end.
    EventQuery frontier;
    frontier.limit = 0;
    const auto latest = m_calls.query(frontier);
    if (!latest)
        return fail(latest.error());
    const std::optional<Cursor> end = latest->nextAfterSeq;
    m_frontier = end.value_or(0);
    std::uint64_t left = limit.value_or(std::numeric_limits<std::uint64_t>::max());
    EventQuery query = m_request.query;
    for (Cursor position = after; left > 0;) {
        query.afterSeq = position;
        query.limit = m_request.filter ? m_pageSize : std::min(m_pageSize, left);
        const auto reply = page(query);
        if (!reply && reply.error().code == ErrorCode::TooLarge) {
            const auto behind = stepOverLarge(position);
            if (!behind)
                return fail(behind.error());
            position = *behind;
            continue;
        }
        if (!reply)
            return fail(reply.error());
        const Cursor before = position;
        for (const std::string &json : reply->events) {
            const auto envelope = read(json);
            if (!envelope || envelope->cursor <= position)
                continue;
            position = envelope->cursor;
            if (left == 0 || (!limit && end && position > *end) || !m_request.passesFilter(*envelope, 1))
                continue;
            if (auto taken = sink(*envelope); !taken)
                return taken;
            --left;
        }
        if (reply->events.size() < *query.limit || (!limit && end && position >= *end))
            break;
        // A page of nothing readable: the server's own position is the only way on.
        position = std::max(position, reply->nextAfterSeq.value_or(0));
        if (position <= before)
            return fail(ErrorCode::Malformed,
                        QStringLiteral("%1 gives the same events again and again").arg(m_request.source));
    }
    return {};
}

Result<MobEventsReply> ServerEvents::page(EventQuery &query)
{
    auto reply = m_calls.query(query);
    while (!reply && reply.error().code == ErrorCode::TooLarge && *query.limit > 1) {
        m_pageSize = std::max<std::uint64_t>(1, *query.limit / 8);
        query.limit = m_pageSize;
        reply = m_calls.query(query);
    }
    if (reply)
        m_pageSize = std::min(largestPage, m_pageSize * 2);
    return reply;
}

Result<Cursor> ServerEvents::stepOverLarge(Cursor position)
{
    if (m_steppedTo != position)
        m_unreadable.push_back({++m_read, QStringLiteral("it is larger than an answer may be")});
    EventQuery flags = m_request.query;
    flags.limit.reset();
    flags.afterSeq.reset();
    // Nobody tells its cursor, but the events before it that do not match lead to it.
    while (!(flags == EventQuery())) {
        EventQuery any;
        any.afterSeq = position;
        any.limit = m_pageSize;
        const auto reply = page(any);
        if (!reply && reply.error().code == ErrorCode::TooLarge)
            break;
        if (!reply)
            return fail(reply.error());
        const auto last =
            reply->events.empty() ? std::nullopt : std::optional(readEnvelope(reply->events.back()));
        const Cursor next = last && *last ? (*last)->envelope.cursor : reply->nextAfterSeq.value_or(0);
        if (next <= position)
            break;
        position = next;
    }
    m_steppedTo = position + 1;
    return *m_steppedTo;
}

std::optional<Envelope> ServerEvents::read(const std::string &json)
{
    ++m_read;
    auto line = readEnvelope(json);
    if (!line) {
        m_unreadable.push_back({m_read, line.error().message});
        return std::nullopt;
    }
    m_kinds.insert(line->envelope.kind);
    return std::move(line->envelope);
}

int ServerEvents::report()
{
    tellWhatIsLeftOut();
    if (m_unreadable.empty())
        return Done;
    tell(QStringLiteral("%1: %2 events could not be read, the first is number %3: %4")
             .arg(m_request.source)
             .arg(m_unreadable.size())
             .arg(m_unreadable.front().number)
             .arg(m_unreadable.front().reason));
    return DamagedInput;
}

void ServerEvents::tellWhatIsLeftOut()
{
    const auto status = m_calls.status();
    // Older servers, and those that serve a ledger and nothing else, have no such status and leave nothing
    // out.
    if (!status || status->contractVersion.isEmpty())
        return;
    const std::vector<QString> labels = LeftOutKinds::labels();
    const bool isDisproved = std::any_of(labels.begin(), labels.end(), [this](const QString &label) {
        return m_kinds.contains(label.toStdString());
    });
    if (isDisproved) // another router, which does send them
        return;
    const QStringList names(labels.begin(), labels.end());
    tell(QStringLiteral("%1 never sends some kinds over HTTP; only its ledger has: %2")
             .arg(m_request.source, names.join(QStringLiteral(", "))));
}

} // namespace mobwatch::cli
