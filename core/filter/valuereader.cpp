// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/valuereader.h"

#include "core/event/kindcatalogue.h"
#include "core/filter/fields.h"
#include "core/filter/numbervalue.h"
#include "core/filter/timevalue.h"

#include <algorithm>

namespace mobwatch {

namespace {

QString shown(std::string_view text)
{
    constexpr qsizetype longest = 40;
    const QString all = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    return all.size() > longest ? all.left(longest) + QStringLiteral("...") : all;
}

std::vector<std::string> namesOf(FieldId id)
{
    std::vector<std::string> names;
    for (int i = 0; id == FieldId::Category && i < categoryCount; ++i)
        names.emplace_back(categoryName(static_cast<Category>(i)));
    for (int i = 0; id == FieldId::Severity && i < severityCount; ++i)
        names.emplace_back(severityName(static_cast<Severity>(i)));
    return names;
}

bool isOrder(FilterOp op)
{
    return op >= FilterOp::Less && op <= FilterOp::GreaterEqual;
}

FilterValue plain(std::string_view text)
{
    return {{std::string(text)}, false, false};
}

// Two stars side by side are one.
std::vector<std::string> mergeStars(std::vector<std::string> pieces)
{
    std::vector<std::string> merged;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (i == 0 || i + 1 == pieces.size() || !pieces[i].empty())
            merged.push_back(std::move(pieces[i]));
    }
    return merged;
}

std::string joined(const std::vector<std::string> &pieces)
{
    std::string text = pieces.front();
    for (std::size_t i = 1; i < pieces.size(); ++i)
        text += '*' + pieces[i];
    return text;
}

struct RawValue
{
    std::vector<std::string> pieces; ///< between stars
    bool isBare = false;
};

Result<RawValue> readRaw(Scanner &scan)
{
    if (scan.peek() == '"') {
        auto pieces = scan.readString();
        if (!pieces)
            return fail(pieces.error());
        return RawValue{std::move(*pieces), false};
    }
    const std::string_view word = scan.readBareValue();
    if (word.empty())
        return scan.unexpected(QStringLiteral("a value"));
    return RawValue{splitAtStars(word), true};
}

// Numbers and times have no stars, and quotes around a part of them only hold their spaces together.
Result<std::string> readTyped(Scanner &scan)
{
    std::string text;
    do {
        auto part = scan.peek() == '"' ? scan.readPlainString()
                                       : Result<std::string>(std::string(scan.readBareValue()));
        if (!part)
            return part;
        if (part->empty() && scan.peek() != '"')
            return scan.unexpected(QStringLiteral("a value"));
        text += *part;
    } while (!scan.atBreak() && scan.peek() != ',' && scan.peek() != '(');
    return text;
}

std::optional<std::string> normalNumber(std::string_view text)
{
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
        return std::nullopt;
    return std::to_string(number);
}

std::optional<std::string> normalTyped(FieldType type, std::string_view text)
{
    if (type == FieldType::Number)
        return normalNumber(text);
    // Only the form is checked here; the instant is settled when the filter is put in force.
    return resolveTime(text, 0) ? std::optional(std::string(text)) : std::nullopt;
}

std::optional<FilterValue> typedRange(FieldType type, std::string_view text)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos || text.size() == 2)
        return std::nullopt;
    FilterValue value{{std::string(), std::string()}, true, false};
    const std::string_view sides[] = {text.substr(0, dots), text.substr(dots + 2)};
    for (std::size_t i = 0; i < 2; ++i) {
        const auto side = sides[i].empty() ? std::optional(std::string()) : normalTyped(type, sides[i]);
        if (!side)
            return std::nullopt;
        value.pieces[i] = *side;
    }
    return value;
}

Result<FilterValue> readTypedValue(Scanner &scan, const FieldInfo &info, bool takesRange)
{
    const std::size_t begin = scan.at();
    auto text = readTyped(scan);
    if (!text)
        return fail(text.error());
    if (const auto single = normalTyped(info.type, *text))
        return plain(*single);
    if (const auto range = takesRange ? typedRange(info.type, *text) : std::nullopt)
        return *range;
    QString expected =
        info.type == FieldType::Number
            ? QStringLiteral("a whole number")
            : QStringLiteral(
                  "a time: 2026-08-22T17:10:00Z, \"2026-08-22 17:10\", 17:10:30, -10m or Unix milliseconds");
    if (takesRange)
        expected += info.type == FieldType::Number ? QStringLiteral(" or a range a..b") : QString();
    const QString near = info.type == FieldType::Time && parseDurationMs(*text)
                             ? QLatin1Char('-') + QString::fromStdString(*text)
                             : QString();
    const QString hint = near.isEmpty() ? QString() : QStringLiteral(", did you mean \"%1\"?").arg(near);
    return scan.failAt(begin, QStringLiteral("found \"%1\", expected %2%3").arg(shown(*text), expected, hint),
                       near);
}

