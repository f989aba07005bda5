// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/windowfilter.h"

#include "core/support/time.h"

namespace mobwatch {

namespace {

Result<Filter> withCursorAfter(const Filter &filter, Cursor cursor)
{
    Result<Filter> after = Filter::parse("cursor>" + std::to_string(cursor));
    if (!after)
        return after;
    return filter.withAnd(*after);
}

Filter withQuery(Filter filter, const EventQuery &query)
{
    const auto only = [&filter](const char *field, const std::optional<std::string> &value) {
        if (value)
            filter = filter.withOnly(field, {*value});
    };
    only("mob", query.mobId);
    only("run", query.runId);
    only("step", query.stepId);
    // The same person under two flags: --identity wins, as in the query itself.
    only("agent", query.identity ? query.identity : query.memberId);
    if (!query.eventTypes.empty())
        filter = filter.withOnly("kind", query.eventTypes);
    if (query.sinceMs)
        filter = filter.withSince(formatRfc3339Utc(*query.sinceMs));
    if (query.untilMs)
        filter = filter.withUntil(formatRfc3339Utc(*query.untilMs));
    return filter;
}

} // namespace

Result<Filter> windowFilter(const options::Arguments &arguments, ui::SourceRequest &request)
{
    Result<Filter> filter = arguments.filter();
    if (!filter)
        return filter;
    filter = withQuery(*filter, arguments.query());
    const auto from = arguments.from();
    if (!from)
        return fail(from.error());
    if (!*from)
        return filter;
    const bool isServer = request.kind == SourceKind::Server;
    using Point = options::Arguments::From::Point;
    using Start = StreamOptions::Start;
    switch ((*from)->point) {
    case Point::Start:
        request.start = Start::Beginning;
        return filter;
    case Point::Latest:
        request.start = Start::Latest;
        request.showsLatest = !isServer;
        return filter;
    case Point::Now:
        request.start = Start::Now;
        return isServer ? filter : filter->withSince(formatRfc3339Utc(currentTimeMs()));
    case Point::AtCursor:
        request.start = Start::After;
        request.after = (*from)->cursor;
        return isServer ? filter : withCursorAfter(*filter, (*from)->cursor);
    }
    return filter;
}

} // namespace mobwatch
