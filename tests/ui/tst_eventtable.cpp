// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/fakesource.h"
#include "ui/eventtable/emptystate.h"
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/eventtable/followstate.h"
#include "ui/eventtable/neweventsbar.h"
#include "ui/eventtable/rowscroll.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace mobwatch::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr auto runA = "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11";
constexpr auto runB = "91b7e0a4-5f6b-4c0e-9a53-7d8b2f4a1c11";
constexpr TimestampMs firstTime = 1'787'418'699'000;

FakeRow row(Cursor cursor)
{
    FakeRow made;
    made.cursor = cursor;
    made.timestampMs = firstTime + cursor * 10;
    made.run = cursor % 2 == 0 ? runA : runB;
    made.step = "analyze";
    if (cursor % 10 == 0) {
        made.kind = "step_failed";
        made.severity = Severity::Error;
        made.payload = R"({"reason":"rate limited"})";
    } else {
        made.agent = "researcher-" + std::to_string(cursor % 3);
    }
    return made;
}

std::vector<FakeRow> rows(Cursor first, Cursor last)
{
    std::vector<FakeRow> made;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        made.push_back(row(cursor));
    return made;
}

/// A window that shows a session fed by a source of the test's own.
struct Window
{
    explicit Window(Cursor last = 200)
    {
        session.start();
        if (last > 0)
            add(1, last);
        table.resize(900, 24 + 22 * 20);
        table.show();
        QApplication::setActiveWindow(&table);
        view.setFocus();
        QObject::connect(&table, &EventTableWidget::filterRequested, &session, [this](const Filter &filter) {
            requested = filter;
            session.setFilter(filter);
        });
    }

    void add(Cursor first, Cursor last, Arrival arrival = Arrival::Live)
    {
        source->push(rows(first, last), arrival);
        QCoreApplication::processEvents();
    }
    [[nodiscard]] Cursor cursorAt(int viewRow) const
    {
        return session.store().cursor(*view.eventModel().eventAt(viewRow));
    }
    [[nodiscard]] Cursor currentCursor() const { return session.store().cursor(*view.currentEvent()); }
    [[nodiscard]] int yOfCursor(Cursor cursor) const
    {
        const RowIndex event = *session.store().findCursor(1, cursor);
        return view.rowScroll().yOf(view.eventModel().rowOf(event));
    }
    [[nodiscard]] QPoint cell(Cursor cursor, int column) const
    {
        const RowIndex event = *session.store().findCursor(1, cursor);
        return view.visualRect(view.eventModel().index(view.eventModel().rowOf(event), column)).center();
    }
    void click(Cursor cursor, int column = EventTableModel::KindColumn)
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, cell(cursor, column));
    }
    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view, code, modifiers); }
    void wheel(int notches)
    {
        QWheelEvent event(QPointF(50, 50), view.viewport()->mapToGlobal(QPointF(50, 50)), {},
                          QPoint(0, 120 * notches), {}, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }
    [[nodiscard]] bool isAtEnd() const { return view.rowScroll().isAtEnd(); }
    [[nodiscard]] QString requestedText() const { return QString::fromStdString(requested.text()); }
    [[nodiscard]] NewEventsBar &bar() const { return *table.findChild<NewEventsBar *>(); }
    [[nodiscard]] EmptyState &empty() const { return *table.findChild<EmptyState *>(); }
    void filter(std::string_view text) { session.setFilter(Filter::parse(text).value()); }

    FakeSource *source = new FakeSource;
    Session session{std::unique_ptr<EventSource>(source)};
    EventTableWidget table{session, Looks::fromApplication()};
    EventTableView &view = table.view();
    Filter requested;
};

QAction *actionNamed(const QMenu &menu, const QString &name)
{
    for (QAction *action : menu.actions()) {
        if (action->objectName() == name)
            return action;
        if (action->menu())
            if (QAction *inner = actionNamed(*action->menu(), name))
                return inner;
    }
    return nullptr;
}

} // namespace

class TestEventTable : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void followStatePausesAndCounts();
    void rowScrollKeepsRowsInPlace();
    void rowScrollCountsTenMillionRows();

    void followsTheEndUntilTheUserScrolls();
    void countsNewEventsAndJumpsToTheEnd();
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

    void keysAskForFilters_data();
    void keysAskForFilters();
    void menuOffersFiltersOfTheCell();
    void menuOfAnEmptyCellAsksForAbsence();
    void opensTheContextMenuWithKeyAndMouse();
    void activatesWithEnterAndDoubleClick();

    void copiesTheRowAsShown();
    void copiesJsonFilterAndUrl();
    void tellsWhenAPayloadIsGone();

    void hidesMovesAndRestoresColumns();
    void showsTheMobColumnForSeveralMobs();
    void doesNotSortByInfo();
    void fillsInfoWhenThePayloadIsRead();
    void tooltipsTellWhatIsElided();

    void saysThatNothingMatchesAndOffersAWayOut();
    void saysThatTheLedgerWasEmptied();
    void showsSeams();
    void paintsEveryStateInBothSchemes();
};

