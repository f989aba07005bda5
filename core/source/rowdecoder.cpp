// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/rowdecoder.h"

#include <utility>

namespace mobwatch {

namespace {

constexpr int newestKnownSchema = 9;

template <class Column>
std::uint32_t internOptional(Column &column, BatchStrings &strings,
                             const std::optional<std::string_view> &text)
{
    return text ? column.intern(strings, *text) : BatchStrings::absent;
}

void reserve(EventBatch &batch, std::size_t rows)
{
    for (auto *ids : {&batch.kind, &batch.mob, &batch.run, &batch.step, &batch.agent})
        ids->reserve(rows);
    batch.severity.reserve(rows);
    batch.cursor.reserve(rows);
    batch.timestampMs.reserve(rows);
    batch.locator.reserve(rows);
}

} // namespace

RowDecoder::RowDecoder(LedgerFeed &feed, LabelTable labels, std::function<void(RawChunk)> decoded)
    : m_feed(feed)
    , m_labels(std::move(labels))
    , m_decoded(std::move(decoded))
{
}

void RowDecoder::run()
{
    for (;;) {
        std::optional<Clock::time_point> until;
        if (m_open && m_open->arrival == Arrival::Live)
            until = m_lastFlush + frame;
        auto item = m_feed.pop(until);
        if (m_feed.isCanceled())
            return;
        if (!(item ? handle(*item) : flush()))
            return;
    }
}

bool RowDecoder::handle(FeedItem &item)
{
    if (auto *const chunk = std::get_if<RawChunk>(&item)) {
        const bool done = decode(*chunk);
        m_decoded(std::move(*chunk));
        return done;
    }
    if (!flush())
        return false;
    std::visit(
        [this]<class T>(const T &news) {
            if constexpr (!std::is_same_v<T, RawChunk>)
                m_feed.deliver(news);
        },
        item);
    return true;
}

bool RowDecoder::decode(const RawChunk &chunk)
{
    const bool fits = m_open && m_open->arrival == chunk.arrival && m_open->epoch == chunk.epoch &&
                      m_open->size() + chunk.rows.size() <= maxBatchRows;
    if (!fits && !flush())
        return false;
    if (!m_open) {
        m_open = std::make_shared<EventBatch>();
        m_open->arrival = chunk.arrival;
        m_open->epoch = chunk.epoch;
        reserve(*m_open, chunk.arrival == Arrival::Older ? maxBatchRows : chunk.rows.size());
    }
    for (const RawChunk::Row &row : chunk.rows)
        append(chunk, row);
    for (const DamagedCursors &range : chunk.damage) {
        UnreadableRow row{range.first,
                          -1,
                          chunk.epoch,
                          {ErrorCode::Damaged, QStringLiteral("on a damaged page of the file"), {}, -1, {}}};
        row.count = range.last - range.first + 1;
        m_open->unreadable.push_back(std::move(row));
    }
    if (chunk.arrival != Arrival::Live)
        return chunk.endsBlock ? flush() : true;
    return Clock::now() - m_lastFlush >= frame ? flush() : true;
}

void RowDecoder::append(const RawChunk &chunk, const RawChunk::Row &row)
{
    EventBatch &batch = *m_open;
    const auto fields = m_scanner.scan(row.cursor, chunk.json(row));
    if (!fields) {
        batch.unreadable.push_back({row.cursor, -1, chunk.epoch, fields.error()});
        return;
    }
    batch.kind.push_back(m_kind.intern(batch.strings, fields->kind));
    batch.mob.push_back(m_mob.intern(batch.strings, fields->mobId));
    batch.run.push_back(internOptional(m_run, batch.strings, fields->runId));
    batch.step.push_back(internOptional(m_step, batch.strings, fields->stepId));
    batch.agent.push_back(internOptional(m_agent, batch.strings, fields->agentIdentity));
    batch.severity.push_back(fields->severity);
    batch.cursor.push_back(row.cursor);
    batch.timestampMs.push_back(fields->timestampMs);
    batch.locator.push_back(row.cursor);
    if (!m_labels.isEmpty())
        appendLabels(*fields);
    if (fields->flowId && fields->runId)
        noteFlow(batch.run.back(), batch.strings.intern(*fields->flowId));
    if (fields->schemaVersion > m_newestSchema)
        noteSchema(fields->schemaVersion);
}

void RowDecoder::appendLabels(const RowFields &fields)
{
    m_open->mobLabels.push_back(labelSet(m_labels.mobLabels(fields.mobId)));
    m_open->runLabels.push_back(fields.runId ? labelSet(m_labels.runLabels(fields.mobId, *fields.runId))
                                             : BatchStrings::absent);
}

std::uint32_t RowDecoder::labelSet(const LabelMap &labels)
{
    if (labels.empty())
        return BatchStrings::absent;
    // The table stays as it is, so a set is known by its address.
    const auto [entry, isNew] =
        m_labelSets.try_emplace(&labels, static_cast<std::uint32_t>(m_open->labelSets.size()));
    if (isNew)
        m_open->labelSets.push_back(labels);
    return entry->second;
}

void RowDecoder::noteFlow(std::uint32_t run, std::uint32_t flow)
{
    if (m_flows.insert((std::uint64_t{run} << 32) | flow).second)
        m_open->runFlows.push_back({run, flow});
}

void RowDecoder::noteSchema(int version)
{
    const bool firstNewer = m_newestSchema <= newestKnownSchema && version > newestKnownSchema;
    m_newestSchema = version;
    m_feed.noteSchemaVersion(version);
    if (firstNewer)
        m_feed.deliver(SourceNotice{SourceNotice::Kind::NewerSchema, version, {}});
}

bool RowDecoder::flush()
{
    const auto batch = std::exchange(m_open, nullptr);
    m_flows.clear();
    m_labelSets.clear();
    for (Column *column : {&m_kind, &m_mob, &m_run, &m_step, &m_agent})
        column->clear();
    if (!batch || (batch->size() == 0 && batch->unreadable.empty()))
        return true;
    if (batch->arrival == Arrival::Live)
        m_lastFlush = Clock::now();
    return m_feed.deliver(batch);
}

} // namespace mobwatch
