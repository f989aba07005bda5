// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/filterhistory.h"

#include <QTest>

using namespace mobwatch;

class TestFilterHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isBounded()
    {
        FilterHistory history;
        QVERIFY(history.current().isEmpty());
        for (int i = 0; i < 500; ++i)
            history.push(Filter::parse("cursor:" + std::to_string(i)).value());
        QCOMPARE(history.current(), Filter::parse("cursor:499").value());
        std::size_t steps = 0;
        for (; history.hasEarlier(); ++steps)
            history.goEarlier();
        QCOMPARE(steps, FilterHistory::capacity - 1);
        QCOMPARE(history.current(), Filter::parse("cursor:300").value());
        history.goLater();
        QCOMPARE(history.current(), Filter::parse("cursor:301").value());
    }
};

QTEST_GUILESS_MAIN(TestFilterHistory)
#include "tst_filterhistory.moc"
