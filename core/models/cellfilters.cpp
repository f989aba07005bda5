// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/cellfilters.h"

#include "core/event/envelopejson.h"
#include "core/models/eventtablemodel.h"
#include "core/query/eventquery.h"

namespace mobwatch {

namespace {

std::optional<std::string> owned(const std::optional<std::string_view> &text)
{
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::optional<std::string> textOf(const EventStore &store, TextColumn column, RowIndex event)
{
    return owned(store.text(column, event));
}

CellCondition labelCondition(const EventStore &store, RowIndex event)
{
    for (const LabelMap *labels : {&store.runLabels(event), &store.mobLabels(event)})
        if (!labels->empty())
            return {"label." + labels->begin()->first, labels->begin()->second};
    return {"kind", textOf(store, TextColumn::Kind, event)};
}

} // namespace

CellCondition cellCondition(const EventStore &store, RowIndex event, int column)
{
    switch (column) {
    case EventTableModel::MarkColumn:
        return {"severity", std::string(severityName(store.severity(event)))};
    case EventTableModel::CursorColumn:
        return {"cursor", std::to_string(store.cursor(event))};
    case EventTableModel::TimeColumn:
        return {"time", formatRfc3339Utc(store.timestampMs(event))};
    case EventTableModel::MobColumn:
        return {"mob", textOf(store, TextColumn::Mob, event)};
    case EventTableModel::RunColumn:
        return {"run", textOf(store, TextColumn::Run, event)};
    case EventTableModel::StepColumn:
        return {"step", textOf(store, TextColumn::Step, event)};
    case EventTableModel::AgentColumn:
        return {"agent", textOf(store, TextColumn::Agent, event)};
    case EventTableModel::EpochColumn:
        return {"epoch", std::to_string(store.epoch(event))};
    case EventTableModel::LabelsColumn:
        return labelCondition(store, event);
    default:
        return {"kind", textOf(store, TextColumn::Kind, event)};
    }
}

Filter filterForCell(const Filter &current, const CellCondition &condition, CellAction action)
{
    if (!condition.value) {
        const std::string absence = (action == CellAction::Exclude ? "has:" : "-has:") + condition.field;
        const auto parsed = Filter::parse(absence);
        return parsed ? current.withoutField(condition.field).withAnd(*parsed) : current;
    }
    switch (action) {
    case CellAction::ShowOnly:
        return current.withOnly(condition.field, {*condition.value});
    case CellAction::Add:
        return current.withAdded(condition.field, {*condition.value});
    case CellAction::Exclude:
        return current.withExcluded(condition.field, {*condition.value});
    }
    return current;
}

std::optional<Filter> filterForRun(const EventStore &store, RowIndex event)
{
    const auto run = textOf(store, TextColumn::Run, event);
    return run ? std::optional(Filter().withOnly("run", {*run})) : std::nullopt;
}

std::optional<Filter> filterForStep(const EventStore &store, RowIndex event)
{
    const auto step = textOf(store, TextColumn::Step, event);
    if (!step)
        return std::nullopt;
    return filterForRun(store, event).value_or(Filter()).withOnly("step", {*step});
}

std::optional<Filter> filterForAgent(const EventStore &store, RowIndex event)
{
    const auto agent = textOf(store, TextColumn::Agent, event);
    return agent ? std::optional(Filter().withOnly("agent", {*agent})) : std::nullopt;
}

std::optional<Filter> filterWhileRun(const EventStore &store, const RunStates &runs, RowIndex event)
{
    const std::uint32_t id = store.textId(TextColumn::Run, event);
    if (id == 0)
        return std::nullopt;
    const RunStates::Run run = runs.run(id);
    if (run.startedMs == 0)
        return std::nullopt;
    const Filter since = Filter().withSince(formatRfc3339Utc(run.startedMs));
    // `until` excludes its own instant.
    return run.endedMs == 0 ? since : since.withUntil(formatRfc3339Utc(run.endedMs + 1));
}

std::string rowAsJson(const EventStore &store, RowIndex event, const std::string &payload)
{
    Envelope envelope;
    envelope.cursor = store.cursor(event);
    envelope.mobId = textOf(store, TextColumn::Mob, event).value_or(std::string());
    envelope.timestampMs = store.timestampMs(event);
    envelope.kind = textOf(store, TextColumn::Kind, event).value_or(std::string());
    envelope.runId = textOf(store, TextColumn::Run, event);
    envelope.stepId = textOf(store, TextColumn::Step, event);
    envelope.agentIdentity = textOf(store, TextColumn::Agent, event);
    envelope.mobLabels = store.mobLabels(event);
    envelope.runLabels = store.runLabels(event);
    envelope.data = payload;
    return writeEnvelope(envelope, store.epoch(event));
}

std::string rowAsFilter(const EventStore &store, RowIndex event)
{
    const std::string cursor = "cursor:" + std::to_string(store.cursor(event));
    return store.newestEpoch() > 1 ? cursor + " epoch:" + std::to_string(store.epoch(event)) : cursor;
}

std::string rowAsSubscribeUrl(const EventStore &store, RowIndex event)
{
    EventQuery query;
    query.mobId = textOf(store, TextColumn::Mob, event);
    query.runId = textOf(store, TextColumn::Run, event);
    return subscribeUrl(query, store.cursor(event), store.cursor(event));
}

} // namespace mobwatch
