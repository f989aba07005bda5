// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/fakesource.h"
#include "ui/livetail/livetaildelegate.h"
#include "ui/livetail/livetailwidget.h"
#include "ui/widgets/statussegment.h"

#include <QCheckBox>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace mobwatch::ui;

namespace {

/// A tail on a real session whose source a test writes.
struct Pane
{
    FakeSource *source = new FakeSource;
    Session session{std::unique_ptr<EventSource>(source)};
    PayloadCache payloads{session.store(), session.payloads()};
    LiveTailWidget widget{Looks::fromApplication()};
    Cursor cursor = 0;

    Pane()
    {
        session.start();
        source->setState(SourceState::Live);
        widget.resize(800, 180);
        widget.attach(session, payloads);
        widget.show();
    }
    void arrive(int count, const std::string &kind = "step_dispatched", const std::string &payload = "{}")
    {
        std::vector<FakeRow> rows;
        for (int i = 0; i < count; ++i) {
            FakeRow row;
            row.cursor = ++cursor;
            row.kind = kind;
            row.agent = "researcher-3";
            row.step = "analyze";
            row.run = "night-7";
            row.payload = payload;
            rows.push_back(row);
        }
        source->push(rows);
    }
    [[nodiscard]] int lines() const { return widget.model()->rowCount(); }
    [[nodiscard]] QToolButton *pause() const { return qobject_cast<QToolButton *>(widget.titleActions()[0]); }
    [[nodiscard]] QCheckBox *onlyMatching() const
    {
        return qobject_cast<QCheckBox *>(widget.titleActions()[2]);
    }
    [[nodiscard]] bool atEnd() const
    {
        const QScrollBar *bar = widget.view()->verticalScrollBar();
        return bar->value() == bar->maximum();
    }
};

} // namespace

class TestLiveTail : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<RowIndex>(); }
    void showsWhatArrives();
    void saysThatNothingArrived();
    void fillsTheReasonWhenItIsRead();
    void staysWhereTheUserReads();
    void pausesByKey();
    void showsAnEventInTheTable();
    void leadsToWhatIsMissing();
    void tellsStateAndRate();
    void letsGoOfItsSession();
};

void TestLiveTail::showsWhatArrives()
{
    Pane pane;
    pane.arrive(3);
    QTRY_COMPARE(pane.lines(), 3);
    auto *delegate = pane.widget.findChild<LiveTailDelegate *>();
    QCOMPARE(delegate->lineText(2), QStringLiteral("Step analyze of run night-7 went to researcher-3"));
}

void TestLiveTail::saysThatNothingArrived()
{
    Pane pane;
    QVERIFY(pane.widget.emptyText().startsWith(QLatin1String("Nothing has arrived since ")));
    pane.onlyMatching()->setChecked(true);
    QVERIFY(pane.widget.emptyText().startsWith(QLatin1String("Nothing that matches has arrived since ")));
}

void TestLiveTail::fillsTheReasonWhenItIsRead()
{
    Pane pane;
    auto *delegate = pane.widget.findChild<LiveTailDelegate *>();
    pane.source->memory().hold();
    pane.arrive(1, "step_failed", R"({"reason":"rate limited"})");
    QTRY_COMPARE(pane.lines(), 1);
    QCOMPARE(delegate->lineText(0), QStringLiteral("Step analyze of run night-7 failed"));
    pane.source->memory().release();
    QTRY_COMPARE(delegate->lineText(0), QStringLiteral("Step analyze of run night-7 failed: rate limited"));
}

