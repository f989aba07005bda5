// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/nearbyledger.h"

#include "core/ledger/ledgerreader.h"

namespace mobwatch {

namespace {

bool holds(const QString &path, const KnownEvent &event)
{
    const auto ledger = LedgerReader::open(path);
    if (!ledger)
        return false;
    const auto page = (*ledger)->read(event.cursor - 1, event.cursor, 1);
    if (!page || page->events.size() != 1)
        return false;
    const MobEvent &stored = page->events.front();
    return stored.cursor == event.cursor && stored.timestampMs == event.timestampMs &&
           stored.kind == event.kind && stored.mobId == event.mobId;
}

} // namespace

std::optional<QString> findLedgerWith(const KnownEvent &event, const DiscoveryRoots &roots,
                                      const std::atomic<bool> *canceled)
{
    if (event.cursor == 0)
        return std::nullopt;
    for (const FoundLedger &found : discoverLedgers(roots, canceled)) {
        if (canceled && canceled->load())
            break;
        if (found.latestCursor >= event.cursor && holds(found.path, event))
            return found.path;
    }
    return std::nullopt;
}

} // namespace mobwatch