void TestEventTable::initTestCase()
{
    QFont font(u"Noto Sans"_s);
    font.setPixelSize(13);
    QApplication::setFont(font);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    applyAppearance(Appearance::Light);
}

void TestEventTable::followStatePausesAndCounts()
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

void TestEventTable::rowScrollKeepsRowsInPlace()
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

void TestEventTable::rowScrollCountsTenMillionRows()
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

// Following

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

// Selection

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

// Filters

void TestEventTable::keysAskForFilters_data()
{
    QTest::addColumn<int>("column");
    QTest::addColumn<int>("key");
    QTest::addColumn<bool>("shift");
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    const QString run = QString::fromLatin1(runA);
    QTest::newRow("only") << int(EventTableModel::KindColumn) << int(Qt::Key_F) << false << QString()
                          << u"kind:step_failed"_s;
    QTest::newRow("add") << int(EventTableModel::KindColumn) << int(Qt::Key_F) << true
                         << u"kind:step_failed,x"_s << u"kind:step_failed,x"_s;
    QTest::newRow("exclude") << int(EventTableModel::KindColumn) << int(Qt::Key_X) << false << u"mob:crew"_s
                             << u"mob:crew -kind:step_failed"_s;
    QTest::newRow("only severity") << int(EventTableModel::MarkColumn) << int(Qt::Key_F) << false << QString()
                                   << u"severity:error"_s;
    QTest::newRow("run") << int(EventTableModel::KindColumn) << int(Qt::Key_R) << false
                         << u"kind:step_failed"_s << u"run:"_s + run;
    QTest::newRow("step") << int(EventTableModel::KindColumn) << int(Qt::Key_S) << false
                          << u"kind:step_failed"_s << u"run:"_s + run + u" step:analyze"_s;
}

void TestEventTable::keysAskForFilters()
{
    QFETCH(const int, column);
    QFETCH(const int, key);
    QFETCH(const bool, shift);
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    Window w;
    w.filter(before.toStdString());
    w.click(200, column);
    w.key(static_cast<Qt::Key>(key), shift ? Qt::ShiftModifier : Qt::NoModifier);
    QCOMPARE(w.requestedText(), after);
    QCOMPARE(w.currentCursor(), key == Qt::Key_X ? 199U : 200U); // the nearest where it is hidden
}

void TestEventTable::menuOffersFiltersOfTheCell()
{
    Window w;
    const RowIndex event = *w.session.store().findCursor(1, 199);
    QMenu menu;
    w.table.fillMenu(&menu, event, EventTableModel::AgentColumn);
    QCOMPARE(actionNamed(menu, u"showOnly"_s)->text(), u"Show only agent = researcher-1\tF"_s);
    actionNamed(menu, u"exclude"_s)->trigger();
    QCOMPARE(w.requestedText(), u"-agent:researcher-1"_s);
    actionNamed(menu, u"showOnly"_s)->trigger();
    QCOMPARE(w.requestedText(), u"agent:researcher-1"_s);
    actionNamed(menu, u"allOfAgent"_s)->trigger();
    QCOMPARE(w.requestedText(), u"agent:researcher-1"_s);
    actionNamed(menu, u"allOfRun"_s)->trigger();
    QCOMPARE(w.requestedText(), u"run:"_s + QString::fromLatin1(runB));
    QVERIFY(!actionNamed(menu, u"whileRun"_s)); // its start was never seen

    QMenu time;
    w.table.fillMenu(&time, event, EventTableModel::TimeColumn);
    w.session.setFilter(Filter());
    actionNamed(time, u"since"_s)->trigger();
    QCOMPARE(w.session.matches().size(), 2U); // 199 and 200
}

void TestEventTable::menuOfAnEmptyCellAsksForAbsence()
{
    Window w;
    QMenu menu;
    w.table.fillMenu(&menu, *w.session.store().findCursor(1, 200), EventTableModel::AgentColumn);
    actionNamed(menu, u"showOnly"_s)->trigger();
    QCOMPARE(w.session.matches().size(), 20U); // the failures have no agent
    QVERIFY(!actionNamed(menu, u"allOfAgent"_s));
}

void TestEventTable::opensTheContextMenuWithKeyAndMouse()
{
    Window w;
    w.click(195);
    for (const auto reason : {QContextMenuEvent::Mouse, QContextMenuEvent::Keyboard}) {
        const QPoint position = w.cell(195, EventTableModel::KindColumn);
        QContextMenuEvent event(reason, position, w.view.viewport()->mapToGlobal(position));
        QApplication::sendEvent(w.view.viewport(), &event);
        auto *menu = w.table.findChild<QMenu *>(u"eventMenu"_s);
        QVERIFY(menu && menu->isVisible());
        QVERIFY(actionNamed(*menu, u"copyRow"_s));
        menu->close();
        QTRY_VERIFY(!w.table.findChild<QMenu *>(u"eventMenu"_s));
    }
}

