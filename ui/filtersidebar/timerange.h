// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"

#include <QDateTime>
#include <optional>
#include <string>

namespace mobwatch::ui {

/// The time conditions of a filter as the sidebar offers them.
enum class TimeChoice { All, Last5Minutes, Last15Minutes, LastHour, Today, Custom };

struct TimeRange
{
    TimeChoice choice = TimeChoice::All;
    std::optional<QDateTime> from, to; ///< of Custom, where they are instants
    friend bool operator==(const TimeRange &, const TimeRange &) = default;
};

/// What the filter says about time. `now` tells whether a local time is today's beginning.
[[nodiscard]] TimeRange timeRangeOf(const Filter &filter, const QDateTime &now);
/// The filter with these time conditions in place of its own.
[[nodiscard]] Filter withTimeRange(const Filter &filter, const TimeRange &range, const QDateTime &now);

} // namespace mobwatch::ui
