// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/ui/mainwindowhost.h"
#include "ui/connect/connectdialog.h"
#include "ui/connect/serverprompt.h"
#include "ui/connectiondetails/connectiondetailspanel.h"
#include "ui/eventtable/emptystate.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/mainwindow/statusbarwidget.h"
#include "ui/preferences/preferencesdialog.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/statussegment.h"

#include <QAction>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>

using namespace mobwatch;
using namespace mobwatch::ui;
using mobwatch::test::Host;
using mobwatch::test::Window;

namespace {

const QString address = QStringLiteral("http://127.0.0.1:8080");

SourceRequest serverRequest()
{
    return {SourceKind::Server, address};
}

SourceStatus status(SourceState state, ErrorCode code, int attempt)
{
    SourceStatus status;
    status.state = state;
    status.error = Error{code, QStringLiteral("connection refused"), {}, -1, {}};
    status.attempt = attempt;
    return status;
}

StatusSegment *segment(const Window &window, const QString &name)
{
    for (auto *segment : window->findChildren<StatusSegment *>()) {
        if (segment->accessibleName() == name)
            return segment;
    }
    return nullptr;
}

void press(const Window &window, const QString &text)
{
    for (auto *button : window->messages()->findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
    }
    QFAIL(qPrintable(QStringLiteral("there is no button ") + text));
}

void pressIn(QDialog *dialog, const QString &text)
{
    for (auto *button : dialog->findChildren<QPushButton *>()) {
        if (button->text().remove(QLatin1Char('&')) == text) {
            button->click();
            return;
        }
    }
    QFAIL(qPrintable(QStringLiteral("there is no button ") + text));
}

} // namespace

/// A window that watches a server.
class TestWindowServer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void connectsThroughTheDialog();
    void waitsForTheTokenBeforeItStarts();
    void disconnectEndsAlsoWhatHasNotBegun();
    void opensWhatIsDropped();
    void refusesAnAddressThatIsNone();
    void entersATokenInsideTheWindow();
    void acceptsAndRevokesACertificate();
    void showsTheStates();
    void sayingPartialLeadsToTheDetails();
    void saysThatAKindIsNotSent();
    void disconnectsAndKeepsWhatWasRead();
    void offersTheServerAgain();
    void opensTheNearbyLedgerInAWindowOfItsOwn();
    void readsTheNearbyLedgerIntoItsSession();
    void saysThatTheServerFilters();
    void changesTheRuleOfRecordings();
    void listsRecordings();
    void aRevokedCertificateIsRevokedInAllWindows();
    void usesATokenThatComesLate();
    void saysThatATokenWasNotKept();
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

void TestWindowServer::waitsForTheTokenBeforeItStarts()
{
    Host host;
    host.holdsTokens = true;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.tokenQuestions.size(), 1U);
    QCOMPARE(host.fake->startCount(), 0);
    QCOMPARE(segment(window, QStringLiteral("Connection"))->shown().text, QStringLiteral("Connecting"));
    host.tokenQuestions[0](true);
    QCOMPARE(host.fake->startCount(), 1);
}

void TestWindowServer::disconnectEndsAlsoWhatHasNotBegun()
{
    Host host;
    host.holdsTokens = true;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.tokenQuestions.size(), 1U);
    window->action(ActionId::Disconnect)->trigger();
    QTRY_COMPARE(segment(window, QStringLiteral("Connection"))->shown().text, QStringLiteral("Stopped"));
    host.tokenQuestions[0](true);
    QCOMPARE(host.fake->startCount(), 0);
    QVERIFY(!window->action(ActionId::Disconnect)->isEnabled());
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

