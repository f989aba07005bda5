// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filternode.h"

#include "core/filter/valuematch.h"

#include <algorithm>

namespace mobwatch {

bool sameTree(const FilterNode &a, const FilterNode &b)
{
    if (&a == &b)
        return true;
    if (a.kind != b.kind || a.children.size() != b.children.size())
        return false;
    if (a.kind == FilterNode::Kind::Clause)
        return a.field == b.field && a.op == b.op && a.values == b.values && a.pattern == b.pattern;
    return std::equal(a.children.begin(), a.children.end(), b.children.begin(),
                      [](const FilterNodePtr &x, const FilterNodePtr &y) { return sameTree(*x, *y); });
}

FilterNodePtr makeClause(FieldRef field, FilterOp op, std::vector<FilterValue> values)
{
    constexpr std::size_t many = 16;
    FilterNode node;
    node.kind = FilterNode::Kind::Clause;
    node.field = std::move(field);
    node.op = op;
    if (values.size() > many)
        node.lookup = std::make_shared<const ValueMatcher>(values);
    node.values = std::move(values);
    return std::make_shared<const FilterNode>(std::move(node));
}

FilterNodePtr makePatternClause(FieldRef field, FilterOp op, FilterPattern pattern)
{
    FilterNode node;
    node.kind = FilterNode::Kind::Clause;
    node.field = std::move(field);
    node.op = op;
    node.pattern = std::move(pattern);
    return std::make_shared<const FilterNode>(std::move(node));
}

FilterNodePtr makeJunction(FilterNode::Kind kind, const std::vector<FilterNodePtr> &parts)
{
    FilterNode node;
    node.kind = kind;
    for (const FilterNodePtr &part : parts) {
        if (part->kind == kind)
            node.children.insert(node.children.end(), part->children.begin(), part->children.end());
        else if (part->kind != FilterNode::Kind::All)
            node.children.push_back(part);
    }
    if (node.children.empty())
        node.kind = FilterNode::Kind::All;
    if (node.children.size() == 1)
        return node.children.front();
    return std::make_shared<const FilterNode>(std::move(node));
}

FilterNodePtr makeNot(FilterNodePtr child)
{
    FilterNode node;
    node.kind = FilterNode::Kind::Not;
    node.children.push_back(std::move(child));
    return std::make_shared<const FilterNode>(std::move(node));
}

bool readsPayload(const FilterNode &node)
{
    if (node.kind == FilterNode::Kind::Clause)
        return node.field.id == FieldId::Data || (node.field.id == FieldId::Text && node.op != FilterOp::Has);
    return std::any_of(node.children.begin(), node.children.end(),
                       [](const FilterNodePtr &child) { return readsPayload(*child); });
}

int nestingOf(const FilterNode &node)
{
    int deepest = 0;
    for (const FilterNodePtr &child : node.children) {
        const bool inParentheses =
            (node.kind == FilterNode::Kind::And && child->kind == FilterNode::Kind::Or) ||
            (node.kind == FilterNode::Kind::Not &&
             (child->kind == FilterNode::Kind::And || child->kind == FilterNode::Kind::Or));
        deepest = std::max(deepest, nestingOf(*child) + (inParentheses ? 1 : 0));
    }
    return deepest + (node.kind == FilterNode::Kind::Not ? 1 : 0);
}

} // namespace mobwatch
