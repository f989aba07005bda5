// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/simulator/runplan.h"

#include "core/simulator/content.h"

#include <algorithm>
#include <map>

namespace mobwatch {

namespace {

constexpr std::int64_t millisecond = 1'000'000;
constexpr int maxRounds = 3;

enum class StepFate : std::uint8_t { Open, Completed, Failed, Tolerated, Skipped };
enum class FailureMode : std::uint8_t { ModelError, MalformedAnswer, Schema };

struct StepState
{
    StepFate fate = StepFate::Open;
    std::int64_t endNs = 0;
    std::string reason;
};

class RunPlanner
{
public:
    RunPlanner(const RunRequest &request, std::vector<SimMember> &roster, SimRandom &random)
        : m_request(request)
        , m_roster(roster)
        , m_random(random)
        , m_states(request.flow->steps.size())
    {
    }

    RunPlan plan()
    {
        m_plan.runId = m_random.uuid();
        m_plan.flowId = m_request.flow->id;
        decide();
        m_plan.params = paramsJson(*m_request.crew, m_budget, m_request.attempt, m_random);
        add(m_request.startNs, payloads::flowStarted(m_plan.runId, m_plan.flowId, m_plan.params));
        if (m_insufficient)
            return endInsufficient();
        for (std::size_t i = 0; i < m_states.size();)
            i = m_request.flow->steps[i].loop.empty() ? planStep(i) : planLoop(i);
        if (m_cancels)
            return cancel();
        return end();
    }

private:
    void add(std::int64_t atNs, std::string json, bool retiresEveryone = false)
    {
        m_plan.events.push_back({atNs, std::move(json), retiresEveryone});
        m_lastNs = std::max(m_lastNs, atNs);
    }

    std::int64_t milliseconds(std::int64_t first, std::int64_t last)
    {
        // The digits below the millisecond are there because real ledgers show nine.
        const std::int64_t whole = m_random.between(first, last) * millisecond; // operands have no order
        return whole + m_random.between(0, millisecond - 1);
    }

    std::int64_t answerTime(const StepTemplate &step)
    {
        const double spread = 0.25 + m_random.unit() * m_random.unit() * 2.6;
        const auto ms = static_cast<std::int64_t>(static_cast<double>(step.typicalMs) * spread);
        return std::clamp<std::int64_t>(ms, 300, 8000) * millisecond + m_random.between(0, millisecond - 1);
    }

    void decide()
    {
        const RunWish wish = m_request.wish;
        m_budget =
            static_cast<int>(m_random.below(4) == 0 ? m_random.between(1, 9) : m_random.between(11, 200));
        const double dice = m_random.unit();
        const bool fails = wish == RunWish::Fail || wish == RunWish::FailByModel ||
                           wish == RunWish::Escalate || (wish == RunWish::Chance && dice < 0.22);
        m_escalates = wish == RunWish::Escalate;
        m_cancels = wish == RunWish::Cancel || (wish == RunWish::Chance && dice >= 0.22 && dice < 0.25);
        m_loopGivesUp =
            wish == RunWish::LoopGivesUp || (wish == RunWish::Chance && dice >= 0.25 && dice < 0.27);
        m_loopTwice = wish == RunWish::LoopTwice;
        m_insufficient =
            wish == RunWish::Insufficient || (wish == RunWish::Chance && dice >= 0.27 && dice < 0.28);
        const auto &steps = m_request.flow->steps;
        if (fails) {
            do
                m_failing = m_random.below(steps.size());
            while (steps[m_failing].optional || steps[m_failing].tolerated ||
                   !steps[m_failing].branch.empty());
            const bool byModel = m_escalates || wish == RunWish::FailByModel || m_random.chance(0.5);
            m_mode = byModel ? FailureMode::ModelError
                             : (m_random.chance(0.5) ? FailureMode::MalformedAnswer : FailureMode::Schema);
        }
        m_tolerates = m_random.chance(0.12);
        std::vector<std::string_view> branches;
        for (const StepTemplate &step : steps) {
            if (!step.branch.empty())
                branches.push_back(step.id);
        }
        if (!branches.empty())
            m_branch = branches[m_random.below(branches.size())];
    }

    [[nodiscard]] std::size_t indexOf(std::string_view id) const
    {
        const auto &steps = m_request.flow->steps;
        return static_cast<std::size_t>(
            std::find_if(steps.begin(), steps.end(),
                         [id](const StepTemplate &step) { return step.id == id; }) -
            steps.begin());
    }

