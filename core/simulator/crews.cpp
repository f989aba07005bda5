// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/crews.h"

#include <array>

namespace mobwatch {

namespace {

using enum Answer;
using enum DispatchMode;
using enum Collect;

constexpr auto releaseRoles = std::to_array<RoleTemplate>({
    {"lead", "Coordinates the release", "claude-sonnet-4-5", "autonomous_host", 1},
    {"researcher", "Reads merged changes and issues", "gpt-5.5", "turn_driven", 6},
    {"writer", "Writes release notes", "claude-sonnet-4-5", "turn_driven", 2},
    {"tester", "Runs the suites", "gpt-5.5", "turn_driven", 5},
    {"reviewer", "Reviews texts and patches — the last pair of eyes", "gemini-3-pro", "turn_driven", 3},
    {"publisher", "Tags, uploads, announces", "gpt-5.5-mini", "turn_driven", 1},
});

constexpr auto cutRelease = std::to_array<StepTemplate>({
    {"plan", "lead", "", "Plan the release of {{params.version}}.", Plan, OneToOne, All, 0, 1800},
    {"collect-changes", "researcher", "plan", "List merged changes since {{params.since}}.", Findings, FanOut,
     All, 0, 2600},
    {"run-tests", "tester", "plan", "Run your share of the suites.", Numbers, FanOut, All, 0, 3200},
    {"draft-notes", "writer", "collect-changes", "Write the notes from {{steps.collect-changes}}.", Prose,
     OneToOne, All, 0, 3000},
    {"vote", "reviewer", "draft-notes run-tests", "Ship it? Answer as JSON.", Verdict, FanOut, Quorum, 2,
     1500},
    {"sign-binaries", "publisher", "vote", "Sign what was built.", Done, OneToOne, All, 0, 700, {}, {}, true},
    {"publish", "publisher", "vote", "Tag and upload.", Report, OneToOne, All, 0, 1400},
});
constexpr auto hotfix = std::to_array<StepTemplate>({
    {"reproduce", "tester", "", "Reproduce {{params.issue}}; the first who does wins.", Numbers, FanOut, Any,
     0, 1700},
    {"patch", "writer", "reproduce", "Fix it.", NestedText, OneToOne, All, 0, 2400, "until-green"},
    {"verify", "tester", "reproduce", "Run the suite against the patch.", Verdict, FanOut, All, 0, 1600,
     "until-green"},
    {"backport",
     "researcher",
     "verify",
     "Which branches need it?",
     Findings,
     FanOut,
     All,
     0,
     1900,
     {},
     {},
     false,
     true},
    {"announce", "lead", "backport", "Tell the list.", Prose, OneToOne, All, 0, 900},
});
constexpr auto nightlyChecks = std::to_array<StepTemplate>({
    {"lint", "tester", "", "Lint.", Numbers, FanOut, All, 0, 800},
    {"unit-tests", "tester", "", "Unit tests, your shard.", Numbers, FanOut, All, 0, 2600},
    {"end-to-end", "tester", "unit-tests", "End-to-end, your shard.", Numbers, FanOut, All, 0, 3600},
    {"bench", "tester", "unit-tests", "Measure.", Numbers, OneToOne, All, 0, 2200, {}, {}, true},
    {"summarize", "lead", "lint end-to-end", "Summarize for the morning.", Report, FanIn, All, 0, 1600},
});
constexpr auto releaseFlows = std::to_array<FlowTemplate>({
    {"cut-release", "From merged changes to a published release", cutRelease},
    {"hotfix", "Reproduce, patch until green, announce", hotfix},
    {"nightly-checks", "Everything that takes too long by day", nightlyChecks},
});
constexpr auto releaseTopics = std::to_array<std::string_view>(
    {"v0.8.51", "v0.8.52", "v0.9.0-rc1", "REL-118: installer asks twice", "REL-131: crash on empty ledger",
     "REL-140: wrong locale in notes", "v0.8.53"});
constexpr auto releaseObjectives =
    std::to_array<std::string_view>({"shipped", "postponed to Thursday: two reviewers disagree",
                                     "shipped — naïve check passed ✓", "superseded by v0.9.0-rc1"});

constexpr auto docsRoles = std::to_array<RoleTemplate>({
    {"lead", "Keeps the outline", "claude-sonnet-4-5", "autonomous_host", 1},
    {"researcher", "Finds what changed", "gpt-5.5", "turn_driven", 5},
    {"writer", "Writes and translates", "claude-sonnet-4-5", "turn_driven", 4},
    {"reviewer", "Checks facts and tone", "gemini-3-pro", "turn_driven", 3},
});
constexpr auto refreshGuides = std::to_array<StepTemplate>({
    {"survey", "researcher", "", "Which pages are out of date for {{params.topic}}?", Findings, FanOut, All,
     0, 2300},
    {"outline", "lead", "survey", "Outline the changes.", Plan, OneToOne, All, 0, 1500},
    {"write", "writer", "outline", "Write your section.", Prose, FanOut, All, 0, 2700, "until-approved"},
    {"check", "reviewer", "outline", "Check it. Answer {\"passed\": bool}.", Verdict, FanOut, All, 0, 1300,
     "until-approved"},
    {"screenshots", "writer", "check", "Renew the pictures.", Done, OneToOne, All, 0, 1900, {}, {}, true},
    {"publish", "lead", "check", "Publish.", Report, OneToOne, All, 0, 800},
});
constexpr auto translate = std::to_array<StepTemplate>({
    {"extract", "researcher", "", "Extract the strings.", Numbers, OneToOne, All, 0, 900},
    {"translate", "writer", "extract", "Translate into your language.", Prose, FanOut, All, 0, 3400},
    {"proofread", "reviewer", "translate", "Proofread.", Verdict, FanOut, Quorum, 2, 1700},
    {"publish", "lead", "proofread", "Publish.", Done, OneToOne, All, 0, 600},
});
constexpr auto linkCheck = std::to_array<StepTemplate>({
    {"crawl", "researcher", "", "Follow every link of your pages.", NestedText, FanOut, All, 0, 2000},
    {"fast-lane", "writer", "crawl", "Few: mend them at once.", Done, OneToOne, All, 0, 900, {}, "size"},
    {"slow-lane", "writer", "crawl", "Many: file issues.", Findings, FanOut, All, 0, 2100, {}, "size"},
    {"report", "lead", "fast-lane slow-lane", "Report.", Report, FanIn, All, 0, 800},
});
constexpr auto docsFlows = std::to_array<FlowTemplate>({
    {"refresh-guides", "Survey, outline, write until approved", refreshGuides},
    {"translate", "All languages in parallel", translate},
    {"link-check", "Dead links", linkCheck},
});
constexpr auto docsTopics =
    std::to_array<std::string_view>({"getting started", "ledger format", "naïve café menu", "command line",
                                     "日本語のガイド", "flows and steps", "permissions"});
constexpr auto docsObjectives =
    std::to_array<std::string_view>({"guides are up to date", "published in de, fr and 日本語",
                                     "waiting for new screenshots", "nothing to do"});

constexpr auto triageRoles = std::to_array<RoleTemplate>({
    {"lead", "Hands out the batches", "claude-sonnet-4-5", "autonomous_host", 1},
    {"triager", "Reads one issue at a time", "gpt-5.5-mini", "turn_driven", 8},
    {"analyst", "Ranks, correlates, explains", "gpt-5.5", "turn_driven", 3},
    {"supervisor", "Takes over when a run is stuck", "claude-sonnet-4-5", "turn_driven", 1},
});
constexpr auto classifyBatch = std::to_array<StepTemplate>({
    {"fetch", "lead", "", "Fetch the newest issues.", Numbers, OneToOne, All, 0, 700},
    {"classify", "triager", "fetch", "Classify your issues.", NestedText, FanOut, All, 0, 1500},
    {"duplicates",
     "analyst",
     "fetch",
     "Find duplicates.",
     Findings,
     FanOut,
     All,
     0,
     2100,
     {},
     {},
     false,
     true},
    {"rank", "analyst", "classify", "Rank them.", Findings, FanIn, All, 0, 1300},
    {"notify", "lead", "rank", "Tell the owners.", Done, OneToOne, All, 0, 500},
});
constexpr auto incident = std::to_array<StepTemplate>({
    {"gather-logs", "triager", "", "Gather logs around {{params.since}}.", NestedText, FanOut, All, 0, 1800},
    {"correlate", "analyst", "gather-logs", "What do they have in common?", Findings, FanOut, Quorum, 2,
     2600},
    {"page-owner",
     "lead",
     "gather-logs",
     "Page the owner if severe.",
     Done,
     OneToOne,
     All,
     0,
     400,
     {},
     {},
     true},
    {"mitigate", "analyst", "correlate", "Mitigate.", NestedText, OneToOne, All, 0, 3000},
    {"postmortem", "lead", "mitigate", "Write it up.", Report, OneToOne, All, 0, 2400},
});
constexpr auto recheckStale = std::to_array<StepTemplate>({
    {"pick", "lead", "", "Pick stale issues.", Numbers, OneToOne, All, 0, 500},
    {"recheck", "triager", "pick", "Does it still happen?", Verdict, FanOut, All, 0, 1400},
    {"close", "lead", "recheck", "Close what is gone.", Done, OneToOne, All, 0, 600},
});
constexpr auto triageFlows = std::to_array<FlowTemplate>({
    {"classify-batch", "Classify and rank new issues", classifyBatch},
    {"incident", "Logs, cause, mitigation, postmortem", incident},
    {"recheck-stale", "Does it still happen?", recheckStale},
});
constexpr auto triageTopics = std::to_array<std::string_view>(
    {"INC-7: checkout latency", "issues of today", "INC-9: empty search results", "label:regression",
     "INC-12: queue depth", "stale for 90 days"});
constexpr auto triageObjectives = std::to_array<std::string_view>(
    {"inbox is empty", "root cause found: cache key without tenant", "handed over to infra", "false alarm"});

constexpr auto crews = std::to_array<CrewTemplate>({
    {releaseRoles, releaseFlows, releaseTopics, releaseObjectives},
    {docsRoles, docsFlows, docsTopics, docsObjectives},
    {triageRoles, triageFlows, triageTopics, triageObjectives},
});
constexpr auto names = std::to_array<std::string_view>(
    {"release-crew", "docs-crew", "triage", "billing-release", "handbook", "support-desk", "mobile-release",
     "api-docs", "on-call", "edge-release", "tutorials", "bug-hunt"});

} // namespace

std::string mobName(int index)
{
    const auto number = static_cast<std::size_t>(index);
    if (number < names.size())
        return std::string(names[number]);
    return std::string(names[number % names.size()]) + "-" + std::to_string(number / names.size() + 1);
}

const CrewTemplate &crewOf(int index)
{
    return crews[static_cast<std::size_t>(index) % crews.size()];
}

} // namespace mobwatch
