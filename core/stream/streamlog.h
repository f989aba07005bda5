// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>

namespace mobwatch {

/// `mobwatch.stream`, silent unless switched on. Never payloads, tokens or query strings.
Q_DECLARE_LOGGING_CATEGORY(streamLog)

} // namespace mobwatch
