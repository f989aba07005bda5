// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/ratemeter.h"

#include <QTest>

using namespace mobwatch;

class TestRateMeter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void averagesOverItsWindow()
    {
        RateMeter meter;
        QCOMPARE(meter.perSecond(0), 0.0);
        meter.add(1000, 50);
        meter.add(3000, 50);
        QCOMPARE(meter.perSecond(3000), 20.0);
        QCOMPARE(meter.perSecond(5999), 20.0);
        QCOMPARE(meter.perSecond(6000), 10.0);
        meter.add(7000, 5);
        QCOMPARE(meter.perSecond(7000), 11.0);
        QCOMPARE(meter.perSecond(60'000), 0.0);
    }
};

QTEST_GUILESS_MAIN(TestRateMeter)
#include "tst_ratemeter.moc"
