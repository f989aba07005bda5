// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filterprogram.h"

#include "core/filter/columntest.h"
#include "core/filter/fields.h"
#include "core/filter/filternode.h"
#include "core/filter/rowbits.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace mobwatch {

namespace {

// The scratch of every level of a tree stays in the first cache, and a level that has nothing left to decide
// in a block is left early.
constexpr std::uint32_t blockRows = 2048;

struct ProgramNode
{
    FilterNode::Kind kind = FilterNode::Kind::Clause;
    std::vector<ProgramNode> children;
    std::unique_ptr<ColumnTest> test;
    bool needsPayload = false;
};

void sortByCost(std::vector<ProgramNode> &nodes)
{
    std::stable_partition(nodes.begin(), nodes.end(),
                          [](const ProgramNode &node) { return !node.needsPayload; });
}

ProgramNode compileNode(const FilterNode &source, TimestampMs now, std::vector<ColumnTest *> &tests)
{
    ProgramNode node;
    node.kind = source.kind;
    if (source.kind == FilterNode::Kind::Clause) {
        auto clause = std::make_shared<const ClauseTest>(source, now);
        node.needsPayload = clause->readsPayload();
        node.test = makeColumnTest(std::move(clause));
    } else if (source.kind == FilterNode::Kind::All) {
        node.kind = FilterNode::Kind::Clause;
        node.test = makeEverythingTest();
    }
    if (node.test)
        tests.push_back(node.test.get());
    for (const FilterNodePtr &child : source.children) {
        node.children.push_back(compileNode(*child, now, tests));
        node.needsPayload = node.needsPayload || node.children.back().needsPayload;
    }
    sortByCost(node.children);
    return node;
}

using SomeRows = std::span<const std::uint16_t>;

// Above one open row in this many, the next test looks at whole blocks: a row alone costs more.
constexpr std::uint32_t sparseness = 16;

void combine(bool isAnd, std::uint8_t &verdict, std::uint8_t other)
{
    verdict = isAnd ? std::min(verdict, other) : std::max(verdict, other);
}

void evaluateSome(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t begin, SomeRows rows,
                  std::uint8_t *out)
{
    if (node.test) {
        node.test->evaluateSome(chunk, begin, rows, out);
        return;
    }
    evaluateSome(node.children.front(), chunk, begin, rows, out);
    if (node.kind == FilterNode::Kind::Not) {
        for (const std::uint16_t row : rows)
            out[row] = static_cast<std::uint8_t>(tri::yes - out[row]);
        return;
    }
    std::array<std::uint8_t, blockRows> other;
    for (std::size_t child = 1; child < node.children.size(); ++child) {
        evaluateSome(node.children[child], chunk, begin, rows, other.data());
        for (const std::uint16_t row : rows)
            combine(node.kind == FilterNode::Kind::And, out[row], other[row]);
    }
}

void evaluateNode(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out);

void evaluateJunction(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t begin,
                      std::uint32_t count, std::uint8_t *out)
{
    const bool isAnd = node.kind == FilterNode::Kind::And;
    const std::uint8_t settled = isAnd ? tri::no : tri::yes;
    evaluateNode(node.children.front(), chunk, begin, count, out);
    std::array<std::uint8_t, blockRows> other;
    std::array<std::uint16_t, blockRows> open;
    for (std::size_t child = 1; child < node.children.size(); ++child) {
        const ProgramNode &next = node.children[child];
        if (countUnequal(out, count, settled) * sparseness <= count) {
            const std::uint32_t size = collectRows(out, count, settled, false, std::uint16_t{0}, open.data());
            const SomeRows rows(open.data(), size);
            if (rows.empty())
                return;
            evaluateSome(next, chunk, begin, rows, other.data());
            for (const std::uint16_t row : rows)
                combine(isAnd, out[row], other[row]);
            continue;
        }
        evaluateNode(next, chunk, begin, count, other.data());
        if (isAnd) {
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] = std::min(out[i], other[i]);
        } else {
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] = std::max(out[i], other[i]);
        }
    }
}

void evaluateNode(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out)
{
    if (node.test) {
        node.test->evaluate(chunk, begin, count, out);
    } else if (node.kind == FilterNode::Kind::Not) {
        evaluateNode(node.children.front(), chunk, begin, count, out);
        for (std::uint32_t i = 0; i < count; ++i)
            out[i] = static_cast<std::uint8_t>(tri::yes - out[i]);
    } else {
        evaluateJunction(node, chunk, begin, count, out);
    }
}

struct RowQuestion
{
    const StoreChunk &chunk;
    std::uint32_t index;
    const PayloadView &payload;
    bool hasFailed = false;
};

// After a failure the answer no longer matters: the event counts as no match, however the expression was
// used.
bool decideNode(const ProgramNode &node, RowQuestion &question)
{
    if (node.test) {
        const Outcome outcome = node.test->decide(question.chunk, question.index, question.payload);
        question.hasFailed = question.hasFailed || outcome == Outcome::Failed;
        return outcome == Outcome::Yes;
    }
    if (node.kind == FilterNode::Kind::Not)
        return !decideNode(node.children.front(), question);
    const bool isAnd = node.kind == FilterNode::Kind::And;
    for (const ProgramNode &child : node.children) {
        if (decideNode(child, question) != isAnd || question.hasFailed)
            return !isAnd;
    }
    return isAnd;
}

// The encodings differ in the order of the last two.
void toVerdicts(std::uint8_t *bytes, std::uint32_t count)
{
    for (std::uint32_t i = 0; i < count; ++i)
        bytes[i] = static_cast<std::uint8_t>((bytes[i] << 1U & 2U) | bytes[i] >> 1U);
}

