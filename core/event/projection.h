// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/event/kindcatalogue.h"
#include "core/event/labels.h"
#include "core/event/mobevent.h"

#include <optional>
#include <string>
#include <string_view>

namespace mobwatch {

/// The three slots that a payload fills (specification 2.2), and what the payload decides beside them.
struct StructuralFields
{
    std::optional<std::string> runId;
    std::optional<std::string> stepId;
    std::optional<std::string> agentIdentity; ///< decoded (1.4)
    Severity severity = Severity::Info;       ///< the kind's, or the payload's for kickoffs and outcomes
    std::optional<std::string> flowId;        ///< of flow_* kinds

    friend bool operator==(const StructuralFields &, const StructuralFields &) = default;
};

/// Reads the slots of an event of kind `label` out of its payload bytes. Unknown kinds: best effort from
/// top-level string keys of the very names (2.3). A payload that is not an object, or lacks a field, leaves
/// the slot absent.
[[nodiscard]] StructuralFields structuralFields(std::string_view label, std::string_view data);

/// From a ledger event to the envelope (specification 1 and 2), labels looked up now. Never broadcasts.
[[nodiscard]] Envelope project(const MobEvent &event, const LabelTable &labels);

} // namespace mobwatch
