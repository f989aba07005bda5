// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/ui/windowserverhost.h"
#include "ui/connect/connectdialog.h"
#include "ui/connectiondetails/connectiondetailspanel.h"
#include "ui/eventtable/emptystate.h"
#include "ui/eventtable/eventtablewidget.h"

#include <QAction>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>

using namespace mobwatch;
using namespace mobwatch::ui;
using namespace mobwatch::test;

/// A window that watches a server.
class TestWindowServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void connectsThroughTheDialog();
    void opensWhatIsDropped();
    void refusesAnAddressThatIsNone();
    void showsTheStates();
    void sayingPartialLeadsToTheDetails();
    void saysThatAKindIsNotSent();
    void disconnectsAndKeepsWhatWasRead();
    void offersTheServerAgain();
    void opensTheNearbyLedgerInAWindowOfItsOwn();
    void readsTheNearbyLedgerIntoItsSession();
    void saysThatTheServerFilters();
    void savesItsStateWhenToldTo();
    void showsTheLatestOfAFile();
};

void TestWindowServer::connectsThroughTheDialog()
{
    Host host;
    const Window window(host);
    window.key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    auto *dialog = window->findChild<ConnectDialog *>();
    QVERIFY(dialog);
    dialog->activateWindow();
    QTRY_VERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("127.0.0.1:8080"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(host.opened.size(), 1U);
    QCOMPARE(host.opened[0], serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    QCOMPARE(window->windowTitle(), QStringLiteral("127.0.0.1:8080 – Mobwatch"));
}

void TestWindowServer::opensWhatIsDropped()
{
    Host host;
    const Window window(host);
    QMimeData data;
    data.setUrls({QUrl(QStringLiteral("http://127.0.0.1:8080"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.window, &drop);
    QCOMPARE(host.opened, std::vector<SourceRequest>{serverRequest()});
}

void TestWindowServer::refusesAnAddressThatIsNone()
{
    Host host;
    const Window window(host);
    QMimeData data;
    data.setUrls({QUrl(QStringLiteral("http://me:hunter2@127.0.0.1:8080"))});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.window, &enter);
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.window, &drop);
    QVERIFY(host.opened.empty());
    const Message said = window->messages()->shownMessages().at(0);
    QCOMPARE(said.title, QStringLiteral("This address cannot be watched."));
    QVERIFY(!said.text.contains(QLatin1String("hunter2")));
}

void TestWindowServer::showsTheStates()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    const auto word = [&window] { return segment(window, QStringLiteral("Connection"))->shown().text; };
    host.fake->setState(SourceState::Connecting);
    QTRY_COMPARE(word(), QStringLiteral("Connecting"));
    host.fake->setState(SourceState::CatchingUp, 0.42);
    QTRY_COMPARE(word(), QStringLiteral("Catching up 42 %"));
    host.fake->setState(SourceState::Live);
    QTRY_COMPARE(word(), QStringLiteral("Live"));
    SourceStatus waiting = status(SourceState::Waiting, ErrorCode::Unreachable, 3);
    waiting.nextTryMs = currentTimeMs() + 7'900;
    host.fake->setStatus(waiting);
    QTRY_COMPARE(word(), QStringLiteral("Waiting 8 s"));
    QTRY_COMPARE(word(), QStringLiteral("Waiting 7 s")); // counts down by itself
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    press(window, QStringLiteral("Try now"));
    QCOMPARE(host.fake->retryCount(), 1);
    press(window, QStringLiteral("Edit…"));
    const auto *dialog = window->findChild<ConnectDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QComboBox *>(QStringLiteral("address"))->currentText(), address);
    delete dialog;
    host.fake->setState(SourceState::Live);
    QTRY_VERIFY(window->messages()->shownMessages().empty());
}

void TestWindowServer::sayingPartialLeadsToTheDetails()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    SourceStatus live;
    live.state = SourceState::Live;
    live.isPartial = true;
    host.link->said.kindsLeftOut = {QStringLiteral("step_dispatched")};
    host.fake->setStatus(live);
    StatusSegment *state = segment(window, QStringLiteral("Connection"));
    QTRY_COMPARE(state->shown().text, QStringLiteral("Live, partial"));
    QCOMPARE(state->shown().mark, QStringLiteral("sev-warning"));
    QTest::mouseClick(state, Qt::LeftButton);
    auto *panel = window->findChild<ConnectionDetailsPanel *>();
    QVERIFY(panel && panel->isVisible());
    QStringList texts;
    for (const QLabel *label : panel->findChildren<QLabel *>())
        texts << label->text();
    QVERIFY(texts.contains(QStringLiteral("step_dispatched")));
    panel->close();
    QVERIFY(!window->findChild<ConnectionDetailsPanel *>() ||
            QTest::qWaitFor([&window] { return !window->findChild<ConnectionDetailsPanel *>(); }));
    window->action(ActionId::ConnectionDetails)->trigger();
    QVERIFY(window->findChild<ConnectionDetailsPanel *>());
}

