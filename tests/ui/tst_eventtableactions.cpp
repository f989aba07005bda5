// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/ui/eventtablewindow.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace mobwatch::ui;
using namespace Qt::StringLiterals;

namespace {

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

class TestEventTableActions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { useTestFont(); }
    void keysAskForFilters_data();
    void keysAskForFilters();
    void menuOffersFiltersOfTheCell();
    void menuOfAnEmptyCellAsksForAbsence();
    void opensTheContextMenuWithKeyAndMouse();
    void activatesWithEnterAndDoubleClick();
    void copiesTheRowAsShown();
    void copiesJsonFilterAndUrl();
    void tellsWhenAPayloadIsGone();
    void saysThatNothingMatchesAndOffersAWayOut();
    void saysThatTheLedgerWasEmptied();
};

void TestEventTableActions::keysAskForFilters_data()
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

void TestEventTableActions::keysAskForFilters()
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

void TestEventTableActions::menuOffersFiltersOfTheCell()
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

void TestEventTableActions::menuOfAnEmptyCellAsksForAbsence()
{
    Window w;
    QMenu menu;
    w.table.fillMenu(&menu, *w.session.store().findCursor(1, 200), EventTableModel::AgentColumn);
    actionNamed(menu, u"showOnly"_s)->trigger();
    QCOMPARE(w.session.matches().size(), 20U); // the failures have no agent
    QVERIFY(!actionNamed(menu, u"allOfAgent"_s));
}

void TestEventTableActions::opensTheContextMenuWithKeyAndMouse()
{
    Window w;
    w.click(195);
    for (const auto reason : {QContextMenuEvent::Mouse, QContextMenuEvent::Keyboard}) {
        const QPoint position = w.cell(195, EventTableModel::KindColumn);
        QContextMenuEvent event(reason, position, w.view.viewport()->mapToGlobal(position));
        QApplication::sendEvent(reason == QContextMenuEvent::Mouse ? w.view.viewport() : &w.view, &event);
        auto *menu = w.table.findChild<QMenu *>(u"eventMenu"_s);
        QVERIFY(menu && menu->isVisible());
        QVERIFY(actionNamed(*menu, u"copyRow"_s));
        menu->close();
        QTRY_VERIFY(!w.table.findChild<QMenu *>(u"eventMenu"_s));
    }
}

void TestEventTableActions::activatesWithEnterAndDoubleClick()
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

void TestEventTableActions::copiesTheRowAsShown()
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

void TestEventTableActions::copiesJsonFilterAndUrl()
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

void TestEventTableActions::tellsWhenAPayloadIsGone()
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

void TestEventTableActions::saysThatNothingMatchesAndOffersAWayOut()
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

void TestEventTableActions::saysThatTheLedgerWasEmptied()
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

QTEST_MAIN(TestEventTableActions)
#include "tst_eventtableactions.moc"
