// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/streamsource.h"
#include "core/stream/rpcclient.h"
#include "core/support/result.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <functional>
#include <optional>
#include <string>

namespace mobwatch::ui {

/// How a server is watched. The token is no part of it: it never leaves its store but to the request itself.
struct ServerRequest
{
    QString address; ///< as ServerAddress::text() gives it
    StreamOptions::Start start = StreamOptions::Start::Latest;
    Cursor after = 0;            ///< of Start::After
    EventQuery serverQuery = {}; ///< applied by the server; default = everything is sent
    friend bool operator==(const ServerRequest &, const ServerRequest &) = default;
};

/// Where tokens are kept.
enum class TokenPlace : std::uint8_t {
    Unknown, ///< no keyring was asked yet
    Keyring,
    Memory, ///< no keyring answers: until the program ends
};

/// What a test of a connection found.
struct TrialOutcome
{
    std::optional<Error> error; ///< none = events can be watched there
    int httpStatus = 0;         ///< of the answer; 0 = none came
    QString signInReason;       ///< of 401: what the server says why (specification 6.9); may be empty
    bool isRpcServed = false;   ///< else only its stream can be watched
    std::optional<Cursor> latestCursor;
    ServerStatus status;
};

/// What the connect dialog and the prompts ask the application for. GUI thread; answers come later, and not
/// after `context` is gone.
struct ConnectServices
{
    std::function<TokenPlace()> tokenPlace;
    /// Looks a token up, so that it is at hand when a source asks; `done` says whether there is one.
    std::function<void(QObject *context, const QString &address, std::function<void(bool)> done)> findToken;
    /// An empty token forgets. `done` may be empty; false = the keyring did not do it. It may come at any
    /// later time: guard what it uses.
    std::function<void(const QString &address, const std::string &token, std::function<void(bool)> done)>
        setToken;
    /// Without a token of its own (empty) the kept one is used.
    std::function<void(QObject *context, const QString &address, const std::string &token,
                       std::function<void(const TrialOutcome &)> done)>
        tryConnection;
    /// An exception for a host; empty = none any more. All windows are told.
    std::function<void(const QString &address, const QByteArray &sha256)> setCertificate;
};

} // namespace mobwatch::ui
