// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/source/filesource.h"
#include "core/source/ledgersource.h"
#include "tests/support/fakesource.h"
#include "tests/support/fixtures.h"
#include "tests/ui/mainwindowhost.h"
#include "ui/details/detailswidget.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/livetail/livetailwidget.h"
#include "ui/mainwindow/exportcontroller.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/unreadablepanel.h"
#include "ui/mainwindow/windowpanes.h"
#include "ui/widgets/messagebar.h"

#include <QAction>
#include <QDropEvent>
#include <QMimeData>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <set>

using namespace mobwatch;
using namespace mobwatch::ui;
using mobwatch::test::Host;
using mobwatch::test::Window;

namespace {

constexpr std::uint32_t eventsInFailures = 96;
constexpr auto ctrl = Qt::ControlModifier;
constexpr auto ctrlShift = Qt::ControlModifier | Qt::ShiftModifier;

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void beginsWithTheFirstPage();
    void isThereBeforeTheLedgerIsRead();
    void filtersByKeyboard();
    void walksThroughFailures();
    void closesAndOpensPanes();
    void pausesAndFollows();
    void focusAloneChoosesNoEvent();
    void opensWhatIsDropped();
    void exportsWhatIsShown();
    void givesUpAnExportWithItsSession();
    void saysThatItIsNoLedger();
    void listsWhatCouldNotBeRead();
    void asksOnceBeforeTheOnlyCopyGoes();
    void asksNothingAfterAnExport();
    void remembersSourcesAndLayout();
    void startsNarrowWithoutDetails();
    void detailsGiveWayInANarrowWindow();
    void everyShortcutIsUnique();
};

void TestMainWindow::beginsWithTheFirstPage()
{
    Host host;
    const Window window(host);
    QVERIFY(!window->session());
    QVERIFY(window->panes()->firstRun()->isVisible());
    QVERIFY(!window->panes()->details()->isVisible());
    QVERIFY(!window->action(ActionId::Export)->isEnabled());
    window.key(Qt::Key_D, ctrlShift);
    QCOMPARE(host.opened.size(), 1U);
    QCOMPARE(host.opened[0].kind, SourceKind::Demo);
    QTRY_VERIFY(window->panes()->details()->isVisible());
    QVERIFY(!window->panes()->firstRun()->isVisible());
}

void TestMainWindow::isThereBeforeTheLedgerIsRead()
{
    Host host;
    MainWindow window(host.services(), {}, Looks::fromApplication());
    window.setAttribute(Qt::WA_DeleteOnClose, false);
    window.openSource({SourceKind::Demo, {}});
    QCOMPARE(host.fake->startCount(), 0);
    window.show();
    QCOMPARE(host.fake->startCount(), 0);
    QTRY_COMPARE(host.fake->startCount(), 1);
}

void TestMainWindow::filtersByKeyboard()
{
    Host host;
    const Window window(host);
    window->openSource(host.ledger("failures"));
    QTRY_COMPARE(window.shown(), eventsInFailures);
    const std::uint32_t all = window.shown();
    window.key(Qt::Key_L, ctrl);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("kind:step_failed"));
    window.key(Qt::Key_Return);
    QTRY_VERIFY(window.shown() < all);
    const std::uint32_t failed = window.shown();
    QVERIFY(failed > 0);
    QCOMPARE(QString::fromStdString(window->session()->filter().text()), QStringLiteral("kind:step_failed"));
    window.key(Qt::Key_L, ctrlShift);
    QTRY_COMPARE(window.shown(), all);
    window.key(Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE(window.shown(), failed);
    window.key(Qt::Key_Right, Qt::AltModifier);
    QTRY_COMPARE(window.shown(), all);
}

