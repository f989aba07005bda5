// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"

#include "core/filter/fields.h"
#include "core/filter/filternode.h"
#include "core/filter/parser.h"
#include "core/filter/printer.h"

#include <algorithm>

namespace mobwatch {

namespace {

FilterClause::Op shownOp(FilterOp op, bool isNegated)
{
    switch (op) {
    case FilterOp::Equal:
        return FilterClause::Op::Equal;
    case FilterOp::NotEqual:
        return FilterClause::Op::NotEqual;
    case FilterOp::Less:
        return FilterClause::Op::Less;
    case FilterOp::LessEqual:
        return FilterClause::Op::LessEqual;
    case FilterOp::Greater:
        return FilterClause::Op::Greater;
    case FilterOp::GreaterEqual:
        return FilterClause::Op::GreaterEqual;
    case FilterOp::Contains:
        return isNegated ? FilterClause::Op::ContainsNot : FilterClause::Op::Contains;
    case FilterOp::ContainsNot:
        return isNegated ? FilterClause::Op::Contains : FilterClause::Op::ContainsNot;
    case FilterOp::Has:
        break;
    }
    return isNegated ? FilterClause::Op::HasNot : FilterClause::Op::Has;
}

std::string readablePattern(const FilterPattern &pattern)
{
    if (!pattern.isRegex)
        return pattern.text;
    return "/" + pattern.text + (pattern.ignoreCase ? "/i" : "/");
}

FilterClause describe(const FilterNode &part)
{
    FilterClause shown;
    shown.text = printFilter(part);
    const bool isNegated = part.kind == FilterNode::Kind::Not;
    const FilterNode &clause = isNegated ? *part.children.front() : part;
    if (clause.kind != FilterNode::Kind::Clause) {
        shown.op = FilterClause::Op::More;
        return shown;
    }
    shown.field = fieldInfo(clause.field.id).facet;
    shown.fieldText = fieldText(clause.field);
    shown.op = shownOp(clause.op, isNegated);
    // An operator that has an opposite has taken the negation in.
    const bool isTakenIn = clause.op >= FilterOp::Contains;
    shown.negated = isNegated && !isTakenIn;
    if (clause.op == FilterOp::Contains || clause.op == FilterOp::ContainsNot)
        shown.values.push_back(readablePattern(clause.pattern));
    for (const FilterValue &value : clause.values)
        shown.values.push_back(readableValue(value));
    return shown;
}

const FilterNodePtr &everything()
{
    static const FilterNodePtr node = std::make_shared<const FilterNode>();
    return node;
}

} // namespace

Filter::Filter()
    : m_root(everything())
{
}

Filter::Filter(std::shared_ptr<const FilterNode> root)
    : m_root(std::move(root))
{
}

Result<Filter> Filter::parse(std::string_view text, const std::vector<std::string> &knownLabels)
{
    auto root = parseFilter(text, knownLabels);
    if (!root)
        return fail(root.error());
    return Filter(std::move(*root));
}

std::string Filter::text() const
{
    return printFilter(*m_root);
}

bool Filter::isEmpty() const
{
    return m_root->kind == FilterNode::Kind::All;
}

bool operator==(const Filter &a, const Filter &b)
{
    return sameTree(*a.m_root, *b.m_root);
}

std::vector<FilterClause> Filter::clauses() const
{
    std::vector<FilterClause> shown;
    if (m_root->kind == FilterNode::Kind::And) {
        for (const FilterNodePtr &part : m_root->children)
            shown.push_back(describe(*part));
    } else if (!isEmpty()) {
        shown.push_back(describe(*m_root));
    }
    return shown;
}

bool Filter::needsPayload() const
{
    return readsPayload(*m_root);
}

} // namespace mobwatch
