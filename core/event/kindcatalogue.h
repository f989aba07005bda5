// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mobwatch {

/// Categories of kinds, in the order in which views list them (../look: categories).
enum class Category : std::uint8_t { Step, Flow, Member, Wiring, Supervisor, Operator, Unknown, Remote, Mob };
inline constexpr int categoryCount = 9;

/// Ordered: info < ok < warning < error (filter language: severity).
enum class Severity : std::uint8_t { Info, Ok, Warning, Error };
inline constexpr int severityCount = 4;

/// Names as the filter language spells them: "mob", "member", ... and "info", "ok", "warning", "error".
[[nodiscard]] std::string_view categoryName(Category category);
[[nodiscard]] std::string_view severityName(Severity severity);

/// One kind of the specification (section 2): everything that depends on the label, in one row.
struct KindInfo
{
    std::string_view label;
    Category category = Category::Unknown;
    Severity severity = Severity::Info;  ///< unless the payload decides, see severityFromPayload
    bool payloadDecidesSeverity = false; ///< kickoffs and outcomes
    std::string_view severityPath;       ///< payload path of the word that decides; empty when nothing does
    std::string_view
        runPath; ///< payload path of the run slot ("run_id", "obligation.run_id"); empty = no slot
    std::string_view stepPath;
    std::string_view agentPath;
    std::span<const std::string_view>
        replayOnlyKeys; ///< specification 4.8, besides those removed from every kind
    std::span<const std::string_view>
        knownKeys; ///< top-level payload keys of the specification, besides "type"
};

/// All 63 kinds, in the order of specification 2.2.
[[nodiscard]] std::span<const KindInfo> kindCatalogue();

/// nullptr for a label that this version does not know: first class, category Unknown, severity Info. O(1).
[[nodiscard]] const KindInfo *findKind(std::string_view label);

[[nodiscard]] Category categoryOf(std::string_view label);

/// What a kickoff phase (`failed`, `cancelled`, `started`, ...) or the kind of an outcome
/// (`interaction_failed`, ...) says about the event; Info for every other word.
[[nodiscard]] Severity severityFromPayload(std::string_view word);

/// True for a top-level payload key that is never shown or written (specification 4.8). `kind` is nullptr for
/// a label that this version does not know.
[[nodiscard]] bool isPrivateKey(const KindInfo *kind, std::string_view key);

} // namespace mobwatch
