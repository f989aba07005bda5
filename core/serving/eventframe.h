// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"

#include <string>
#include <string_view>

namespace mobwatch {

/// What a stream sends when it has been silent for this long (specification 6.2).
inline constexpr std::string_view keepAliveFrame = ": keep-alive\n\n";

/// Appends one event as the stream writes it (specification 6.2).
void appendEventFrame(std::string &out, const Envelope &envelope);

/// Appends an envelope as it stands in RPC answers: all keys sorted (specification 1.2). Its data is taken
/// as the ledger has it, which is sorted.
void appendSortedEnvelope(std::string &out, const Envelope &envelope);

} // namespace mobwatch
