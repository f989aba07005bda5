// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/facetrows.h"

#include "core/models/jsonscan.h"

#include <QString>
#include <algorithm>
#include <optional>
#include <tuple>

namespace mobwatch {

namespace {

struct SectionKind
{
    std::string_view field;
    std::optional<Facet> facet;
    std::optional<TextColumn> column;
};

SectionKind kindOf(FacetSection section)
{
    switch (section) {
    case FacetSection::Severity:
        return {"severity", Facet::Severity, {}};
    case FacetSection::Kind:
        return {"kind", Facet::Kind, TextColumn::Kind};
    case FacetSection::Mob:
        return {"mob", Facet::Mob, TextColumn::Mob};
    case FacetSection::Run:
        return {"run", Facet::Run, TextColumn::Run};
    case FacetSection::Step:
        return {"step", Facet::Step, TextColumn::Step};
    case FacetSection::Agent:
        return {"agent", Facet::Agent, TextColumn::Agent};
    case FacetSection::Label:
        break;
    }
    return {"label", {}, {}};
}

std::string lowered(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size())).toLower().toStdString();
}

} // namespace

FacetSectionRows::FacetSectionRows(FacetSection section, const EventStore &store, const Facets &facets,
                                   const RunStates &runs)
    : m_section(section)
    , m_store(store)
    , m_facets(facets)
    , m_runs(runs)
    , m_labels(store, facets)
{
}

const Interner *FacetSectionRows::texts() const
{
    const auto column = kindOf(m_section).column;
    return column ? &m_store.texts(*column) : nullptr;
}

std::string_view FacetSectionRows::text(std::uint32_t id) const
{
    if (m_section == FacetSection::Severity)
        return severityName(static_cast<Severity>(id));
    return texts()->at(id);
}

std::string FacetSectionRows::field(std::uint32_t id) const
{
    if (m_section == FacetSection::Label)
        return "label." + jsonscan::pathKey(m_labels.labels()[id].first);
    return std::string(kindOf(m_section).field);
}

std::string FacetSectionRows::value(std::uint32_t id) const
{
    return m_section == FacetSection::Label ? m_labels.labels()[id].second : std::string(text(id));
}

std::uint32_t FacetSectionRows::count(std::uint32_t id) const
{
    if (m_section == FacetSection::Label)
        return m_labels.count(id);
    const auto facet = kindOf(m_section).facet;
    const auto &counts = m_facets.counts(*facet);
    return id < counts.size() ? counts[id] : 0;
}

void FacetSectionRows::setFilter(const Filter &filter)
{
    m_filter = filter;
    if (m_section == FacetSection::Label)
        m_labels.setFilter(filter);
    m_named.clear();
    for (FilterClause &clause : m_filter.clauses()) {
        if (clause.fieldText == kindOf(m_section).field)
            m_named.push_back(std::move(clause));
    }
}

void FacetSectionRows::setFind(const std::string &text)
{
    m_find = lowered(text);
    m_found.clear();
}

void FacetSectionRows::gatherLabels()
{
    m_labels.update();
    m_namedIds.clear();
    for (std::uint32_t id = 0; id < m_labels.labels().size(); ++id) {
        const std::uint32_t events = count(id);
        const bool isNamed =
            !m_filter.isEmpty() && m_filter.stateOf(field(id), value(id)) != Filter::ValueState::None;
        if (isNamed)
            m_namedIds.push_back(id);
        if (isNamed || events > 0)
            m_ids.push_back(id);
        m_total += events > 0 ? 1 : 0;
        m_largest = std::max(m_largest, events);
    }
}

void FacetSectionRows::pinNamedValues()
{
    m_namedIds.clear();
    for (const FilterClause &clause : m_named) {
        for (const std::string &named : clause.values) {
            const std::uint32_t id = texts()->find(named);
            if (id == 0 || m_filter.stateOf(clause.fieldText, named) == Filter::ValueState::None)
                continue;
            if (std::find(m_namedIds.begin(), m_namedIds.end(), id) != m_namedIds.end())
                continue;
            m_namedIds.push_back(id);
            if (count(id) == 0)
                m_ids.push_back(id);
        }
    }
}

void FacetSectionRows::gather()
{
    m_ids.clear();
    m_total = 0;
    m_largest = 0;
    if (m_section == FacetSection::Label) {
        gatherLabels();
        return;
    }
    const auto &counts = m_facets.counts(*kindOf(m_section).facet);
    for (std::uint32_t id = texts() ? 1 : 0; id < counts.size(); ++id) {
        if (counts[id] == 0)
            continue;
        m_ids.push_back(id);
        m_largest = std::max(m_largest, counts[id]);
    }
    m_total = static_cast<std::uint32_t>(m_ids.size());
    if (texts())
        pinNamedValues();
    else
        m_ids = {3, 2, 1, 0}; // the four severities always stand there, the worst first
    extendFound();
}

void FacetSectionRows::extendFound()
{
    if (m_find.empty() || !texts())
        return;
    m_found.resize(texts()->size() + 1, Found::Unknown);
    for (const std::uint32_t id : m_ids) {
        if (m_found[id] != Found::Unknown)
            continue;
        const std::string_view flow =
            m_section == FacetSection::Run ? m_store.flowOfRun(id) : std::string_view("known");
        if (finds(id))
            m_found[id] = Found::Yes;
        else if (!flow.empty())
            m_found[id] = Found::No; // a run whose flow is not known yet may still be found
    }
}

