// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/exporting/eventwriter.h"
#include "core/filter/filterindex.h"
#include "core/store/eventstore.h"
#include "core/support/result.h"

#include <QString>
#include <array>
#include <atomic>
#include <string_view>
#include <vector>

namespace mobwatch::ui {

/// What is to be written, taken on the GUI thread at one moment; after that any thread may read it as long as
/// the store lives.
struct ExportJob
{
    QString path;
    ExportFormat format = ExportFormat::Jsonl;
    StoreSnapshot snapshot;
    std::vector<RowIndex> rows;                                       ///< in ledger order
    std::array<std::vector<std::string_view>, textColumnCount> texts; ///< by text id, 0 = absent
    std::vector<LabelMap> labelSets;
    PayloadAccessPtr payloads;
};
[[nodiscard]] ExportJob takeExportJob(const QString &path, ExportFormat format, const EventStore &store,
                                      const FilterIndex &matches, PayloadAccessPtr payloads);

struct ExportOutcome
{
    std::uint64_t events = 0;
    std::uint64_t withoutPayload = 0; ///< their payloads could not be read any more; written as null
};

/// Writes the file, whole or not at all. `done` counts rows; `canceled` ends it with Canceled.
[[nodiscard]] Result<ExportOutcome> runExport(const ExportJob &job, std::atomic<std::uint32_t> &done,
                                              const std::atomic<bool> &canceled);

} // namespace mobwatch::ui
