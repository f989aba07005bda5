// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/support/result.h"

#include <QString>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

enum class CsvColumn : std::uint8_t {
    EventId,
    CursorCell,
    TimestampCell,
    Time,
    MobId,
    Kind,
    RunId,
    StepId,
    AgentIdentity,
    MobLabels,
    RunLabels,
    Data,
    EpochCell,
};
inline constexpr int csvColumnCount = 13;

[[nodiscard]] std::string_view csvColumnName(CsvColumn column);

/// Every column but epoch, in the order of the command line contract.
[[nodiscard]] std::vector<CsvColumn> defaultCsvColumns();

/// Reads `a,b,c`. Errors: InvalidArgument with the unknown name as subject.
[[nodiscard]] Result<std::vector<CsvColumn>> parseCsvColumns(const QString &names);

struct CsvOptions
{
    std::vector<CsvColumn> columns = defaultCsvColumns();
    bool rawCells =
        false; ///< else a text cell that a spreadsheet would take for a formula gets a leading apostrophe
};

// RFC 4180: comma, CRLF, quotes where needed.
void appendCsvHeader(std::string &out, const CsvOptions &options);
void appendCsvRow(std::string &out, const CsvOptions &options, const Envelope &envelope, Epoch epoch);

} // namespace mobwatch
