// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/event/eventbatch.h"

#include <string>
#include <vector>

namespace mobwatch::test {

/// Envelopes of one epoch as the batch that a source would make of them.
[[nodiscard]] EventBatch toBatch(const std::vector<Envelope> &envelopes, Epoch epoch = 1);

/// One event with the slots that matter; the rest is as in a ledger at rest.
[[nodiscard]] Envelope sampleEvent(Cursor cursor, const std::string &kind, const std::string &data = "{}");

} // namespace mobwatch::test
