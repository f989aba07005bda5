// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/result.h"
#include "core/support/time.h"

#include <memory>
#include <string>

namespace mobwatch {

/// What names one payload; a reader checks that it got the bytes of this event and of no other (a cleared
/// ledger reuses cursors).
struct PayloadKey
{
    RowIndex row{};
    Epoch epoch = 1;
    Cursor cursor = 0;
    TimestampMs timestampMs = 0;
    std::uint64_t locator = 0;
};

/// Reads payload bytes on demand. One instance per thread (SQL connections belong to a thread): make and use
/// it on the same thread. The bytes come without replay-only keys and are whole, valid JSON.
class PayloadReader
{
public:
    virtual ~PayloadReader() = default;
    PayloadReader() = default;
    Q_DISABLE_COPY_MOVE(PayloadReader)

    /// Errors: Gone (cleared with its ledger and not in the spool), Malformed, Busy, Io, NotFound.
    [[nodiscard]] virtual Result<std::string> read(const PayloadKey &key) = 0;
};

/// Makes readers for other threads; thread-safe, shared.
class PayloadAccess
{
public:
    virtual ~PayloadAccess() = default;
    PayloadAccess() = default;
    Q_DISABLE_COPY_MOVE(PayloadAccess)
    [[nodiscard]] virtual std::unique_ptr<PayloadReader> makeReader() const = 0;
};

using PayloadAccessPtr = std::shared_ptr<const PayloadAccess>;

} // namespace mobwatch
