// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/insight/runstates.h"
#include "tests/support/fakesource.h"

#include <QTest>
#include <algorithm>

using namespace mobwatch;
using test::FakeRow;
using test::makeBatch;

namespace {

FakeRow runEvent(Cursor cursor, const std::string &kind, const std::string &run)
{
    FakeRow row{cursor, kind, run};
    row.timestampMs = cursor * 1000;
    return row;
}

struct Watched
{
    EventStore store;
    RunStates states{store};

    void append(const std::vector<FakeRow> &rows, Epoch epoch = 1)
    {
        states.extend(store.append(*makeBatch(rows, Arrival::Live, epoch)));
    }
    RunStates::Run run(const std::string &id) const
    {
        return states.run(store.texts(TextColumn::Run).find(id));
    }
};

} // namespace

class TestRunStates : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsHowRunsEnded()
    {
        Watched watched;
        watched.append({runEvent(1, "flow_started", "a"), runEvent(2, "flow_started", "b"),
                        runEvent(3, "flow_started", "c"), runEvent(4, "flow_started", "d"),
                        runEvent(5, "flow_completed", "a"), runEvent(6, "flow_failed", "b"),
                        runEvent(7, "flow_canceled", "c"), runEvent(8, "step_failed", "d")});
        QCOMPARE(watched.run("a"), (RunStates::Run{RunState::Completed, 1000, 5000, 1}));
        QCOMPARE(watched.run("b"), (RunStates::Run{RunState::Failed, 2000, 6000, 1}));
        QCOMPARE(watched.run("c"), (RunStates::Run{RunState::Canceled, 3000, 7000, 1}));
        QCOMPARE(watched.run("d"), (RunStates::Run{RunState::Running, 4000, 0, 1}));
    }

    void doesNotCareWhatArrivesFirst()
    {
        Watched watched;
        watched.append({runEvent(9, "flow_failed", "a")});
        QCOMPARE(watched.run("a"), (RunStates::Run{RunState::Failed, 0, 9000, 1}));
        watched.append({runEvent(2, "flow_started", "a")});
        QCOMPARE(watched.run("a"), (RunStates::Run{RunState::Failed, 2000, 9000, 1}));
    }

    void takesTheLaterOfTwoEnds()
    {
        Watched watched;
        watched.append({runEvent(9, "flow_failed", "a")});
        watched.append({runEvent(5, "flow_completed", "a")});
        QCOMPARE(watched.run("a").state, RunState::Failed);
        watched.append({runEvent(11, "flow_canceled", "a")});
        QCOMPARE(watched.run("a").state, RunState::Canceled);
        QCOMPARE(watched.run("a").endedMs, TimestampMs{11'000});
    }

    void knowsNothingOfRunsWithoutStartOrEnd()
    {
        Watched watched;
        watched.append(
            {runEvent(1, "step_dispatched", "a"), {2, "flow_started"}, {3, "brand_new_kind", "b"}});
        QCOMPARE(watched.run("a"), RunStates::Run());
        QCOMPARE(watched.run("b"), RunStates::Run());
        QCOMPARE(watched.run("never seen"), RunStates::Run());
    }

    void remembersTheEpoch()
    {
        Watched watched;
        watched.append({runEvent(1, "flow_started", "a")}, 1);
        watched.append({runEvent(1, "flow_started", "b")}, 2);
        QCOMPARE(watched.run("a").epoch, Epoch{1});
        QCOMPARE(watched.run("b").epoch, Epoch{2});
    }
};

QTEST_GUILESS_MAIN(TestRunStates)
#include "tst_runstates.moc"
