// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/facettally.h"
#include "core/filter/filterindex.h"
#include "core/store/eventstore.h"

#include <QObject>
#include <cstdint>
#include <memory>
#include <vector>

namespace mobwatch {

/// Exact counts per value of each facet, under all *other* top-level clauses of the filter in force (clauses
/// on the facet's own field left out). Extended by what is new. GUI thread.
class Facets final : public QObject
{
    Q_OBJECT
public:
    /// Follows the filter of `index`, which outlives this.
    explicit Facets(const EventStore &store, FilterIndex &index, QObject *parent = nullptr);
    ~Facets() override;

    /// Call once after FilterIndex::extend, with the same rows.
    void extend(RowRange rows);

    /// By text id of the facet's column (0 = absent), by severity number, by label pair (LabelCounts makes
    /// values of them). May be shorter than the dictionary where the last values never counted.
    [[nodiscard]] const std::vector<std::uint32_t> &counts(Facet facet) const;
    /// A recount of more rows than this goes on in the next turn of the event loop (tests lower it).
    void setRowsPerTurn(std::uint32_t rows);

Q_SIGNALS:
    /// Some count changed; emitted at most once per extend or filter change.
    void changed();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
