// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filterprogram.h"
#include "core/store/eventstore.h"
#include "tests/core/filter/samplestore.h"
#include "tests/support/testmacros.h"

#include <atomic>
#include <thread>

using namespace mobwatch;

namespace {

constexpr TimestampMs now = 100'000;

// One letter a row: y, n, or ? where only the payload tells.
QString verdictsOf(const FilterProgram &program, const EventStore &store,
                   std::optional<std::size_t> part = {})
{
    const StoreSnapshot snapshot = store.snapshot();
    QString text;
    for (std::uint32_t from = 0; from < snapshot.rowCount(); from += StoreChunk::capacity) {
        const std::uint32_t count = std::min(StoreChunk::capacity, snapshot.rowCount() - from);
        std::vector<Verdict> verdicts(count);
        const StoreChunk &chunk = snapshot.chunk(from / StoreChunk::capacity);
        if (part)
            program.evaluatePart(*part, chunk, 0, count, verdicts.data());
        else
            program.evaluate(chunk, 0, count, verdicts.data());
        for (const Verdict verdict : verdicts)
            text += QLatin1Char(verdict == Verdict::Yes ? 'y' : verdict == Verdict::No ? 'n' : '?');
    }
    return text;
}

std::vector<Envelope> sampleEvents()
{
    std::vector<Envelope> events{test::sampleEvent(1, "flow_started"),
                                 test::sampleEvent(2, "step_failed", R"({"reason":"rate limit"})"),
                                 test::sampleEvent(3, "step_failed"), test::sampleEvent(4, "made_up_kind"),
                                 test::sampleEvent(5, "flow_completed")};
    events[0].runId = "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11";
    events[1].runId = "6f0cffff";
    events[1].stepId = "build";
    events[1].agentIdentity = "worker-1";
    events[2].runId = "6F0C";
    events[2].stepId = "Build";
    events[2].agentIdentity = "worker-2";
    events[3].agentIdentity = "";
    events[4].mobId = "a*b";
    events[0].mobLabels = {{"env", "prod"}, {"team", "x"}};
    events[1].mobLabels = {{"env", "prod"}};
    events[1].runLabels = {{"env", "test"}};
    events[2].runLabels = {{"env", ""}};
    return events;
}

} // namespace

class TestFilterProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decidesFromColumns_data();
    void decidesFromColumns();
    void splitsIntoParts_data();
    void splitsIntoParts();
    void evaluatesPieces();
    void readsPayloadsWhereUndecided();
    void learnsNewTexts();
    void reportsFailedExpressionsOnColumns();
    void readersNeedNoLockWhileTheStoreGrows();
};

void TestFilterProgram::decidesFromColumns_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *filter, const char *expected) {
        QTest::newRow(filter[0] ? filter : "empty")
            << QString::fromUtf8(filter) << QString::fromUtf8(expected);
    };
    row("", "yyyyy");
    row("kind:step_failed", "nyynn");
    row("kind:step_failed,flow_started", "yyynn");
    row("kind:flow_*", "ynnny");
    row("kind:*ed", "yyyny");
    row("kind:nothing", "nnnnn");
    row("kind!=step_failed", "ynnyy");
    row("-kind:step_failed,flow_started", "nnnyy");
    row("mob:\"a\\*b\"", "nnnny");
    row("mob:a*b", "nnnny");
    row("mob:a*", "nnnny");
    row("mob:\"a\\*\"", "nnnnn");
    row("run:6f0c", "yynnn");
    row("run:6F0C", "nnynn");
    row("run:\"6f0c\"", "nnnnn");
    row("run=6f0c", "nnnnn");
    row("run:6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11", "ynnnn");
    row("run!=6f0cffff", "ynyyy");
    row("run:6f0", "nnnnn");
    row("has:run", "yyynn");
    row("not has:run", "nnnyy");
    row("agent:\"\"", "nnnyn");
    row("not has:agent", "ynnny");
    row("agent:worker-*", "nyynn");
    row("agent:*", "nyyyn");
    row("not agent:worker-1", "ynyyy");
    row("agent!=worker-1", "ynyyy");
    row("agent!~worker", "ynnyy");
    row("step~build", "nyynn");
    row("step~Build", "nnynn");
    row("step~/^b/", "nynnn");
    row("step~/^b/i", "nyynn");
    row("category:flow", "ynnny");
    row("category:unknown", "nnnyn");
    row("category:step,flow", "yyyny");
    row("category!=step", "ynnyy");
    row("severity:error", "nyynn");
    row("severity>=ok", "nyyny");
    row("severity<ok", "ynnyn");
    row("severity<=info", "ynnyn");
    row("severity>error", "nnnnn");
    row("severity:*o*", "yyyyy");
    row("cursor:2..4", "nyynn");
    row("cursor:..2,4..", "ynnyy");
    row("cursor:5,1", "ynnny");
    row("cursor!=3", "yynyy");
    row("cursor>18446744073709551614", "nnnnn");
    row("cursor<0", "nnnnn");
    row("cursor>=0", "yyyyy");
    row("cursor:4..2", "nnnnn");
    row("cursor:1,3,5,7,9,11,13,15,17,19", "ynyny");
    row("epoch:1", "yyyyy");
    row("epoch>1", "nnnnn");
    row("epoch<=70000", "yyyyy");
    row("time>=3000", "nnyyy");
    row("time>3000", "nnnyy");
    row("since:97s", "nnyyy");
    row("until:97s", "yynnn");
    row("time:-98s..-96s", "nyynn");
    row("time:1970-01-01T00:00:02Z", "nynnn");
    row("label.env:prod", "ynnnn");
    row("label.env:test", "nynnn");
    row("label.env:\"\"", "nnynn");
    row("mob_label.env:prod", "yynnn");
    row("run_label.env:test", "nynnn");
    row("has:label.env", "yyynn");
    row("has:run_label.env", "nyynn");
    row("label.env!=prod", "nyyyy");
    row("-label.team:x", "nyyyy");
    row("label.nothing:x", "nnnnn");
    row("data.a:1", "?????");
    row("not data.a:1", "?????");
    row("build", "?yy??");
    row("-build", "?nn??");
    row("step_failed", "?yy??");
    row("kind:step_failed rate", "n??nn");
    row("kind:step_failed or rate", "?yy??");
    row("not (kind:step_failed or rate)", "?nn??");
    row("not (kind:step_failed rate)", "y??yy");
    row("kind:flow_started or (kind:step_failed rate)", "y??nn");
    row("has:text", "yyyyy");
}

