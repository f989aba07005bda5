// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/clausetest.h"

#include "core/filter/fields.h"
#include "core/filter/timevalue.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace mobwatch {

namespace {

constexpr std::uint64_t mostNumber = std::numeric_limits<std::uint64_t>::max();

std::uint64_t resolveNumber(FieldType type, std::string_view text, TimestampMs now)
{
    if (type == FieldType::Time)
        return resolveTime(text, now).value_or(0);
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// [first, end) as an interval; nothing where it is empty.
void addHalfOpen(std::vector<Interval> &intervals, std::uint64_t first, std::optional<std::uint64_t> end)
{
    if (!end)
        intervals.push_back({first, mostNumber});
    else if (first < *end)
        intervals.push_back({first, *end - 1});
}

void addFrom(std::vector<Interval> &intervals, FilterOp op, std::uint64_t number)
{
    switch (op) {
    case FilterOp::Less:
        addHalfOpen(intervals, 0, number);
        break;
    case FilterOp::LessEqual:
        intervals.push_back({0, number});
        break;
    case FilterOp::Greater:
        if (number < mostNumber)
            intervals.push_back({number + 1, mostNumber});
        break;
    case FilterOp::GreaterEqual:
        intervals.push_back({number, mostNumber});
        break;
    default:
        intervals.push_back({number, number});
        break;
    }
}

std::vector<Interval> merged(std::vector<Interval> intervals)
{
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval &a, const Interval &b) { return a.first < b.first; });
    std::vector<Interval> result;
    for (const Interval &interval : intervals) {
        const bool touches =
            !result.empty() && (result.back().last == mostNumber || interval.first <= result.back().last + 1);
        if (touches)
            result.back().last = std::max(result.back().last, interval.last);
        else
            result.push_back(interval);
    }
    return result;
}

std::optional<Severity> severityOf(std::string_view name)
{
    for (int i = 0; i < severityCount; ++i) {
        if (severityName(static_cast<Severity>(i)) == name)
            return static_cast<Severity>(i);
    }
    return std::nullopt;
}

std::optional<std::string_view> find(const LabelMap &labels, const std::string &key)
{
    const auto found = labels.find(key);
    return found == labels.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

} // namespace

ClauseTest::ClauseTest(const FilterNode &clause, TimestampMs now)
    : m_field(clause.field)
    , m_op(clause.op)
    , m_isNegated(clause.op == FilterOp::NotEqual || clause.op == FilterOp::ContainsNot)
    , m_readsPayload(mobwatch::readsPayload(clause))
    , m_values(clause.values)
{
    if (m_field.id == FieldId::Data) {
        m_payload = std::make_unique<const PayloadTest>(clause);
        return;
    }
    if (m_op == FilterOp::Contains || m_op == FilterOp::ContainsNot) {
        // Parsing has compiled it once already; it cannot fail here.
        if (auto matcher = TextMatcher::compile(clause.pattern))
            m_matcher = std::move(*matcher);
    }
    const FieldType type = fieldInfo(m_field.id).type;
    if (type == FieldType::Number || type == FieldType::Time)
        compileIntervals(clause, now);
    else if (m_op >= FilterOp::Less && m_op <= FilterOp::GreaterEqual)
        m_bound = severityOf(clause.values.front().pieces.front());
}

void ClauseTest::compileIntervals(const FilterNode &clause, TimestampMs now)
{
    if (m_op == FilterOp::Has)
        m_intervals.push_back({0, mostNumber});
    const FieldType type = fieldInfo(m_field.id).type;
    for (const FilterValue &value : clause.values) {
        const std::string &first = value.pieces.front();
        if (!value.isRange) {
            addFrom(m_intervals, m_op, resolveNumber(type, first, now));
            continue;
        }
        const std::string &end = value.pieces.back();
        addHalfOpen(m_intervals, first.empty() ? 0 : resolveNumber(type, first, now),
                    end.empty() ? std::nullopt : std::optional(resolveNumber(type, end, now)));
    }
    m_intervals = merged(std::move(m_intervals));
}

Outcome ClauseTest::turned(Outcome outcome) const
{
    if (!m_isNegated || outcome == Outcome::Failed)
        return outcome;
    return outcome == Outcome::Yes ? Outcome::No : Outcome::Yes;
}

Outcome ClauseTest::onText(std::optional<std::string_view> text) const
{
    if (!text)
        return m_isNegated ? Outcome::Yes : Outcome::No;
    if (m_op == FilterOp::Has)
        return Outcome::Yes;
    if (m_matcher)
        return turned(m_matcher->match(*text));
    return turned(m_values.matches(*text) ? Outcome::Yes : Outcome::No);
}

Outcome ClauseTest::onSeverity(Severity severity) const
{
    if (!m_bound)
        return onText(severityName(severity));
    std::vector<Interval> wanted;
    addFrom(wanted, m_op, static_cast<std::uint64_t>(*m_bound));
    const auto number = static_cast<std::uint64_t>(severity);
    const bool isIn = !wanted.empty() && number >= wanted.front().first && number <= wanted.front().last;
    return isIn ? Outcome::Yes : Outcome::No;
}

bool ClauseTest::onNumber(std::uint64_t number) const
{
    const auto behind =
        std::upper_bound(m_intervals.begin(), m_intervals.end(), number,
                         [](std::uint64_t n, const Interval &interval) { return n < interval.first; });
    const bool isIn = behind != m_intervals.begin() && number <= std::prev(behind)->last;
    return isIn != m_isNegated;
}

Outcome ClauseTest::findIn(std::string_view text) const
{
    return m_op == FilterOp::Has ? Outcome::Yes : m_matcher->match(text);
}

Outcome ClauseTest::conclude(Outcome slots, const PayloadView &payload) const
{
    if (slots == Outcome::Yes)
        return turned(slots);
    const Outcome found = findIn(payload.readable());
    return turned(found == Outcome::No ? slots : found);
}

std::optional<std::string_view> labelValue(const FieldRef &field, const LabelMap &mobLabels,
                                           const LabelMap &runLabels)
{
    if (field.id == FieldId::MobLabel)
        return find(mobLabels, field.key);
    const auto ofRun = find(runLabels, field.key);
    return ofRun || field.id == FieldId::RunLabel ? ofRun : find(mobLabels, field.key);
}

} // namespace mobwatch
