// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connect/connectdialog.h"
#include "ui/connect/serverprompt.h"
#include "ui/connect/serverqueryform.h"
#include "ui/connect/serverwords.h"
#include "ui/widgets/eventwords.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <map>

using namespace mobwatch;
using namespace mobwatch::ui;

Q_DECLARE_METATYPE(mobwatch::ui::ServerRequest)

namespace {

/// What an application does for the dialog, recorded.
struct Host
{
    std::map<QString, std::string> tokens;
    bool keeps = true; ///< the keyring does what it is told
    bool holdsTokens = false;
    std::vector<std::pair<QString, std::function<void(bool)>>> questions; ///< that wait for the test
    TokenPlace place = TokenPlace::Memory;
    TrialOutcome outcome;
    std::vector<std::pair<QString, std::string>> trials;

    [[nodiscard]] ConnectServices services()
    {
        ConnectServices services;
        services.tokenPlace = [this] { return place; };
        services.findToken = [this](QObject *context, const QString &address,
                                    std::function<void(bool)> done) {
            if (holdsTokens)
                questions.emplace_back(address, std::move(done));
            else
                QTimer::singleShot(0, context, [this, address, done] { done(!tokens[address].empty()); });
        };
        services.setToken = [this](const QString &address, const std::string &token,
                                   const std::function<void(bool)> &done) {
            tokens[address] = token;
            if (done)
                done(keeps);
        };
        services.tryConnection = [this](QObject *context, const QString &address, const std::string &token,
                                        std::function<void(const TrialOutcome &)> done) {
            trials.emplace_back(address, token);
            QTimer::singleShot(0, context, [this, done] { done(outcome); });
        };
        services.setCertificate = [](const QString &, const QByteArray &) {};
        return services;
    }
};

struct Dialog
{
    explicit Dialog(Host &host, const QStringList &servers = {})
        : dialog(host.services(), servers, Looks::fromApplication())
    {
        dialog.show();
        (void)QTest::qWaitForWindowActive(&dialog);
    }
    void type(const QString &text)
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(focus, text);
    }
    [[nodiscard]] QString note(const char *name) const
    {
        const auto *label = dialog.findChild<QLabel *>(QLatin1String(name));
        return label && label->isVisibleTo(&dialog) ? label->text() : QString();
    }
    template <class T>
    [[nodiscard]] T *part(const char *name) const
    {
        return dialog.findChild<T *>(QLatin1String(name));
    }
    ConnectDialog dialog;
};

} // namespace

class TestConnectDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<ServerRequest>(); }
    void connectsByKeyboardAlone();
    void offersServersThatWereWatched();
    void saysWhatIsWrongWithAnAddress();
    void neverRepeatsASecretInAnAddress();
    void hidesTheTokenAndSaysWhereItIsKept();
    void usesTheTokenThatIsKept();
    void looksTheTokenUpAtOnce();
    void saysThatATokenWasNotForgotten();
    void startsWhereItIsTold();
    void wantsACursorWhereOneIsNeeded();
    void saysWhoFilters();
    void sendsConditionsToTheServer();
    void refusesATimeThatIsNone();
    void testSaysWhatIsWrong_data();
    void testSaysWhatIsWrong();
    void answersOfAnEarlierTestAreDropped();
    void fillsInWhatIsConnected();
    void fitsASmallScreen();
    void promptTakesATokenAndForgetsIt();
    void promptShowsTheWholeFingerprint();
};