    // When the step may start; -1 when what it waits for will never come.
    [[nodiscard]] std::int64_t readyNs(const StepTemplate &step) const
    {
        std::int64_t ready = m_request.startNs;
        std::string_view ids = step.dependsOn;
        while (!ids.empty()) {
            const std::size_t cut = std::min(ids.find(' '), ids.size());
            const StepState &state = m_states[indexOf(ids.substr(0, cut))];
            ids.remove_prefix(std::min(cut + 1, ids.size()));
            if (state.fate == StepFate::Failed || state.fate == StepFate::Open)
                return -1;
            if (state.fate == StepFate::Skipped && !state.reason.empty())
                return -1;
            ready = std::max(ready, state.endNs);
        }
        return ready;
    }

    std::vector<std::size_t> targets(const StepTemplate &step)
    {
        std::vector<std::size_t> members;
        for (std::size_t i = 0; i < m_roster.size(); ++i) {
            if (m_roster[i].role == step.role)
                members.push_back(i);
        }
        if (members.size() > 1 && step.mode != DispatchMode::FanOut)
            members = {members[m_random.below(members.size())]};
        return members;
    }

    std::size_t planStep(std::size_t index)
    {
        const StepTemplate &step = m_request.flow->steps[index];
        StepState &state = m_states[index];
        if ((step.optional && m_budget <= 10) ||
            (!step.branch.empty() && step.branch != m_branch && step.id != m_branch)) {
            state.fate = StepFate::Skipped; // by itself: does not stop what waits for it
            return index + 1;
        }
        const std::int64_t ready = readyNs(step);
        if (ready < 0) {
            state.fate = StepFate::Skipped;
            state.reason = "auto-skipped by failed frame execution";
            return index + 1;
        }
        work(index, ready + milliseconds(60, 450), true, 1);
        return index + 1;
    }

    // The body steps stand side by side in the list; a round is all of them, one after the other.
    std::size_t planLoop(std::size_t first)
    {
        const auto &steps = m_request.flow->steps;
        std::size_t end = first;
        while (end < steps.size() && steps[end].loop == steps[first].loop)
            ++end;
        std::int64_t ready = readyNs(steps[first]);
        const int rounds =
            m_loopGivesUp ? maxRounds : (m_loopTwice ? 2 : static_cast<int>(m_random.between(1, maxRounds)));
        for (int round = 1; ready >= 0 && round <= rounds; ++round) {
            const bool passes = round == rounds && !m_loopGivesUp;
            for (std::size_t i = first; i < end && ready >= 0; ++i) {
                work(i, ready + milliseconds(80, 500), passes, round);
                ready = m_states[i].fate == StepFate::Failed ? -1 : m_states[i].endNs;
            }
        }
        for (std::size_t i = first; i < end; ++i) {
            if (m_states[i].fate == StepFate::Open) {
                m_states[i].fate = StepFate::Skipped;
                m_states[i].reason = "auto-skipped by failed frame execution";
            }
        }
        if (m_loopGivesUp && m_states[end - 1].fate == StepFate::Completed) {
            m_states[end - 1].fate =
                StepFate::Open; // its round completed, but the loop did not: nobody may go on
            m_gaveUp = true;
        }
        return end;
    }

    void work(std::size_t index, std::int64_t startNs, bool passes, int round)
    {
        const StepTemplate &step = m_request.flow->steps[index];
        const std::vector<std::size_t> members = targets(step);
        const bool failsHere = index == m_failing && round == 1;
        const bool toleratesHere = step.tolerated && m_tolerates && !failsHere;
        if (m_random.chance(0.02))
            add(startNs - 3 * millisecond, payloads::topologyViolation("reviewer", "writer"));
        std::int64_t at = startNs;
        for (const std::size_t member : members) {
            add(at, payloads::stepDispatched(m_plan.runId, step.id, m_roster[member].name));
            at += milliseconds(1, 14);
        }
        if (failsHere || toleratesHere)
            fail(index, members, at, toleratesHere);
        else
            answer(index, members, at, passes, round);
    }

    struct Arrival
    {
        std::int64_t atNs = 0;
        std::size_t member = 0;
    };

    std::vector<Arrival> arrivals(const StepTemplate &step, const std::vector<std::size_t> &members,
                                  std::int64_t fromNs)
    {
        std::vector<Arrival> list;
        for (const std::size_t member : members) {
            std::int64_t at = fromNs + answerTime(step);
            // A failed attempt and another dispatch: final only when the step ends.
            if (m_random.chance(0.055)) {
                const AttemptError error = attemptError(m_random);
                const std::string &name = m_roster[member].name;
                add(at, payloads::stepTargetFailed(m_plan.runId, step.id, name, error.reason, error.errorJson,
                                                   error.errorReportJson));
                at += milliseconds(200, 1200);
                add(at, payloads::stepDispatched(m_plan.runId, step.id, name));
                at += answerTime(step);
            }
            list.push_back({at, member});
        }
        std::sort(list.begin(), list.end(),
                  [](const Arrival &a, const Arrival &b) { return a.atNs < b.atNs; });
        return list;
    }

