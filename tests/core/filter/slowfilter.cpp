// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/core/filter/slowfilter.h"

#include "core/event/kindcatalogue.h"
#include "core/event/projection.h"
#include "core/filter/timevalue.h"

#include <QRegularExpression>
#include <QString>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace mobwatch::test {

namespace {

using Json = nlohmann::ordered_json;

// Stars inside a value are marked, so that literal ones stay apart.
constexpr char32_t star = 0xE000;

std::u32string patternOf(const FilterValue &value)
{
    std::u32string pattern;
    for (std::size_t i = 0; i < value.pieces.size(); ++i) {
        if (i > 0)
            pattern += star;
        pattern += QString::fromStdString(value.pieces[i]).toStdU32String();
    }
    return pattern;
}

bool globs(std::u32string_view pattern, std::u32string_view text)
{
    if (pattern.empty())
        return text.empty();
    if (pattern.front() == star)
        return globs(pattern.substr(1), text) || (!text.empty() && globs(pattern, text.substr(1)));
    return !text.empty() && pattern.front() == text.front() && globs(pattern.substr(1), text.substr(1));
}

bool equals(const FilterValue &value, const std::string &text)
{
    if (value.isRange)
        return false;
    if (value.isPrefix && text.substr(0, value.pieces[0].size()) == value.pieces[0])
        return true;
    return globs(patternOf(value), QString::fromStdString(text).toStdU32String());
}

bool contains(const FilterPattern &pattern, const std::string &text)
{
    const QString needle = QString::fromStdString(pattern.text);
    const QString hay = QString::fromStdString(text);
    if (pattern.isRegex) {
        QRegularExpression regex(needle);
        if (pattern.ignoreCase)
            regex.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
        return regex.match(hay).hasMatch();
    }
    const bool hasUpper = std::any_of(needle.begin(), needle.end(), [](QChar c) { return c.isUpper(); });
    return hay.contains(needle, hasUpper ? Qt::CaseSensitive : Qt::CaseInsensitive);
}

std::string readable(const Json &value)
{
    if (value.is_string())
        return "\"" + value.get<std::string>() + "\"";
    if (!value.is_structured())
        return value.dump();
    std::string out;
    for (const auto &[key, item] : value.items()) {
        out += out.empty() ? "" : ",";
        out += (value.is_object() ? "\"" + key + "\":" : std::string()) + readable(item);
    }
    return value.is_object() ? "{" + out + "}" : "[" + out + "]";
}

void collect(const Json &value, const std::vector<PathStep> &path, std::size_t step, std::vector<Json> &found)
{
    if (step == path.size()) {
        found.push_back(value);
        return;
    }
    if (value.is_string()) {
        const Json inner = Json::parse(value.get<std::string>(), nullptr, false);
        if (inner.is_structured())
            collect(inner, path, step, found);
    } else if (path[step].kind == PathStep::Kind::Key) {
        if (value.is_object() && value.contains(path[step].key))
            collect(value[path[step].key], path, step + 1, found);
    } else if (value.is_array()) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (path[step].kind == PathStep::Kind::AnyElement || path[step].index == i)
                collect(value[i], path, step + 1, found);
        }
    }
}

std::optional<double> number(const FieldRef &field, const std::string &text)
{
    bool isNumber = false;
    const double plain = QString::fromStdString(text).toDouble(&isNumber);
    if (isNumber)
        return plain;
    return field.path.back().key.ends_with("_ms") ? parseDurationMs(text) : std::nullopt;
}

template <class T>
bool compare(FilterOp op, const T &a, const T &b)
{
    return op == FilterOp::Less        ? a < b
           : op == FilterOp::LessEqual ? a <= b
           : op == FilterOp::Greater   ? a > b
                                       : a >= b;
}

bool dataValueMatches(const FilterNode &clause, const Json &value)
{
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    switch (clause.op) {
    case FilterOp::Has:
        return true;
    case FilterOp::Contains:
    case FilterOp::ContainsNot:
        return contains(clause.pattern, value.is_structured() ? readable(value) : text);
    case FilterOp::Equal:
    case FilterOp::NotEqual:
        return std::any_of(clause.values.begin(), clause.values.end(), [&](const FilterValue &wanted) {
            const auto from = number(clause.field, wanted.pieces.front());
            const auto to = number(clause.field, wanted.pieces.back());
            if (value.is_number() && wanted.isRange)
                return (!from || value.get<double>() >= *from) && (!to || value.get<double>() < *to);
            if (value.is_number() && wanted.pieces.size() == 1 && from && value.get<double>() == *from)
                return true;
            return equals(wanted, text);
        });
    default:
        break;
    }
    const std::string &bound = clause.values.front().pieces.front();
    const auto boundNumber = number(clause.field, bound);
    if (value.is_number())
        return boundNumber && compare(clause.op, value.get<double>(), *boundNumber);
    return (value.is_string() || value.is_structured()) && compare(clause.op, text, bound);
}

