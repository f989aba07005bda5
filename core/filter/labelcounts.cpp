// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/labelcounts.h"

#include "core/event/envelope.h"
#include "core/filter/fields.h"
#include "core/filter/filternode.h"
#include "core/filter/filterprogram.h"

#include <algorithm>

namespace mobwatch {

namespace {

template <class Test>
bool isEveryClause(const FilterNode &node, const Test &test)
{
    if (node.kind == FilterNode::Kind::Clause)
        return test(node.field);
    return !node.children.empty() && std::ranges::all_of(node.children, [&](const FilterNodePtr &child) {
        return isEveryClause(*child, test);
    });
}

bool isOnLabels(const FieldRef &field)
{
    return fieldInfo(field.id).facet == FilterField::Label;
}

// Only what is all about labels, without what is all about this one.
Filter labelPart(const Filter &filter, const std::string &key)
{
    const auto isKept = [&](const FilterNode &node) {
        return isEveryClause(node, isOnLabels) && !isEveryClause(node, [&](const FieldRef &field) {
                   return field.id == FieldId::Label && field.key == key;
               });
    };
    Filter part = filter;
    for (std::size_t i = filter.clauses().size(); i-- > 0;) {
        const FilterNode &root = part.root();
        if (!isKept(root.kind == FilterNode::Kind::And ? *root.children[i] : root))
            part = part.withoutClause(i);
    }
    return part;
}

} // namespace

LabelCounts::LabelCounts(const EventStore &store, const Facets &facets)
    : m_store(store)
    , m_facets(facets)
{
}

void LabelCounts::setFilter(const Filter &filter)
{
    m_filter = filter;
    m_verdicts.clear();
}

void LabelCounts::learnPairs()
{
    const auto &pairs = m_store.labelPairs();
    const auto &sets = m_store.labelSets();
    while (m_ofPair.size() < pairs.size()) {
        const LabelPair pair = pairs[m_ofPair.size()];
        LabelMap seen = sets[pair.run];
        seen.insert(sets[pair.mob].begin(), sets[pair.mob].end()); // the run's labels stay
        std::vector<std::uint32_t> &labels = m_ofPair.emplace_back();
        for (const auto &[key, value] : seen) {
            const auto [entry, isNew] =
                m_ids.emplace(Label(key, value), static_cast<std::uint32_t>(m_labels.size()));
            if (isNew)
                m_labels.push_back(entry->first);
            labels.push_back(entry->second);
        }
    }
}

LabelCounts::Verdicts &LabelCounts::verdictsOf(const std::string &key)
{
    const auto [entry, isNew] = m_verdicts.try_emplace(key);
    Verdicts &verdicts = entry->second;
    if (isNew) {
        const Filter part = labelPart(m_filter, key);
        if (!part.isEmpty())
            verdicts.filter = std::make_shared<const EnvelopeFilter>(part, 0);
    }
    const auto &pairs = m_store.labelPairs();
    while (verdicts.byPair.size() < pairs.size()) {
        const LabelPair pair = pairs[verdicts.byPair.size()];
        Envelope labelled;
        labelled.mobLabels = m_store.labelSets()[pair.mob];
        labelled.runLabels = m_store.labelSets()[pair.run];
        verdicts.byPair.push_back(!verdicts.filter || verdicts.filter->matches(labelled, 1));
    }
    return verdicts;
}

void LabelCounts::update()
{
    learnPairs();
    m_counts.assign(m_labels.size(), 0);
    std::vector<const Verdicts *> verdicts(m_labels.size());
    for (std::size_t label = 0; label < m_labels.size(); ++label)
        verdicts[label] = &verdictsOf(m_labels[label].first);
    const auto &counts = m_facets.counts(Facet::Label);
    for (std::size_t pair = 0; pair < std::min(counts.size(), m_ofPair.size()); ++pair) {
        for (const std::uint32_t label : m_ofPair[pair]) {
            if (verdicts[label]->byPair[pair])
                m_counts[label] += counts[pair];
        }
    }
}

} // namespace mobwatch