    void answer(std::size_t index, const std::vector<std::size_t> &members, std::int64_t fromNs, bool passes,
                int round)
    {
        const StepTemplate &step = m_request.flow->steps[index];
        StepState &state = m_states[index];
        std::vector<Arrival> list = arrivals(step, members, fromNs);
        std::size_t needed = list.size();
        if (step.collect == Collect::Any)
            needed = std::min<std::size_t>(needed, 1 + m_random.below(2));
        else if (step.collect == Collect::Quorum)
            needed = std::min(needed, static_cast<std::size_t>(step.quorum));
        // Answers behind the one that decided are not recorded; neither are their attempts.
        const std::int64_t decidedNs = list.empty() ? fromNs : list[needed - 1].atNs;
        if (needed < list.size())
            std::erase_if(m_plan.events, [&](const PlannedEvent &event) {
                return event.atNs > decidedNs && belongsTo(event, step.id);
            });
        list.resize(needed);
        for (const Arrival &arrival : list) {
            const std::string output =
                answerJson(step.answer, *m_request.crew, passes || m_random.chance(0.3), round, m_random);
            SimMember &member = m_roster[arrival.member];
            add(arrival.atNs, payloads::stepTargetCompleted(m_plan.runId, step.id, member.name, output));
            member.busyUntilNs = std::max(member.busyUntilNs, arrival.atNs);
            m_outputs[std::string(step.id)][member.name] = output;
        }
        state.endNs = decidedNs + milliseconds(3, 40);
        state.fate = StepFate::Completed;
        add(state.endNs, payloads::stepCompleted(m_plan.runId, step.id));
    }

    [[nodiscard]] static bool belongsTo(const PlannedEvent &event, std::string_view step)
    {
        std::string key = "\"step_id\":\"";
        key.append(step).append("\"");
        return event.kindJson.find(key) != std::string::npos;
    }

    void fail(std::size_t index, const std::vector<std::size_t> &members, std::int64_t fromNs, bool tolerated)
    {
        const StepTemplate &step = m_request.flow->steps[index];
        StepState &state = m_states[index];
        const FailureMode mode = tolerated ? FailureMode::ModelError : m_mode;
        const std::size_t unlucky = members.empty() ? 0 : m_random.below(members.size());
        const std::vector<Arrival> list = arrivals(step, members, fromNs);
        std::int64_t last = fromNs;
        for (const Arrival &arrival : list) {
            const std::string &name = m_roster[arrival.member].name;
            last = std::max(last, arrival.atNs);
            m_roster[arrival.member].busyUntilNs =
                std::max(m_roster[arrival.member].busyUntilNs, arrival.atNs);
            if (arrival.member != members[unlucky]) {
                add(arrival.atNs, payloads::stepTargetCompleted(
                                      m_plan.runId, step.id, name,
                                      answerJson(step.answer, *m_request.crew, true, 1, m_random)));
            } else if (mode == FailureMode::MalformedAnswer) {
                state.reason = malformedAnswerReason(step.id, name, m_random);
                add(arrival.atNs,
                    payloads::stepTargetFailed(m_plan.runId, step.id, name, state.reason, {}, {}));
            } else if (mode == FailureMode::Schema) {
                state.reason = schemaReason(step.id, m_random);
                add(arrival.atNs,
                    payloads::stepTargetCompleted(m_plan.runId, step.id, name, R"({"passed":"maybe"})"));
            } else {
                state.reason = modelErrorReason(m_random); // writes no event of its own for the target
            }
        }
        if (state.reason.empty())
            state.reason = "frame execution marked step failed";
        state.endNs = last;
        state.fate = tolerated ? StepFate::Tolerated : StepFate::Failed;
    }

