// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/options/arguments.h"
#include "core/exporting/eventwriter.h"
#include "core/filter/filterprogram.h"
#include "core/stream/serveraddress.h"

#include <memory>
#include <optional>

namespace mobwatch::cli {

enum class SourceType : std::uint8_t { Ledger, EventFile, StandardInput, Server };

/// By name alone: `-`, `http(s)://...`, `*.jsonl`, everything else is a ledger. Errors: InvalidArgument.
[[nodiscard]] Result<SourceType> sourceTypeOf(const QString &source);

enum class Format : std::uint8_t { Table, Jsonl, Json, Csv };

/// What a command line asks for, read and checked.
struct Request
{
    options::Arguments arguments;
    QString source;
    SourceType type = SourceType::Ledger;
    std::optional<ServerAddress> server; ///< of a source of type Server
    std::string token;                   ///< for it; may be empty
    EventQuery query;
    LabelTable labels;
    std::unique_ptr<EnvelopeFilter> filter; ///< null = everything
    Format format = Format::Jsonl;
    CsvOptions csv;
    bool verbose = false;

    /// --filter alone.
    [[nodiscard]] bool passesFilter(const Envelope &envelope, Epoch epoch) const
    {
        return !filter || filter->matches(envelope, epoch);
    }
    /// Query flags and --filter.
    [[nodiscard]] bool wants(const Envelope &envelope, Epoch epoch) const
    {
        return matches(envelope, query) && passesFilter(envelope, epoch);
    }
};

/// `formats` are those of the command.
[[nodiscard]] Result<Request> makeRequest(options::Arguments arguments,
                                          std::initializer_list<Format> formats);

} // namespace mobwatch::cli