/// The facet that all clauses below belong to; Other where they disagree or belong to none.
FilterField facetOf(const FilterNode &node)
{
    if (node.kind == FilterNode::Kind::Clause) {
        const FilterField facet = fieldInfo(node.field.id).facet;
        const bool isFacet = facet <= FilterField::Severity || facet == FilterField::Label;
        return isFacet ? facet : FilterField::Other;
    }
    if (node.children.empty())
        return FilterField::Other;
    const FilterField facet = facetOf(*node.children.front());
    const bool isShared =
        std::all_of(node.children.begin(), node.children.end(),
                    [facet](const FilterNodePtr &child) { return facetOf(*child) == facet; });
    return isShared ? facet : FilterField::Other;
}

struct SourcePart
{
    FilterField field = FilterField::Other;
    bool needsPayload = false;
    std::vector<FilterNodePtr> nodes;
};

// `and` has no order, so all clauses of one facet make one part wherever they stand, and so do the others:
// one part that columns answer, one that needs payloads.
std::vector<SourcePart> splitParts(const FilterNodePtr &root)
{
    const std::vector<FilterNodePtr> whole{root};
    std::vector<SourcePart> parts;
    for (const FilterNodePtr &node : root->kind == FilterNode::Kind::And ? root->children : whole) {
        const FilterField field = facetOf(*node);
        const bool needsPayload = readsPayload(*node);
        auto part = std::find_if(parts.begin(), parts.end(), [&](const SourcePart &candidate) {
            return candidate.field == field && candidate.needsPayload == needsPayload;
        });
        if (part == parts.end())
            part = parts.insert(part, {field, needsPayload, {}});
        part->nodes.push_back(node);
    }
    std::stable_partition(parts.begin(), parts.end(),
                          [](const SourcePart &part) { return !part.needsPayload; });
    return parts;
}

} // namespace

struct FilterProgram::Private
{
    std::vector<Part> parts;
    ProgramNode whole; ///< an And of the parts, or the only part
    std::vector<ColumnTest *> tests;
    std::atomic<bool> needsPayload = false;

    [[nodiscard]] const ProgramNode &part(std::size_t index) const
    {
        return parts.size() == 1 ? whole : whole.children[index];
    }
    void run(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end,
             Verdict *out) const;
    static PayloadOutcome decide(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t index,
                                 std::string_view data);
};

FilterProgram::FilterProgram(std::unique_ptr<Private> compiled)
    : d(std::move(compiled))
{
}

FilterProgram::~FilterProgram() = default;

std::shared_ptr<FilterProgram> FilterProgram::compile(const Filter &filter, const EventStore &store,
                                                      TimestampMs now)
{
    auto compiled = std::make_unique<Private>();
    // The root of the value is shared with it and outlives this function.
    const FilterNodePtr root(&filter.root(), [](const FilterNode * /*owned by the filter*/) {});
    std::vector<ProgramNode> nodes;
    for (const SourcePart &part : splitParts(root)) {
        compiled->parts.push_back({part.field, part.needsPayload});
        nodes.push_back(compileNode(*makeJunction(FilterNode::Kind::And, part.nodes), now, compiled->tests));
    }
    compiled->needsPayload =
        std::any_of(nodes.begin(), nodes.end(), [](const ProgramNode &node) { return node.needsPayload; });
    if (nodes.size() == 1) {
        compiled->whole = std::move(nodes.front());
    } else {
        compiled->whole.kind = FilterNode::Kind::And;
        compiled->whole.children = std::move(nodes);
    }
    std::shared_ptr<FilterProgram> program(new FilterProgram(std::move(compiled)));
    program->refresh(store);
    return program;
}

void FilterProgram::refresh(const EventStore &store)
{
    for (ColumnTest *test : d->tests) {
        if (test->refresh(store))
            d->needsPayload = true;
    }
}

std::span<const FilterProgram::Part> FilterProgram::parts() const
{
    return d->parts;
}

bool FilterProgram::needsPayload() const
{
    return d->needsPayload;
}

void FilterProgram::Private::run(const ProgramNode &node, const StoreChunk &chunk, std::uint32_t begin,
                                 std::uint32_t end, Verdict *out) const
{
    auto *const bytes = reinterpret_cast<std::uint8_t *>(out);
    for (std::uint32_t from = begin; from < end; from += blockRows) {
        const std::uint32_t count = std::min(blockRows, end - from);
        evaluateNode(node, chunk, from, count, bytes + (from - begin));
        toVerdicts(bytes + (from - begin), count);
    }
}

FilterProgram::PayloadOutcome FilterProgram::Private::decide(const ProgramNode &node, const StoreChunk &chunk,
                                                             std::uint32_t index, std::string_view data)
{
    const PayloadView payload(data);
    RowQuestion question{chunk, index, payload};
    const bool matches = decideNode(node, question);
    return {matches && !question.hasFailed, question.hasFailed};
}

void FilterProgram::evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t end,
                             Verdict *out) const
{
    d->run(d->whole, chunk, begin, end, out);
}

void FilterProgram::evaluatePart(std::size_t part, const StoreChunk &chunk, std::uint32_t begin,
                                 std::uint32_t end, Verdict *out) const
{
    d->run(d->part(part), chunk, begin, end, out);
}

FilterProgram::PayloadOutcome FilterProgram::matchesPayload(const StoreChunk &chunk, std::uint32_t index,
                                                            std::string_view data) const
{
    return Private::decide(d->whole, chunk, index, data);
}

FilterProgram::PayloadOutcome FilterProgram::partMatchesPayload(std::size_t part, const StoreChunk &chunk,
                                                                std::uint32_t index,
                                                                std::string_view data) const
{
    return Private::decide(d->part(part), chunk, index, data);
}

} // namespace mobwatch
