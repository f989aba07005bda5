// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelope.h"
#include "core/event/projection.h"
#include "core/filter/clausetest.h"
#include "core/filter/filternode.h"
#include "core/filter/filterprogram.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace mobwatch {

namespace {

struct EnvelopeNode
{
    FilterNode::Kind kind = FilterNode::Kind::All;
    std::vector<EnvelopeNode> children;
    std::unique_ptr<const ClauseTest> clause;
    bool readsPayload = false;
};

struct Question
{
    const Envelope &envelope;
    Epoch epoch;
    PayloadView payload;
    bool hasFailed = false;
};

EnvelopeNode compileNode(const FilterNode &source, TimestampMs now)
{
    EnvelopeNode node;
    node.kind = source.kind;
    if (source.kind == FilterNode::Kind::Clause) {
        node.clause = std::make_unique<const ClauseTest>(source, now);
        node.readsPayload = node.clause->readsPayload();
    }
    for (const FilterNodePtr &child : source.children) {
        node.children.push_back(compileNode(*child, now));
        node.readsPayload = node.readsPayload || node.children.back().readsPayload;
    }
    std::stable_partition(node.children.begin(), node.children.end(),
                          [](const EnvelopeNode &child) { return !child.readsPayload; });
    return node;
}

Severity severityOf(const Envelope &envelope)
{
    const KindInfo *const info = findKind(envelope.kind);
    if (!info || !info->payloadDecidesSeverity)
        return info ? info->severity : Severity::Info;
    return structuralFields(envelope.kind, envelope.data).severity;
}

Outcome search(const ClauseTest &clause, const Question &question)
{
    const Envelope &envelope = question.envelope;
    const std::array<const std::string *, 5> slots{
        &envelope.kind, &envelope.mobId, envelope.runId ? &*envelope.runId : nullptr,
        envelope.stepId ? &*envelope.stepId : nullptr,
        envelope.agentIdentity ? &*envelope.agentIdentity : nullptr};
    Outcome found = Outcome::No;
    for (const std::string *slot : slots) {
        const Outcome one = slot ? clause.findIn(*slot) : Outcome::No;
        found = one == Outcome::No || found == Outcome::Yes ? found : one;
    }
    return clause.conclude(found, question.payload);
}

Outcome ask(const ClauseTest &clause, const Question &question)
{
    const Envelope &envelope = question.envelope;
    const auto number = [&clause](std::uint64_t value) {
        return clause.onNumber(value) ? Outcome::Yes : Outcome::No;
    };
    switch (clause.field().id) {
    case FieldId::Kind:
        return clause.onText(envelope.kind);
    case FieldId::Mob:
        return clause.onText(envelope.mobId);
    case FieldId::Run:
        return clause.onText(envelope.runId);
    case FieldId::Step:
        return clause.onText(envelope.stepId);
    case FieldId::Agent:
        return clause.onText(envelope.agentIdentity);
    case FieldId::Category:
        return clause.onCategory(categoryOf(envelope.kind));
    case FieldId::Severity:
        return clause.onSeverity(severityOf(envelope));
    case FieldId::CursorNumber:
        return number(envelope.cursor);
    case FieldId::EpochNumber:
        return number(question.epoch);
    case FieldId::Time:
        return number(envelope.timestampMs);
    case FieldId::Label:
    case FieldId::MobLabel:
    case FieldId::RunLabel:
        return clause.onText(labelValue(clause.field(), envelope.mobLabels, envelope.runLabels));
    case FieldId::Data:
        return clause.onPayload(question.payload);
    case FieldId::Text:
        break;
    }
    return clause.readsPayload() ? search(clause, question) : Outcome::Yes;
}

bool decide(const EnvelopeNode &node, Question &question)
{
    switch (node.kind) {
    case FilterNode::Kind::All:
        return true;
    case FilterNode::Kind::Clause: {
        const Outcome outcome = ask(*node.clause, question);
        question.hasFailed = question.hasFailed || outcome == Outcome::Failed;
        return outcome == Outcome::Yes;
    }
    case FilterNode::Kind::Not:
        return !decide(node.children.front(), question);
    case FilterNode::Kind::And:
    case FilterNode::Kind::Or:
        break;
    }
    const bool isAnd = node.kind == FilterNode::Kind::And;
    for (const EnvelopeNode &child : node.children) {
        if (decide(child, question) != isAnd || question.hasFailed)
            return !isAnd;
    }
    return isAnd;
}

} // namespace

struct EnvelopeFilter::Private
{
    EnvelopeNode root;
    mutable std::atomic<std::uint32_t> regexFailures = 0;
};

EnvelopeFilter::EnvelopeFilter(const Filter &filter, TimestampMs now)
    : d(std::make_unique<Private>())
{
    d->root = compileNode(filter.root(), now);
}

EnvelopeFilter::~EnvelopeFilter() = default;

bool EnvelopeFilter::matches(const Envelope &envelope, Epoch epoch) const
{
    Question question{envelope, epoch, PayloadView(envelope.data)};
    const bool isMatch = decide(d->root, question);
    d->regexFailures += question.hasFailed ? 1 : 0;
    return isMatch && !question.hasFailed;
}

std::uint32_t EnvelopeFilter::regexFailures() const
{
    return d->regexFailures;
}

} // namespace mobwatch