void TestWindowServer::entersATokenInsideTheWindow()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    host.link->said.exchange.response = QStringLiteral("HTTP/1.1 401 Unauthorized");
    host.fake->setStatus(status(SourceState::Failed, ErrorCode::Unauthorized, 1));
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    const QWidget *before = QApplication::focusWidget();
    QVERIFY(window->panes()->table()->isAncestorOf(before)); // the message took no keyboard
    press(window, QStringLiteral("Enter token…"));
    auto *field = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(field);
    QCOMPARE(field->window(), static_cast<QWidget *>(window.window));
    QTest::keyClicks(field, QStringLiteral("s3cret"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(host.tokens[address], std::string("s3cret"));
    QCOMPARE(host.link->tokenChanges, 1);
    QVERIFY(window->panes()->table()->isAncestorOf(QApplication::focusWidget()));
}

void TestWindowServer::acceptsAndRevokesACertificate()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    const QByteArray sha256 = QByteArray::fromHex(QByteArray(64, 'b'));
    SourceStatus refused = status(SourceState::Failed, ErrorCode::Tls, 1);
    refused.error.subject = QString::fromLatin1(sha256.toHex());
    host.fake->setStatus(refused);
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    press(window, QStringLiteral("Show certificate…"));
    window->findChild<ServerPrompt *>()->findChild<QPushButton *>(QStringLiteral("promptUse"))->click();
    QCOMPARE(host.servers.certificates, (std::vector<PinnedCertificate>{{address, sha256}}));
    QCOMPARE(host.link->certificates, std::vector<QByteArray>{sha256});

    SourceStatus live;
    live.state = SourceState::Live;
    host.link->said.isCertificateExcepted = true;
    host.fake->setStatus(live);
    host.fake->addNotice({SourceNotice::Kind::CertificateExcepted, 0, QString::fromLatin1(sha256.toHex())});
    QTRY_COMPARE(window->messages()->shownMessages().size(), 1U);
    press(window, QStringLiteral("Revoke"));
    QVERIFY(host.servers.certificates.empty());
    QCOMPARE(host.link->certificates.size(), 2U);
    QVERIFY(host.link->certificates[1].isEmpty());
    host.link->said.isCertificateExcepted = false;
    host.fake->setState(SourceState::Connecting);
    QTRY_VERIFY(window->messages()->shownMessages().empty());
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

void TestWindowServer::changesTheRuleOfRecordings()
{
    Host host;
    host.servers.certificates = {{address, QByteArray::fromHex(QByteArray(64, 'c'))}};
    const Window window(host);
    window.key(Qt::Key_Comma, Qt::ControlModifier);
    auto *dialog = window->findChild<PreferencesDialog *>();
    QVERIFY(dialog);
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    dialog->findChild<QSpinBox *>(QStringLiteral("days"))->setValue(7);
    auto *list = dialog->findChild<QTreeWidget *>(QStringLiteral("certificates"));
    QCOMPARE(list->topLevelItemCount(), 1);
    auto *revoke = dialog->findChild<QPushButton *>(QStringLiteral("revokeChosen"));
    QVERIFY(!revoke->isEnabled());
    list->setCurrentItem(list->topLevelItem(0));
    revoke->click();
    QCOMPARE(host.servers.certificates.size(), 1U); // not before OK
    pressIn(dialog, QStringLiteral("Cancel"));
    QCOMPARE(host.servers.certificates.size(), 1U);
    QVERIFY(host.servers.recordings.maxDays != 7);
    window.key(Qt::Key_Comma, Qt::ControlModifier);
    QTRY_VERIFY(window->findChild<PreferencesDialog *>() &&
                window->findChild<PreferencesDialog *>() != dialog);
    dialog = window->findChild<PreferencesDialog *>();
    dialog->findChild<QSpinBox *>(QStringLiteral("days"))->setValue(7);
    dialog->findChild<QLineEdit *>(QStringLiteral("folder"))->setText(QStringLiteral("/data/recordings/"));
    // Meanwhile another window accepts one.
    const PinnedCertificate other{QStringLiteral("https://other"), QByteArray::fromHex(QByteArray(64, 'd'))};
    host.servers.certificates.push_back(other);
    list = dialog->findChild<QTreeWidget *>(QStringLiteral("certificates"));
    list->setCurrentItem(list->topLevelItem(0));
    dialog->findChild<QPushButton *>(QStringLiteral("revokeChosen"))->click();
    pressIn(dialog, QStringLiteral("OK"));
    QCOMPARE(host.servers.certificates, std::vector<PinnedCertificate>{other});
    QCOMPARE(host.servers.recordings.maxDays, 7);
    QCOMPARE(host.servers.recordingFolder, QStringLiteral("/data/recordings"));
}

void TestWindowServer::listsRecordings()
{
    Host host;
    KnownSource recording;
    recording.path = QStringLiteral("/data/recordings/a.jsonl");
    recording.name = QStringLiteral("a.jsonl");
    recording.kind = SourceKind::EventFile;
    recording.bytes = 4096;
    host.recordings = {recording};
    const Window window(host);
    const auto link = [&window]() -> QAbstractButton * {
        for (auto *button : window->panes()->firstRun()->findChildren<QAbstractButton *>()) {
            if (button->text() == QLatin1String("a.jsonl"))
                return button;
        }
        return nullptr;
    };
    QTRY_VERIFY(link());
    QVERIFY(link()->accessibleDescription().contains(QLatin1String("4.0 KB")));
}

void TestWindowServer::aRevokedCertificateIsRevokedInAllWindows()
{
    Host host;
    const QByteArray sha256 = QByteArray::fromHex(QByteArray(64, 'b'));
    host.servers.certificates = {{address, sha256}};
    const Window first(host);
    first->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    const test::FakeServerLink &firstLink = *host.link;
    const Window second(host);
    second->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    host.link->said.isCertificateExcepted = true;
    host.fake->addNotice({SourceNotice::Kind::CertificateExcepted, 0, QString::fromLatin1(sha256.toHex())});
    QTRY_COMPARE(second->messages()->shownMessages().size(), 1U);
    press(second, QStringLiteral("Revoke"));
    QCOMPARE(host.link->certificates, std::vector<QByteArray>{QByteArray()});
    QCOMPARE(firstLink.certificates, std::vector<QByteArray>{QByteArray()});
}

void TestWindowServer::usesATokenThatComesLate()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    window->adoptToken(QStringLiteral("http://other:1"));
    QCOMPARE(host.link->tokenChanges, 0);
    window->adoptToken(address);
    QCOMPARE(host.link->tokenChanges, 1);
}

void TestWindowServer::saysThatATokenWasNotKept()
{
    Host host;
    host.place = TokenPlace::Keyring;
    const Window window(host);
    window.key(Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
    auto *dialog = window->findChild<ConnectDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QComboBox *>(QStringLiteral("address"))->setEditText(address);
    dialog->findChild<QLineEdit *>(QStringLiteral("token"))->setText(QStringLiteral("s3cret"));
    pressIn(dialog, QStringLiteral("Connect"));
    QCOMPARE(host.keptAnswers.size(), 1U);
    host.keptAnswers[0](false);
    QCOMPARE(window->messages()->shownMessages().at(0).title,
             QStringLiteral("The token of 127.0.0.1:8080 was not kept."));
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
