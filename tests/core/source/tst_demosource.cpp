// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/kindcatalogue.h"
#include "core/source/demosource.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <algorithm>
#include <set>

using namespace mobwatch;

class TestDemoSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void historyFirstThenLive();
    void payloadsHideReplayOnlyKeys();
    void removesItsFolder();
    void stopsAtAnyMoment();

private:
    [[nodiscard]] DemoOptions options() const;
    std::unique_ptr<QTemporaryDir> m_spool;
};

void TestDemoSource::init()
{
    m_spool = std::make_unique<QTemporaryDir>();
    QVERIFY(m_spool->isValid());
}

DemoOptions TestDemoSource::options() const
{
    DemoOptions options;
    options.ledger.spoolFolder = m_spool->path();
    return options;
}

void TestDemoSource::historyFirstThenLive()
{
    DemoSource source(options());
    QCOMPARE(source.kind(), SourceKind::Demo);
    std::vector<EventBatchPtr> batches;
    QSignalSpy states(&source, &EventSource::statusChanged);
    connect(&source, &EventSource::batchReady, &source, [&] {
        for (EventBatchPtr &batch : source.takeBatches())
            batches.push_back(std::move(batch));
    });
    source.start();
    const auto rows = [&](bool live) {
        std::size_t count = 0;
        for (const EventBatchPtr &batch : batches)
            count += (batch->arrival == Arrival::Live) == live ? batch->size() : 0;
        return count;
    };
    QTRY_VERIFY_WITH_TIMEOUT(rows(false) >= 400, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(source.status().state, SourceState::Live, 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(rows(true) >= 20, 30'000);
    QVERIFY(states.count() > 0);
    std::set<std::string> mobs;
    std::set<Category> categories;
    TimestampMs newest = 0;
    for (const EventBatchPtr &batch : batches) {
        QVERIFY(batch->unreadable.empty());
        QCOMPARE(batch->epoch, Epoch(1));
        for (std::size_t i = 0; i < batch->size(); ++i) {
            mobs.emplace(batch->strings.at(batch->mob[i]));
            categories.insert(categoryOf(batch->strings.at(batch->kind[i])));
            newest = std::max(newest, batch->timestampMs[i]);
        }
    }
    QCOMPARE(mobs, (std::set<std::string>{"docs-crew", "release-crew", "triage"}));
    QVERIFY(categories.size() >= 5);
    QVERIFY(newest + 5000 > currentTimeMs() && newest < currentTimeMs() + 1000);
    QVERIFY(source.takeSeams().empty());
    QVERIFY(source.info().runsListed >= 0);
}

void TestDemoSource::payloadsHideReplayOnlyKeys()
{
    DemoSource source(options());
    source.start();
    EventBatchPtr first;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            for (const EventBatchPtr &batch : source.takeBatches()) {
                if (!first && batch->size() > 100)
                    first = batch;
            }
            return first != nullptr;
        }(),
        10'000);
    const auto reader = source.payloads()->makeReader();
    int spawns = 0;
    for (std::size_t i = 0; i < first->size(); ++i) {
        if (first->strings.at(first->kind[i]) != "member_spawned")
            continue;
        const auto payload = reader->read(
            {rowIndex(0), first->epoch, first->cursor[i], first->timestampMs[i], first->locator[i]});
        VERIFY_OK(payload);
        QVERIFY(payload->find("agent_identity") != std::string::npos);
        for (const char *key :
             {"bridge_member_ref", "member_peer_endpoint", "direct_member_fence", "simulated-session-token"})
            QVERIFY2(payload->find(key) == std::string::npos, key);
        ++spawns;
    }
    QVERIFY(spawns > 5);
}

void TestDemoSource::removesItsFolder()
{
    QString folder;
    {
        DemoSource source(options());
        folder = QFileInfo(source.address()).absolutePath();
        QSignalSpy finished(&source, &EventSource::finished);
        source.start();
        QTRY_COMPARE_WITH_TIMEOUT(source.status().state, SourceState::Live, 10'000);
        QVERIFY(QFileInfo::exists(source.address()));
        source.stop();
        source.stop();
        QTRY_COMPARE(finished.count(), 1);
        QCOMPARE(source.status().state, SourceState::Stopped);
    }
    QVERIFY(!QFileInfo::exists(folder));
}

void TestDemoSource::stopsAtAnyMoment()
{
    for (int pause = 0; pause < 3; ++pause) {
        DemoSource source(options());
        QSignalSpy finished(&source, &EventSource::finished);
        source.start();
        for (int i = 0; i < pause; ++i)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
        source.stop();
        QTRY_COMPARE(finished.count(), 1);
    }
    DemoSource never(options());
    QSignalSpy finished(&never, &EventSource::finished);
    never.stop();
    QTRY_COMPARE(finished.count(), 1);
}

QTEST_GUILESS_MAIN(TestDemoSource)
#include "tst_demosource.moc"
