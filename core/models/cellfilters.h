// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/insight/runstates.h"
#include "core/store/eventstore.h"

#include <optional>
#include <string>

namespace mobwatch {

/// What a cell of the event table can do to a filter.
enum class CellAction : std::uint8_t { ShowOnly, Add, Exclude };

/// The condition that a cell stands for: a field of the filter language and its value. std::nullopt value =
/// the event has no such slot.
struct CellCondition
{
    std::string field;
    std::optional<std::string> value;
    friend bool operator==(const CellCondition &, const CellCondition &) = default;
};

/// `column` is an EventTableModel::Column; columns without a condition of their own (Info, Delta) stand for
/// the kind.
[[nodiscard]] CellCondition cellCondition(const EventStore &store, RowIndex event, int column);
[[nodiscard]] Filter filterForCell(const Filter &current, const CellCondition &condition, CellAction action);

// Everything of the run, the step (of that run) or the member of an event, whatever the filter in force says.
[[nodiscard]] std::optional<Filter> filterForRun(const EventStore &store, RowIndex event);
[[nodiscard]] std::optional<Filter> filterForStep(const EventStore &store, RowIndex event);
[[nodiscard]] std::optional<Filter> filterForAgent(const EventStore &store, RowIndex event);
/// Everything while the event's run ran, events without a run included; std::nullopt while its start is not
/// known.
[[nodiscard]] std::optional<Filter> filterWhileRun(const EventStore &store, const RunStates &runs,
                                                   RowIndex event);

// A row as text.
[[nodiscard]] std::string rowAsJson(const EventStore &store, RowIndex event, const std::string &payload);
[[nodiscard]] std::string rowAsFilter(const EventStore &store, RowIndex event);
/// The continuation of the event's run (else of its mob) behind this event.
[[nodiscard]] std::string rowAsSubscribeUrl(const EventStore &store, RowIndex event);

} // namespace mobwatch
