// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/time.h"

#include <string>

namespace mobwatch {

/// One event of the ledger before projection (specification 4.6): what a stored row says.
struct MobEvent
{
    Cursor cursor = 0;
    std::string mobId;
    TimestampMs timestampMs = 0;
    std::string kind; ///< the label, known or not
    std::string data; ///< the payload's own bytes, an object, without the replay-only keys of 4.8
    int schemaVersion = 0;

    friend bool operator==(const MobEvent &, const MobEvent &) = default;
};

} // namespace mobwatch
