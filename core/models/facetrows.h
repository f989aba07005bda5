// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/facets.h"
#include "core/filter/filter.h"
#include "core/filter/labelcounts.h"
#include "core/insight/runstates.h"
#include "core/models/facetmodel.h"
#include "core/store/eventstore.h"

#include <string>
#include <utility>
#include <vector>

namespace mobwatch {

/// One row of the facet tree; what it is shown from, so that equal rows need no repaint.
struct FacetModel::Row
{
    Item item = Item::Value;
    std::uint32_t id = 0;    ///< text id, severity, category or position in the label list
    std::uint32_t count = 0; ///< events; More and Find: values
    std::uint16_t share = 0; ///< thousandths of the largest count of the section
    Filter::ValueState state = Filter::ValueState::None;
    RunState run = RunState::Unknown;
    bool hasFlow = false;

    [[nodiscard]] bool isSame(const Row &other) const { return item == other.item && id == other.id; }
    friend bool operator==(const Row &, const Row &) = default;
};

/// What a section lists and in which order: the part of the facet model that knows no indexes. Works on ids.
class FacetSectionRows final
{
public:
    FacetSectionRows(FacetSection section, const EventStore &store, const Facets &facets,
                     const RunStates &runs);

    void setFilter(const Filter &filter);
    void setFind(const std::string &text);
    [[nodiscard]] const std::string &find() const { return m_find; }
    [[nodiscard]] bool isEmptyOfLabels() const { return m_labels.labels().empty(); }

    /// Counts anew: total, largest, the ids. Call before the rest.
    void gather();
    [[nodiscard]] std::uint32_t total() const { return m_total; } ///< values that count
    /// Find box, values in order up to the limit, and what is left out.
    [[nodiscard]] std::vector<FacetModel::Row> rows() const;
    /// The same rows with what is known now.
    [[nodiscard]] std::vector<FacetModel::Row> renewed(const std::vector<FacetModel::Row> &rows) const;
    [[nodiscard]] FacetModel::Row valueRow(std::uint32_t id) const;
    [[nodiscard]] std::uint16_t shareOf(std::uint32_t count) const;
    /// Everything the find text finds, in order.
    [[nodiscard]] std::vector<std::uint32_t> ordered(std::size_t limit) const;
    [[nodiscard]] const std::vector<std::uint32_t> &ids() const { return m_ids; }

    [[nodiscard]] std::string field(std::uint32_t id) const;
    [[nodiscard]] std::string value(std::uint32_t id) const;
    [[nodiscard]] std::uint32_t count(std::uint32_t id) const;

private:
    [[nodiscard]] const Interner *texts() const;
    [[nodiscard]] std::string_view text(std::uint32_t id) const;
    void gatherLabels();
    void pinNamedValues();
    void extendFound();
    [[nodiscard]] bool finds(std::uint32_t id) const;
    [[nodiscard]] bool isListed(std::uint32_t id) const;
    void sortRuns(std::vector<std::uint32_t> &ids, std::size_t limit) const;
    void sortByCount(std::vector<std::uint32_t> &ids, std::size_t limit) const;

    FacetSection m_section;
    const EventStore &m_store;
    const Facets &m_facets;
    const RunStates &m_runs;
    Filter m_filter;
    std::vector<FilterClause> m_named; ///< clauses of the filter on this field
    std::string m_find;                ///< lower case
    enum class Found : std::uint8_t { Unknown, Yes, No };
    std::vector<Found> m_found;            ///< by id, while there is a find text
    std::vector<std::uint32_t> m_ids;      ///< that count, or that the filter names
    std::vector<std::uint32_t> m_namedIds; ///< that the filter includes or excludes: always listed
    std::uint32_t m_total = 0;
    std::uint32_t m_largest = 0;
    LabelCounts m_labels;
};

} // namespace mobwatch