    // step_failed and step_skipped are written only when the root frame ends, right before the end of the
    // run.
    std::int64_t addEndedSteps(std::int64_t at)
    {
        for (std::size_t i = 0; i < m_states.size(); ++i) {
            const StepTemplate &step = m_request.flow->steps[i];
            const StepState &state = m_states[i];
            if (state.fate != StepFate::Failed && state.fate != StepFate::Tolerated)
                continue;
            at += milliseconds(40, 300);
            add(at, payloads::stepEnded("step_failed", m_plan.runId, step.id, state.reason));
            if (state.fate == StepFate::Tolerated) {
                at += milliseconds(100, 500);
                add(at, payloads::stepEnded(
                            "supervisor_escalation_failed", m_plan.runId, step.id,
                            "supervisor escalation: no active supervisor member for role 'lead'"));
            } else if (m_escalates) {
                at += milliseconds(400, 900);
                add(at, payloads::escalation(m_plan.runId, step.id, "lead-1"), true);
                at += 2500 * millisecond; // the retirements stand in between
            }
        }
        for (std::size_t i = 0; i < m_states.size(); ++i) {
            const StepState &state = m_states[i];
            if (state.fate != StepFate::Skipped)
                continue;
            at += milliseconds(20, 200);
            add(at,
                payloads::stepEnded("step_skipped", m_plan.runId, m_request.flow->steps[i].id,
                                    state.reason.empty() ? "auto-skipped by frame execution" : state.reason));
        }
        return at;
    }

    RunPlan end()
    {
        const bool failed =
            m_gaveUp || std::any_of(m_states.begin(), m_states.end(),
                                    [](const StepState &state) { return state.fate == StepFate::Failed; });
        if (m_gaveUp)
            skipWhatIsOpen();
        std::int64_t at = addEndedSteps(m_lastNs + milliseconds(60, 400));
        at += milliseconds(150, 1200);
        m_plan.end = failed ? RunEnd::Failed : RunEnd::Completed;
        if (failed)
            add(at,
                payloads::flowFailed(m_plan.runId, m_plan.flowId, "step_error",
                                     "flow failed for run " + m_plan.runId + ": root frame sealed failed"));
        else
            add(at, payloads::flowCompleted(m_plan.runId, m_plan.flowId, structuredOutput()));
        return finish();
    }

    // The last body step completed in every round; what was to follow the loop did not start.
    void skipWhatIsOpen()
    {
        for (StepState &state : m_states) {
            if (state.fate == StepFate::Open)
                state.fate = StepFate::Completed;
        }
    }

    RunPlan endInsufficient()
    {
        const std::string_view step = m_request.flow->steps.front().id;
        m_plan.end = RunEnd::Failed;
        add(m_request.startNs + milliseconds(300, 900),
            payloads::flowFailed(m_plan.runId, m_plan.flowId, "insufficient_targets",
                                 "insufficient targets for step " + std::string(step) +
                                     ": required 9, available 1"));
        return finish();
    }

    RunPlan cancel()
    {
        const std::int64_t at =
            m_request.startNs + (m_lastNs - m_request.startNs) * m_random.between(20, 70) / 100;
        std::erase_if(m_plan.events, [at](const PlannedEvent &event) { return event.atNs >= at; });
        m_plan.end = RunEnd::Canceled;
        add(at + milliseconds(1, 30),
            payloads::flowCanceled(m_plan.runId, m_plan.flowId, "cancel_requested"));
        return finish();
    }

    RunPlan finish()
    {
        std::stable_sort(m_plan.events.begin(), m_plan.events.end(),
                         [](const PlannedEvent &a, const PlannedEvent &b) { return a.atNs < b.atNs; });
        m_plan.endNs = m_plan.events.back().atNs;
        return std::move(m_plan);
    }

    [[nodiscard]] std::string structuredOutput() const
    {
        std::string text = R"({"steps":{)";
        bool firstStep = true;
        for (const auto &[step, byMember] : m_outputs) {
            text += firstStep ? "\"" : ",\"";
            text += step + "\":{";
            firstStep = false;
            bool firstMember = true;
            for (const auto &[member, output] : byMember) {
                text += firstMember ? "\"" : ",\"";
                text += member + "\":" + output;
                firstMember = false;
            }
            text += '}';
        }
        return text + "}}";
    }

    const RunRequest &m_request;
    std::vector<SimMember> &m_roster;
    SimRandom &m_random;
    RunPlan m_plan;
    std::vector<StepState> m_states;
    std::map<std::string, std::map<std::string, std::string>>
        m_outputs; ///< by step and member, sorted as keys must be
    std::int64_t m_lastNs = 0;
    std::size_t m_failing = static_cast<std::size_t>(-1);
    FailureMode m_mode = FailureMode::ModelError;
    std::string_view m_branch;
    int m_budget = 0;
    bool m_escalates = false;
    bool m_cancels = false;
    bool m_loopGivesUp = false;
    bool m_loopTwice = false;
    bool m_insufficient = false;
    bool m_tolerates = false;
    bool m_gaveUp = false;
};

} // namespace

RunPlan planRun(const RunRequest &request, std::vector<SimMember> &roster, SimRandom &random)
{
    return RunPlanner(request, roster, random).plan();
}

} // namespace mobwatch
