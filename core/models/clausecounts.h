// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/store/eventstore.h"

#include <QObject>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace mobwatch {

/// How many events a filter would leave without each of its clauses, for an empty result. Counted in the
/// background over the columns; what only payloads could tell stays unknown. GUI thread.
class ClauseCounts final : public QObject
{
    Q_OBJECT
public:
    struct Entry
    {
        std::size_t clause = 0; ///< index into Filter::clauses()
        std::optional<std::uint64_t> events;
        friend bool operator==(const Entry &, const Entry &) = default;
    };

    explicit ClauseCounts(const EventStore &store, QObject *parent = nullptr);
    ~ClauseCounts() override;

    /// Replaces what is being counted; counted() follows unless it is replaced again.
    void count(const Filter &filter, TimestampMs now);
    void cancel();
    /// One per clause, in their order; empty before counted().
    [[nodiscard]] const std::vector<Entry> &entries() const;

Q_SIGNALS:
    void counted();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
