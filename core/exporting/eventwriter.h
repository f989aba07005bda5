// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/exporting/csv.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mobwatch {

enum class ExportFormat : std::uint8_t { Jsonl, Json, Csv };

/// By the ending of the name (.jsonl, .csv); std::nullopt for any other.
[[nodiscard]] std::optional<ExportFormat> exportFormatOf(const QString &fileName);

/// Turns events into the bytes of a format, one after the other. A value type without files: whoever has a
/// place to write to appends to a string and empties it when it likes.
class EventWriter final
{
public:
    explicit EventWriter(ExportFormat format, CsvOptions csv = {})
        : m_format(format)
        , m_csv(std::move(csv))
    {
    }

    void begin(std::string &out);
    void append(std::string &out, const Envelope &envelope, Epoch epoch = 1);
    void end(std::string &out);
    [[nodiscard]] std::uint64_t count() const { return m_count; }

private:
    ExportFormat m_format;
    CsvOptions m_csv;
    std::uint64_t m_count = 0;
};

} // namespace mobwatch
