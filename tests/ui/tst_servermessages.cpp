// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/tablewords.h"
#include "ui/mainwindow/servermessages.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/statewords.h"

#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace mobwatch;
using namespace mobwatch::ui;

namespace {

SessionFacts server(SourceState state, ErrorCode code = ErrorCode::Unreachable, int attempt = 1,
                    int status = 0)
{
    SessionFacts facts;
    facts.kind = SourceKind::Server;
    facts.address = QStringLiteral("http://127.0.0.1:8080");
    facts.status.state = state;
    facts.status.error = Error{code, QStringLiteral("connection refused"), {}, -1, {}};
    facts.status.attempt = attempt;
    facts.httpStatus = status;
    return facts;
}

QStringList buttons(const Message &message)
{
    QStringList texts;
    for (const Message::Button &button : message.buttons)
        texts << button.text;
    return texts;
}

} // namespace

class TestServerMessages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aShortBreakIsNoBar();
    void saysWhenItTriesAgain();
    void countdownNeitherReopensNorRebuilds();
    void wantsAToken();
    void asksAboutACertificate();
    void namesWhatIsLeftOut();
    void offersTheNearbyLedger();
    void followsTheMerging_data();
    void followsTheMerging();
    void saysThatTheServerFilters();
    void silenceIsAWarning();
    void partialHasAMark();
    void emptyTableNamesTheKindThatIsNotSent();
};

void TestServerMessages::aShortBreakIsNoBar()
{
    QVERIFY(!serverStateMessage(server(SourceState::Live)));
    QVERIFY(!serverStateMessage(server(SourceState::Waiting, ErrorCode::Unreachable, 1)));
    QVERIFY(!serverStateMessage(server(SourceState::Waiting, ErrorCode::Unreachable, 2)));
    QVERIFY(serverStateMessage(server(SourceState::Waiting, ErrorCode::Unreachable, 3)));
    QVERIFY(serverStateMessage(server(SourceState::Failed, ErrorCode::Unreachable, 1)));
    // What no waiting mends is said at once.
    QVERIFY(serverStateMessage(server(SourceState::Waiting, ErrorCode::NotAStream, 1, 404)));
}

void TestServerMessages::saysWhenItTriesAgain()
{
    SessionFacts facts = server(SourceState::Waiting, ErrorCode::Unreachable, 3);
    facts.status.nextTryMs = currentTimeMs() + 7'500;
    facts.counters.lastCursor = 1'204'331;
    const auto message = serverStateMessage(facts);
    QVERIFY(message);
    QCOMPARE(message->severity, Severity::Error);
    QCOMPARE(message->title, QStringLiteral("Cannot reach 127.0.0.1:8080: connection refused."));
    QCOMPARE(textNow(*message),
             QStringLiteral("Is the gateway running? Next try in 8 s, from cursor 1,204,331 on."));
    QCOMPARE(buttons(*message), QStringList({QStringLiteral("Try now"), QStringLiteral("Edit…")}));
}

void TestServerMessages::countdownNeitherReopensNorRebuilds()
{
    SessionFacts facts = server(SourceState::Waiting, ErrorCode::Unreachable, 3);
    facts.status.nextTryMs = currentTimeMs() + 7'500;
    MessageBar bar(Looks::fromApplication());
    SessionMessages messages;
    bar.setMessages(messages.update(facts));
    const auto *strip = bar.findChild<MessageStrip *>();
    QVERIFY(strip);
    facts.status.attempt = 4;
    facts.status.nextTryMs += 20'000;
    bar.setMessages(messages.update(facts));
    QCOMPARE(bar.findChild<MessageStrip *>(), strip); // whoever is about to press its button still can
    QCOMPARE(bar.shownMessages()[0].countdownTo, facts.status.nextTryMs);
    QCOMPARE(strip->accessibleDescription(), textNow(bar.shownMessages()[0]));
    SessionFacts trying = server(SourceState::Connecting, ErrorCode::Internal, 4);
    trying.status.error = Error();
    bar.setMessages(messages.update(trying)); // it does not come and go with each round
    QCOMPARE(bar.findChild<MessageStrip *>(), strip);
    bar.setMessages(messages.update(facts));
    bar.findChild<QToolButton *>(QStringLiteral("close"))->click();
    facts.status.nextTryMs += 20'000;
    bar.setMessages(messages.update(facts));
    QVERIFY(bar.shownMessages().empty());
}

