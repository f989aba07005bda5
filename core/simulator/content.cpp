// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/content.h"

#include <array>
#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

using nlohmann::json;

constexpr auto subjects = std::to_array<std::string_view>(
    {"The retry budget", "Queue depth in eu-west", "The cache key", "The installer", "Cursor paging",
     "The session store", "The naïve date parser", "Peer wiring after a respawn", "The search index",
     "The migration of table runs", "Backoff of idempotent calls", "The façade of the loader",
     "The 漢字 tokenizer", "The release workflow"});
constexpr auto verbs = std::to_array<std::string_view>(
    {"was exhausted", "grew after the deploy", "misses the tenant", "asks for the locale twice",
     "skips a page at the border", "returned null", "is covered by a test now", "no longer blocks the tail",
     "was merged without review", "needs one more round", "agrees with the recording",
     "fails on an empty folder", "is 14 % faster than before"});
constexpr auto details = std::to_array<std::string_view>(
    {"because retries are counted per process", "since commit 4f1c9d2", "when two runs share a step id",
     "in 3 of 41 samples", "until the operator drains it", "only with a cold cache", "as the issue says",
     "see path/to/ledger.rs:214", "which the last audit did not see",
     "and nobody noticed — it only shows under load", "while “draft” is still open",
     "after 120 s of silence"});
constexpr auto files = std::to_array<std::string_view>(
    {"src/ledger/cursor.rs", "src/flow/frame.rs", "docs/guide/flows.md", "src/comms/peer.rs",
     "tests/resume.rs", "install.sh", "src/store/prune.rs", "docs/reference/events.md"});
constexpr auto labels = std::to_array<std::string_view>(
    {"regression", "docs", "crash", "question", "feature", "performance", "duplicate"});

std::string sentence(const CrewTemplate &crew, SimRandom &random)
{
    std::string text;
    if (random.chance(0.2))
        text += std::string(random.pick(crew.topics)) + ": ";
    text += random.pick<const std::string_view>(subjects);
    text += ' ';
    text += random.pick<const std::string_view>(verbs);
    if (random.chance(0.6))
        text.append(" ").append(random.pick<const std::string_view>(details));
    return text + '.';
}

json finding(const CrewTemplate &crew, SimRandom &random)
{
    return {{"file", random.pick<const std::string_view>(files)},
            {"line", random.between(3, 900)},
            {"note", sentence(crew, random)},
            {"score", static_cast<double>(random.between(1, 1000)) / 1000.0}};
}

json findings(const CrewTemplate &crew, SimRandom &random)
{
    json list = json::array();
    // Mostly short; one in twenty is a list worth scrolling.
    const auto count = random.chance(0.05) ? random.between(12, 40) : random.between(1, 4);
    for (int i = 0; i < count; ++i)
        list.push_back(finding(crew, random));
    return {{"count", count}, {"findings", list}};
}

json numbers(SimRandom &random)
{
    const auto total = random.between(40, 900);
    const auto failed = random.chance(0.15) ? random.between(1, 4) : 0;
    return {{"duration_ms", random.between(300, 90000)},
            {"failed", failed},
            {"passed", total - failed},
            {"skipped", random.between(0, 9)}};
}

// Members often answer with JSON in a text; what unfolds it later must find some.
json nestedText(const CrewTemplate &crew, SimRandom &random)
{
    json inner{{"category", random.pick<const std::string_view>(labels)},
               {"confidence", static_cast<double>(random.between(500, 999)) / 1000.0},
               {"issue", random.between(100, 4200)},
               {"why", sentence(crew, random)}};
    if (random.chance(0.3))
        inner["evidence"] = json::array(
            {sentence(crew, random), json{{"log", "level=warn msg=\"lease lost\" epoch=9"}}.dump()});
    return inner.dump();
}

json report(const CrewTemplate &crew, SimRandom &random)
{
    std::string text = "# " + std::string(random.pick(crew.topics)) + "\n\n";
    const auto points = random.between(3, 9);
    for (int i = 0; i < points; ++i)
        text += "- " + sentence(crew, random) + "\n";
    text += "\n" + prose(crew, 300, random);
    return text;
}

} // namespace

std::string prose(const CrewTemplate &crew, std::size_t length, SimRandom &random)
{
    std::string text = sentence(crew, random);
    while (text.size() < length) {
        text += random.chance(0.15) ? "\n\n" : " ";
        text += sentence(crew, random);
    }
    return text;
}

std::string answerJson(Answer answer, const CrewTemplate &crew, bool passed, int round, SimRandom &random)
{
    static constexpr auto doneWords =
        std::to_array<std::string_view>({"done", "ok", "published", "sent", "nothing to do"});
    switch (answer) {
    case Answer::Plan:
        return json{{"steps", json::array({"collect", "check", "write", "publish"})},
                    {"summary", sentence(crew, random)}}
            .dump();
    case Answer::Findings:
        return findings(crew, random).dump();
    case Answer::NestedText:
        return nestedText(crew, random).dump();
    case Answer::Verdict: {
        json verdict{{"passed", passed}, {"round", round}};
        if (!passed)
            verdict["objection"] = sentence(crew, random);
        return verdict.dump();
    }
    case Answer::Prose:
        // Mostly a paragraph, now and then a text of several kilobytes.
        return json(prose(crew,
                          static_cast<std::size_t>(random.chance(0.04) ? random.between(3000, 9000)
                                                                       : random.between(80, 500)),
                          random))
            .dump();
    case Answer::Report:
        return report(crew, random).dump();
    case Answer::Numbers:
        return numbers(random).dump();
    case Answer::Done:
        break;
    }
    return json(random.pick<const std::string_view>(doneWords)).dump();
}

