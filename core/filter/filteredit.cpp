// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/fields.h"
#include "core/filter/filter.h"
#include "core/filter/filternode.h"
#include "core/filter/timevalue.h"
#include "core/filter/valuematch.h"
#include "core/filter/valuereader.h"

#include <algorithm>
#include <functional>
#include <unordered_set>

namespace mobwatch {

namespace {

using Parts = std::vector<FilterNodePtr>;

enum class Role { Foreign, Inclusion, Exclusion };

Parts partsOf(const FilterNodePtr &root)
{
    if (root->kind == FilterNode::Kind::And)
        return root->children;
    return root->kind == FilterNode::Kind::All ? Parts() : Parts{root};
}

const FilterNode &clauseOf(const FilterNode &part)
{
    return part.kind == FilterNode::Kind::Not ? *part.children.front() : part;
}

Role roleOf(const FilterNode &part, const FieldRef &field)
{
    const FilterNode &clause = clauseOf(part);
    if (clause.kind != FilterNode::Kind::Clause || clause.field != field)
        return Role::Foreign;
    const bool isNegated = part.kind == FilterNode::Kind::Not;
    if (clause.op == FilterOp::Equal)
        return isNegated ? Role::Exclusion : Role::Inclusion;
    return clause.op == FilterOp::NotEqual && !isNegated ? Role::Exclusion : Role::Foreign;
}

FilterNodePtr makePart(const FieldRef &field, Role role, std::vector<FilterValue> values)
{
    FilterNodePtr clause = makeClause(field, FilterOp::Equal, std::move(values));
    return role == Role::Exclusion ? makeNot(std::move(clause)) : clause;
}

// Facets hand over thousands of values at once ("take everything found").
class ValueSet
{
public:
    explicit ValueSet(const std::vector<FilterValue> &values)
    {
        for (const FilterValue &value : values) {
            if (isLiteral(value))
                m_texts.insert(value.pieces.front());
        }
    }
    [[nodiscard]] bool contains(const FilterValue &value) const
    {
        return isLiteral(value) && m_texts.count(value.pieces.front()) != 0;
    }

private:
    static bool isLiteral(const FilterValue &value)
    {
        return value.pieces.size() == 1 && !value.isPrefix && !value.isRange;
    }
    std::unordered_set<std::string> m_texts;
};

std::vector<FilterValue> literals(const FieldRef &field, const std::vector<std::string> &texts)
{
    std::vector<FilterValue> values;
    std::unordered_set<std::string> seen;
    for (const std::string &text : texts) {
        auto value = literalValue(field, text);
        if (value && seen.insert(value->pieces.front()).second)
            values.push_back(std::move(*value));
    }
    return values;
}

// Takes values out of every clause of that role; a clause that is left without values goes.
void removeValues(Parts &parts, const FieldRef &field, Role role, const std::vector<FilterValue> &values)
{
    const ValueSet gone(values);
    Parts kept;
    for (FilterNodePtr &part : parts) {
        std::vector<FilterValue> rest;
        if (roleOf(*part, field) == role) {
            const std::vector<FilterValue> &all = clauseOf(*part).values;
            std::copy_if(all.begin(), all.end(), std::back_inserter(rest),
                         [&gone](const FilterValue &value) { return !gone.contains(value); });
            if (rest.size() != all.size()) {
                if (!rest.empty())
                    kept.push_back(makePart(field, role, std::move(rest)));
                continue;
            }
        }
        kept.push_back(std::move(part));
    }
    parts = std::move(kept);
}

FilterNodePtr extended(const FilterNode &part, const FieldRef &field, Role role,
                       const std::vector<FilterValue> &values)
{
    std::vector<FilterValue> all = clauseOf(part).values;
    const ValueSet known(all);
    std::copy_if(values.begin(), values.end(), std::back_inserter(all),
                 [&known](const FilterValue &value) { return !known.contains(value); });
    return makePart(field, role, std::move(all));
}

std::size_t removeClauses(Parts &parts, const std::function<bool(const FilterNode &)> &isGone)
{
    std::size_t place = parts.size();
    Parts kept;
    for (const FilterNodePtr &part : parts) {
        if (!isGone(*part))
            kept.push_back(part);
        else
            place = std::min(place, kept.size());
    }
    place = std::min(place, kept.size());
    parts = std::move(kept);
    return place;
}

// An edit that no text could say (nested too deep) is none.
FilterNodePtr joinedOr(const FilterNodePtr &old, const Parts &parts)
{
    FilterNodePtr root = makeJunction(FilterNode::Kind::And, parts);
    return nestingOf(*root) > maxFilterNesting ? old : root;
}

FilterNodePtr withBound(const FilterNodePtr &root, FilterOp op, const std::string &value)
{
    const FieldRef field{FieldId::Time, {}, {}};
    const std::string time = timeOfShortForm(value);
    const auto bound = literalValue(field, time);
    if (!bound && !value.empty())
        return root;
    Parts parts = partsOf(root);
    const std::size_t place = removeClauses(parts, [&](const FilterNode &part) {
        return part.kind == FilterNode::Kind::Clause && part.field == field && part.op == op;
    });
    if (bound)
        parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(place), makeClause(field, op, {*bound}));
    return joinedOr(root, parts);
}

} // namespace