void TestFilterProgram::decidesFromColumns()
{
    QFETCH(QString, filter);
    QFETCH(QString, expected);
    EventStore store;
    store.append(test::toBatch(sampleEvents()));
    const auto parsed = Filter::parse(filter.toStdString());
    VERIFY_OK(parsed);
    const auto program = FilterProgram::compile(*parsed, store, now);
    QCOMPARE(verdictsOf(*program, store), expected);
    QCOMPARE(program->needsPayload(), parsed->needsPayload());
}

void TestFilterProgram::splitsIntoParts_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("expected"); // field number, "?" where payloads are read, verdicts
    const auto row = [](const char *filter, const char *expected) {
        QTest::newRow(filter) << QString::fromUtf8(filter) << QString::fromUtf8(expected);
    };
    row("kind:flow_* -kind:flow_started", "0:nnnny");
    row("kind:flow_* agent:x -kind:flow_started", "0:nnnny 4:nnnnn");
    row("(kind:flow_started or kind:step_failed) severity>=ok", "0:yyynn 6:nyyny");
    row("kind:flow_started or agent:worker-1", "9:yynnn");
    row("category:step mob:crew run:6f0c step:build", "5:nyynn 1:yyyyn 2:yynnn 3:nynnn");
    row("cursor<4 time>1000 rate has:run", "9:nyynn 2:yyynn 9?:?????");
    row("kind:a kind~/b/ has:kind kind!=c", "0:nnnnn");
    row("rate", "9?:?????");
}

void TestFilterProgram::splitsIntoParts()
{
    QFETCH(QString, filter);
    QFETCH(QString, expected);
    EventStore store;
    store.append(test::toBatch(sampleEvents()));
    const auto program = FilterProgram::compile(*Filter::parse(filter.toStdString()), store, now);
    QStringList shown;
    for (std::size_t part = 0; part < program->parts().size(); ++part) {
        const FilterProgram::Part &info = program->parts()[part];
        shown << QStringLiteral("%1%2:%3")
                     .arg(static_cast<int>(info.field))
                     .arg(info.needsPayload ? QStringLiteral("?") : QString(),
                          verdictsOf(*program, store, part));
    }
    QCOMPARE(shown.join(QLatin1Char(' ')), expected);
}

void TestFilterProgram::evaluatesPieces()
{
    EventStore store;
    store.append(test::toBatch(sampleEvents()));
    const auto program = FilterProgram::compile(*Filter::parse("kind:step_failed"), store, now);
    std::vector<Verdict> verdicts(5, Verdict::NeedsPayload);
    program->evaluate(store.snapshot().chunk(0), 1, 4, verdicts.data());
    QCOMPARE(verdicts, (std::vector{Verdict::Yes, Verdict::Yes, Verdict::No, Verdict::NeedsPayload,
                                    Verdict::NeedsPayload}));
    program->evaluate(store.snapshot().chunk(0), 3, 3, verdicts.data());
    QCOMPARE(verdicts[0], Verdict::Yes);
}