void TestMainWindow::walksThroughFailures()
{
    Host host;
    const Window window(host);
    window->openSource(host.ledger("failures"));
    QTRY_VERIFY(window->session()->status().state == SourceState::Live);
    const EventStore &store = window->session()->store();
    QTRY_COMPARE(store.rowCount(), eventsInFailures);
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 3; ++i) {
        window.key(Qt::Key_J, ctrl);
        const auto current = window->panes()->table()->currentEvent();
        QVERIFY(current);
        QCOMPARE(store.severity(*current), Severity::Error);
        QCOMPARE(window->panes()->details()->row(), current);
        seen.insert(toNumber(*current));
    }
    QCOMPARE(seen.size(), 3U);
    const auto last = window->panes()->table()->currentEvent();
    window.key(Qt::Key_J, ctrlShift);
    window.key(Qt::Key_J, ctrl);
    QCOMPARE(window->panes()->table()->currentEvent(), last);
}

void TestMainWindow::closesAndOpensPanes()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    const WindowPanes *panes = window->panes();
    for (const auto &[key, pane] : {std::pair{Qt::Key_1, Pane::Filters}, std::pair{Qt::Key_4, Pane::Tail}}) {
        QVERIFY(panes->isShown(pane));
        window.key(key, ctrl); // takes the keyboard
        QVERIFY(panes->isShown(pane));
        window.key(key, ctrl); // closes
        QVERIFY(!panes->isShown(pane));
        window.key(key, ctrl);
        QVERIFY(panes->isShown(pane));
    }
    window.key(Qt::Key_2, ctrl);
    QVERIFY(panes->table()->isAncestorOf(QApplication::focusWidget()));
    window.key(Qt::Key_F6);
    QVERIFY(!panes->table()->isAncestorOf(QApplication::focusWidget()));
    window.key(Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(panes->table()->isAncestorOf(QApplication::focusWidget()));
}

void TestMainWindow::pausesAndFollows()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    window.key(Qt::Key_F8);
    QVERIFY(window->session()->isHeld());
    QCOMPARE(window->action(ActionId::Pause)->text(), QStringLiteral("&Resume"));
    window.key(Qt::Key_F8);
    QVERIFY(!window->session()->isHeld());
    QVERIFY(window->action(ActionId::Follow)->isChecked());
    window.key(Qt::Key_End, ctrl);
    QVERIFY(!window->panes()->table()->isFollowing());
    QVERIFY(!window->action(ActionId::Follow)->isChecked());
    window.key(Qt::Key_N, ctrl);
    QCOMPARE(host.windows, 1);
    window.key(Qt::Key_Plus, ctrl);
    QCOMPARE(host.textPercent, 110);
}

void TestMainWindow::focusAloneChoosesNoEvent()
{
    Host host;
    const Window window(host);
    window->openSource(host.ledger("failures"));
    QTRY_COMPARE(window.shown(), eventsInFailures);
    window.key(Qt::Key_L, ctrl);
    window.key(Qt::Key_2, ctrl);
    QVERIFY(window->panes()->table()->isAncestorOf(QApplication::focusWidget()));
    QVERIFY(window->panes()->table()->isFollowing());
    QVERIFY(!window->panes()->details()->row());
    window.key(Qt::Key_Up);
    QVERIFY(window->panes()->details()->row());
}

void TestMainWindow::opensWhatIsDropped()
{
    Host host;
    const Window window(host);
    const QString path = host.ledger("linear").path;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.window, &drop);
    QCOMPARE(host.opened.size(), 1U);
    QCOMPARE(host.opened[0], (SourceRequest{SourceKind::Ledger, path}));
    QTRY_VERIFY(window->windowTitle().startsWith(QLatin1String("linear")) || window.shown() > 0);
}

void TestMainWindow::exportsWhatIsShown()
{
    Host host;
    const Window window(host);
    window->openSource(host.ledger("failures"), Filter::parse("kind:step_failed").value());
    QTRY_COMPARE(window->session()->store().rowCount(), eventsInFailures);
    auto *exporting = window->findChild<ExportController *>();
    QSignalSpy said(exporting, &ExportController::said);
    const QString path = host.folder.filePath(QStringLiteral("out.jsonl"));
    exporting->start(path, ExportFormat::Jsonl);
    QTRY_COMPARE(said.size(), 1);
    const std::vector<std::string> lines = test::lines(test::readAll(path));
    QCOMPARE(lines.size(), std::size_t(window.shown()));
    for (const std::string &line : lines) {
        const auto read = readEnvelope(line);
        QVERIFY(read.has_value());
        QCOMPARE(read->envelope.kind, std::string("step_failed"));
        QVERIFY(read->envelope.data.find("\"reason\"") != std::string::npos);
    }
    const std::vector<Message> shown = window->messages()->shownMessages();
    QCOMPARE(shown.size(), 1U);
    QVERIFY(shown[0].title.endsWith(QLatin1String(" events were exported.")));
}