void TestEventTable::activatesWithEnterAndDoubleClick()
{
    Window w;
    QSignalSpy activated(&w.table, &EventTableWidget::eventActivated);
    w.click(195);
    w.key(Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QTest::mouseDClick(w.view.viewport(), Qt::LeftButton, {}, w.cell(196, EventTableModel::RunColumn));
    QCOMPARE(activated.size(), 2);
    QCOMPARE(activated[1][0].value<RowIndex>(), *w.session.store().findCursor(1, 196));
}

// Copying

void TestEventTable::copiesTheRowAsShown()
{
    Window w;
    w.click(199);
    w.key(Qt::Key_C, Qt::ControlModifier);
    const QStringList cells = QApplication::clipboard()->text().split(u'\t');
    QCOMPARE(cells.value(1), u"199"_s);
    QCOMPARE(cells.value(2), u"2026-08-22T17:11:40.990Z"_s);
    QCOMPARE(cells.value(3), u"step_dispatched"_s);
    QCOMPARE(cells.value(4), QString::fromLatin1(runB)); // whole, Mob is hidden
    w.view.header().setColumnShown(EventTableModel::RunColumn, false);
    w.key(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().split(u'\t').value(4), u"analyze"_s);
}

void TestEventTable::copiesJsonFilterAndUrl()
{
    Window w;
    QMenu menu;
    w.table.fillMenu(&menu, *w.session.store().findCursor(1, 200), EventTableModel::KindColumn);
    QApplication::clipboard()->clear();
    actionNamed(menu, u"copyJson"_s)->trigger();
    QTRY_VERIFY(QApplication::clipboard()->text().contains(u"\"data\":{\"reason\":\"rate limited\"}"_s));
    actionNamed(menu, u"copyFilter"_s)->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"cursor:200"_s);
    actionNamed(menu, u"copySubscribeUrl"_s)->trigger();
    QVERIFY(QApplication::clipboard()->text().contains(u"after_seq=200"_s));
}

void TestEventTable::tellsWhenAPayloadIsGone()
{
    Window w(0);
    w.source->push(rows(1, 3));
    w.source->memory().remove(1, 3);
    QTRY_COMPARE(w.view.eventModel().rowCount(), 3);
    QSignalSpy failed(&w.table, &EventTableWidget::copyFailed);
    QMenu menu;
    w.table.fillMenu(&menu, rowIndex(2), EventTableModel::KindColumn);
    actionNamed(menu, u"copyJson"_s)->trigger();
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!failed[0][0].toString().isEmpty());
}

// Columns

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

// Nothing to show

void TestEventTable::saysThatNothingMatchesAndOffersAWayOut()
{
    Window w;
    QVERIFY(!w.empty().isVisible());
    w.filter("kind:step_failed agent:nobody");
    QVERIFY(w.empty().isVisible());
    QCOMPARE(w.empty().accessibleName(), u"No event matches this filter"_s);
    const auto button = [&](const QString &text) -> QPushButton * {
        for (QPushButton *candidate : w.empty().findChildren<QPushButton *>())
            if (candidate->text() == text)
                return candidate;
        return nullptr;
    };
    QTRY_VERIFY(button(u"without agent = nobody"_s));
    QVERIFY(!button(u"without kind = step_failed"_s)->isEnabled()); // would leave nothing either
    QTest::mouseClick(button(u"without agent = nobody"_s), Qt::LeftButton);
    QCOMPARE(w.session.matches().size(), 20U);
    QVERIFY(!w.empty().isVisible());
    w.filter("agent:nobody");
    QTest::mouseClick(w.empty().findChild<QPushButton *>(u"clearFilter"_s), Qt::LeftButton);
    QVERIFY(w.requested.isEmpty());
    QCOMPARE(w.view.eventModel().rowCount(), 200);
}

void TestEventTable::saysThatTheLedgerWasEmptied()
{
    Window w(0);
    QVERIFY(w.empty().isVisible());
    w.source->setState(SourceState::Live);
    QTRY_COMPARE(w.empty().accessibleName(), u"No events yet"_s);
    w.source->addNotice({SourceNotice::Kind::EmptiedLedger, 9, {}});
    QTRY_COMPARE(w.empty().accessibleName(), u"This ledger was emptied"_s);
    QVERIFY(w.empty().accessibleDescription().contains(u"9 runs"_s));
    w.add(1, 2);
    QVERIFY(!w.empty().isVisible());
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

QTEST_MAIN(TestEventTable)
#include "tst_eventtable.moc"
