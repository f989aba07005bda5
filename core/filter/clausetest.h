// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"
#include "core/event/labels.h"
#include "core/filter/filternode.h"
#include "core/filter/payloadmatch.h"
#include "core/filter/textmatcher.h"
#include "core/filter/valuematch.h"
#include "core/support/time.h"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace mobwatch {

/// Numbers from `first` to `last`, both included.
struct Interval
{
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    friend bool operator==(const Interval &, const Interval &) = default;
};

/// One clause, compiled against one reading of the clock, without knowing where events are kept. Which
/// question may be asked depends on the field. Immutable and thread-safe.
class ClauseTest final
{
public:
    ClauseTest(const FilterNode &clause, TimestampMs now);

    [[nodiscard]] const FieldRef &field() const { return m_field; }
    [[nodiscard]] bool readsPayload() const { return m_readsPayload; }

    /// Slots and labels; std::nullopt = the event does not have it.
    [[nodiscard]] Outcome onText(std::optional<std::string_view> text) const;
    [[nodiscard]] Outcome onCategory(Category category) const { return onText(categoryName(category)); }
    [[nodiscard]] Outcome onSeverity(Severity severity) const;
    [[nodiscard]] bool onNumber(std::uint64_t number) const;
    /// The numbers that match, ascending, without overlaps; `isNegated()` turns them round.
    [[nodiscard]] const std::vector<Interval> &intervals() const { return m_intervals; }
    [[nodiscard]] bool isNegated() const { return m_isNegated; }

    /// `text`: whether one slot or the payload's text holds the pattern, negation aside.
    [[nodiscard]] Outcome findIn(std::string_view text) const;
    /// `text`: what slots and payload together say.
    [[nodiscard]] Outcome conclude(Outcome slots, const PayloadView &payload) const;

    [[nodiscard]] Outcome onPayload(const PayloadView &payload) const
    {
        return m_payload->test(payload.data());
    }

private:
    void compileIntervals(const FilterNode &clause, TimestampMs now);
    [[nodiscard]] Outcome turned(Outcome outcome) const;

    FieldRef m_field;
    FilterOp m_op;
    bool m_isNegated;
    bool m_readsPayload;
    ValueMatcher m_values;
    std::vector<Interval> m_intervals;
    std::optional<Severity> m_bound; ///< of severity< and its like
    std::shared_ptr<const TextMatcher> m_matcher;
    std::unique_ptr<const PayloadTest> m_payload;
};

/// The value that a label clause looks at: `label.` takes the run's, then the mob's.
[[nodiscard]] std::optional<std::string_view> labelValue(const FieldRef &field, const LabelMap &mobLabels,
                                                         const LabelMap &runLabels);

} // namespace mobwatch
