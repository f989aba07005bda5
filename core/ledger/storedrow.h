// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/mobevent.h"
#include "core/event/projection.h"
#include "core/support/result.h"

#include <QtGlobal>
#include <memory>
#include <optional>
#include <string_view>

namespace mobwatch {

/// Decodes one stored row (specification 4.6 to 4.8) whole: wrapper, timestamp, payload without replay-only
/// keys, everything validated. Rows of schema 6 to 9 and newer. Errors: Malformed (position = byte), Pre06.
[[nodiscard]] Result<MobEvent> decodeStoredRow(Cursor cursor, std::string_view json);

/// What the columns need of a row; views point into the row's bytes or into the decoder and live until its
/// next call.
struct RowFields
{
    std::string_view mobId, kind;
    std::optional<std::string_view> runId, stepId, agentIdentity, flowId;
    TimestampMs timestampMs = 0;
    Severity severity = Severity::Info;
    int schemaVersion = 0;
};

/// The bulk path: pulls only the structural fields out with an on-demand parser and visits nothing else. Same
/// fields as decodeStoredRow + structuralFields for every valid row. Not thread-safe; make one per thread.
class StoredRowScanner final
{
public:
    /// What must be readable behind a row's bytes for it to be read in place.
    static constexpr std::size_t slack = 64;

    StoredRowScanner();
    ~StoredRowScanner();
    Q_DISABLE_COPY_MOVE(StoredRowScanner)
    /// `readable`: how many bytes may be read from json.data() on. With json.size() + slack the row is read
    /// in place, else it is copied first.
    [[nodiscard]] Result<RowFields> scan(Cursor cursor, std::string_view json, std::size_t readable = 0);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
