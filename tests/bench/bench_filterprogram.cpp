// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// What one filter costs over the columns of a million rows; the aim is at most 2 ms. Run the release build.

#include "core/filter/filterprogram.h"
#include "core/store/eventstore.h"

#include <QTest>
#include <algorithm>

using namespace mobwatch;

class BenchFilterProgram : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void evaluatesAMillionRows_data();
    void evaluatesAMillionRows();
    void refreshesTenThousandNewTexts();

private:
    EventStore m_store;
};

void BenchFilterProgram::initTestCase()
{
    constexpr std::uint32_t batchRows = 50'000;
    for (Cursor first = 1; first < 1'000'000; first += batchRows) {
        EventBatch batch;
        batch.labelSets.push_back({{"env", "prod"}});
        for (Cursor cursor = first; cursor < first + batchRows; ++cursor) {
            const bool isStep = cursor % 3 == 0;
            batch.kind.push_back(batch.strings.intern(isStep ? "step_failed" : "flow_started"));
            batch.mob.push_back(batch.strings.intern("crew"));
            batch.run.push_back(batch.strings.intern("run-" + std::to_string(cursor / 100)));
            batch.step.push_back(isStep ? batch.strings.intern("build") : BatchStrings::absent);
            batch.agent.push_back(batch.strings.intern("worker-" + std::to_string(cursor * 7919 % 997)));
            batch.severity.push_back(isStep ? Severity::Error : Severity::Info);
            batch.cursor.push_back(cursor);
            batch.timestampMs.push_back(cursor * 10);
            batch.locator.push_back(cursor);
            batch.mobLabels.push_back(0);
            batch.runLabels.push_back(isStep ? 0 : BatchStrings::absent);
        }
        m_store.append(batch);
    }
}

void BenchFilterProgram::evaluatesAMillionRows_data()
{
    QTest::addColumn<QString>("filter");
    for (const char *filter :
         {"kind:step_failed", "agent:worker-1*", "-kind:step_failed", "run:run-55", "severity>=warning",
          "cursor:1000..500000", "time>=2000000 time<5000000", "label.env:prod",
          "kind:step_failed agent:worker-1* severity:error", "kind:step_failed or agent:worker-1*", "rate"})
        QTest::newRow(filter) << QString::fromUtf8(filter);
}

void BenchFilterProgram::evaluatesAMillionRows()
{
    QFETCH(QString, filter);
    const auto program = FilterProgram::compile(*Filter::parse(filter.toStdString()), m_store, 0);
    const StoreSnapshot snapshot = m_store.snapshot();
    std::vector<Verdict> verdicts(StoreChunk::capacity);
    std::uint64_t sum = 0;
    QBENCHMARK
    {
        for (std::uint32_t from = 0; from < snapshot.rowCount(); from += StoreChunk::capacity) {
            const std::uint32_t count = std::min(StoreChunk::capacity, snapshot.rowCount() - from);
            program->evaluate(snapshot.chunk(from / StoreChunk::capacity), 0, count, verdicts.data());
            sum += static_cast<std::uint64_t>(verdicts[count / 2]);
        }
    }
    QVERIFY(sum < UINT64_MAX);
}

void BenchFilterProgram::refreshesTenThousandNewTexts()
{
    const auto filter = Filter::parse("run~/7.*7/ agent:worker-1*");
    QBENCHMARK
    {
        QVERIFY(FilterProgram::compile(*filter, m_store, 0)->parts().size() == 2);
    }
}

QTEST_GUILESS_MAIN(BenchFilterProgram)
#include "bench_filterprogram.moc"
