// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QtGlobal>
#include <tl/expected.hpp>
#include <utility>

namespace mobwatch {

/// What a caller can branch on. A code is added only when somebody does.
enum class ErrorCode {
    InvalidArgument,  ///< wrong usage; `subject` names the flag or argument
    FilterSyntax,     ///< `position` is the column, counted from 1 in characters
    NotFound,         ///< the file is not there (yet)
    PermissionDenied, ///< `subject` is the path
    NotSqlite,        ///< the file exists, but is no SQLite database
    NotALedger,       ///< SQLite, but without mob_events/mob_event_meta
    EmptyFile,        ///< 0 bytes: a ledger that its writer has not begun yet
    Damaged,          ///< SQLite says the file is malformed or truncated
    Busy,             ///< SQLITE_BUSY outlived the patience of the reader; transient
    Io,               ///< reading or writing failed; `message` has the system's reason
    Malformed, ///< one row or line is not what the specification says; `position` is the byte, -1 if unknown
    Pre06,     ///< an unwrapped row, written before 0.6.0 (specification 4.7)
    Stale,     ///< specification 5.5; `message` is the exact text
    Unauthorized, ///< 401 or 403
    Unreachable,  ///< no connection, or no server there
    Stalled,      ///< a connection that went silent
    NotAStream,   ///< something answers there, but not as a mob server does (404, a web page, a redirect)
    ServerError,  ///< the server says that it cannot now (5xx, 429)
    Tls,          ///< no trust in the server's certificate; `subject` = its SHA-256 in hex, may be empty
    TooLarge,     ///< above a limit of ours
    Gone,         ///< the payload was cleared together with its ledger
    Canceled,     ///< the caller gave up
    Exists,       ///< refuses to overwrite
    Internal,     ///< a defect of ours
};

/// An error as a value. `message` is for logs and for the command line (English, one sentence, no full stop);
/// the window words errors from `code` and `subject`.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;
    QString subject;      ///< the file, flag or field it is about; may be empty
    qint64 position = -1; ///< byte, line or column, see the code; -1 when there is none
    QString suggestion;   ///< a near alternative ("did you mean"), else empty

    friend bool operator==(const Error &, const Error &) = default;
};

/// A value or an Error. [[nodiscard]] because an ignored failure is always a defect.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
public:
    using tl::expected<T, Error>::expected;

    // These want functions that return the base, and a Result<bool> becomes that one through operator bool:
    // an error would turn into `true` without a word. So the base is named here only (script/check-style),
    // and each step of a chain is looked at by hand.
    template <class F>
    void and_then(F &&) const = delete;
    template <class F>
    void or_else(F &&) const = delete;
};

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString message, QString subject = {},
                                                qint64 position = -1, QString suggestion = {})
{
    return tl::unexpected<Error>(
        Error{code, std::move(message), std::move(subject), position, std::move(suggestion)});
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::unexpected<Error>(std::move(error));
}

} // namespace mobwatch
