// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/exportjob.h"

#include "core/exporting/exportfile.h"

namespace mobwatch::ui {

namespace {

constexpr std::size_t writeEvery = 1 << 18; ///< bytes

std::optional<std::string> textOf(const ExportJob &job, TextColumn column, const StoreChunk &chunk,
                                  std::uint32_t at)
{
    const std::uint32_t id = chunk.text[std::size_t(column)][at];
    if (id == 0)
        return std::nullopt;
    return std::string(job.texts[std::size_t(column)][id]);
}

Envelope envelopeOf(const ExportJob &job, const StoreChunk &chunk, std::uint32_t at)
{
    Envelope envelope;
    envelope.cursor = chunk.cursor[at];
    envelope.timestampMs = chunk.timestampMs[at];
    envelope.mobId = textOf(job, TextColumn::Mob, chunk, at).value_or(std::string());
    envelope.kind = textOf(job, TextColumn::Kind, chunk, at).value_or(std::string());
    envelope.runId = textOf(job, TextColumn::Run, chunk, at);
    envelope.stepId = textOf(job, TextColumn::Step, chunk, at);
    envelope.agentIdentity = textOf(job, TextColumn::Agent, chunk, at);
    envelope.mobLabels = job.labelSets[chunk.mobLabels[at]];
    envelope.runLabels = job.labelSets[chunk.runLabels[at]];
    return envelope;
}

} // namespace

ExportJob takeExportJob(const QString &path, ExportFormat format, const EventStore &store,
                        const FilterIndex &matches, PayloadAccessPtr payloads)
{
    ExportJob job;
    job.path = path;
    job.format = format;
    job.snapshot = store.snapshot();
    job.rows.reserve(matches.size());
    for (std::uint32_t position = 0; position < matches.size(); ++position)
        job.rows.push_back(matches.rowAt(position));
    for (int column = 0; column < textColumnCount; ++column) {
        const Interner &interner = store.texts(TextColumn(column));
        std::vector<std::string_view> &texts = job.texts[std::size_t(column)];
        texts.emplace_back();
        for (std::uint32_t id = 1; id <= interner.size(); ++id)
            texts.push_back(interner.at(id));
    }
    job.labelSets = store.labelSets();
    job.payloads = std::move(payloads);
    return job;
}

Result<ExportOutcome> runExport(const ExportJob &job, std::atomic<std::uint32_t> &done,
                                const std::atomic<bool> &canceled)
{
    auto file = ExportFile::create(job.path, ExportFile::IfExists::Replace);
    if (!file)
        return fail(file.error());
    const std::unique_ptr<PayloadReader> reader = job.payloads->makeReader();
    EventWriter writer(job.format);
    ExportOutcome outcome;
    std::string out;
    writer.begin(out);
    for (const RowIndex row : job.rows) {
        if (canceled)
            return fail(ErrorCode::Canceled, QStringLiteral("the export was canceled"), job.path);
        const std::uint32_t number = toNumber(row);
        const StoreChunk &chunk = job.snapshot.chunk(number / StoreChunk::capacity);
        const std::uint32_t at = number % StoreChunk::capacity;
        Envelope envelope = envelopeOf(job, chunk, at);
        if (auto payload = reader->read(job.snapshot.payloadKey(row)))
            envelope.data = std::move(*payload);
        else
            ++outcome.withoutPayload;
        writer.append(out, envelope, chunk.epoch[at]);
        if (out.size() >= writeEvery) {
            if (auto written = (*file)->write(out); !written)
                return fail(written.error());
            out.clear();
        }
        ++outcome.events;
        done = std::uint32_t(outcome.events);
    }
    writer.end(out);
    if (auto written = (*file)->write(out); !written)
        return fail(written.error());
    if (auto committed = (*file)->commit(); !committed)
        return fail(committed.error());
    return outcome;
}

} // namespace mobwatch::ui
