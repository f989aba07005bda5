// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"
#include "core/support/result.h"
#include "ui/connect/connectservices.h"

#include <QString>
#include <functional>
#include <memory>

namespace mobwatch::ui {

/// What a window is asked to watch. Never a token.
struct SourceRequest
{
    SourceKind kind = SourceKind::Ledger;
    QString path;             ///< or the address of a server; empty for the demo
    bool showsLatest = false; ///< of a file: once it is read, only the newest 256 matches are shown
    // Of a server:
    StreamOptions::Start start = StreamOptions::Start::Latest;
    Cursor after = 0;
    EventQuery serverQuery = {};
    friend bool operator==(const SourceRequest &, const SourceRequest &) = default;
};

/// A path as a request: event files by the ending of their name, everything else is taken for a ledger (which
/// need not be there yet).
[[nodiscard]] SourceRequest requestForPath(const QString &path);
/// What a person names: a path, or the address of a server when it begins with a scheme. Errors: those of
/// ServerAddress::parse.
[[nodiscard]] Result<SourceRequest> requestForText(const QString &text);
[[nodiscard]] SourceRequest requestFor(const ServerRequest &server);
[[nodiscard]] ServerRequest serverRequestOf(const SourceRequest &request);

using SourceOpener = std::function<Result<std::unique_ptr<EventSource>>(const SourceRequest &)>;

} // namespace mobwatch::ui
