// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/ui/eventtablewindow.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QMenu>
#include <QScrollBar>
#include <QSignalSpy>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace mobwatch::ui;
using namespace Qt::StringLiterals;

class TestEventTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { useTestFont(); }
    void followsTheEndUntilTheUserScrolls();
    void countsNewEventsAndJumpsToTheEnd();
    void countsOnlyNewEventsBelowTheScreen();
    void scrollingBackToTheEndFollowsAgain();
    void choosingARowStopsFollowing();
    void endKeyFollows();
    void olderHistoryLeavesRowsInPlace();
    void pauseShowsWhatArrivedMeanwhile();
    void movesWithTheKeyboard();
    void stepsThroughTheRun();
    void keepsTheSelectionOverAFilterChange();
    void choosesTheNearestWhenTheSelectedIsFilteredOut();
    void sortKeepsTheSelectionInView();
    void hidesMovesAndRestoresColumns();
    void showsTheMobColumnForSeveralMobs();
    void infoTakesTheRestAndNothingScrollsSideways();
    void namesGetRoomWhenThereIsEnough();
    void runsThatShareEightDigitsShowTwelve();
    void doesNotSortByInfo();
    void fillsInfoWhenThePayloadIsRead();
    void tooltipsTellWhatIsElided();
    void showsSeams();
    void paintsEveryStateInBothSchemes();
    void readsRowsToAssistiveTechnology();
    void handlesAMillionRows();
};

void TestEventTable::followsTheEndUntilTheUserScrolls()
{
    Window w;
    QVERIFY(w.table.isFollowing());
    QVERIFY(w.isAtEnd());
    w.add(201, 240);
    QVERIFY(w.isAtEnd());
    QCOMPARE(w.cursorAt(w.view.rowScroll().lastRow()), 240U);
    QSignalSpy following(&w.table, &EventTableWidget::followingChanged);
    w.wheel(1);
    QVERIFY(!w.table.isFollowing());
    QCOMPARE(following.size(), 1);
    const int top = w.view.rowScroll().firstRow();
    w.add(241, 300);
    QCOMPARE(w.view.rowScroll().firstRow(), top);
}

void TestEventTable::countsNewEventsAndJumpsToTheEnd()
{
    Window w;
    QVERIFY(!w.bar().isVisible());
    w.wheel(2);
    w.add(201, 328);
    QVERIFY(w.bar().isVisible());
    QCOMPARE(w.bar().events(), 128U);
    QCOMPARE(w.bar().text(), u"128 new events, jump to the end"_s);
    QCOMPARE(w.bar().geometry().bottom(), w.view.viewport()->rect().bottom());
    QTest::mouseClick(&w.bar(), Qt::LeftButton);
    QVERIFY(!w.bar().isVisible());
    QVERIFY(w.isAtEnd());
    QVERIFY(w.table.isFollowing());
}

void TestEventTable::countsOnlyNewEventsBelowTheScreen()
{
    Window w(5);
    w.click(3);
    QVERIFY(!w.table.isFollowing());
    w.add(6, 10);
    QVERIFY(!w.bar().isVisible()); // they are on the screen
    w.add(11, 30);
    QCOMPARE(w.bar().events(), quint64(w.view.rowScroll().rowsBelow()));
    QVERIFY(w.bar().events() > 5 && w.bar().events() < 20);
    w.table.resize(900, 24 + 22 * 40);
    QTRY_VERIFY(!w.bar().isVisible());
}

void TestEventTable::scrollingBackToTheEndFollowsAgain()
{
    Window w;
    w.wheel(3);
    w.add(201, 205);
    w.view.verticalScrollBar()->setValue(w.view.verticalScrollBar()->maximum());
    QVERIFY(w.table.isFollowing());
    QVERIFY(!w.bar().isVisible());
    w.add(206, 207);
    QVERIFY(w.isAtEnd());
}

void TestEventTable::choosingARowStopsFollowing()
{
    Window w;
    QSignalSpy current(&w.table, &EventTableWidget::currentEventChanged);
    w.click(190);
    QCOMPARE(w.currentCursor(), 190U);
    QCOMPARE(current.size(), 1);
    QVERIFY(!w.table.isFollowing());
    const int y = w.yOfCursor(190);
    w.add(201, 230);
    QCOMPARE(w.yOfCursor(190), y);
    QCOMPARE(w.bar().events(), 30U);
    QCOMPARE(current.size(), 1);
}

