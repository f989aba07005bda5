// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/hub/eventhub.h"

#include <QTest>

using namespace mobwatch;

class TestEventHub : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void seesOnlyWhatIsPublishedLater()
    {
        EventHub hub;
        hub.publish({0, 5}); // nobody listens: dropped
        const auto subscription = hub.subscribe();
        QVERIFY(subscription->take().rows.empty());
        hub.publish({5, 2});
        hub.publish({20, 1});
        const auto received = subscription->take();
        QCOMPARE(received.lagged, std::uint64_t{0});
        QCOMPARE(received.rows, (std::vector{rowIndex(5), rowIndex(6), rowIndex(20)}));
        QVERIFY(subscription->take().rows.empty());
    }

    void keepsExactlyTheCapacity()
    {
        EventHub hub;
        const auto subscription = hub.subscribe();
        hub.publish({0, EventHub::capacity});
        auto received = subscription->take();
        QCOMPARE(received.lagged, std::uint64_t{0});
        QCOMPARE(received.rows.size(), std::size_t{512});
        for (std::uint32_t i = 0; i < 513; ++i)
            hub.publish({1000 + i, 1});
        received = subscription->take();
        QCOMPARE(received.lagged, std::uint64_t{1});
        QCOMPARE(received.rows.size(), std::size_t{512});
        QCOMPARE(toNumber(received.rows.front()), 1001U);
        QCOMPARE(toNumber(received.rows.back()), 1512U);
    }

    void tellsTheLagOnceAndContinuesWithTheOldest()
    {
        EventHub hub;
        const auto slow = hub.subscribe();
        const auto fast = hub.subscribe();
        hub.publish({0, 100});
        QCOMPARE(fast->take().rows.size(), std::size_t{100});
        hub.publish({100, 2000});
        const auto lagging = slow->take();
        QCOMPARE(lagging.lagged, std::uint64_t{2100 - 512});
        QCOMPARE(toNumber(lagging.rows.front()), 2100U - 512U);
        QCOMPARE(toNumber(lagging.rows.back()), 2099U);
        QCOMPARE(fast->take().lagged, std::uint64_t{2000 - 512});
        hub.publish({2100, 1});
        const auto next = slow->take();
        QCOMPARE(next.lagged, std::uint64_t{0});
        QCOMPARE(next.rows, (std::vector{rowIndex(2100)}));
    }

    void drainsAfterTheHubIsGone()
    {
        auto hub = std::make_unique<EventHub>();
        const auto subscription = hub->subscribe();
        hub->publish({3, 2});
        hub.reset();
        QCOMPARE(subscription->take().rows.size(), std::size_t{2});
        QVERIFY(subscription->take().rows.empty());
    }
};

QTEST_GUILESS_MAIN(TestEventHub)
#include "tst_eventhub.moc"
