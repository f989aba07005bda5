// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/facets.h"
#include "core/filter/filter.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mobwatch {

class EnvelopeFilter;

/// Exact counts per value of each label, as `label.` sees it (the run's, else the mob's), under everything
/// else in the filter: only the clauses on the same label are left out. Made of the counts per label pair, so
/// it costs as much as there are distinct pairs. GUI thread.
class LabelCounts final
{
public:
    using Label = std::pair<std::string, std::string>; ///< key, value

    /// Both outlive this.
    LabelCounts(const EventStore &store, const Facets &facets);

    /// The filter that the facets follow.
    void setFilter(const Filter &filter);
    void update();

    /// Every label so far; positions never change.
    [[nodiscard]] const std::vector<Label> &labels() const { return m_labels; }
    [[nodiscard]] std::uint32_t count(std::uint32_t label) const { return m_counts[label]; }

private:
    /// What the clauses on labels say about each pair, without those on one key.
    struct Verdicts
    {
        std::shared_ptr<const EnvelopeFilter> filter; ///< nullptr = everything
        std::vector<bool> byPair;
    };
    void learnPairs();
    [[nodiscard]] Verdicts &verdictsOf(const std::string &key);

    const EventStore &m_store;
    const Facets &m_facets;
    Filter m_filter;
    std::map<std::string, Verdicts> m_verdicts; ///< by key
    std::vector<Label> m_labels;
    std::map<Label, std::uint32_t> m_ids;
    std::vector<std::vector<std::uint32_t>> m_ofPair; ///< labels of each pair
    std::vector<std::uint32_t> m_counts;
};

} // namespace mobwatch
