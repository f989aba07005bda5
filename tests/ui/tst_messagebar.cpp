// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sessionmessages.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/messagestrip.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace mobwatch;
using namespace mobwatch::ui;

namespace {

Message message(const char *key, Severity severity = Severity::Warning)
{
    return {QLatin1String(key), severity, QLatin1String(key), QStringLiteral("why"), {}};
}

QStringList keys(const MessageBar &bar)
{
    QStringList out;
    for (const Message &shown : bar.shownMessages())
        out << shown.key;
    return out;
}

SessionFacts failing(ErrorCode code, SourceState state)
{
    SessionFacts facts;
    facts.address = QStringLiteral("/data/release-crew.db");
    facts.status.state = state;
    facts.status.error.code = code;
    return facts;
}

QStringList texts(const Message &said)
{
    QStringList out = {said.title, said.text};
    for (const Message::Button &button : said.buttons)
        out << button.text;
    return out;
}

} // namespace

class TestMessageBar : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<MessageAction>(); }
    void showsTwoAtATime();
    void errorsComeFirst();
    void closedStaysAwayUntilItChanges();
    void buttonsSayWhichAction();
    void unchangedStripsStay();

    void saysThatItIsNoLedger();
    void saysWhatItWaitsFor();
    void saysWhatCouldNotBeRead();
    void saysThatTheLedgerWasReset();
    void tellsWhereTheNewEpochEndsOnce();
    void saysThatTheMobWasDestroyed();
    void numbersOfASeamStay();
    void saysNotices();
    void isSilentWhenAllIsWell();
};

