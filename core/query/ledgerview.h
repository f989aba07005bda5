// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/mobevent.h"
#include "core/query/eventquery.h"
#include "core/support/result.h"

#include <QtGlobal>
#include <functional>
#include <optional>
#include <vector>

namespace mobwatch {

/// What a scan needs of a ledger. Unreadable rows are skipped by the view (it counts them itself).
class LedgerView
{
public:
    virtual ~LedgerView() = default;
    LedgerView() = default;
    Q_DISABLE_COPY_MOVE(LedgerView)

    /// MAX(cursor), 0 for an empty ledger.
    [[nodiscard]] virtual Result<Cursor> latestCursor() = 0;

    struct Page
    {
        std::vector<MobEvent> events; ///< ascending
        Cursor scannedTo = 0;         ///< the last cursor seen, readable or not; `after` when there was none
        std::uint32_t rows = 0;       ///< rows seen, readable or not
    };
    /// Rows with after < cursor <= upTo, ascending, at most `limit` of them.
    [[nodiscard]] virtual Result<Page> read(Cursor after, std::optional<Cursor> upTo,
                                            std::uint32_t limit) = 0;
};

struct QueryPage
{
    std::vector<Envelope> events; ///< ascending
    Cursor resumeAfterSeq = 0;    ///< the raw frontier (specification 5.7)

    friend bool operator==(const QueryPage &, const QueryPage &) = default;
};

/// Forward scan with afterSeq (5.3), else backward scan without the reference's defect (5.4). Errors: Stale
/// (5.5) and whatever the view fails with. `accept` is a further condition that counts before the limit (may
/// be empty).
[[nodiscard]] Result<QueryPage> runQuery(LedgerView &ledger, const LabelTable &labels,
                                         const EventQuery &query,
                                         const std::function<bool(const Envelope &)> &accept = {});

} // namespace mobwatch
