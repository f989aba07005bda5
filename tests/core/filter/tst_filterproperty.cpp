// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"
#include "core/filter/filternode.h"
#include "core/filter/filterprogram.h"
#include "core/store/eventstore.h"
#include "tests/core/filter/randomfilters.h"
#include "tests/core/filter/samplestore.h"
#include "tests/core/filter/slowfilter.h"
#include "tests/support/testmacros.h"

#include <nlohmann/json.hpp>

using namespace mobwatch;
using test::Dice;

namespace {

constexpr TimestampMs now = 12'000;

std::optional<std::string> maybe(Dice &dice, const std::vector<std::string> &choices)
{
    return dice.oneIn(3) ? std::nullopt : std::optional(dice.pick(choices));
}

nlohmann::ordered_json randomValue(Dice &dice, int depth)
{
    switch (dice.below(depth > 0 ? 10 : 7)) {
    case 0:
        return static_cast<int>(dice.below(4));
    case 1:
        return dice.oneIn(2) ? 2.5 : 1500.0;
    case 2:
        return dice.oneIn(2);
    case 3:
        return nullptr;
    case 4:
        return dice.pick(
            std::vector<std::string>{"ok", "error", "b", "1", "x", "rate limit", "É \"a/b\"\n5s"});
    case 5:
        return test::randomText(dice);
    case 6:
        return dice.pick(std::vector<std::string>{R"({"verdict":"ok","k":1})", R"([ {"k":"x"}, 2 ])",
                                                  "{broken", R"({"verdict":{"deep":[1]}} )"});
    case 7:
        return nlohmann::ordered_json{{"verdict", randomValue(dice, depth - 1)},
                                      {"k", randomValue(dice, depth - 1)}};
    case 8:
        return nlohmann::ordered_json::array({1, 2});
    default:
        return nlohmann::ordered_json::array({randomValue(dice, depth - 1), randomValue(dice, depth - 1)});
    }
}

Envelope randomEvent(Dice &dice, Cursor cursor)
{
    Envelope event = test::sampleEvent(
        cursor,
        dice.pick(std::vector<std::string>{"step_failed", "step_dispatched", "flow_started", "flow_failed",
                                           "member_spawned", "odd_kind", "two words", "a*b", ""}));
    event.mobId = dice.pick(std::vector<std::string>{"release", "build", "mobkit"});
    event.runId = maybe(dice, {"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11", "6f0c2f3e", "6F0C", ""});
    event.stepId = maybe(dice, {"build", "Step", "rate limit"});
    event.agentIdentity = maybe(dice, {"worker-1", "worker-2", "", "É"});
    if (dice.oneIn(2))
        event.mobLabels = {{"env", dice.pick(std::vector<std::string>{"prod", "test"})}, {"a b", ""}};
    if (dice.oneIn(2))
        event.runLabels = {{dice.oneIn(2) ? "env" : "other", "release"}};
    nlohmann::ordered_json data = nlohmann::ordered_json::object();
    for (const char *key : {"n", "d_ms", "reason", "output", "items", "odd key", "ok", "none"}) {
        if (!dice.oneIn(3))
            data[key] = randomValue(dice, 2);
    }
    event.data = data.dump(-1, ' ', dice.oneIn(2));
    return event;
}

} // namespace

/// What the compiled forms say about random events is what the plain meaning of the filter says.
class TestFilterProperty : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void compiledFormsAgreeWithThePlainMeaning();

private:
    void checkFilter(const std::string &text);

    std::vector<std::pair<Epoch, Envelope>> m_events;
    EventStore m_store;
    int m_matches = 0;
    int m_open = 0;
    int m_asked = 0;
};

void TestFilterProperty::initTestCase()
{
    Dice dice(20260823);
    for (Epoch epoch = 1; epoch <= 2; ++epoch) {
        std::vector<Envelope> events;
        for (Cursor cursor = 1; cursor <= 12; ++cursor) {
            events.push_back(randomEvent(dice, cursor));
            m_events.emplace_back(epoch, events.back());
        }
        m_store.append(test::toBatch(events, epoch));
    }
}

void TestFilterProperty::checkFilter(const std::string &text)
{
    const auto filter = Filter::parse(text);
    QVERIFY2(filter, text.c_str());
    const auto program = FilterProgram::compile(*filter, m_store, now);
    const EnvelopeFilter envelopeFilter(*filter, now);
    const StoreSnapshot snapshot = m_store.snapshot();
    std::vector<Verdict> verdicts(m_events.size());
    program->evaluate(snapshot.chunk(0), 0, snapshot.rowCount(), verdicts.data());
    std::vector<std::vector<Verdict>> partVerdicts;
    for (std::size_t part = 0; part < program->parts().size(); ++part) {
        partVerdicts.emplace_back(m_events.size());
        program->evaluatePart(part, snapshot.chunk(0), 0, snapshot.rowCount(), partVerdicts.back().data());
    }
    for (std::uint32_t row = 0; row < m_events.size(); ++row) {
        const auto &[epoch, event] = m_events[row];
        const bool expected = test::slowlyMatches(filter->root(), event, epoch, now);
        m_matches += expected ? 1 : 0;
        m_open += verdicts[row] == Verdict::NeedsPayload ? 1 : 0;
        ++m_asked;
        const std::string where = text + "\n" + event.kind + " " + event.data;
        QVERIFY2(envelopeFilter.matches(event, epoch) == expected, where.c_str());
        QVERIFY2(program->matchesPayload(snapshot.chunk(0), row, event.data).matches == expected,
                 where.c_str());
        if (verdicts[row] != Verdict::NeedsPayload)
            QVERIFY2((verdicts[row] == Verdict::Yes) == expected, where.c_str());
        else
            QVERIFY2(filter->needsPayload() && program->needsPayload(), where.c_str());
        bool allParts = true;
        for (std::size_t part = 0; part < partVerdicts.size(); ++part) {
            const Verdict verdict = partVerdicts[part][row];
            const bool matches =
                program->partMatchesPayload(part, snapshot.chunk(0), row, event.data).matches;
            QVERIFY2(verdict == Verdict::NeedsPayload || (verdict == Verdict::Yes) == matches, where.c_str());
            allParts = allParts && matches;
        }
        QVERIFY2(allParts == expected, where.c_str());
    }
}

void TestFilterProperty::compiledFormsAgreeWithThePlainMeaning()
{
    Dice dice(42);
    for (int i = 0; i < 1500; ++i) {
        checkFilter(test::randomFilter(dice, i % 4));
        if (QTest::currentTestFailed())
            return;
    }
    // A test that hardly ever sees one of the answers proves nothing about it.
    QVERIFY(m_matches > m_asked / 5 && m_matches < m_asked * 4 / 5);
    QVERIFY(m_open > m_asked / 10 && m_open < m_asked / 2);
}

QTEST_GUILESS_MAIN(TestFilterProperty)
#include "tst_filterproperty.moc"