void TestMessageBar::showsTwoAtATime()
{
    MessageBar bar(Looks::fromApplication());
    QVERIFY(bar.isHidden());
    bar.setMessages({message("a"), message("b"), message("c"), message("d"), message("e")});
    QVERIFY(!bar.isHidden());
    QCOMPARE(keys(bar), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(bar.hiddenCount(), 3);
    auto *more = bar.findChild<QToolButton *>(QStringLiteral("more"));
    QCOMPARE(more->text(), QStringLiteral("and 3 more"));
    more->click();
    QCOMPARE(keys(bar), QStringList({QStringLiteral("c"), QStringLiteral("d")}));
    bar.setMessages({});
    QVERIFY(bar.isHidden());
}

void TestMessageBar::errorsComeFirst()
{
    MessageBar bar(Looks::fromApplication());
    bar.setMessages({message("a"), message("b"), message("bad", Severity::Error)});
    QCOMPARE(keys(bar), QStringList({QStringLiteral("bad"), QStringLiteral("a")}));
}

void TestMessageBar::closedStaysAwayUntilItChanges()
{
    MessageBar bar(Looks::fromApplication());
    bar.setMessages({message("a"), message("b")});
    bar.findChild<MessageStrip *>()->findChild<QToolButton *>(QStringLiteral("close"))->click();
    QCOMPARE(keys(bar), QStringList(QStringLiteral("b")));
    bar.setMessages({message("a"), message("b"), message("c")});
    QCOMPARE(keys(bar), QStringList({QStringLiteral("b"), QStringLiteral("c")}));
    Message changed = message("a");
    changed.title = QStringLiteral("a again");
    bar.setMessages({changed, message("b")});
    QCOMPARE(keys(bar), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    bar.show(message("own"));
    QVERIFY(keys(bar).contains(QStringLiteral("own")));
    bar.withdraw(QStringLiteral("own"));
    QVERIFY(!keys(bar).contains(QStringLiteral("own")));
}

void TestMessageBar::buttonsSayWhichAction()
{
    MessageBar bar(Looks::fromApplication());
    QSignalSpy spy(&bar, &MessageBar::actionTriggered);
    Message asks = message("a");
    asks.buttons = {{MessageAction::ShowUnreadable, QStringLiteral("Show them")}};
    bar.setMessages({asks});
    bar.findChild<QPushButton *>()->click();
    QCOMPARE(spy.size(), 1);
    QCOMPARE(spy[0][0].toString(), QStringLiteral("a"));
    QVERIFY(spy[0][1].value<MessageAction>() == MessageAction::ShowUnreadable);
}

void TestMessageBar::unchangedStripsStay()
{
    MessageBar bar(Looks::fromApplication());
    bar.setMessages({message("a")});
    const auto *strip = bar.findChild<MessageStrip *>();
    bar.setMessages({message("a"), message("b"), message("c")});
    bar.setMessages({message("a")});
    bar.setMessages({message("a")});
    QCOMPARE(bar.shownMessages().size(), 1U);
    QVERIFY(strip->accessibleName() == QLatin1String("a"));
}

void TestMessageBar::saysThatItIsNoLedger()
{
    SessionMessages messages;
    const auto said = messages.update(failing(ErrorCode::NotALedger, SourceState::Failed));
    QCOMPARE(said.size(), 1U);
    QCOMPARE(said[0].severity, Severity::Error);
    QCOMPARE(texts(said[0]),
             QStringList({QStringLiteral("release-crew.db is not a mob ledger."),
                          QStringLiteral("It has no table mob_events."), QStringLiteral("Open another…")}));
}

void TestMessageBar::saysWhatItWaitsFor()
{
    SessionMessages messages;
    const auto missing = messages.update(failing(ErrorCode::NotFound, SourceState::Waiting));
    QCOMPARE(missing[0].severity, Severity::Warning);
    QCOMPARE(missing[0].title, QStringLiteral("Waiting for release-crew.db."));
    QCOMPARE(missing[0].text, QStringLiteral("It is not there yet; it is opened as soon as it is."));
    const auto denied = messages.update(failing(ErrorCode::PermissionDenied, SourceState::Waiting));
    QCOMPARE(denied[0].text, QStringLiteral("Permission denied; the folder must be readable too."));
    QVERIFY(messages.update(failing(ErrorCode::Busy, SourceState::Waiting)).empty());
}

void TestMessageBar::saysWhatCouldNotBeRead()
{
    SessionFacts facts;
    facts.status.state = SourceState::Live;
    facts.counters.unreadable = 3;
    UnreadableRow row;
    row.cursor = 18204;
    row.error =
        Error{ErrorCode::Malformed, QStringLiteral("not valid JSON: a quote is missing."), {}, 211, {}};
    facts.firstUnreadable = row;
    SessionMessages messages;
    const auto said = messages.update(facts);
    QCOMPARE(texts(said[0]),
             QStringList(
                 {QStringLiteral("3 rows of this ledger could not be read."),
                  QStringLiteral("Everything else is shown. First one: cursor 18,204, not valid JSON at byte "
                                 "211."),
                  QStringLiteral("Show them")}));
    facts.counters.unreadable = 1;
    facts.kind = SourceKind::EventFile;
    facts.firstUnreadable->line = 7;
    const auto line = messages.update(facts);
    QCOMPARE(line[0].title, QStringLiteral("1 line of this file could not be read."));
    QVERIFY(line[0].text.contains(QLatin1String("First one: line 7, ")));
}

void TestMessageBar::saysThatTheLedgerWasReset()
{
    SessionFacts facts;
    facts.seams = {{SeamReason::LedgerCleared, 2, 500}};
    facts.counters.epoch = 2;
    facts.counters.lastCursor = 42;
    SessionMessages messages;
    const auto said = messages.update(facts);
    QCOMPARE(said[0].severity, Severity::Warning);
    QCOMPARE(texts(said[0]),
             QStringList({QStringLiteral("The ledger was reset."),
                          QStringLiteral(
                              "It ends at cursor 42, we had 500. A new epoch starts, the old events stay."),
                          QStringLiteral("Show the seam")}));
}

void TestMessageBar::tellsWhereTheNewEpochEndsOnce()
{
    SessionFacts facts;
    facts.seams = {{SeamReason::LedgerCleared, 2, 500}};
    facts.counters.lastCursor = 500;
    SessionMessages messages;
    QCOMPARE(messages.update(facts)[0].text,
             QStringLiteral("We had cursor 500. A new epoch starts, the old events stay."));
    QVERIFY(messages.waitsForEvents());
    facts.counters.epoch = 2;
    facts.counters.lastCursor = 42;
    const auto settled = messages.update(facts);
    QCOMPARE(settled.size(), 1U);
    QVERIFY(settled[0].text.startsWith(QLatin1String("It ends at cursor 42, we had 500.")));
    QVERIFY(!messages.waitsForEvents());
    facts.counters.lastCursor = 43;
    QVERIFY(messages.update(facts) == settled);
}

void TestMessageBar::saysThatTheMobWasDestroyed()
{
    SessionFacts facts;
    facts.seams = {{SeamReason::MobDestroyed, 2, 63}};
    facts.counters.events = 63;
    SessionMessages messages;
    QCOMPARE(texts(messages.update(facts)[0]),
             QStringList({QStringLiteral("The ledger was emptied; its mob was destroyed."),
                          QStringLiteral("What was read, 63 events, is only here now."),
                          QStringLiteral("Export…"), QStringLiteral("Show the seam")}));
    SessionMessages others;
    facts.seams[0].reason = SeamReason::LedgerDeleted;
    facts.status.state = SourceState::Waiting;
    facts.status.error.code = ErrorCode::NotFound;
    QCOMPARE(others.update(facts).size(), 1U); // "not there yet" would be wrong and a second bar
    QCOMPARE(others.update(facts)[0].title, QStringLiteral("The ledger file was deleted."));
}

void TestMessageBar::numbersOfASeamStay()
{
    SessionFacts facts;
    facts.seams = {{SeamReason::MobDestroyed, 2, 63}};
    facts.counters.events = 63;
    SessionMessages messages;
    const auto first = messages.update(facts);
    facts.counters.events = 90; // a new mob began in the same ledger
    QVERIFY(messages.update(facts) == first);
}

void TestMessageBar::saysNotices()
{
    SessionFacts facts;
    facts.notices = {{SourceNotice::Kind::NewerSchema, 11, {}},
                     {SourceNotice::Kind::PrivateCopy, 0, {}},
                     {SourceNotice::Kind::EmptiedLedger, 9, {}},
                     {SourceNotice::Kind::SafetyPollOnly, 0, {}}};
    SessionMessages messages;
    const auto said = messages.update(facts);
    QCOMPARE(said.size(), 3U);
    QVERIFY(said[0].text.contains(QLatin1String("schema version 11")));
    QCOMPARE(said[1].title, QStringLiteral("A private copy of the ledger is shown."));
    QCOMPARE(said[2].text,
             QStringLiteral("Its mob was destroyed. The store still lists 9 runs. New events appear "
                            "here if a new mob starts in it."));
}

void TestMessageBar::isSilentWhenAllIsWell()
{
    SessionFacts facts;
    facts.status.state = SourceState::Live;
    SessionMessages messages;
    QVERIFY(messages.update(facts).empty());
}

QTEST_MAIN(TestMessageBar)
#include "tst_messagebar.moc"