void TestLiveTail::staysWhereTheUserReads()
{
    Pane pane;
    pane.arrive(100);
    QTRY_COMPARE(pane.lines(), 100);
    QTRY_VERIFY(pane.atEnd());
    QTest::keyClick(pane.widget.view(), Qt::Key_Home);
    QVERIFY(!pane.widget.isFollowing());
    pane.arrive(50);
    QTRY_COMPARE(pane.lines(), 150);
    QCOMPARE(pane.widget.view()->verticalScrollBar()->value(), 0);
    QTest::keyClick(pane.widget.view(), Qt::Key_End);
    QVERIFY(pane.widget.isFollowing());
    pane.arrive(10);
    QTRY_COMPARE(pane.lines(), 160);
    QTRY_VERIFY(pane.atEnd());
}

void TestLiveTail::pausesByKey()
{
    Pane pane;
    QTest::keyClick(pane.widget.view(), Qt::Key_Space);
    QVERIFY(pane.widget.model()->isPaused());
    pane.arrive(4);
    QTRY_COMPARE(pane.pause()->text(), QStringLiteral("Resume (4 new)"));
    QCOMPARE(pane.lines(), 0);
    QTest::keyClick(pane.widget.view(), Qt::Key_Space);
    QCOMPARE(pane.lines(), 4);
    QCOMPARE(pane.pause()->text(), QStringLiteral("Pause"));
    QTest::keyClick(pane.widget.view(), Qt::Key_Delete);
    QCOMPARE(pane.lines(), 0);
}

void TestLiveTail::showsAnEventInTheTable()
{
    Pane pane;
    pane.arrive(5);
    QTRY_COMPARE(pane.lines(), 5);
    QSignalSpy spy(&pane.widget, &LiveTailWidget::eventActivated);
    pane.widget.view()->setCurrentIndex(pane.widget.model()->index(1));
    QTest::keyClick(pane.widget.view(), Qt::Key_Return);
    QCOMPARE(spy.size(), 1);
    QCOMPARE(toNumber(spy[0][0].value<RowIndex>()), 1U);
}

void TestLiveTail::leadsToWhatIsMissing()
{
    Pane pane;
    pane.arrive(int(EventHub::capacity) + 1318);
    QTRY_COMPARE(pane.lines(), int(EventHub::capacity) + 1);
    auto *delegate = pane.widget.findChild<LiveTailDelegate *>();
    QCOMPARE(delegate->lineText(0), QStringLiteral("1,318 events not shown here (they are in the table)"));
    QSignalSpy spy(&pane.widget, &LiveTailWidget::eventActivated);
    QTest::keyClick(pane.widget.view(), Qt::Key_Home);
    const QRect line = pane.widget.view()->visualRect(pane.widget.model()->index(0));
    QTest::mouseClick(pane.widget.view()->viewport(), Qt::LeftButton, {},
                      delegate->linkArea(line, 0).center());
    QCOMPARE(spy.size(), 1);
    QCOMPARE(toNumber(spy[0][0].value<RowIndex>()), 0U);
}

void TestLiveTail::tellsStateAndRate()
{
    Pane pane;
    auto *state = qobject_cast<StatusSegment *>(pane.widget.stateDisplay());
    QCOMPARE(state->shown().text, QStringLiteral("Live"));
    pane.session.setHeld(true);
    pane.widget.refreshTitle();
    QCOMPARE(state->shown().text, QStringLiteral("Paused"));
    pane.session.setHeld(false);
    pane.arrive(30);
    QTRY_VERIFY(!state->shown().figure.startsWith(QLatin1Char('0')));
    // It comes down by itself when nothing arrives any more.
    QTRY_VERIFY_WITH_TIMEOUT(state->shown().figure.startsWith(QLatin1Char('0')), 20000);
}

void TestLiveTail::letsGoOfItsSession()
{
    Pane pane;
    pane.arrive(2);
    QTRY_COMPARE(pane.lines(), 2);
    pane.widget.detach();
    QVERIFY(!pane.widget.model());
    QCOMPARE(pane.widget.emptyText(), QString());
    pane.arrive(2);
    QTRY_COMPARE(pane.session.store().rowCount(), 4U);
}

QTEST_MAIN(TestLiveTail)
#include "tst_livetail.moc"
