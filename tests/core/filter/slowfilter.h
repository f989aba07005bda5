// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/filter/filternode.h"
#include "core/support/time.h"

namespace mobwatch::test {

/// The meaning of a filter, spelled out as plainly as possible over documents, sharing nothing with the
/// compiled forms but the tree. Does not know match limits.
[[nodiscard]] bool slowlyMatches(const FilterNode &node, const Envelope &envelope, Epoch epoch,
                                 TimestampMs now);

} // namespace mobwatch::test