void TestEventTable::endKeyFollows()
{
    Window w;
    w.click(190);
    w.key(Qt::Key_Home);
    QCOMPARE(w.currentCursor(), 1U);
    QCOMPARE(w.view.rowScroll().firstRow(), 0);
    w.key(Qt::Key_End);
    QCOMPARE(w.currentCursor(), 200U);
    QVERIFY(w.table.isFollowing());
    w.add(201, 210);
    QVERIFY(w.isAtEnd());
    QCOMPARE(w.currentCursor(), 200U);
}

void TestEventTable::olderHistoryLeavesRowsInPlace()
{
    Window w(0);
    w.add(501, 700);
    w.view.verticalScrollBar()->setValue(50);
    w.click(555);
    const int y = w.yOfCursor(555);
    w.add(301, 500, Arrival::Older);
    QCOMPARE(w.view.eventModel().rowCount(), 400);
    QCOMPARE(w.yOfCursor(555), y);
    QCOMPARE(w.currentCursor(), 555U);
    QVERIFY(!w.bar().isVisible()); // old events are no news
}

void TestEventTable::pauseShowsWhatArrivedMeanwhile()
{
    Window w;
    w.session.setHeld(true);
    w.add(201, 250);
    QCOMPARE(w.view.eventModel().rowCount(), 200);
    QVERIFY(w.bar().isVisible());
    QCOMPARE(w.bar().events(), 50U);
    w.bar().click();
    QVERIFY(!w.session.isHeld());
    QCOMPARE(w.view.eventModel().rowCount(), 250);
    QVERIFY(w.isAtEnd());
    QVERIFY(!w.bar().isVisible());
}

void TestEventTable::movesWithTheKeyboard()
{
    Window w;
    w.click(190, EventTableModel::KindColumn);
    w.key(Qt::Key_Down);
    QCOMPARE(w.currentCursor(), 191U);
    w.key(Qt::Key_Up);
    w.key(Qt::Key_Up);
    QCOMPARE(w.currentCursor(), 189U);
    w.key(Qt::Key_PageUp);
    QCOMPARE(w.currentCursor(), 189U - static_cast<Cursor>(w.view.rowScroll().pageRows()));
    QVERIFY(w.view.rowScroll().isVisible(w.view.currentIndex().row()));
    w.key(Qt::Key_PageDown);
    QCOMPARE(w.currentCursor(), 189U);
    w.key(Qt::Key_Right);
    QCOMPARE(w.view.currentIndex().column(), static_cast<int>(EventTableModel::RunColumn)); // Mob is hidden
    w.key(Qt::Key_Left);
    QCOMPARE(w.view.currentIndex().column(), static_cast<int>(EventTableModel::KindColumn));
    QCOMPARE(w.view.selectionModel()->selectedRows().size(), 1);
}