std::string paramsJson(const CrewTemplate &crew, int budget, int attempt, SimRandom &random)
{
    json params{{"budget", budget}, {"topic", random.pick(crew.topics)}};
    if (random.chance(0.5))
        params["since"] = "v0.8." + std::to_string(random.between(20, 50));
    if (random.chance(0.15))
        params["options"] = {{"dry_run", random.chance(0.5)},
                             {"languages", json::array({"de", "fr", "日本語"})},
                             {"limit", nullptr}};
    if (attempt > 1)
        params["attempt"] = attempt;
    return params.dump();
}

std::string modelErrorReason(SimRandom &random)
{
    struct Failure
    {
        std::string_view text, errorKind, retryability, message;
    };
    static constexpr auto failures = std::to_array<Failure>({
        {"Rate limited: too many requests for model gpt-5.5", "", "", ""},
        {"Context length exceeded: 212345 > 200000", "", "", ""},
        {"Authentication failed: key expired", "", "", ""},
        {"Server overloaded: 529 after 3 retries", "server_overloaded", "retryable", "529 after 3 retries"},
        {"Content filtered: the answer was withheld", "content_filtered", "non_retryable",
         "the answer was withheld"},
        {"Provider quota exhausted: monthly limit reached", "quota_exhausted", "non_retryable",
         "monthly limit reached"},
        {"Connection reset: peer closed the stream after 1182 tokens", "connection_reset", "retryable",
         "peer closed the stream"},
        {"Incomplete response: no stop reason", "incomplete_response", "retryable", "no stop reason"},
    });
    const auto which = random.below(failures.size());
    const Failure &failure = failures[which];
    json reason;
    if (which == 0)
        reason = {{"reason_type", "llm_rate_limited"}, {"retry_after_ms", random.between(500, 9000)}};
    else if (which == 1)
        reason = {{"reason_type", "llm_context_exceeded"}, {"max", 200000}, {"requested", 212345}};
    else if (which == 2)
        reason = {{"reason_type", "llm_auth_error"}};
    else
        reason = {{"reason_type", "llm_provider_error"},
                  {"provider_error_kind", failure.errorKind},
                  {"provider_error_retryability", failure.retryability},
                  {"provider_error", {{"message", failure.message}}}};
    const std::string detail =
        "Terminal failure: Failed (LlmFailure): LLM failure terminal turn: LLM error (openai): " +
        std::string(failure.text);
    // The runtime writes this tail in its own order of keys: it is text inside a text.
    nlohmann::ordered_json tail;
    tail["kind"] = "llm_failure";
    tail["terminal"] = true;
    tail["outcome"] = "failed";
    tail["detail"] = detail;
    tail["provider"] = "openai";
    tail["retryable"] = failure.retryability == "retryable";
    tail["reason"] = reason;
    return "internal error: turn abandoned: " + detail + "; error=" + tail.dump();
}

std::string malformedAnswerReason(std::string_view step, std::string_view member, SimRandom &random)
{
    static constexpr auto raws = std::to_array<std::string_view>(
        {"Sure! Here is the verdict you asked for: it passed.", "this is <not> json & \"quoted\" é",
         "{\"passed\": tru", "I'd rather not say"});
    const std::string raw = json(random.pick<const std::string_view>(raws)).dump();
    return "malformed JSON output for step '" + std::string(step) + "' target '" + std::string(member) +
           "': expected value at line 1 column 1; raw_output=" + raw;
}

std::string schemaReason(std::string_view step, SimRandom &random)
{
    static constexpr auto complaints =
        std::to_array<std::string_view>({"\"maybe\" is not of type \"boolean\"",
                                         "\"passed\" is a required property", "7 is not of type \"string\""});
    return "schema validation failed for step " + std::string(step) + ": " +
           std::string(random.pick<const std::string_view>(complaints));
}

AttemptError attemptError(SimRandom &random)
{
    const auto wait = random.between(500, 9000);
    switch (random.below(4)) {
    case 0:
        return {"rate limited, retry after " + std::to_string(wait) + " ms",
                json{{"detail", "429 from provider"},
                     {"kind", "llm_failure"},
                     {"outcome", "failed"},
                     {"terminal", false}}
                    .dump(),
                json{{"class", "llm"},
                     {"message", "rate limited"},
                     {"reason", {{"reason_type", "llm_rate_limited"}, {"retry_after_ms", wait}}}}
                    .dump()};
    case 1:
        return {"tool 'shell' timed out after 30000 ms",
                {},
                json{{"class", "tool"}, {"message", "shell: no exit status within 30000 ms"}}.dump()};
    case 2:
        return {"LLM error (openai): Connection reset: peer closed the stream after " + std::to_string(wait) +
                    " tokens",
                {},
                {}};
    default:
        return {"turn abandoned: empty output", {}, {}};
    }
}

} // namespace mobwatch
