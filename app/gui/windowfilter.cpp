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

Result<Filter> windowFilter(const options::Arguments &arguments)
{
    Result<Filter> filter = arguments.filter();
    if (!filter)
        return filter;
    filter = withQuery(*filter, arguments.query());
    const auto from = arguments.from();
    if (!from)
        return fail(from.error());
    if (*from) {
        using Point = options::Arguments::From::Point;
        if ((*from)->point == Point::AtCursor)
            return withCursorAfter(*filter, (*from)->cursor);
        if ((*from)->point == Point::Latest) // wrong usage rather than ignored
            return fail(
                ErrorCode::InvalidArgument,
                QStringLiteral("--from latest has no meaning for the window: use now, start or a cursor"),
                QStringLiteral("--from"));
        if ((*from)->point == Point::Now)
            return filter->withSince(formatRfc3339Utc(currentTimeMs()));
    }
    return filter;
}

} // namespace mobwatch
