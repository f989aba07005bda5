// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/labels.h"
#include "core/support/ids.h"
#include "core/support/time.h"

#include <optional>
#include <string>

namespace mobwatch {

/// MobStructuralEventEnvelope (specification 1.1). `data` is JSON text, byte for byte as it was received.
struct Envelope
{
    Cursor cursor = 0;
    std::string mobId;
    TimestampMs timestampMs = 0;
    std::string kind;
    std::optional<std::string> runId;
    std::optional<std::string> stepId;
    std::optional<std::string> agentIdentity; ///< decoded (1.4)
    LabelMap mobLabels;
    LabelMap runLabels;
    std::string data = "null";

    friend bool operator==(const Envelope &, const Envelope &) = default;
};

/// `mob-evt-<cursor>` (1.3).
[[nodiscard]] std::string eventId(Cursor cursor);

} // namespace mobwatch
