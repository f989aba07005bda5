// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/ui/windowserverhost.h"
#include "ui/connect/connectdialog.h"
#include "ui/connect/serverprompt.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/firstrun/firstrunwidget.h"
#include "ui/preferences/preferencesdialog.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTreeWidget>

using namespace mobwatch;
using namespace mobwatch::ui;
using namespace mobwatch::test;

/// What windows share about servers: tokens, certificates, recordings.
class TestWindowTrust : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void waitsForTheTokenBeforeItStarts();
    void disconnectEndsAlsoWhatHasNotBegun();
    void entersATokenInsideTheWindow();
    void acceptsAndRevokesACertificate();
    void changesTheRuleOfRecordings();
    void listsRecordings();
    void aRevokedCertificateIsRevokedInAllWindows();
    void usesATokenThatComesLate();
    void saysThatATokenWasNotKept();
};

void TestWindowTrust::waitsForTheTokenBeforeItStarts()
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

void TestWindowTrust::disconnectEndsAlsoWhatHasNotBegun()
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

void TestWindowTrust::entersATokenInsideTheWindow()
{
    Host host;
    const Window window(host);
    window->openSource(serverRequest());
    QTRY_COMPARE(host.fake->startCount(), 1);
    host.link->said.exchange.status = 401;
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

void TestWindowTrust::acceptsAndRevokesACertificate()
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

void TestWindowTrust::changesTheRuleOfRecordings()
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

void TestWindowTrust::listsRecordings()
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

void TestWindowTrust::aRevokedCertificateIsRevokedInAllWindows()
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

void TestWindowTrust::usesATokenThatComesLate()
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

void TestWindowTrust::saysThatATokenWasNotKept()
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

QTEST_MAIN(TestWindowTrust)
#include "tst_windowtrust.moc"
