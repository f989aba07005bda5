// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

namespace mobwatch::cli {

/// The contract with scripts.
enum ExitCode : int {
    Done = 0,
    Unexpected = 1,
    WrongUsage = 2,
    StaleCursor = 3,
    NoSource = 4,
    NotAuthorised = 5,
    DamagedInput = 6,
};

[[nodiscard]] inline ExitCode exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::FilterSyntax:
    case ErrorCode::Exists:
        return WrongUsage;
    case ErrorCode::Stale:
        return StaleCursor;
    case ErrorCode::NotFound:
    case ErrorCode::PermissionDenied:
    case ErrorCode::NotSqlite:
    case ErrorCode::NotALedger:
    case ErrorCode::EmptyFile:
    case ErrorCode::Damaged:
    case ErrorCode::Busy:
    case ErrorCode::Unreachable:
    case ErrorCode::Stalled:
    case ErrorCode::NotAStream:
    case ErrorCode::ServerError:
    case ErrorCode::Tls:
        return NoSource;
    case ErrorCode::Unauthorized:
        return NotAuthorised;
    case ErrorCode::Malformed:
    case ErrorCode::Pre06:
    case ErrorCode::TooLarge:
        return DamagedInput;
    case ErrorCode::Io:
    case ErrorCode::Gone:
    case ErrorCode::Canceled:
    case ErrorCode::Internal:
        return Unexpected;
    }
    return Unexpected;
}

} // namespace mobwatch::cli
