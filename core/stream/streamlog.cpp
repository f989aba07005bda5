// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/streamlog.h"

namespace mobwatch {

Q_LOGGING_CATEGORY(streamLog, "mobwatch.stream", QtWarningMsg)

} // namespace mobwatch