Filter Filter::withOnly(std::string_view field, const std::vector<std::string> &values) const
{
    const auto ref = readField(field);
    if (!ref)
        return *this;
    std::vector<FilterValue> wanted = literals(*ref, values);
    if (wanted.empty() && !values.empty())
        return *this;
    Parts parts = partsOf(m_root);
    const std::size_t place =
        removeClauses(parts, [&](const FilterNode &part) { return roleOf(part, *ref) != Role::Foreign; });
    if (!wanted.empty())
        parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(place),
                     makePart(*ref, Role::Inclusion, std::move(wanted)));
    return Filter(joinedOr(m_root, parts));
}

Filter Filter::withAdded(std::string_view field, const std::vector<std::string> &values) const
{
    const auto ref = readField(field);
    const std::vector<FilterValue> wanted = ref ? literals(*ref, values) : std::vector<FilterValue>();
    if (wanted.empty())
        return *this;
    Parts parts = partsOf(m_root);
    removeValues(parts, *ref, Role::Exclusion, wanted);
    bool isIn = false;
    // Several clauses on one field all have to hold, so the value is needed in each.
    for (FilterNodePtr &part : parts) {
        if (roleOf(*part, *ref) == Role::Inclusion) {
            part = extended(*part, *ref, Role::Inclusion, wanted);
            isIn = true;
        }
    }
    if (!isIn)
        parts.push_back(makePart(*ref, Role::Inclusion, wanted));
    return Filter(joinedOr(m_root, parts));
}

Filter Filter::withExcluded(std::string_view field, const std::vector<std::string> &values) const
{
    const auto ref = readField(field);
    const std::vector<FilterValue> unwanted = ref ? literals(*ref, values) : std::vector<FilterValue>();
    if (unwanted.empty())
        return *this;
    Parts parts = partsOf(m_root);
    removeValues(parts, *ref, Role::Inclusion, unwanted);
    const auto exclusion = std::find_if(parts.begin(), parts.end(), [&](const FilterNodePtr &part) {
        return roleOf(*part, *ref) == Role::Exclusion;
    });
    if (exclusion == parts.end())
        parts.push_back(makePart(*ref, Role::Exclusion, unwanted));
    else
        *exclusion = extended(**exclusion, *ref, Role::Exclusion, unwanted);
    return Filter(joinedOr(m_root, parts));
}

Filter Filter::withoutValue(std::string_view field, const std::string &value) const
{
    const auto ref = readField(field);
    const auto gone = ref ? literalValue(*ref, value) : std::nullopt;
    if (!gone)
        return *this;
    Parts parts = partsOf(m_root);
    removeValues(parts, *ref, Role::Inclusion, {*gone});
    removeValues(parts, *ref, Role::Exclusion, {*gone});
    return Filter(joinedOr(m_root, parts));
}

Filter Filter::withoutField(std::string_view field) const
{
    return withOnly(field, {});
}

Filter Filter::withoutClause(std::size_t index) const
{
    Parts parts = partsOf(m_root);
    if (index >= parts.size())
        return *this;
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(index));
    return Filter(joinedOr(m_root, parts));
}

Filter Filter::withAnd(const Filter &other) const
{
    Parts parts = partsOf(m_root);
    const Parts more = partsOf(other.m_root);
    parts.insert(parts.end(), more.begin(), more.end());
    return Filter(joinedOr(m_root, parts));
}

Filter Filter::withSince(const std::string &value) const
{
    return Filter(withBound(m_root, FilterOp::GreaterEqual, value));
}

Filter Filter::withUntil(const std::string &value) const
{
    return Filter(withBound(m_root, FilterOp::Less, value));
}

Filter::ValueState Filter::stateOf(std::string_view field, std::string_view value) const
{
    const auto ref = readField(field);
    if (!ref)
        return ValueState::None;
    bool hasInclusion = false;
    bool isIncluded = true;
    for (const FilterNodePtr &part : partsOf(m_root)) {
        const Role role = roleOf(*part, *ref);
        if (role == Role::Foreign)
            continue;
        const FilterNode &clause = clauseOf(*part);
        const std::vector<FilterValue> &values = clause.values;
        const bool isNamed =
            clause.lookup ? clause.lookup->matches(value)
                          : std::any_of(values.begin(), values.end(), [value](const FilterValue &candidate) {
                                return matchesText(candidate, value);
                            });
        if (role == Role::Exclusion && isNamed)
            return ValueState::Excluded;
        hasInclusion = hasInclusion || role == Role::Inclusion;
        isIncluded = isIncluded && (role != Role::Inclusion || isNamed);
    }
    return hasInclusion && isIncluded ? ValueState::Included : ValueState::None;
}

} // namespace mobwatch
