// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mobwatch {

enum class FieldId : std::uint8_t {
    Kind,
    Mob,
    Run,
    Step,
    Agent,
    Category,
    Severity,
    CursorNumber,
    EpochNumber,
    Time,
    Label,
    MobLabel,
    RunLabel,
    Data,
    Text,
};

/// One step of a payload path.
struct PathStep
{
    enum class Kind : std::uint8_t { Key, Element, AnyElement };
    Kind kind = Kind::Key;
    std::string key;         ///< of Key
    std::uint64_t index = 0; ///< of Element

    friend bool operator==(const PathStep &, const PathStep &) = default;
};

/// What a clause is about: a field of the table in fields.h with its label key or payload path.
struct FieldRef
{
    FieldId id = FieldId::Text;
    std::string key;            ///< of the label fields
    std::vector<PathStep> path; ///< of Data, never empty there

    friend bool operator==(const FieldRef &, const FieldRef &) = default;
};

/// One value of a clause, unescaped.
struct FilterValue
{
    /// Text: the pieces between the stars, one piece = no star. Range: {from, to}, either may be empty.
    /// Numbers and times: one piece, as written.
    std::vector<std::string> pieces;
    bool isRange = false;
    bool isPrefix = false; ///< `run:` with 4 to 35 hex digits and dashes

    friend bool operator==(const FilterValue &, const FilterValue &) = default;
};

enum class FilterOp : std::uint8_t {
    Equal, ///< `:` and `=`: one of the values
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Contains, ///< `~`, and what a bare text means
    ContainsNot,
    Has,
};

/// The operand of `~`.
struct FilterPattern
{
    std::string text; ///< the regular expression without its slashes and with `\/` undone
    bool isRegex = false;
    bool ignoreCase = false; ///< `/i`

    friend bool operator==(const FilterPattern &, const FilterPattern &) = default;
};

class ValueMatcher;
struct FilterNode;
using FilterNodePtr = std::shared_ptr<const FilterNode>;

/// The checked tree of a filter; immutable once built. And and Or have at least two children and never hold a
/// child of their own kind, so that equal meanings written with other parentheses are equal values.
struct FilterNode
{
    enum class Kind : std::uint8_t { All, And, Or, Not, Clause };
    Kind kind = Kind::All;
    std::vector<FilterNodePtr> children;

    FieldRef field;
    FilterOp op = FilterOp::Equal;
    std::vector<FilterValue> values; ///< of every operator but Contains, ContainsNot and Has
    FilterPattern pattern;           ///< of Contains and ContainsNot
    /// The same values for looking one up; only where they are many (a facet asks for each of its rows).
    std::shared_ptr<const ValueMatcher> lookup;
};

[[nodiscard]] bool sameTree(const FilterNode &a, const FilterNode &b);

[[nodiscard]] FilterNodePtr makeClause(FieldRef field, FilterOp op, std::vector<FilterValue> values);
[[nodiscard]] FilterNodePtr makePatternClause(FieldRef field, FilterOp op, FilterPattern pattern);

/// Joins parts; none gives All, one gives itself, parts of the same kind are taken in.
[[nodiscard]] FilterNodePtr makeJunction(FilterNode::Kind kind, const std::vector<FilterNodePtr> &parts);
[[nodiscard]] FilterNodePtr makeNot(FilterNodePtr child);

/// True where some clause looks into the payload.
[[nodiscard]] bool readsPayload(const FilterNode &node);

/// Levels of parentheses and negations that the canonical text has.
[[nodiscard]] int nestingOf(const FilterNode &node);

/// Deeper texts are refused, so that no walk over a tree can run out of stack.
inline constexpr int maxFilterNesting = 100;
/// Longer texts (bytes) are refused.
inline constexpr std::size_t maxFilterBytes = 4U << 20;

} // namespace mobwatch