void TestServerMessages::wantsAToken()
{
    const auto refused = serverStateMessage(server(SourceState::Failed, ErrorCode::Unauthorized, 1, 401));
    QCOMPARE(refused->title, QStringLiteral("The server wants a token (401)."));
    QCOMPARE(refused->text, QStringLiteral("The address is right, the sign-in was refused."));
    QCOMPARE(buttons(*refused), QStringList(QStringLiteral("Enter token…")));
    const auto denied = serverStateMessage(server(SourceState::Failed, ErrorCode::Unauthorized, 1, 403));
    QCOMPARE(denied->title, QStringLiteral("This token may not watch this mob (403)."));
    QCOMPARE(buttons(*denied), QStringList(QStringLiteral("Use another token…")));
}

void TestServerMessages::asksAboutACertificate()
{
    SessionFacts facts = server(SourceState::Failed, ErrorCode::Tls);
    QCOMPARE(buttons(*serverStateMessage(facts)),
             QStringList({QStringLiteral("Try now"), QStringLiteral("Edit…")}));
    QCOMPARE(serverStateMessage(facts)->title, QStringLiteral("No secure connection to 127.0.0.1:8080."));
    facts.status.error.subject = QStringLiteral("aabb");
    QCOMPARE(buttons(*serverStateMessage(facts)),
             QStringList(
                 {QStringLiteral("Show certificate…"), QStringLiteral("Try now"), QStringLiteral("Edit…")}));
    QCOMPARE(serverStateMessage(facts)->title,
             QStringLiteral("The certificate of 127.0.0.1:8080 is not trusted."));
    facts = server(SourceState::Live);
    const SourceNotice notice{SourceNotice::Kind::CertificateExcepted, 0, QStringLiteral("aabb")};
    QVERIFY(!serverNoticeMessage(notice, facts)); // revoked
    facts.isCertificateExcepted = true;
    const auto excepted = serverNoticeMessage(notice, facts);
    QVERIFY(excepted->text.endsWith(QLatin1String("AA:BB")));
    QCOMPARE(buttons(*excepted), QStringList(QStringLiteral("Revoke")));
}

void TestServerMessages::namesWhatIsLeftOut()
{
    QCOMPARE(leftOutTitle(QStringLiteral("member_retired,step_dispatched,step_target_completed,x,y")),
             QStringLiteral("This server sends no dispatches and no target results."));
    QCOMPARE(leftOutTitle(QStringLiteral("member_retired, objective_concluded")),
             QStringLiteral("This server does not send member_retired, objective_concluded."));
    const auto message = serverNoticeMessage(
        {SourceNotice::Kind::PartialServer, 0, QStringLiteral("step_dispatched")}, server(SourceState::Live));
    QCOMPARE(message->severity, Severity::Warning);
    QCOMPARE(buttons(*message),
             QStringList({QStringLiteral("Open the ledger…"), QStringLiteral("What is missing")}));
}

void TestServerMessages::offersTheNearbyLedger()
{
    SessionFacts facts = server(SourceState::Live);
    facts.notices = {{SourceNotice::Kind::PartialServer, 0, QStringLiteral("step_dispatched")},
                     {SourceNotice::Kind::NearbyLedger, 0, QStringLiteral("/data/crew.db")}};
    SessionMessages messages;
    const std::vector<Message> said = messages.update(facts);
    QCOMPARE(said.size(), 2U);
    QCOMPARE(buttons(said[0]), QStringList(QStringLiteral("What is missing")));
    QVERIFY(said[1].text.contains(QLatin1String("/data/crew.db")));
    QCOMPARE(said[1].buttons[0].action, MessageAction::OpenNearby);
}

void TestServerMessages::followsTheMerging_data()
{
    using State = ServerLink::MergeState;
    QTest::addColumn<int>("state");
    QTest::addColumn<QStringList>("titles");
    QTest::addColumn<QStringList>("offered");
    const QString partial = QStringLiteral("This server does not send step_dispatched.");
    QTest::newRow("none") << int(State::None)
                          << QStringList{partial,
                                         QStringLiteral("The ledger of this server is on this machine.")}
                          << QStringList{QStringLiteral("What is missing"), QStringLiteral("Read it too")};
    QTest::newRow("comparing") << int(State::Comparing)
                               << QStringList{partial,
                                              QStringLiteral("Comparing the ledger with the server…")}
                               << QStringList{QStringLiteral("What is missing")};
    QTest::newRow("refused") << int(State::Refused)
                             << QStringList{partial, QStringLiteral("This is not this server's ledger.")}
                             << QStringList{QStringLiteral("What is missing"),
                                            QStringLiteral("Open in its own window")};
    QTest::newRow("merged") << int(State::Merged) << QStringList() << QStringList();
}