void TestMainWindow::givesUpAnExportWithItsSession()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    QTRY_COMPARE(host.fake->startCount(), 1);
    std::vector<test::FakeRow> rows(2000);
    for (std::size_t i = 0; i < rows.size(); ++i)
        rows[i].cursor = i + 1;
    host.fake->push(rows);
    QTRY_COMPARE(window.shown(), 2000U);
    // One payload of the export is never answered before the session goes: it has to end without it.
    const QString path = host.folder.filePath(QStringLiteral("never.jsonl"));
    auto *exporting = window->findChild<ExportController *>();
    exporting->start(path, ExportFormat::Jsonl);
    window->openSource(host.ledger("linear"));
    QVERIFY(!exporting->isRunning());
    QTRY_VERIFY(window->session()->status().state == SourceState::Live);
}

void TestMainWindow::saysThatItIsNoLedger()
{
    Host host;
    const QString path = host.folder.filePath(QStringLiteral("notes.db"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("these are my notes, and nothing else that anybody could want to read as a ledger");
    file.close();
    const Window window(host);
    window->openSource(requestForPath(path));
    QTRY_VERIFY(!window->messages()->shownMessages().empty());
    QCOMPARE(window->messages()->shownMessages()[0].title, QStringLiteral("notes.db is not a mob ledger."));
}

void TestMainWindow::listsWhatCouldNotBeRead()
{
    Host host;
    const QString path = host.folder.filePath(QStringLiteral("events.jsonl"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    Envelope good;
    good.cursor = 1;
    good.mobId = "crew";
    good.kind = "mob_completed";
    good.data = R"({"type":"mob_completed"})";
    file.write(QByteArray::fromStdString(writeEnvelope(good) + "\n{\"not\": an event}\n"));
    file.close();
    const Window window(host);
    window->openSource(requestForPath(path));
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    const Message said = window->messages()->shownMessages()[0];
    QCOMPARE(said.title, QStringLiteral("1 line of this file could not be read."));
    Q_EMIT window->messages()->actionTriggered(said.key, said.buttons[0].action);
    auto *panel = window->findChild<UnreadablePanel *>();
    QVERIFY(panel->isVisible());
    QCOMPARE(panel->list()->topLevelItemCount(), 1);
    QCOMPARE(panel->list()->topLevelItem(0)->text(0), QStringLiteral("line 2"));
    QCOMPARE(window.shown(), 1U);
}

void TestMainWindow::asksOnceBeforeTheOnlyCopyGoes()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    QTRY_COMPARE(host.fake->startCount(), 1);
    test::FakeRow row;
    row.cursor = 1;
    host.fake->push({row});
    QTRY_COMPARE(window.shown(), 1U);
    host.fake->addSeam({SeamReason::MobDestroyed, 2, 1});
    host.fake->wake();
    QTRY_COMPARE(window->session()->seams().size(), 1U);
    window->setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY(!window->close());
    QVERIFY(window->isVisible());
    const std::vector<Message> said = window->messages()->shownMessages();
    QVERIFY(std::any_of(said.begin(), said.end(), [](const Message &message) {
        return message.title == QLatin1String("What was read is only in this window.");
    }));
    QVERIFY(window->close());
}

void TestMainWindow::asksNothingAfterAnExport()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    QTRY_COMPARE(host.fake->startCount(), 1);
    test::FakeRow first;
    first.cursor = 1;
    test::FakeRow second;
    second.cursor = 2;
    host.fake->push({first, second});
    QTRY_COMPARE(window.shown(), 2U);
    host.fake->addSeam({SeamReason::LedgerDeleted, 1, 2});
    host.fake->wake();
    QTRY_COMPARE(window->session()->seams().size(), 1U);
    auto *exporting = window->findChild<ExportController *>();
    QSignalSpy said(exporting, &ExportController::said);
    exporting->start(host.folder.filePath(QStringLiteral("all.csv")), ExportFormat::Csv);
    QTRY_COMPARE(said.size(), 1);
    window->setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY(window->close());
}

void TestMainWindow::remembersSourcesAndLayout()
{
    Host host;
    SourceRequest first;
    {
        const Window window(host);
        first = host.ledger("linear");
        window->openSource(first);
        QTRY_VERIFY(window->session()->store().rowCount() > 0);
        window.key(Qt::Key_4, ctrl);
        window.key(Qt::Key_4, ctrl); // the tail is closed
        window->setAttribute(Qt::WA_DeleteOnClose, false);
        window->close();
    }
    QVERIFY(!host.saved.empty());
    const WindowSettings saved = host.saved.back();
    QCOMPARE(saved.recent.size(), 1U);
    QCOMPARE(saved.recent[0].path, first.path);
    QVERIFY(saved.recent[0].events > 0);

    const Window again(host, saved);
    again->openSource({SourceKind::Demo, {}});
    QVERIFY(!again->panes()->isShown(Pane::Tail));
    QVERIFY(again->panes()->isShown(Pane::Filters));
}

void TestMainWindow::startsNarrowWithoutDetails()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    const Looks looks = Looks::fromApplication();
    window->panes()->applyFirstLayout(looks.scaled(1024));
    QVERIFY(!window->panes()->isShown(Pane::Details));
    QVERIFY(window->panes()->isShown(Pane::Filters));
    window->panes()->applyFirstLayout(looks.scaled(800));
    QVERIFY(!window->panes()->isShown(Pane::Filters));
    QVERIFY(window->panes()->isShown(Pane::Tail));
}

void TestMainWindow::detailsGiveWayInANarrowWindow()
{
    Host host;
    const Window window(host);
    window->openSource({SourceKind::Demo, {}});
    const Looks looks = Looks::fromApplication();
    QVERIFY(window->panes()->isShown(Pane::Details));
    window->resize(looks.scaled(1024), 640);
    QTRY_VERIFY(!window->panes()->isShown(Pane::Details));
    window->resize(looks.scaled(1440), 900);
    QTRY_VERIFY(window->panes()->isShown(Pane::Details));
    // It also gives way where a source is opened in a window that is narrow already, and comes back.
    window->resize(looks.scaled(1024), 640);
    QTRY_VERIFY(!window->panes()->isShown(Pane::Details));
    window->openSource({SourceKind::Demo, {}});
    QVERIFY(!window->panes()->isShown(Pane::Details));
    window->resize(looks.scaled(1440), 900);
    QTRY_VERIFY(window->panes()->isShown(Pane::Details));
    window->saveState();
    const Window narrow(host, host.saved.back());
    narrow->resize(looks.scaled(1024), 640);
    QTRY_COMPARE(narrow->width(), looks.scaled(1024));
    narrow->openSource({SourceKind::Demo, {}});
    QVERIFY(!narrow->panes()->isShown(Pane::Details));
    narrow->resize(looks.scaled(1440), 900);
    QTRY_VERIFY(narrow->panes()->isShown(Pane::Details));
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.window));
    // What is asked for in a narrow window stays.
    window->resize(looks.scaled(1024), 640);
    QTRY_VERIFY(!window->panes()->isShown(Pane::Details));
    window.key(Qt::Key_3, ctrl);
    QVERIFY(window->panes()->isShown(Pane::Details));
    window->resize(looks.scaled(1000), 640);
    QVERIFY(window->panes()->isShown(Pane::Details));
}

void TestMainWindow::everyShortcutIsUnique()
{
    Host host;
    const Window window(host);
    QStringList keys;
    for (const ActionSpec &spec : actionSpecs()) {
        for (const QKeySequence &sequence : window->action(spec.id)->shortcuts())
            keys << sequence.toString();
    }
    QCOMPARE(keys.removeDuplicates(), qsizetype(0));
    QVERIFY(keys.size() > 25);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
