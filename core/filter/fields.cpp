// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/fields.h"

#include "core/filter/scanner.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace mobwatch {

namespace {

constexpr std::array<std::string_view, 1> mobAliases{"mob_id"};
constexpr std::array<std::string_view, 1> runAliases{"run_id"};
constexpr std::array<std::string_view, 1> stepAliases{"step_id"};
constexpr std::array<std::string_view, 2> agentAliases{"agent_identity", "identity"};
constexpr std::array<std::string_view, 1> timeAliases{"timestamp"};

constexpr std::array<FieldInfo, 15> fieldTable{{
    {FieldId::Kind,
     "kind",
     {},
     FieldType::Text,
     false,
     FilterField::Kind,
     "kind of event: kind:step_failed, kind:step_*"},
    {FieldId::Mob, "mob", mobAliases, FieldType::Text, false, FilterField::Mob, "mob by name"},
    {FieldId::Run, "run", runAliases, FieldType::Text, false, FilterField::Run,
     "run by id; four or more hex digits match its beginning"},
    {FieldId::Step, "step", stepAliases, FieldType::Text, false, FilterField::Step, "step of a flow"},
    {FieldId::Agent, "agent", agentAliases, FieldType::Text, false, FilterField::Agent,
     "member by name: agent:worker-*"},
    {FieldId::Category,
     "category",
     {},
     FieldType::Text,
     false,
     FilterField::Category,
     "group of kinds: step, flow, member, wiring, ..."},
    {FieldId::Severity,
     "severity",
     {},
     FieldType::Text,
     true,
     FilterField::Severity,
     "info < ok < warning < error: severity>=warning"},
    {FieldId::CursorNumber,
     "cursor",
     {},
     FieldType::Number,
     true,
     FilterField::Other,
     "position in the ledger: cursor:100..200"},
    {FieldId::EpochNumber,
     "epoch",
     {},
     FieldType::Number,
     true,
     FilterField::Other,
     "life of the ledger, from 1"},
    {FieldId::Time, "time", timeAliases, FieldType::Time, true, FilterField::Time,
     "when it happened: time>=-10m, time<2026-08-22T17:10:00Z"},
    {FieldId::Label,
     "label.",
     {},
     FieldType::Text,
     false,
     FilterField::Label,
     "label of the run, else of the mob: label.env:prod"},
    {FieldId::MobLabel, "mob_label.", {}, FieldType::Text, false, FilterField::Label, "label of the mob"},
    {FieldId::RunLabel, "run_label.", {}, FieldType::Text, false, FilterField::Label, "label of the run"},
    {FieldId::Data,
     "data.",
     {},
     FieldType::Any,
     true,
     FilterField::Other,
     "value in the payload: data.reason, data.items[*].name"},
    {FieldId::Text,
     "text",
     {},
     FieldType::Text,
     false,
     FilterField::Other,
     "anywhere in the event; a bare word searches it"},
}};

constexpr std::array<PseudoField, 3> pseudoTable{{
    {"has", "the event has this slot, label or path: has:agent"},
    {"since", "not before: since:15m, since:2026-08-22T17:10:00Z"},
    {"until", "before: until:5m"},
}};

bool isPrefixName(std::string_view name)
{
    return name.ends_with('.');
}

// Typing mistakes swap neighbours as often as they miss a key, so a swap counts once.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> older(b.size() + 1), old(b.size() + 1), now(b.size() + 1);
    std::iota(old.begin(), old.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = a[i - 1] == b[j - 1];
            now[j] = std::min({old[j] + 1, now[j - 1] + 1, old[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], older[j - 2] + 1);
        }
        std::swap(older, old);
        std::swap(old, now);
    }
    return old[b.size()];
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

// `lable.env` is near `label.env`, however long the rest is.
std::string nearestPrefixed(std::string_view name)
{
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos || dot + 1 >= name.size())
        return {};
    std::vector<std::string> heads;
    for (const FieldInfo &info : fieldTable) {
        if (isPrefixName(info.name))
            heads.emplace_back(info.name.substr(0, info.name.size() - 1));
    }
    const std::string head = nearestOf(name.substr(0, dot), heads);
    return head.empty() ? std::string() : head + std::string(name.substr(dot));
}