void TestWindowServer::saysThatAKindIsNotSent()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest(), Filter::parse("kind:step_dispatched").value());
    QTRY_COMPARE(host.fake->startCount(), 1);
    test::FakeRow row;
    row.cursor = 1;
    row.kind = "flow_started";
    host.fake->push({row});
    SourceStatus live;
    live.state = SourceState::Live;
    live.isPartial = true;
    host.fake->setStatus(live);
    host.fake->addNotice({SourceNotice::Kind::PartialServer, 0, QStringLiteral("step_dispatched")});
    const auto *empty = window->panes()->table()->findChild<EmptyState *>();
    QTRY_COMPARE(empty->accessibleName(), QStringLiteral("This server does not send step_dispatched"));
    QVERIFY(empty->findChild<QPushButton *>(QStringLiteral("openLedger"))->isVisible());
    window->session()->setFilter(Filter::parse("kind:flow_failed").value());
    QTRY_COMPARE(empty->accessibleName(), QStringLiteral("No event matches this filter"));
    QVERIFY(!empty->findChild<QPushButton *>(QStringLiteral("openLedger"))->isVisible());
}

void TestWindowServer::disconnectsAndKeepsWhatWasRead()
{
    Host host;
    const Window window(host);
    QVERIFY(!window->action(ActionId::Disconnect)->isEnabled());
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    test::FakeRow row;
    row.cursor = 1;
    host.fake->push({row});
    QTRY_COMPARE(window.shown(), 1U);
    QVERIFY(window->action(ActionId::Disconnect)->isEnabled());
    window->action(ActionId::Disconnect)->trigger();
    QTRY_VERIFY(!window->action(ActionId::Disconnect)->isEnabled());
    QCOMPARE(window.shown(), 1U);
    QTRY_COMPARE(segment(window, QStringLiteral("Connection"))->shown().text, QStringLiteral("Stopped"));
}

void TestWindowServer::offersTheServerAgain()
{
    Host host;
    WindowSettings saved;
    {
        const Window window(host);
        window->openSource(serverRequest());
        QTRY_COMPARE(host.fake->startCount(), 1);
        window->setAttribute(Qt::WA_DeleteOnClose, false);
        window->close();
        saved = host.saved.back();
    }
    QCOMPARE(saved.recent.size(), 1U);
    QCOMPARE(saved.recent[0].path, address);
    QVERIFY(saved.recent[0].kind == SourceKind::Server);
    const Window again(host, saved);
    again->action(ActionId::Connect)->trigger();
    const auto *dialog = again->findChild<ConnectDialog *>();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QComboBox *>(QStringLiteral("address"))->currentText(), address);
}

void TestWindowServer::opensTheNearbyLedgerInAWindowOfItsOwn()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    host.fake->addNotice({SourceNotice::Kind::NearbyLedger, 0, QStringLiteral("/data/crew.db")});
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    press(window, QStringLiteral("Read it too"));
    QCOMPARE(host.openedInWindows,
             std::vector<SourceRequest>({{SourceKind::Ledger, QStringLiteral("/data/crew.db")}}));
}