void TestEventTable::stepsThroughTheRun()
{
    Window w;
    w.click(190);
    w.key(Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(w.currentCursor(), 188U);
    w.key(Qt::Key_Down, Qt::AltModifier);
    w.key(Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(w.currentCursor(), 192U);
    QCOMPARE(w.view.selectionModel()->selectedRows().value(0).row(), w.view.currentIndex().row());
}

void TestEventTable::keepsTheSelectionOverAFilterChange()
{
    Window w;
    w.wheel(20);
    w.view.verticalScrollBar()->setValue(90);
    w.click(100);
    const int y = w.yOfCursor(100);
    w.filter("kind:step_failed");
    QCOMPARE(w.currentCursor(), 100U);
    QVERIFY(w.view.selectionModel()->isSelected(w.view.currentIndex()));
    w.filter("");
    QCOMPARE(w.currentCursor(), 100U);
    QCOMPARE(w.yOfCursor(100), y);
    w.filter("run:" + std::string(runA));
    QCOMPARE(w.currentCursor(), 100U);
    QCOMPARE(w.yOfCursor(100), y);
}

void TestEventTable::choosesTheNearestWhenTheSelectedIsFilteredOut()
{
    Window w;
    w.wheel(1);
    w.view.verticalScrollBar()->setValue(90);
    w.click(97);
    const int y = w.yOfCursor(97);
    w.filter("kind:step_failed");
    QCOMPARE(w.currentCursor(), 100U);
    w.filter("kind:nothing");
    QVERIFY(!w.view.currentEvent());
    w.filter("");
    QCOMPARE(w.currentCursor(), 97U); // what was chosen, not its stand-in
    QCOMPARE(w.yOfCursor(97), y);
}

void TestEventTable::sortKeepsTheSelectionInView()
{
    Window w;
    w.click(190);
    w.view.header().setSortIndicator(EventTableModel::KindColumn, Qt::AscendingOrder);
    QCOMPARE(w.view.eventModel().sortColumn(), static_cast<int>(EventTableModel::KindColumn));
    QCOMPARE(w.currentCursor(), 190U);
    QVERIFY(w.view.rowScroll().isVisible(w.view.currentIndex().row()));
    w.view.header().setSortIndicator(EventTableModel::CursorColumn, Qt::DescendingOrder);
    QCOMPARE(w.cursorAt(0), 200U);
    QCOMPARE(w.currentCursor(), 190U);
    QVERIFY(w.view.rowScroll().isVisible(w.view.currentIndex().row()));
}

void TestEventTable::hidesMovesAndRestoresColumns()
{
    Window w;
    EventHeader &header = w.view.header();
    QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(60, 5), header.mapToGlobal(QPoint(60, 5)));
    QApplication::sendEvent(header.viewport(), &event);
    auto *menu = header.findChild<QMenu *>(u"columnMenu"_s);
    QVERIFY(menu);
    for (QAction *action : menu->actions())
        if (action->text() == u"Step"_s)
            action->trigger();
    menu->close();
    QVERIFY(header.isSectionHidden(EventTableModel::StepColumn));
    header.moveSection(header.visualIndex(EventTableModel::AgentColumn), 1);
    header.resizeSection(EventTableModel::KindColumn, 230);
    QCOMPARE(header.length(), w.view.viewport()->width()); // Info takes the rest
    const QByteArray saved = w.table.saveColumns();

    Window other;
    QVERIFY(other.table.restoreColumns(saved));
    QVERIFY(other.view.header().isSectionHidden(EventTableModel::StepColumn));
    QCOMPARE(other.view.header().visualIndex(EventTableModel::AgentColumn), 1);
    QCOMPARE(other.view.header().sectionSize(EventTableModel::KindColumn), 230);
    QVERIFY(!other.table.restoreColumns("nonsense"));
    other.view.header().resetColumns();
    QVERIFY(!other.view.header().isSectionHidden(EventTableModel::StepColumn));
    QCOMPARE(other.view.header().visualIndex(EventTableModel::AgentColumn),
             static_cast<int>(EventTableModel::AgentColumn));
}

void TestEventTable::showsTheMobColumnForSeveralMobs()
{
    Window w;
    EventHeader &header = w.view.header();
    QVERIFY(header.isSectionHidden(EventTableModel::MobColumn));
    FakeRow other = row(201);
    other.mob = "second";
    w.source->push({other});
    QTRY_VERIFY(!header.isSectionHidden(EventTableModel::MobColumn));
    header.setColumnShown(EventTableModel::MobColumn, false);
    w.add(202, 203);
    QVERIFY(header.isSectionHidden(EventTableModel::MobColumn)); // the user decided
}

void TestEventTable::infoTakesTheRestAndNothingScrollsSideways()
{
    Window w;
    EventHeader &header = w.view.header();
    FakeRow other = row(201);
    other.mob = "second";
    w.source->push({other});
    QTRY_VERIFY(!header.isSectionHidden(EventTableModel::MobColumn));
    QCOMPARE(header.sectionSize(EventTableModel::KindColumn), 186);
    // The table of a window 1024 wide with the filters beside it.
    w.table.resize(758, 400);
    QTRY_COMPARE(w.view.horizontalScrollBar()->maximum(), 0);
    QVERIFY(header.isSectionHidden(EventTableModel::MobColumn));
    QVERIFY(header.sectionSize(EventTableModel::InfoColumn) >= 120);
    QCOMPARE(header.length(), w.view.viewport()->width());
    w.table.resize(900, 400);
    QTRY_VERIFY(!header.isSectionHidden(EventTableModel::MobColumn));
}

void TestEventTable::namesGetRoomWhenThereIsEnough()
{
    Window w(0);
    FakeRow long1 = row(1);
    long1.kind = "placed_completion_lifecycle_quiesce_started";
    long1.step = "summarize-everything";
    w.source->push({long1});
    EventHeader &header = w.view.header();
    w.table.resize(1400, 400);
    QTRY_VERIFY(header.sectionSize(EventTableModel::KindColumn) > 250);
    QVERIFY(header.sectionSize(EventTableModel::StepColumn) > 100);
    header.resizeSection(EventTableModel::StepColumn, 70); // the user decided
    w.table.resize(1500, 400);
    QTRY_COMPARE(header.length(), w.view.viewport()->width());
    QCOMPARE(header.sectionSize(EventTableModel::StepColumn), 70);
}

void TestEventTable::runsThatShareEightDigitsShowTwelve()
{
    Window w(2);
    const auto shown = [&w](Cursor cursor) {
        return w.view.eventDelegate().cellText(*w.session.store().findCursor(1, cursor),
                                               EventTableModel::RunColumn);
    };
    QCOMPARE(shown(2), u"6f0c2f3e"_s);
    FakeRow other = row(3);
    other.run = "6f0c2f3e-77aa-4c0e-9a53-7d8b2f4a1c11";
    w.source->push({other});
    QTRY_COMPARE(w.session.store().rowCount(), 3U);
    QCOMPARE(shown(3), u"6f0c2f3e-77aa"_s);
    QCOMPARE(shown(2), u"6f0c2f3e-5f6b"_s);
    QCOMPARE(shown(1), u"91b7e0a4"_s);
    // There is room for them.
    w.table.resize(1000, 400);
    const int needed = QFontMetrics(w.view.eventDelegate().looks().figuresFont()).horizontalAdvance(shown(3));
    QTRY_VERIFY(w.view.header().sectionSize(EventTableModel::RunColumn) > needed);
}

void TestEventTable::doesNotSortByInfo()
{
    Window w;
    w.view.header().setSortIndicator(EventTableModel::InfoColumn, Qt::AscendingOrder);
    QCOMPARE(w.view.header().sortIndicatorSection(), static_cast<int>(EventTableModel::CursorColumn));
}

void TestEventTable::fillsInfoWhenThePayloadIsRead()
{
    Window w;
    w.source->memory().hold();
    FakeRow failed = row(210);
    failed.payload = R"({"reason":"late answer"})";
    w.source->push({failed});
    QTRY_COMPARE(w.view.eventModel().rowCount(), 201);
    const RowIndex event = *w.session.store().findCursor(1, 210);
    QVERIFY(!w.view.eventDelegate().cellText(event, EventTableModel::InfoColumn).contains(u"late answer"_s));
    w.source->memory().release();
    QTRY_COMPARE(w.view.eventDelegate().cellText(event, EventTableModel::InfoColumn), u"late answer"_s);
}

void TestEventTable::tooltipsTellWhatIsElided()
{
    Window w;
    const EventTableDelegate &delegate = w.view.eventDelegate();
    const RowIndex event = *w.session.store().findCursor(1, 199);
    QCOMPARE(delegate.toolTip(event, EventTableModel::KindColumn, 400), QString());
    QCOMPARE(delegate.toolTip(event, EventTableModel::KindColumn, 60), u"step_dispatched"_s);
    QVERIFY(delegate.toolTip(event, EventTableModel::RunColumn, 400).startsWith(QString::fromLatin1(runB)));
    const QString time = delegate.toolTip(event, EventTableModel::TimeColumn, 400);
    QVERIFY2(time.contains(u"1787418700990 ms"_s), qPrintable(time));
}

void TestEventTable::showsSeams()
{
    Window w(5);
    w.source->addSeam({SeamReason::LedgerCleared, 2, 5});
    w.source->push(rows(1, 3), Arrival::Live, 2);
    QTRY_COMPARE(w.view.eventModel().rowCount(), 9);
    const Seam *seam = w.view.eventModel().seamAt(5);
    QVERIFY(seam);
    QVERIFY(EventTableDelegate::seamWords(*seam).contains(u"epoch 2"_s));
    w.click(5);
    w.key(Qt::Key_Down); // over the seam, which is no event
    QCOMPARE(w.view.currentIndex().row(), 6);
    w.key(Qt::Key_Up);
    QCOMPARE(w.view.currentIndex().row(), 4);
    const int y = w.view.rowScroll().yOf(5) + 5;
    QTest::mouseClick(w.view.viewport(), Qt::LeftButton, {}, QPoint(200, y));
    QCOMPARE(w.view.currentIndex().row(), 4);
}

void TestEventTable::paintsEveryStateInBothSchemes()
{
    for (const Appearance appearance : {Appearance::Dark, Appearance::Light}) {
        applyAppearance(appearance);
        Window w;
        w.click(199);
        const Looks looks = Looks::fromApplication();
        w.table.setLooks(looks);
        const QImage image = w.view.viewport()->grab().toImage();
        const auto colorAt = [&](Cursor cursor) {
            return image.pixelColor(image.width() - 2, w.yOfCursor(cursor) + 1);
        };
        QCOMPARE(colorAt(199), w.table.palette().color(QPalette::Active, QPalette::Highlight));
        QVERIFY(colorAt(190) == looks.colors().errorRow || colorAt(190) == looks.colors().errorRowAlternate);
        QVERIFY(colorAt(196) != colorAt(197)); // stripes
    }
}

void TestEventTable::readsRowsToAssistiveTechnology()
{
    Window w;
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(&w.view);
    QVERIFY(table);
    QCOMPARE(table->role(), QAccessible::Table);
    QCOMPARE(table->text(QAccessible::Name), u"Events"_s);
    QCOMPARE(table->text(QAccessible::Description), u"200 of 200, following"_s);
    const RowScroll &scroll = w.view.rowScroll();
    QCOMPARE(table->childCount(), scroll.lastRow() - scroll.firstRow() + 1);
    w.click(200);
    QCOMPARE(table->text(QAccessible::Description), u"200 of 200"_s);
    QAccessibleInterface *row = table->focusChild();
    QVERIFY(row);
    QCOMPARE(row->role(), QAccessible::Row);
    QVERIFY(row->state().selected);
    const QString spoken = row->text(QAccessible::Name);
    QVERIFY2(spoken.startsWith(u"error, "_s) && spoken.contains(u"analyze"_s) &&
                 spoken.endsWith(u"17:11:41.000"_s),
             qPrintable(spoken));
    QCOMPARE(table->child(table->indexOfChild(row)), row);
    QCOMPARE(table->childAt(row->rect().center().x(), row->rect().center().y()), row);
    QVERIFY(!table->child(table->childCount()));
    for (int value = 0; value < 180; value += 5) { // far rows are dropped, near ones stay what they are
        w.view.verticalScrollBar()->setValue(value);
        for (int child = 0; child < table->childCount(); ++child)
            QVERIFY(table->child(child)->isValid());
    }
}

void TestEventTable::handlesAMillionRows()
{
    Window w(0);
    const auto batch = makeBatch(rows(1, 50'000));
    for (Epoch epoch = 1; epoch <= 20; ++epoch) {
        auto copy = makeBatch({});
        *copy = EventBatch();
        copy->epoch = epoch;
        copy->kind = batch->kind;
        copy->mob = batch->mob;
        copy->run = batch->run;
        copy->step = batch->step;
        copy->agent = batch->agent;
        copy->severity = batch->severity;
        copy->cursor = batch->cursor;
        copy->timestampMs = batch->timestampMs;
        copy->locator = batch->locator;
        for (std::uint32_t id = 0; id < batch->strings.size(); ++id)
            (void)copy->strings.intern(batch->strings.at(id));
        w.source->push(copy);
    }
    QTRY_COMPARE(w.view.eventModel().rowCount(), 1'000'000);
    QVERIFY(w.isAtEnd());
    QElapsedTimer timer;
    timer.start();
    for (int value = 0; value < 999'000; value += 99'900) {
        w.view.verticalScrollBar()->setValue(value);
        w.view.viewport()->grab();
        QCOMPARE(w.view.rowScroll().firstRow(), value);
    }
    // Generous for a debug build on a busy machine; work per row would take far longer.
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_MAIN(TestEventTable)
#include "tst_eventtable.moc"