std::string nearestField(std::string_view name, const std::vector<std::string> &knownLabels)
{
    if (std::string prefixed = nearestPrefixed(name); !prefixed.empty())
        return prefixed;
    std::vector<std::string> candidates;
    for (const FieldInfo &info : fieldTable) {
        if (!isPrefixName(info.name))
            candidates.emplace_back(info.name);
    }
    for (const PseudoField &info : pseudoTable)
        candidates.emplace_back(info.name);
    const std::string field = nearestOf(name, candidates);
    const std::string label = nearestOf(name, knownLabels);
    const bool isLabelNearer =
        !label.empty() &&
        (field.empty() || editDistance(lowered(name), lowered(label)) < editDistance(lowered(name), field));
    if (isLabelNearer)
        return fieldText({FieldId::Label, label, {}});
    if (!field.empty())
        return field;
    for (const FieldInfo &info : fieldTable) {
        for (const std::string_view alias : info.aliases) {
            if (!nearestOf(name, {std::string(alias)}).empty())
                return std::string(info.name);
        }
    }
    return {};
}

tl::unexpected<Error> unknownField(std::string_view name, const std::vector<std::string> &knownLabels)
{
    const QString shown = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    const QString near = QString::fromStdString(nearestField(name, knownLabels));
    const QString message =
        near.isEmpty() ? QStringLiteral("unknown field \"%1\"; quote the text to search for it").arg(shown)
                       : QStringLiteral("unknown field \"%1\", did you mean \"%2\"?").arg(shown, near);
    return fail(ErrorCode::FilterSyntax, message, shown, 1, near);
}

tl::unexpected<Error> expectedInName(const Scanner &scan, const char *what)
{
    return scan.unexpected(QString::fromUtf8(what));
}

// A key of a label or of a payload path: quoted, or up to one of `ends`.
Result<std::string> readKey(Scanner &scan, std::string_view ends)
{
    if (scan.peek() == '"')
        return scan.readPlainString();
    const std::size_t begin = scan.at();
    while (!scan.atEnd() && ends.find(scan.peek()) == std::string_view::npos)
        scan.advance();
    if (scan.at() == begin)
        return expectedInName(scan, "a key");
    return std::string(scan.since(begin));
}

Result<PathStep> readElement(Scanner &scan)
{
    scan.advance(); // [
    PathStep step;
    if (scan.peek() == '*') {
        step.kind = PathStep::Kind::AnyElement;
        scan.advance();
    } else {
        step.kind = PathStep::Kind::Element;
        const std::size_t begin = scan.at();
        while (scan.peek() >= '0' && scan.peek() <= '9')
            scan.advance();
        const std::string_view digits = scan.since(begin);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), step.index);
        if (digits.empty() || read.ec != std::errc())
            return expectedInName(scan, "the number of an element or *");
    }
    if (scan.peek() != ']')
        return expectedInName(scan, "\"]\"");
    scan.advance();
    return step;
}

Result<std::vector<PathStep>> readPath(Scanner &scan)
{
    constexpr std::size_t mostSteps = 100; // a walk recurses once a step
    std::vector<PathStep> path;
    for (;;) {
        if (path.size() > mostSteps)
            return scan.failAt(
                scan.at(),
                QStringLiteral("found a path of more than %1 steps, expected a shorter one").arg(mostSteps));
        auto key = readKey(scan, ".[]\"");
        if (!key)
            return fail(key.error());
        path.push_back({PathStep::Kind::Key, std::move(*key), 0});
        while (scan.peek() == '[' && path.size() <= mostSteps) {
            auto element = readElement(scan);
            if (!element)
                return fail(element.error());
            path.push_back(std::move(*element));
        }
        if (scan.atEnd())
            return path;
        if (scan.peek() != '.')
            return expectedInName(scan, "\".\", \"[\" or an operator");
        scan.advance();
    }
}

