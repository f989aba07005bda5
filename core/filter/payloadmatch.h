// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"
#include "core/filter/textmatcher.h"
#include "core/filter/valuematch.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// One payload while clauses look at it; what several clauses need is made once. Belongs to one thread.
class PayloadView final
{
public:
    explicit PayloadView(std::string_view data)
        : m_data(data)
    {
    }
    [[nodiscard]] std::string_view data() const { return m_data; }
    /// The JSON text with its escapes undone.
    [[nodiscard]] std::string_view readable() const;

private:
    std::string_view m_data;
    mutable std::string m_buffer;
    mutable bool m_isReady = false;
};

/// A clause on `data.PATH`, compiled once. Immutable and thread-safe.
class PayloadTest final
{
public:
    explicit PayloadTest(const FilterNode &clause);
    [[nodiscard]] Outcome test(std::string_view data) const;

private:
    struct Range
    {
        std::optional<long double> from, to;
    };
    [[nodiscard]] std::optional<long double> numberOf(std::string_view text) const;
    [[nodiscard]] Outcome walk(std::string_view value, std::size_t step) const;
    [[nodiscard]] Outcome walkInto(std::string_view value, std::size_t step) const;
    [[nodiscard]] Outcome testValue(std::string_view value) const;
    [[nodiscard]] bool isEqual(std::string_view value, std::string_view text) const;
    [[nodiscard]] bool isOrdered(std::string_view value, std::string_view text) const;

    FieldRef m_field;
    FilterOp m_op;
    bool m_isNegated;
    ValueMatcher m_texts;
    std::vector<long double> m_numbers;
    std::vector<Range> m_ranges;
    std::string m_bound;                 ///< operand of < <= > >=
    std::optional<long double> m_number; ///< the same as a number
    std::shared_ptr<const TextMatcher> m_matcher;
};

} // namespace mobwatch