bool FacetSectionRows::finds(std::uint32_t id) const
{
    if (lowered(text(id)).find(m_find) != std::string::npos)
        return true;
    return m_section == FacetSection::Run && lowered(m_store.flowOfRun(id)).find(m_find) != std::string::npos;
}

bool FacetSectionRows::isListed(std::uint32_t id) const
{
    if (m_find.empty())
        return true;
    if (m_section == FacetSection::Label)
        return lowered(m_labels.labels()[id].first + '=' + m_labels.labels()[id].second).find(m_find) !=
               std::string::npos;
    return id < m_found.size() && m_found[id] == Found::Yes;
}

void FacetSectionRows::sortRuns(std::vector<std::uint32_t> &ids, std::size_t limit) const
{
    struct Key
    {
        bool ended;
        TimestampMs startedMs;
        std::uint32_t id;
    };
    std::vector<Key> keys;
    keys.reserve(ids.size());
    for (const std::uint32_t id : ids) {
        const RunStates::Run run = m_runs.run(id);
        keys.push_back({run.state != RunState::Running, run.startedMs, id});
    }
    std::partial_sort(keys.begin(), keys.begin() + std::ptrdiff_t(limit), keys.end(),
                      [this](const Key &a, const Key &b) {
                          if (a.ended != b.ended)
                              return b.ended;
                          if (a.startedMs != b.startedMs)
                              return a.startedMs > b.startedMs;
                          return text(a.id) < text(b.id);
                      });
    std::transform(keys.begin(), keys.end(), ids.begin(), [](const Key &key) { return key.id; });
}

void FacetSectionRows::sortByCount(std::vector<std::uint32_t> &ids, std::size_t limit) const
{
    std::partial_sort(ids.begin(), ids.begin() + std::ptrdiff_t(limit), ids.end(),
                      [this](std::uint32_t a, std::uint32_t b) {
                          const std::uint32_t countA = count(a);
                          const std::uint32_t countB = count(b);
                          return countA != countB ? countA > countB : text(a) < text(b);
                      });
}

std::vector<std::uint32_t> FacetSectionRows::ordered(std::size_t limit) const
{
    std::vector<std::uint32_t> ids;
    ids.reserve(m_ids.size());
    std::copy_if(m_ids.begin(), m_ids.end(), std::back_inserter(ids),
                 [this](std::uint32_t id) { return isListed(id); });
    const std::size_t wanted = std::min(limit, ids.size());
    if (m_section == FacetSection::Run)
        sortRuns(ids, wanted);
    else if (m_section == FacetSection::Label)
        std::sort(ids.begin(), ids.end(), [this](std::uint32_t a, std::uint32_t b) {
            return m_labels.labels()[a] < m_labels.labels()[b];
        });
    else if (m_section != FacetSection::Severity)
        sortByCount(ids, wanted);
    ids.resize(wanted);
    return ids;
}

std::uint16_t FacetSectionRows::shareOf(std::uint32_t count) const
{
    return m_largest == 0 ? 0
                          : static_cast<std::uint16_t>(std::min<std::uint64_t>(
                                1000, (std::uint64_t(count) * 1000 + m_largest / 2) / m_largest));
}

FacetModel::Row FacetSectionRows::valueRow(std::uint32_t id) const
{
    FacetModel::Row row;
    row.id = id;
    row.count = count(id);
    row.share = shareOf(row.count);
    row.state = m_filter.isEmpty() ? Filter::ValueState::None : m_filter.stateOf(field(id), value(id));
    if (m_section == FacetSection::Run) {
        row.run = m_runs.run(id).state;
        row.hasFlow = !m_store.flowOfRun(id).empty();
    }
    return row;
}

std::vector<FacetModel::Row> FacetSectionRows::rows() const
{
    std::vector<FacetModel::Row> rows;
    if (m_ids.size() >= std::size_t(FacetModel::findFrom) || !m_find.empty()) {
        rows.emplace_back().item = FacetModel::Item::Find;
        rows.back().count = m_total;
    }
    std::vector<std::uint32_t> shown = ordered(FacetModel::shownLimit);
    for (const std::uint32_t id : m_namedIds) {
        if (isListed(id) && std::find(shown.begin(), shown.end(), id) == shown.end())
            shown.push_back(id);
    }
    for (const std::uint32_t id : shown)
        rows.push_back(valueRow(id));
    const auto listed =
        std::count_if(m_ids.begin(), m_ids.end(), [this](std::uint32_t id) { return isListed(id); });
    FacetModel::Row last;
    if (listed > std::ptrdiff_t(shown.size())) {
        last.item = FacetModel::Item::More;
        last.count = static_cast<std::uint32_t>(listed - std::ptrdiff_t(shown.size()));
        rows.push_back(last);
    } else if (listed == 0) {
        last.item = FacetModel::Item::None;
        rows.push_back(last);
    }
    return rows;
}

std::vector<FacetModel::Row> FacetSectionRows::renewed(const std::vector<FacetModel::Row> &rows) const
{
    std::vector<FacetModel::Row> next;
    next.reserve(rows.size());
    for (const FacetModel::Row &row : rows) {
        next.push_back(row.item == FacetModel::Item::Value ? valueRow(row.id) : row);
        if (row.item == FacetModel::Item::Find)
            next.back().count = m_total;
    }
    return next;
}

} // namespace mobwatch
