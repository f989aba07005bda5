// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/followstate.h"
#include "ui/eventtable/rowscroll.h"

#include <QTest>

using namespace mobwatch;
using namespace mobwatch::ui;

class TestRowScroll : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void followStatePausesAndCounts();
    void rowScrollKeepsRowsInPlace();
    void rowScrollCountsTenMillionRows();
};

void TestRowScroll::followStatePausesAndCounts()
{
    FollowState state;
    QVERIFY(state.isFollowing());
    state.appended(3);
    QCOMPARE(state.newEvents(), 0U);
    state.userScrolled(false);
    QVERIFY(!state.isFollowing());
    state.appended(3);
    state.appended(4);
    QCOMPARE(state.newEvents(), 7U);
    state.userScrolled(false);
    QCOMPARE(state.newEvents(), 7U);
    state.userScrolled(true);
    QVERIFY(state.isFollowing());
    QCOMPARE(state.newEvents(), 0U);
    state.rowChosen();
    QVERIFY(!state.isFollowing());
    state.appended(2);
    state.rowsReplaced();
    QCOMPARE(state.newEvents(), 0U);
    QVERIFY(!state.isFollowing());
}

void TestRowScroll::rowScrollKeepsRowsInPlace()
{
    RowScroll scroll;
    scroll.setRowHeight(20);
    scroll.setViewport(110);
    scroll.setRows(100);
    QCOMPARE(scroll.maximum(), 95); // 1890 pixels, the last step half a row
    scroll.toEnd();
    QCOMPARE(scroll.yOf(99), 90);
    QCOMPARE(scroll.value(), scroll.maximum());
    scroll.rowsInserted(100, 10);
    QCOMPARE(scroll.yOf(99), 90);
    QVERIFY(!scroll.isAtEnd());
    scroll.rowsInserted(0, 7);
    QCOMPARE(scroll.yOf(106), 90);
    scroll.setValue(0);
    QCOMPARE(scroll.rowAt(45), 2);
    scroll.ensureVisible(50);
    QCOMPARE(scroll.yOf(50), 90);
    scroll.setRows(2);
    QCOMPARE(scroll.offset(), 0);
    QCOMPARE(scroll.rowAt(45), -1);
    QCOMPARE(scroll.maximum(), 0);
}

void TestRowScroll::rowScrollCountsTenMillionRows()
{
    RowScroll scroll;
    scroll.setRowHeight(22);
    scroll.setViewport(1000);
    scroll.setRows(150'000'000); // more pixels than an int holds
    scroll.toEnd();
    QCOMPARE(scroll.lastRow(), 149'999'999);
    QCOMPARE(scroll.yOf(149'999'999), 978);
    scroll.setValue(120'000'000);
    QCOMPARE(scroll.firstRow(), 120'000'000);
}

QTEST_APPLESS_MAIN(TestRowScroll)
#include "tst_rowscroll.moc"
