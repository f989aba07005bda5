// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/discovery.h"

#include <atomic>
#include <optional>
#include <string>

namespace mobwatch {

/// An event that a server sent, by what its ledger must have under the same cursor.
struct KnownEvent
{
    std::string mobId;
    Cursor cursor = 0;
    TimestampMs timestampMs = 0;
    std::string kind;
};

/// The ledger on this machine that holds `event`; std::nullopt when none does. A name is not enough: the
/// event itself is compared. Any thread; stops early when `canceled` turns true.
[[nodiscard]] std::optional<QString> findLedgerWith(const KnownEvent &event, const DiscoveryRoots &roots,
                                                    const std::atomic<bool> *canceled = nullptr);

} // namespace mobwatch
