// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mobwatch {

enum class DispatchMode : std::uint8_t { FanOut, OneToOne, FanIn };
enum class Collect : std::uint8_t { All, Any, Quorum };
/// What the answers of a step look like (see simulator content).
enum class Answer : std::uint8_t { Plan, Findings, NestedText, Verdict, Prose, Report, Numbers, Done };

struct StepTemplate
{
    std::string_view id;
    std::string_view role;
    std::string_view dependsOn; ///< step ids, separated by one space
    std::string_view message;
    Answer answer = Answer::Done;
    DispatchMode mode = DispatchMode::FanOut;
    Collect collect = Collect::All;
    int quorum = 0;
    int typicalMs = 1500;         ///< of one answer; spread around it
    std::string_view loop = {};   ///< body step of this repeat_until loop (neighbours in the list)
    std::string_view branch = {}; ///< steps of one branch exclude each other
    bool optional = false;        ///< has a condition that may be false
    bool tolerated = false;       ///< failure_policy continue
};

struct FlowTemplate
{
    std::string_view id;
    std::string_view description;
    std::span<const StepTemplate> steps; ///< in an order in which dependencies come first
};

struct RoleTemplate
{
    std::string_view role;
    std::string_view description;
    std::string_view model;
    std::string_view runtimeMode;
    int members = 1;
};

/// A kind of mob: who belongs to it and what it does.
struct CrewTemplate
{
    std::span<const RoleTemplate> roles;
    std::span<const FlowTemplate> flows;
    std::span<const std::string_view> topics;     ///< for params and texts
    std::span<const std::string_view> objectives; ///< how objectives end
};

/// The mob number `index` of a ledger, from 0: the first three are release-crew, docs-crew and triage.
[[nodiscard]] std::string mobName(int index);
[[nodiscard]] const CrewTemplate &crewOf(int index);

} // namespace mobwatch
