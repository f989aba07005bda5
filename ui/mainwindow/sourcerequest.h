// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"
#include "core/support/result.h"

#include <QString>
#include <functional>
#include <memory>

namespace mobwatch::ui {

/// What a window is asked to watch.
struct SourceRequest
{
    SourceKind kind = SourceKind::Ledger;
    QString path; ///< empty for the demo
    friend bool operator==(const SourceRequest &, const SourceRequest &) = default;
};

/// A path as a request: event files by the ending of their name, everything else is taken for a ledger (which
/// need not be there yet).
[[nodiscard]] SourceRequest requestForPath(const QString &path);

using SourceOpener = std::function<Result<std::unique_ptr<EventSource>>(const SourceRequest &)>;

} // namespace mobwatch::ui