tl::unexpected<Error> unknownName(const Scanner &scan, std::size_t begin, const FieldInfo &info,
                                  const std::string &name)
{
    const std::vector<std::string> names = namesOf(info.id);
    const QString near = QString::fromStdString(nearestOf(name, names));
    QString rest = QStringLiteral(", did you mean \"%1\"?").arg(near);
    if (near.isEmpty()) {
        rest = QStringLiteral(", expected one of");
        for (const std::string &known : names)
            rest += QLatin1Char(' ') + QString::fromStdString(known);
    }
    return scan.failAt(begin,
                       QStringLiteral("unknown %1 \"%2\"%3")
                           .arg(QLatin1String(info.name.data(), static_cast<qsizetype>(info.name.size())),
                                shown(name), rest),
                       near);
}

Result<FilterValue> readTextValue(Scanner &scan, const FieldRef &field, FilterOp op, bool isColon)
{
    const std::size_t begin = scan.at();
    auto raw = readRaw(scan);
    if (!raw)
        return fail(raw.error());
    if (field.id == FieldId::Text)
        return plain(joined(raw->pieces));
    const bool isNamed = field.id == FieldId::Category || field.id == FieldId::Severity;
    FilterValue value{{}, false, false};
    if (isOrder(op))
        value.pieces = {joined(raw->pieces)};
    else
        value.pieces = mergeStars(std::move(raw->pieces));
    if (isNamed && value.pieces.size() == 1 && !literalValue(field, value.pieces.front()))
        return unknownName(scan, begin, fieldInfo(field.id), value.pieces.front());
    value.isPrefix = field.id == FieldId::Run && isColon && raw->isBare && value.pieces.size() == 1 &&
                     looksLikeRunPrefix(value.pieces.front());
    return value;
}

Result<FilterValue> readDataValue(Scanner &scan, const FieldRef &field, FilterOp op)
{
    auto raw = readRaw(scan);
    if (!raw)
        return fail(raw.error());
    if (isOrder(op))
        return plain(joined(raw->pieces));
    if (raw->isBare && raw->pieces.size() == 1) {
        if (auto range = readDataRange(field, raw->pieces.front()))
            return *range;
    }
    return FilterValue{mergeStars(std::move(raw->pieces)), false, false};
}

Result<FilterValue> readValue(Scanner &scan, const FieldRef &field, FilterOp op, bool isColon)
{
    const FieldInfo &info = fieldInfo(field.id);
    switch (info.type) {
    case FieldType::Number:
    case FieldType::Time:
        return readTypedValue(scan, info, !isOrder(op));
    case FieldType::Any:
        return readDataValue(scan, field, op);
    case FieldType::Text:
        break;
    }
    return readTextValue(scan, field, op, isColon);
}

} // namespace

Result<std::vector<FilterValue>> readValues(Scanner &scan, const FieldRef &field, FilterOp op, bool isColon)
{
    std::vector<FilterValue> values;
    for (;;) {
        auto value = readValue(scan, field, op, isColon);
        if (!value)
            return fail(value.error());
        values.push_back(std::move(*value));
        if (scan.atBreak())
            return values;
        if (scan.peek() != ',')
            return scan.unexpected(QStringLiteral("a space, \",\" or the end"));
        if (!isColon)
            return scan.unexpected(QStringLiteral("a space or the end; several values go behind \":\""));
        scan.advance();
        if (scan.atBreak())
            return scan.unexpected(QStringLiteral("a value right behind \",\""));
    }
}

Result<std::vector<FilterValue>> readShortTime(Scanner &scan)
{
    const std::size_t begin = scan.at();
    auto text = readTyped(scan);
    if (!text)
        return fail(text.error());
    const std::string time = timeOfShortForm(*text);
    if (!resolveTime(time, 0))
        return scan.failAt(begin, QStringLiteral("found \"%1\", expected a time: 15m, 2026-08-22T17:10:00Z, "
                                                 "\"2026-08-22 17:10\", 17:10:30 or Unix milliseconds")
                                      .arg(shown(*text)));
    if (!scan.atBreak())
        return scan.unexpected(QStringLiteral("a space or the end"));
    return std::vector<FilterValue>{plain(time)};
}

std::optional<FilterValue> literalValue(const FieldRef &field, std::string_view text)
{
    if (findInvalidUtf8(text) != std::string_view::npos)
        return std::nullopt;
    const FieldType type = fieldInfo(field.id).type;
    if (type == FieldType::Number || type == FieldType::Time) {
        const auto normal = normalTyped(type, text);
        return normal ? std::optional(plain(*normal)) : std::nullopt;
    }
    if (field.id == FieldId::Category || field.id == FieldId::Severity) {
        const std::vector<std::string> names = namesOf(field.id);
        if (std::find(names.begin(), names.end(), text) == names.end())
            return std::nullopt;
    }
    return field.id == FieldId::Text ? std::nullopt : std::optional(plain(text));
}

bool looksLikeRunPrefix(std::string_view text)
{
    constexpr std::size_t shortest = 4, longest = 35;
    return text.size() >= shortest && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
           });
}

std::optional<FilterValue> readDataRange(const FieldRef &field, std::string_view text)
{
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos || text.size() == 2)
        return std::nullopt;
    const std::string_view sides[] = {text.substr(0, dots), text.substr(dots + 2)};
    for (const std::string_view side : sides) {
        const bool isNumber =
            side.empty() || parseNumber(side) || (takesDuration(field) && parseDurationMs(side));
        if (!isNumber)
            return std::nullopt;
    }
    return FilterValue{{std::string(sides[0]), std::string(sides[1])}, true, false};
}

} // namespace mobwatch
