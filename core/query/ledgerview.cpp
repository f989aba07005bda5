// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/query/ledgerview.h"

#include "core/event/projection.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace mobwatch {

namespace {

class QueryRun
{
public:
    QueryRun(LedgerView &ledger, const LabelTable &labels, const EventQuery &query,
             const std::function<bool(const Envelope &)> &accept)
        : m_ledger(ledger)
        , m_labels(labels)
        , m_query(query)
        , m_accept(accept)
        , m_limit(query.limit.value_or(defaultQueryLimit))
    {
    }

    Result<QueryPage> forward(Cursor after);
    Result<QueryPage> backward(Cursor latest);

private:
    /// Adds the matches of `events` to `found`; stops when it holds `limit`. True when the limit stopped it.
    bool collect(const std::vector<MobEvent> &events, std::vector<Envelope> &found,
                 std::uint64_t limit) const;

    LedgerView &m_ledger;
    const LabelTable &m_labels;
    const EventQuery &m_query;
    const std::function<bool(const Envelope &)> &m_accept;
    std::uint64_t m_limit;
};

bool QueryRun::collect(const std::vector<MobEvent> &events, std::vector<Envelope> &found,
                       std::uint64_t limit) const
{
    for (const MobEvent &event : events) {
        Envelope envelope = project(event, m_labels);
        if (!matches(envelope, m_query) || (m_accept && !m_accept(envelope)))
            continue;
        found.push_back(std::move(envelope));
        if (found.size() >= limit)
            return true;
    }
    return false;
}

// The stale check belongs to each batch: a ledger that is cleared under the scan is told, not taken for its
// end (5.3).
Result<QueryPage> QueryRun::forward(Cursor after)
{
    QueryPage page;
    page.resumeAfterSeq = after;
    for (;;) {
        const auto latest = m_ledger.latestCursor();
        if (!latest)
            return fail(latest.error());
        if (page.resumeAfterSeq > *latest)
            return fail(staleError(page.resumeAfterSeq, *latest));
        const auto batch = m_ledger.read(page.resumeAfterSeq, std::nullopt, queryBatchSize);
        if (!batch)
            return fail(batch.error());
        if (collect(batch->events, page.events, m_limit)) {
            page.resumeAfterSeq = page.events.back().cursor;
            return page;
        }
        if (batch->rows == 0 || batch->scannedTo <= page.resumeAfterSeq)
            return page;
        page.resumeAfterSeq = batch->scannedTo;
    }
}

// Windows of 128 cursors, newest first, closed on both sides: the reference leaves the upper side open,
// repeats rows over gaps and loses others to the limit (5.4). Where a window holds no row at all, wider ones
// are only probed, so that a wide gap costs its logarithm.
Result<QueryPage> QueryRun::backward(Cursor latest)
{
    QueryPage page;
    page.resumeAfterSeq = latest;
    std::vector<std::vector<Envelope>> windows; // newest first
    std::uint64_t count = 0;
    Cursor end = latest;
    Cursor span = queryBatchSize;
    while (end > 0 && count < m_limit) {
        const Cursor from = end > span ? end - span : 0;
        const bool probing = span > queryBatchSize;
        const auto rows = m_ledger.read(from, end, probing ? 1 : queryBatchSize);
        if (!rows)
            return fail(rows.error());
        if (rows->rows == 0) {
            end = from;
            span *= 2;
            continue;
        }
        if (probing) {
            span = std::max<Cursor>(queryBatchSize, span / 2);
            continue;
        }
        std::vector<Envelope> found;
        collect(rows->events, found, std::numeric_limits<std::uint64_t>::max());
        count += found.size();
        windows.push_back(std::move(found));
        end = from;
    }
    page.events.reserve(count);
    for (auto it = windows.rbegin(); it != windows.rend(); ++it)
        std::move(it->begin(), it->end(), std::back_inserter(page.events));
    if (count > m_limit)
        page.events.erase(page.events.begin(), page.events.end() - static_cast<std::ptrdiff_t>(m_limit));
    return page;
}

} // namespace

Result<QueryPage> runQuery(LedgerView &ledger, const LabelTable &labels, const EventQuery &query,
                           const std::function<bool(const Envelope &)> &accept)
{
    QueryRun run(ledger, labels, query, accept);
    const bool wantsNothing = query.limit == std::uint64_t{0};
    if (query.afterSeq)
        return wantsNothing ? Result<QueryPage>(QueryPage{{}, *query.afterSeq})
                            : run.forward(*query.afterSeq);
    const auto latest = ledger.latestCursor();
    if (!latest)
        return fail(latest.error());
    return wantsNothing ? Result<QueryPage>(QueryPage{{}, *latest}) : run.backward(*latest);
}

} // namespace mobwatch
