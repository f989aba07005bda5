// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/serveraddress.h"
#include "core/support/time.h"

#include <QString>
#include <vector>

namespace mobwatch {

/// A gateway that put itself into the registry of this machine (specification 6.9). Entries of gateways that
/// did not end cleanly stay there: only an answer of /healthz tells that one is alive.
struct FoundGateway
{
    QString mobId; ///< of its primary mob; may be empty
    ServerAddress server;
    TimestampMs updatedMs = 0; ///< when it wrote its entry; 0 = not told

    friend bool operator==(const FoundGateway &, const FoundGateway &) = default;
};

/// The registry file of this user; it need not exist.
[[nodiscard]] QString gatewayRegistryPath();

/// The entries of a registry file, each address once. Entries without a usable address are left out; a file
/// that is missing or damaged has none.
[[nodiscard]] std::vector<FoundGateway> registeredGateways(const QString &registryPath);

} // namespace mobwatch