void TestServerMessages::followsTheMerging()
{
    QFETCH(int, state);
    QFETCH(QStringList, titles);
    QFETCH(QStringList, offered);
    SessionFacts facts = server(SourceState::Live);
    facts.mergeState = ServerLink::MergeState(state);
    facts.notices = {{SourceNotice::Kind::PartialServer, 0, QStringLiteral("step_dispatched")},
                     {SourceNotice::Kind::NearbyLedger, 0, QStringLiteral("/data/crew.db")}};
    QStringList said;
    QStringList pressed;
    SessionMessages messages;
    for (const Message &message : messages.update(facts)) {
        said << message.title;
        pressed << buttons(message);
        QVERIFY(message.severity == (facts.mergeState == ServerLink::MergeState::Comparing &&
                                             message.key == QLatin1String("nearby")
                                         ? Severity::Info
                                         : Severity::Warning));
    }
    QCOMPARE(said, titles);
    QCOMPARE(pressed, offered);
}

void TestServerMessages::saysThatTheServerFilters()
{
    SessionFacts facts = server(SourceState::Live);
    facts.serverFilter = QStringLiteral("run 6f0c");
    SessionMessages messages;
    const std::vector<Message> said = messages.update(facts);
    QCOMPARE(said.size(), 1U);
    QCOMPARE(said[0].severity, Severity::Info);
    QCOMPARE(said[0].title, QStringLiteral("The server filters: run 6f0c."));
}

void TestServerMessages::silenceIsAWarning()
{
    SessionFacts facts = server(SourceState::Waiting, ErrorCode::Stalled, 3);
    facts.status.error.message = QStringLiteral("nothing came from http://127.0.0.1:8080 for 45 s");
    facts.status.nextTryMs = currentTimeMs() + 7'500;
    facts.counters.lastCursor = 1'204'331;
    const auto message = serverStateMessage(facts);
    QVERIFY(message);
    QVERIFY(message->severity == Severity::Warning);
    QCOMPARE(message->title, QStringLiteral("The stream went silent."));
    QCOMPARE(textNow(*message),
             QStringLiteral("Nothing came from 127.0.0.1:8080 for 45 s. Not even a heartbeat. "
                            "Next try in 8 s, from cursor 1,204,331 on."));
    QCOMPARE(buttons(*message)[0], QStringLiteral("Try now"));
    facts.status.attempt = 2;
    QVERIFY(!serverStateMessage(facts)); // it heals by itself
}

void TestServerMessages::partialHasAMark()
{
    SourceStatus status;
    status.state = SourceState::Live;
    status.isPartial = true;
    const StateWords words = stateWords(status, false, 0);
    QCOMPARE(words.word, QStringLiteral("Live, partial"));
    QVERIFY(words.isPartial);
    QVERIFY(!stateWords(status, true, 0).isPartial); // paused
}

void TestServerMessages::emptyTableNamesTheKindThatIsNotSent()
{
    const std::vector<SourceNotice> notices = {
        {SourceNotice::Kind::PartialServer, 0, QStringLiteral("step_dispatched,member_retired")}};
    const auto words = notSentWords(Filter::parse("kind:step_dispatched mob:crew").value(), notices, true);
    QVERIFY(words);
    QCOMPARE(words->title, QStringLiteral("This server does not send step_dispatched"));
    QVERIFY(!notSentWords(Filter::parse("kind:step_failed").value(), notices, true));
    QVERIFY(!notSentWords(Filter::parse("-kind:step_dispatched").value(), notices, true));
    QVERIFY(!notSentWords(Filter::parse("kind:step_dispatched,flow_failed").value(), notices, true));
    QVERIFY(!notSentWords(Filter::parse("kind:step_dispatched").value(), {}, true));
    QVERIFY(!notSentWords(Filter::parse("kind:step_dispatched").value(), notices, false)); // merged
}

QTEST_MAIN(TestServerMessages)
#include "tst_servermessages.moc"
