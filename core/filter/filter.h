// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"
#include "core/support/time.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

struct FilterNode; // core/filter/filternode.h: the checked tree

/// The fields that sidebar and chips edit as whole values (language: "One value, three faces").
enum class FilterField : std::uint8_t { Kind, Mob, Run, Step, Agent, Category, Severity, Time, Label, Other };

/// A clause of the top-level `and`, as a chip shows it.
struct FilterClause
{
    FilterField field = FilterField::Other;
    std::string fieldText; ///< "kind", "label.env", "data.attempts", "text", ...
    enum class Op {
        Equal,
        NotEqual,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        Contains,
        ContainsNot,
        Has,
        HasNot,
        More
    };
    Op op = Op::Equal;               ///< More: anything that is no single clause ("more" chip)
    std::vector<std::string> values; ///< as a person reads them, unquoted, ages and local times as written
    std::string text;                ///< canonical text of the clause
    bool negated = false;            ///< written as -field:values

    friend bool operator==(const FilterClause &, const FilterClause &) = default;
};

/// The filter language (../design/filter.md) as an immutable value; a cheap copy. Default = everything.
class Filter final
{
public:
    Filter();

    /// `knownLabels`: label keys of the session, only for suggestions: what a text means never depends on the
    /// data. Errors: FilterSyntax, `position` = character counted from 1, `message` without the position,
    /// `suggestion` = the near alternative.
    [[nodiscard]] static Result<Filter> parse(std::string_view text,
                                              const std::vector<std::string> &knownLabels = {});

    /// Canonical text; parse(text()) == *this.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] bool isEmpty() const;
    friend bool operator==(const Filter &a, const Filter &b);

    /// Clauses of the top-level `and`, in order.
    [[nodiscard]] std::vector<FilterClause> clauses() const;

    // Edits return a new value and leave everything else of the filter as it is. `field` is a field as the
    // language spells it ("kind", "label.env"); values are whole values, taken literally (stars escaped,
    // quoted as needed).
    [[nodiscard]] Filter withOnly(std::string_view field, const std::vector<std::string> &values) const;
    [[nodiscard]] Filter withAdded(std::string_view field, const std::vector<std::string> &values) const;
    [[nodiscard]] Filter withExcluded(std::string_view field, const std::vector<std::string> &values) const;
    /// Removes the value from inclusions and exclusions of the field; an emptied clause goes.
    [[nodiscard]] Filter withoutValue(std::string_view field, const std::string &value) const;
    /// Removes every top-level clause field:values / -field:values of the field.
    [[nodiscard]] Filter withoutField(std::string_view field) const;
    /// Removes the clause at this index of clauses().
    [[nodiscard]] Filter withoutClause(std::size_t index) const;
    /// Adds a filter as a further top-level `and` part.
    [[nodiscard]] Filter withAnd(const Filter &other) const;
    [[nodiscard]] Filter withSince(const std::string &value) const; ///< replaces since; empty removes
    [[nodiscard]] Filter withUntil(const std::string &value) const;

    enum class ValueState : std::uint8_t { None, Included, Excluded };
    /// What a facet row shows for a value.
    [[nodiscard]] ValueState stateOf(std::string_view field, std::string_view value) const;

    /// True where some clause can only be answered by reading payloads.
    [[nodiscard]] bool needsPayload() const;

    [[nodiscard]] const FilterNode &root() const { return *m_root; }

private:
    explicit Filter(std::shared_ptr<const FilterNode> root);
    std::shared_ptr<const FilterNode> m_root;
};

} // namespace mobwatch