bool numberMatches(const FilterNode &clause, std::uint64_t value, TimestampMs now)
{
    const auto resolve = [&](const std::string &text) -> std::uint64_t {
        return clause.field.id == FieldId::Time ? resolveTime(text, now).value() : std::stoull(text);
    };
    return std::any_of(clause.values.begin(), clause.values.end(), [&](const FilterValue &wanted) {
        const std::string &first = wanted.pieces.front();
        if (wanted.isRange)
            return (first.empty() || value >= resolve(first)) &&
                   (wanted.pieces.back().empty() || value < resolve(wanted.pieces.back()));
        if (clause.op == FilterOp::Equal || clause.op == FilterOp::NotEqual)
            return value == resolve(first);
        return compare(clause.op, value, resolve(first));
    });
}

bool textMatches(const FilterNode &clause, const std::string &text)
{
    if (clause.op == FilterOp::Has)
        return true;
    if (clause.op == FilterOp::Contains || clause.op == FilterOp::ContainsNot)
        return contains(clause.pattern, text);
    return std::any_of(clause.values.begin(), clause.values.end(),
                       [&](const FilterValue &wanted) { return equals(wanted, text); });
}

std::optional<std::string> label(const LabelMap &labels, const std::string &key)
{
    return labels.count(key) != 0 ? std::optional(labels.at(key)) : std::nullopt;
}

std::optional<std::string> slot(const FieldRef &field, const Envelope &envelope)
{
    switch (field.id) {
    case FieldId::Kind:
        return envelope.kind;
    case FieldId::Mob:
        return envelope.mobId;
    case FieldId::Run:
        return envelope.runId;
    case FieldId::Step:
        return envelope.stepId;
    case FieldId::Agent:
        return envelope.agentIdentity;
    case FieldId::Category:
        return std::string(categoryName(categoryOf(envelope.kind)));
    case FieldId::Severity:
        return std::string(severityName(structuralFields(envelope.kind, envelope.data).severity));
    case FieldId::MobLabel:
        return label(envelope.mobLabels, field.key);
    case FieldId::RunLabel:
        return label(envelope.runLabels, field.key);
    default:
        break;
    }
    const auto ofRun = label(envelope.runLabels, field.key);
    return ofRun ? ofRun : label(envelope.mobLabels, field.key);
}

bool severityIsOrdered(const FilterNode &clause, const std::string &severity)
{
    static const std::string order = "info ok warning error";
    return compare(clause.op, order.find(severity), order.find(clause.values.front().pieces.front()));
}

// The clause as if it were written without its negation.
bool positively(const FilterNode &clause, const Envelope &envelope, Epoch epoch, TimestampMs now)
{
    switch (clause.field.id) {
    case FieldId::CursorNumber:
        return clause.op == FilterOp::Has || numberMatches(clause, envelope.cursor, now);
    case FieldId::EpochNumber:
        return clause.op == FilterOp::Has || numberMatches(clause, epoch, now);
    case FieldId::Time:
        return clause.op == FilterOp::Has || numberMatches(clause, envelope.timestampMs, now);
    case FieldId::Data: {
        std::vector<Json> found;
        collect(Json::parse(envelope.data), clause.field.path, 0, found);
        return std::any_of(found.begin(), found.end(),
                           [&](const Json &value) { return dataValueMatches(clause, value); });
    }
    case FieldId::Text: {
        if (clause.op == FilterOp::Has || contains(clause.pattern, envelope.kind) ||
            contains(clause.pattern, envelope.mobId))
            return true;
        for (const auto &text : {envelope.runId, envelope.stepId, envelope.agentIdentity}) {
            if (text && contains(clause.pattern, *text))
                return true;
        }
        return contains(clause.pattern, readable(Json::parse(envelope.data)));
    }
    default:
        break;
    }
    const auto text = slot(clause.field, envelope);
    if (clause.op >= FilterOp::Less && clause.op <= FilterOp::GreaterEqual)
        return severityIsOrdered(clause, text.value());
    return text && textMatches(clause, *text);
}

} // namespace

bool slowlyMatches(const FilterNode &node, const Envelope &envelope, Epoch epoch, TimestampMs now)
{
    const auto child = [&](const FilterNodePtr &part) { return slowlyMatches(*part, envelope, epoch, now); };
    switch (node.kind) {
    case FilterNode::Kind::All:
        return true;
    case FilterNode::Kind::And:
        return std::all_of(node.children.begin(), node.children.end(), child);
    case FilterNode::Kind::Or:
        return std::any_of(node.children.begin(), node.children.end(), child);
    case FilterNode::Kind::Not:
        return !child(node.children.front());
    case FilterNode::Kind::Clause:
        break;
    }
    const bool isNegated = node.op == FilterOp::NotEqual || node.op == FilterOp::ContainsNot;
    return positively(node, envelope, epoch, now) != isNegated;
}

} // namespace mobwatch::test
