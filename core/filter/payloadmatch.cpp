// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/payloadmatch.h"

#include "core/filter/fields.h"
#include "core/filter/jsontext.h"
#include "core/filter/numbervalue.h"
#include "core/filter/timevalue.h"

#include <algorithm>
#include <cstring>

namespace mobwatch {

namespace {

bool isNumberText(std::string_view value)
{
    return !value.empty() && (value.front() == '-' || (value.front() >= '0' && value.front() <= '9'));
}

bool isContainer(std::string_view value)
{
    return !value.empty() && (value.front() == '{' || value.front() == '[');
}

template <class T>
bool holds(FilterOp op, const T &a, const T &b)
{
    switch (op) {
    case FilterOp::Less:
        return a < b;
    case FilterOp::LessEqual:
        return a <= b;
    case FilterOp::Greater:
        return a > b;
    default:
        return a >= b;
    }
}

} // namespace

std::string_view PayloadView::readable() const
{
    if (!m_isReady && !m_data.empty() && std::memchr(m_data.data(), '\\', m_data.size())) {
        m_buffer.reserve(m_data.size());
        appendUnescaped(m_buffer, m_data);
    }
    m_isReady = true;
    return m_buffer.empty() ? m_data : std::string_view(m_buffer);
}

PayloadTest::PayloadTest(const FilterNode &clause)
    : m_field(clause.field)
    , m_op(clause.op)
    , m_isNegated(clause.op == FilterOp::NotEqual || clause.op == FilterOp::ContainsNot)
    , m_texts(clause.values)
{
    if (m_op == FilterOp::Contains || m_op == FilterOp::ContainsNot) {
        if (auto matcher = TextMatcher::compile(clause.pattern))
            m_matcher = std::move(*matcher);
        return;
    }
    for (const FilterValue &value : clause.values) {
        if (value.isRange)
            m_ranges.push_back({numberOf(value.pieces[0]), numberOf(value.pieces[1])});
        else if (const auto number = value.pieces.size() == 1 ? numberOf(value.pieces[0]) : std::nullopt)
            m_numbers.push_back(*number);
    }
    if (!clause.values.empty()) {
        m_bound = clause.values.front().pieces.front();
        m_number = numberOf(m_bound);
    }
}

std::optional<long double> PayloadTest::numberOf(std::string_view text) const
{
    if (const auto number = parseNumber(text))
        return number;
    const auto duration = takesDuration(m_field) ? parseDurationMs(text) : std::nullopt;
    return duration ? std::optional<long double>(*duration) : std::nullopt;
}

Outcome PayloadTest::test(std::string_view data) const
{
    const Outcome found = walk(data, 0);
    if (!m_isNegated || found == Outcome::Failed)
        return found;
    return found == Outcome::Yes ? Outcome::No : Outcome::Yes;
}

Outcome PayloadTest::walk(std::string_view value, std::size_t step) const
{
    if (step == m_field.path.size())
        return testValue(value);
    JsonWalk start(value);
    if (start.peek() != '"')
        return walkInto(value, step);
    std::string buffer;
    const std::string_view text = stringText(start.takeValue(), buffer);
    return isJsonContainer(text) ? walkInto(text, step) : Outcome::No;
}

Outcome PayloadTest::walkInto(std::string_view value, std::size_t step) const
{
    const PathStep &wanted = m_field.path[step];
    const bool isKey = wanted.kind == PathStep::Kind::Key;
    JsonWalk inside(value);
    if (!inside.take(isKey ? '{' : '['))
        return Outcome::No;
    Outcome outcome = Outcome::No;
    std::string buffer;
    for (std::uint64_t index = 0; inside.peek() != '\0' && inside.peek() != ']' && inside.peek() != '}';
         ++index) {
        const std::string_view key = isKey ? inside.takeValue() : std::string_view();
        if (isKey && !inside.take(':'))
            return Outcome::No;
        const std::string_view item = inside.takeValue();
        if (item.empty())
            return outcome;
        if (wanted.kind == PathStep::Kind::AnyElement) {
            const Outcome one = walk(item, step + 1);
            if (one == Outcome::Yes)
                return one;
            outcome = one == Outcome::Failed ? one : outcome;
        } else if (isKey ? stringText(key, buffer) == wanted.key : index == wanted.index) {
            return walk(item, step + 1);
        }
        if (!inside.take(','))
            return outcome;
    }
    return outcome;
}

Outcome PayloadTest::testValue(std::string_view value) const
{
    if (m_op == FilterOp::Has)
        return Outcome::Yes;
    std::string buffer;
    std::string_view text = value;
    if (value.starts_with('"')) {
        text = stringText(value, buffer);
    } else if (isContainer(value)) {
        buffer = compactJson(value);
        text = buffer;
    }
    if (m_matcher) {
        std::string readable;
        if (isContainer(value)) {
            appendUnescaped(readable, text);
            text = readable;
        }
        return m_matcher->match(text);
    }
    const bool isMatch =
        m_op == FilterOp::Equal || m_op == FilterOp::NotEqual ? isEqual(value, text) : isOrdered(value, text);
    return isMatch ? Outcome::Yes : Outcome::No;
}

bool PayloadTest::isEqual(std::string_view value, std::string_view text) const
{
    if (const auto number = isNumberText(value) ? parseNumber(value) : std::nullopt) {
        if (std::find(m_numbers.begin(), m_numbers.end(), *number) != m_numbers.end())
            return true;
        for (const Range &range : m_ranges) {
            if ((!range.from || *number >= *range.from) && (!range.to || *number < *range.to))
                return true;
        }
    }
    return m_texts.matches(text);
}

bool PayloadTest::isOrdered(std::string_view value, std::string_view text) const
{
    if (isNumberText(value)) {
        const auto number = parseNumber(value);
        return number && m_number && holds(m_op, *number, *m_number);
    }
    // Words (true, false, null) have no order.
    return (value.starts_with('"') || isContainer(value)) && holds(m_op, text, std::string_view(m_bound));
}

} // namespace mobwatch