void TestFilterProgram::readsPayloadsWhereUndecided()
{
    EventStore store;
    const std::vector<Envelope> events = sampleEvents();
    store.append(test::toBatch(events));
    const StoreSnapshot snapshot = store.snapshot();
    const auto program =
        FilterProgram::compile(*Filter::parse("kind:step_failed (rate or data.n>1)"), store, now);
    QVERIFY(program->matchesPayload(snapshot.chunk(0), 1, events[1].data).matches);
    QVERIFY(!program->matchesPayload(snapshot.chunk(0), 2, events[2].data).matches);
    QVERIFY(program->matchesPayload(snapshot.chunk(0), 2, R"({"n":2})").matches);
    QVERIFY(!program->matchesPayload(snapshot.chunk(0), 3, R"({"n":2})").matches);
    QCOMPARE(program->parts().size(), std::size_t{2});
    QVERIFY(program->partMatchesPayload(1, snapshot.chunk(0), 3, R"({"n":2})").matches);
    QVERIFY(!program->partMatchesPayload(0, snapshot.chunk(0), 3, R"({"n":2})").matches);
    const auto bomb = FilterProgram::compile(*Filter::parse("kind:flow_started or /(a|a)+x/"), store, now);
    const std::string data = "{\"a\":\"" + std::string(5000, 'a') + "!x\"}";
    QVERIFY(bomb->matchesPayload(snapshot.chunk(0), 0, data).matches);
    const FilterProgram::PayloadOutcome outcome = bomb->matchesPayload(snapshot.chunk(0), 1, data);
    QVERIFY(!outcome.matches && outcome.regexFailed);
}

void TestFilterProgram::learnsNewTexts()
{
    EventStore store;
    const auto program =
        FilterProgram::compile(*Filter::parse("agent:new-* label.env:prod or new-42"), store, now);
    QString expected;
    for (Cursor cursor = 1; cursor <= 300; ++cursor) {
        Envelope event = test::sampleEvent(cursor, "flow_started");
        event.agentIdentity = (cursor % 3 == 0 ? "new-" : "old-") + std::to_string(cursor);
        event.mobLabels = {{"env", cursor % 2 == 0 ? "prod" : "test"}, {"n", std::to_string(cursor)}};
        store.append(test::toBatch({event}));
        program->refresh(store);
        expected += cursor % 6 == 0 ? QLatin1Char('y') : QLatin1Char('?');
        QCOMPARE(verdictsOf(*program, store), expected);
    }
}

void TestFilterProgram::reportsFailedExpressionsOnColumns()
{
    EventStore store;
    std::vector<Envelope> events = sampleEvents();
    events[1].agentIdentity = std::string(5000, 'a') + "!x";
    store.append(test::toBatch(events));
    const auto program = FilterProgram::compile(*Filter::parse("not agent~/(a|a)+x/"), store, now);
    QCOMPARE(verdictsOf(*program, store), QStringLiteral("y?yyy"));
    QVERIFY(program->needsPayload());
    const FilterProgram::PayloadOutcome outcome = program->matchesPayload(store.snapshot().chunk(0), 1, "{}");
    QVERIFY(!outcome.matches && outcome.regexFailed);
}

void TestFilterProgram::readersNeedNoLockWhileTheStoreGrows()
{
    EventStore store;
    store.append(test::toBatch(sampleEvents()));
    const auto program =
        FilterProgram::compile(*Filter::parse("kind:step_failed -label.env:x worker-1"), store, now);
    const StoreSnapshot snapshot = store.snapshot();
    std::atomic<bool> isDone = false;
    std::atomic<int> mistakes = 0;
    std::thread reader([&] {
        while (!isDone) {
            std::vector<Verdict> verdicts(snapshot.rowCount());
            program->evaluate(snapshot.chunk(0), 0, snapshot.rowCount(), verdicts.data());
            mistakes += verdicts[1] == Verdict::Yes && verdicts[2] == Verdict::NeedsPayload ? 0 : 1;
            mistakes += program->matchesPayload(snapshot.chunk(0), 2, "{}").matches ? 1 : 0;
        }
    });
    for (Cursor cursor = 10; cursor < 2000; ++cursor) {
        Envelope event = test::sampleEvent(cursor, "kind-" + std::to_string(cursor));
        event.mobLabels = {{"env", std::to_string(cursor)}};
        store.append(test::toBatch({event}));
        program->refresh(store);
    }
    isDone = true;
    reader.join();
    QCOMPARE(mistakes.load(), 0);
}

QTEST_GUILESS_MAIN(TestFilterProgram)
#include "tst_filterprogram.moc"