void TestWindowServer::readsTheNearbyLedgerIntoItsSession()
{
    using State = ServerLink::MergeState;
    Host host;
    const Window window(host);
    window->openSource(serverRequest(), Filter::parse("kind:step_dispatched").value());
    QTRY_COMPARE(host.fake->startCount(), 1);
    host.link->canMerge = true;
    test::FakeRow row;
    row.cursor = 1;
    row.kind = "flow_started";
    host.fake->push({row});
    SourceStatus live;
    live.state = SourceState::Live;
    live.isPartial = true;
    host.fake->setStatus(live);
    host.fake->addNotice({SourceNotice::Kind::PartialServer, 0, QStringLiteral("step_dispatched")});
    host.fake->addNotice({SourceNotice::Kind::NearbyLedger, 0, QStringLiteral("/data/crew.db")});
    const auto said = [&window] { return window->messages()->shownMessages(); };
    const auto *empty = window->panes()->table()->findChild<EmptyState *>();
    QTRY_COMPARE(empty->accessibleName(), QStringLiteral("This server does not send step_dispatched"));
    QCOMPARE(said().size(), 2U);
    press(window, QStringLiteral("Read it too"));
    QCOMPARE(host.link->mergedPaths, std::vector<QString>{QStringLiteral("/data/crew.db")});
    QCOMPARE(said()[1].title, QStringLiteral("Comparing the ledger with the server…"));
    QVERIFY(said()[1].buttons.empty());
    QVERIFY(host.openedInWindows.empty());
    host.link->merging = State::Merged;
    live.isPartial = false;
    host.fake->setStatus(live);
    QTRY_VERIFY(said().empty());
    QTRY_COMPARE(empty->accessibleName(), QStringLiteral("No event matches this filter"));
    host.link->merging = State::Refused;
    host.fake->setStatus(live);
    QTRY_COMPARE(said().size(), 2U);
    press(window, QStringLiteral("Open in its own window"));
    QCOMPARE(host.link->mergedPaths.size(), 1U);
    QCOMPARE(host.openedInWindows,
             std::vector<SourceRequest>({{SourceKind::Ledger, QStringLiteral("/data/crew.db")}}));
}

void TestWindowServer::saysThatTheServerFilters()
{
    Host host;
    const Window window(host);
    SourceRequest request = serverRequest();
    request.serverQuery.mobId = "crew";
    window->openSource(request);
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    QCOMPARE(window->messages()->shownMessages()[0].title, QStringLiteral("The server filters: mob crew."));
}

void TestWindowServer::savesItsStateWhenToldTo()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QVERIFY(host.saved.empty());
    window->saveState();
    QCOMPARE(host.saved.size(), 1U);
    QVERIFY(!host.saved[0].geometry.isEmpty());
    QVERIFY(!host.saved[0].panes.isEmpty());
    QCOMPARE(host.saved[0].recent.size(), 1U);
}

void TestWindowServer::showsTheLatestOfAFile()
{
    Host host;
    const Window window(host);
    SourceRequest request{SourceKind::Demo, {}};
    request.showsLatest = true;
    window->openSource(request);
    QTRY_COMPARE(host.fake->startCount(), 1);
    std::vector<test::FakeRow> rows(1000);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].cursor = i + 1;
    host.fake->push(rows);
    QTRY_COMPARE(window.shown(), 1000U);
    host.fake->setState(SourceState::Live);
    QTRY_COMPARE(window.shown(), 256U);
    test::FakeRow next;
    next.cursor = 1001;
    host.fake->push({next});
    QTRY_COMPARE(window.shown(), 257U); // only where it begins was chosen
    window->action(ActionId::ClearFilter)->trigger();
    QTRY_COMPARE(window.shown(), 1001U);
}

QTEST_MAIN(TestWindowServer)
#include "tst_windowserver.moc"
