// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/support/workerthread.h"

#include <QTest>
#include <QThread>
#include <atomic>
#include <vector>

using namespace mobwatch;

namespace {

class Recorder final : public QObject
{
public:
    explicit Recorder(std::atomic<bool> &gone)
        : m_gone(gone)
    {
    }
    ~Recorder() override { m_gone = QThread::currentThread() == thread(); }
    std::vector<int> seen;

private:
    std::atomic<bool> &m_gone;
};

} // namespace

class TestWorkerThread final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runsEverythingPostedBeforeStopInOrder()
    {
        std::atomic<bool> gone = false;
        std::vector<int> result;
        WorkerThread<Recorder> thread("test");
        thread.start([&gone] { return std::make_unique<Recorder>(gone); });
        for (int i = 0; i < 1000; ++i)
            thread.post([i](Recorder &recorder) { recorder.seen.push_back(i); });
        thread.post([&result](Recorder &recorder) { result = recorder.seen; });
        thread.stop();
        QCOMPARE(result.size(), std::size_t(1000));
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(result[std::size_t(i)], i);
        QVERIFY2(gone, "the worker is destroyed on its own thread");
    }

    void ignoresWhatComesAfterStop()
    {
        std::atomic<bool> gone = false;
        WorkerThread<Recorder> thread("test");
        thread.start([&gone] { return std::make_unique<Recorder>(gone); });
        thread.stop();
        thread.stop();
        bool ran = false;
        thread.post([&ran](Recorder &) { ran = true; });
        QVERIFY(!ran);
        QVERIFY(!thread.isRunning());
    }

    void runsTasksPostedByTasks()
    {
        std::atomic<bool> gone = false;
        std::atomic<int> count = 0;
        WorkerThread<Recorder> thread("test");
        thread.start([&gone] { return std::make_unique<Recorder>(gone); });
        thread.post([&](Recorder &) { thread.post([&count](Recorder &) { ++count; }); });
        QTRY_COMPARE(count.load(), 1);
    }
};

QTEST_GUILESS_MAIN(TestWorkerThread)
#include "tst_workerthread.moc"