void TestConnectDialog::connectsByKeyboardAlone()
{
    Host host;
    Dialog window(host);
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    window.type(QStringLiteral("127.0.0.1:8080"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("token"));
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("s3cret"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    const auto request = asked[0][0].value<ServerRequest>();
    QCOMPARE(request, (ServerRequest{QStringLiteral("http://127.0.0.1:8080")}));
    QCOMPARE(host.tokens[QStringLiteral("http://127.0.0.1:8080")], std::string("s3cret"));
    QVERIFY(window.part<QLineEdit>("token")->text().isEmpty());
    QVERIFY(!window.dialog.isVisible());
}

void TestConnectDialog::offersServersThatWereWatched()
{
    Host host;
    Dialog window(host, {QStringLiteral("http://a:1"), QStringLiteral("http://b:2")});
    const auto *address = window.part<QComboBox>("address");
    QCOMPARE(address->count(), 2);
    QCOMPARE(address->currentText(), QStringLiteral("http://a:1"));
}

void TestConnectDialog::saysWhatIsWrongWithAnAddress()
{
    Host host;
    Dialog window(host);
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(window.note("addressNote"),
             QStringLiteral("An address is needed, such as http://127.0.0.1:8080."));
    window.type(QStringLiteral("ftp://host"));
    QVERIFY(window.note("addressNote").isEmpty());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(!window.note("addressNote").isEmpty());
    QVERIFY(QApplication::focusWidget()->parentWidget() == window.part<QComboBox>("address") ||
            QApplication::focusWidget() == window.part<QComboBox>("address"));
    QCOMPARE(asked.size(), 0);
}

void TestConnectDialog::neverRepeatsASecretInAnAddress()
{
    Host host;
    Dialog window(host);
    window.type(QStringLiteral("http://me:hunter2@host:1"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(!window.note("addressNote").isEmpty());
    QVERIFY(!window.note("addressNote").contains(QLatin1String("hunter2")));
}

void TestConnectDialog::hidesTheTokenAndSaysWhereItIsKept()
{
    Host host;
    {
        Dialog window(host);
        QCOMPARE(window.part<QLineEdit>("token")->echoMode(), QLineEdit::Password);
        QVERIFY(window.note("tokenNote").contains(QLatin1String("memory only")));
    }
    host.place = TokenPlace::Keyring;
    Dialog window(host);
    QCOMPARE(window.note("tokenNote"), QStringLiteral("Kept in the system keyring."));
}

void TestConnectDialog::usesTheTokenThatIsKept()
{
    Host host;
    host.tokens[QStringLiteral("http://host:1")] = "kept";
    Dialog window(host);
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    window.type(QStringLiteral("http://host:1"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTRY_VERIFY(window.part<QLineEdit>("token")->placeholderText().contains(QLatin1String("kept")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(host.tokens[QStringLiteral("http://host:1")], std::string("kept"));
}

void TestConnectDialog::looksTheTokenUpAtOnce()
{
    Host host;
    host.holdsTokens = true;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QCOMPARE(host.questions.size(), 1U);
    QCOMPARE(host.questions[0].first, QStringLiteral("http://host:1"));
    const auto saysKept = [&window] {
        return window.part<QLineEdit>("token")->placeholderText().contains(QLatin1String("kept"));
    };
    // An answer about another address than the one in the field says nothing.
    window.part<QComboBox>("address")->setEditText(QStringLiteral("http://other:1"));
    host.questions[0].second(true);
    QVERIFY(!saysKept());
    window.part<QComboBox>("address")->setEditText(QStringLiteral("http://host:1"));
    QTest::keyClick(window.part<QComboBox>("address")->lineEdit(), Qt::Key_Tab);
    QCOMPARE(host.questions.size(), 2U);
    host.questions[1].second(true);
    QVERIFY(saysKept());
}

void TestConnectDialog::saysThatATokenWasNotForgotten()
{
    Host host;
    host.place = TokenPlace::Keyring;
    host.tokens[QStringLiteral("http://host:1")] = "kept";
    host.keeps = false;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QPushButton *forget = nullptr;
    for (auto *button : window.dialog.findChildren<QPushButton *>()) {
        if (button->text().remove(QLatin1Char('&')) == QLatin1String("Forget"))
            forget = button;
    }
    QVERIFY(forget);
    QTRY_VERIFY(forget->isVisible());
    forget->click();
    QCOMPARE(window.note("tokenNote"),
             QStringLiteral("The system keyring did not forget it; here it counts no more until the program "
                            "ends."));
}

void TestConnectDialog::startsWhereItIsTold()
{
    Host host;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    QTest::keyClicks(window.part<QLineEdit>("cursor"), QStringLiteral("12x04")); // only digits are taken
    QTest::keyClick(&window.dialog, Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    const auto request = asked[0][0].value<ServerRequest>();
    QVERIFY(request.start == StreamOptions::Start::After);
    QCOMPARE(request.after, Cursor(1204));
}

void TestConnectDialog::wantsACursorWhereOneIsNeeded()
{
    Host host;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    for (auto *choice : window.dialog.findChildren<QRadioButton *>()) {
        if (choice->text().contains(QLatin1String("cursor")))
            choice->click();
    }
    QTest::keyClick(&window.dialog, Qt::Key_Return);
    QCOMPARE(asked.size(), 0);
    QCOMPARE(window.note("testNote"), QStringLiteral("The cursor to start behind is missing."));
    QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("cursor"));
}

void TestConnectDialog::saysWhoFilters()
{
    Host host;
    Dialog window(host);
    QVERIFY(window.note("filterNote").contains(QLatin1String("filters here")));
    QVERIFY(!window.dialog.findChild<ServerQueryForm *>()->isVisible());
    window.part<QCheckBox>("serverFilter")->click();
    QVERIFY(window.note("filterNote").startsWith(QLatin1String("Applied by the server")));
    QVERIFY(window.dialog.findChild<ServerQueryForm *>()->isVisible());
}

void TestConnectDialog::sendsConditionsToTheServer()
{
    Host host;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    window.part<QCheckBox>("serverFilter")->click();
    QTest::keyClicks(window.part<QLineEdit>("kinds"), QStringLiteral("flow_failed , step_failed,"));
    QTest::keyClicks(window.part<QLineEdit>("agent"), QStringLiteral("worker-1"));
    QTest::keyClick(&window.dialog, Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    const EventQuery query = asked[0][0].value<ServerRequest>().serverQuery;
    QCOMPARE(query.eventTypes, (std::vector<std::string>{"flow_failed", "step_failed"}));
    QCOMPARE(query.identity.value_or(""), std::string("worker-1"));
    QVERIFY(!query.mobId && !query.runId && !query.sinceMs);
    QCOMPARE(serverQueryWords(query), QStringLiteral("agent worker-1, kind flow_failed, step_failed"));
}

void TestConnectDialog::refusesATimeThatIsNone()
{
    Host host;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    window.part<QCheckBox>("serverFilter")->click();
    QTest::keyClicks(window.part<QLineEdit>("since"), QStringLiteral("yesterday"));
    QTest::keyClick(&window.dialog, Qt::Key_Return);
    QCOMPARE(asked.size(), 0);
    QVERIFY(window.note("testNote").contains(QLatin1String("yesterday")));
    QCOMPARE(QApplication::focusWidget()->objectName(), QStringLiteral("since"));
}

void TestConnectDialog::testSaysWhatIsWrong_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QStringList>("parts");
    QTest::newRow("refused") << int(ErrorCode::Unreachable) << 0 << QStringLiteral("connection refused")
                             << QString()
                             << QStringList{QStringLiteral("Cannot reach host:1: connection refused."),
                                            QStringLiteral("Is the gateway running?")};
    QTest::newRow("401") << int(ErrorCode::Unauthorized) << 401 << QStringLiteral("x")
                         << QStringLiteral("email_not_allowlisted")
                         << QStringList{QStringLiteral("The server wants a token (401)."),
                                        QStringLiteral("its account is not on the server's list")};
    QTest::newRow("403") << int(ErrorCode::Unauthorized) << 403 << QStringLiteral("x") << QString()
                         << QStringList{QStringLiteral("This token may not watch this mob (403)."),
                                        QStringLiteral("mob.observe")};
    QTest::newRow("404") << int(ErrorCode::NotAStream) << 404 << QStringLiteral("x") << QString()
                         << QStringList{QStringLiteral("There is no event stream at this address (404).")};
    QTest::newRow("web page") << int(ErrorCode::NotAStream) << 200 << QStringLiteral("a web page came")
                              << QString()
                              << QStringList{QStringLiteral("What answers there is no mob server (200)."),
                                             QStringLiteral("A web page came.")};
    QTest::newRow("busy") << int(ErrorCode::ServerError) << 503 << QStringLiteral("overloaded") << QString()
                          << QStringList{QStringLiteral("The server cannot answer now (503).")};
    QTest::newRow("tls") << int(ErrorCode::Tls) << 0 << QStringLiteral("self-signed") << QString()
                         << QStringList{QStringLiteral("No secure connection to host:1."),
                                        QStringLiteral("Self-signed.")};
}

void TestConnectDialog::testSaysWhatIsWrong()
{
    QFETCH(int, code);
    QFETCH(int, status);
    QFETCH(QString, message);
    QFETCH(QString, reason);
    QFETCH(QStringList, parts);
    Host host;
    host.outcome.error = Error{ErrorCode(code), message, {}, -1, {}};
    host.outcome.httpStatus = status;
    host.outcome.signInReason = reason;
    Dialog window(host, {QStringLiteral("http://host:1")});
    QTest::keyClicks(window.part<QLineEdit>("token"), QStringLiteral("typed"));
    QTest::mouseClick(window.part<QPushButton>("test"), Qt::LeftButton);
    QTRY_VERIFY(window.part<QPushButton>("test")->isEnabled());
    for (const QString &part : parts)
        QVERIFY2(window.note("testNote").contains(part), qPrintable(window.note("testNote")));
    QCOMPARE(host.trials.size(), 1U);
    QCOMPARE(host.trials[0].second, std::string("typed"));
    QVERIFY(host.tokens.empty() || host.tokens.begin()->second.empty()); // a test keeps nothing
}

void TestConnectDialog::answersOfAnEarlierTestAreDropped()
{
    Host host;
    host.outcome.isRpcServed = true;
    host.outcome.latestCursor = 42;
    Dialog window(host, {QStringLiteral("http://host:1")});
    window.dialog.testConnection();
    window.part<QComboBox>("address")->setEditText(QStringLiteral("http://other:1"));
    QTRY_VERIFY(window.part<QPushButton>("test")->isEnabled());
    QVERIFY(window.note("testNote").isEmpty());
    window.dialog.testConnection();
    QTRY_VERIFY(window.note("testNote").startsWith(QLatin1String("Events can be watched at other:1.")));
    QVERIFY(window.note("testNote").contains(QLatin1String("cursor 42")));
}

void TestConnectDialog::fillsInWhatIsConnected()
{
    Host host;
    Dialog window(host);
    ServerRequest request{QStringLiteral("http://host:1/prefix")};
    request.start = StreamOptions::Start::After;
    request.after = 7;
    request.serverQuery.mobId = "crew";
    window.dialog.setRequest(request);
    QSignalSpy asked(&window.dialog, &ConnectDialog::connectRequested);
    QTest::keyClick(&window.dialog, Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<ServerRequest>(), request);
}

void TestConnectDialog::fitsASmallScreen()
{
    Host host;
    Dialog window(host);
    window.part<QCheckBox>("serverFilter")->click();
    window.dialog.resize(360, 300);
    QApplication::processEvents();
    QVERIFY(window.dialog.height() <= 320);
    QVERIFY(window.part<QPushButton>("test")->isVisible());
    // What does not fit is reached by Tab: the field scrolls into view.
    window.part<QLineEdit>("until")->setFocus(Qt::TabFocusReason);
    const auto *scroll = window.dialog.findChild<QScrollArea *>();
    const QRect place(window.part<QLineEdit>("until")->mapTo(scroll, QPoint()),
                      window.part<QLineEdit>("until")->size());
    QVERIFY(place.top() >= 0 && place.top() < scroll->height());
}

void TestConnectDialog::promptTakesATokenAndForgetsIt()
{
    ServerPrompt prompt(Looks::fromApplication());
    std::vector<std::pair<QString, std::string>> entered;
    connect(&prompt, &ServerPrompt::tokenEntered, &prompt,
            [&entered](const QString &address, const std::string &token) {
                entered.emplace_back(address, token);
            });
    prompt.askForToken(QStringLiteral("http://host:1"), TokenPlace::Keyring);
    QVERIFY(QTest::qWaitForWindowActive(&prompt));
    auto *token = prompt.findChild<QLineEdit *>(QStringLiteral("promptToken"));
    QCOMPARE(token->echoMode(), QLineEdit::Password);
    QVERIFY(!prompt.findChild<QPushButton *>(QStringLiteral("promptUse"))->isEnabled());
    QTest::keyClick(token, Qt::Key_Return); // nothing to use yet
    QVERIFY(prompt.isVisible());
    QTest::keyClicks(token, QStringLiteral("abc"));
    QTest::keyClick(token, Qt::Key_Return);
    QCOMPARE(entered.size(), 1U);
    QCOMPARE(entered[0].second, std::string("abc"));
    QVERIFY(!prompt.isVisible());
    QVERIFY(token->text().isEmpty());
}

void TestConnectDialog::promptShowsTheWholeFingerprint()
{
    ServerPrompt prompt(Looks::fromApplication());
    QSignalSpy accepted(&prompt, &ServerPrompt::certificateAccepted);
    const QByteArray sha256 = QByteArray::fromHex(QByteArray(64, 'a'));
    prompt.askAboutCertificate(QStringLiteral("https://host"), sha256);
    QVERIFY(QTest::qWaitForWindowActive(&prompt));
    QStringList texts;
    for (const QLabel *label : prompt.findChildren<QLabel *>())
        texts << label->text();
    QVERIFY(texts.join(QLatin1Char(' ')).contains(shownFingerprint(sha256)));
    // Return alone accepts nothing: the keyboard stands on Cancel.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(accepted.size(), 0);
    prompt.askAboutCertificate(QStringLiteral("https://host"), sha256);
    prompt.findChild<QPushButton *>(QStringLiteral("promptUse"))->click();
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(accepted[0][1].toByteArray(), sha256);
}

QTEST_MAIN(TestConnectDialog)
#include "tst_connectdialog.moc"