Result<FieldRef> readPrefixed(const FieldInfo &info, std::string_view name)
{
    Scanner scan(name);
    scan.seek(info.name.size());
    FieldRef field{info.id, {}, {}};
    if (info.id == FieldId::Data) {
        auto path = readPath(scan);
        if (!path)
            return fail(path.error());
        field.path = std::move(*path);
        return field;
    }
    auto key = readKey(scan, "\"");
    if (!key)
        return fail(key.error());
    if (!scan.atEnd())
        return expectedInName(scan, "an operator");
    field.key = std::move(*key);
    return field;
}

bool isBareKey(std::string_view key, std::string_view more)
{
    return !key.empty() && std::all_of(key.begin(), key.end(), [more](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               more.find(c) != std::string_view::npos || static_cast<unsigned char>(c) >= 0x80;
    });
}

} // namespace

std::span<const FieldInfo> filterFields()
{
    return fieldTable;
}

const FieldInfo &fieldInfo(FieldId id)
{
    return fieldTable[static_cast<std::size_t>(id)];
}

std::span<const PseudoField> filterPseudoFields()
{
    return pseudoTable;
}

Result<FieldRef> readField(std::string_view name, const std::vector<std::string> &knownLabels)
{
    for (const FieldInfo &info : fieldTable) {
        if (isPrefixName(info.name)) {
            if (name.starts_with(info.name))
                return readPrefixed(info, name);
            if (name == info.name.substr(0, info.name.size() - 1))
                return fail(ErrorCode::FilterSyntax,
                            QStringLiteral("found \"%1\" alone, expected \"%1.\" and %2")
                                .arg(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                                     info.id == FieldId::Data ? QStringLiteral("a path")
                                                              : QStringLiteral("a label's key")),
                            {}, 1);
        } else if (name == info.name ||
                   std::find(info.aliases.begin(), info.aliases.end(), name) != info.aliases.end()) {
            return FieldRef{info.id, {}, {}};
        }
    }
    return unknownField(name, knownLabels);
}

std::string fieldText(const FieldRef &field)
{
    std::string text(fieldInfo(field.id).name);
    if (!isPrefixName(text))
        return text;
    if (field.id != FieldId::Data)
        return text + (isBareKey(field.key, "_-./@$") ? field.key : quoted(field.key));
    bool isFirst = true;
    for (const PathStep &step : field.path) {
        if (step.kind == PathStep::Kind::Key) {
            text += isFirst ? "" : ".";
            text += isBareKey(step.key, "_-/@$") ? step.key : quoted(step.key);
        } else {
            text += step.kind == PathStep::Kind::AnyElement ? "[*]" : "[" + std::to_string(step.index) + "]";
        }
        isFirst = false;
    }
    return text;
}

std::string nearestOf(std::string_view word, const std::vector<std::string> &candidates)
{
    constexpr std::size_t longestWord = 64; // a distance costs the product of the lengths
    if (word.size() > longestWord)
        return {};
    const std::string typed = lowered(word);
    const std::size_t allowed = word.size() < 3 ? 0 : word.size() < 6 ? 1 : word.size() < 12 ? 2 : 3;
    std::size_t best = allowed + 1;
    std::string found;
    for (const std::string &candidate : candidates) {
        if (candidate.size() > longestWord)
            continue;
        const std::size_t distance = editDistance(typed, lowered(candidate));
        if (distance < best) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

bool takesDuration(const FieldRef &field)
{
    const auto last = std::find_if(field.path.rbegin(), field.path.rend(),
                                   [](const PathStep &step) { return step.kind == PathStep::Kind::Key; });
    return last != field.path.rend() && last->key.ends_with("_ms");
}

} // namespace mobwatch
