// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/firstrun/choicebutton.h"
#include "ui/firstrun/firstrunwidget.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::ui;

namespace {

QStringList visibleLabels(const QWidget &page)
{
    QStringList texts;
    for (const QLabel *label : page.findChildren<QLabel *>()) {
        if (label->isVisibleTo(&page))
            texts << label->text();
    }
    return texts;
}

QStringList links(const QWidget &page)
{
    QStringList texts;
    for (const SourceLink *link : page.findChildren<SourceLink *>())
        texts << link->text();
    return texts;
}

} // namespace

class TestFirstRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offersTheWaysToBegin();
    void worksByKeyboard();
    void tellsThatItIsLooking();
    void showsNothingWhereNothingWasFound();
    void opensWhatWasFound();
    void notesWhatIsKnown();
};

void TestFirstRun::offersTheWaysToBegin()
{
    FirstRunWidget page(Looks::fromApplication());
    QVERIFY(visibleLabels(page).contains(QStringLiteral("Watch a mob")));
    QVERIFY(visibleLabels(page).contains(QStringLiteral("Every structural event of a run, as it happens.")));
    QStringList choices;
    for (const ChoiceButton *choice : page.findChildren<ChoiceButton *>())
        choices << choice->text();
    QCOMPARE(choices,
             QStringList({QStringLiteral("Connect to a stream…"),
                          QStringLiteral("Open a ledger or event file…"), QStringLiteral("Watch the demo")}));
    QVERIFY(!visibleLabels(page).contains(QStringLiteral("Recent")));
}

void TestFirstRun::worksByKeyboard()
{
    FirstRunWidget page(Looks::fromApplication());
    QSignalSpy connecting(&page, &FirstRunWidget::connectRequested);
    QSignalSpy open(&page, &FirstRunWidget::openRequested);
    QSignalSpy demo(&page, &FirstRunWidget::demoRequested);
    page.show();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    page.focusFirstChoice();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(connecting.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(open.size(), 1);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(demo.size(), 1);
}

void TestFirstRun::tellsThatItIsLooking()
{
    FirstRunWidget page(Looks::fromApplication());
    page.setFound(std::nullopt);
    QVERIFY(visibleLabels(page).contains(QStringLiteral("Found on this machine")));
    QVERIFY(visibleLabels(page).contains(QStringLiteral("Looking…")));
}

void TestFirstRun::showsNothingWhereNothingWasFound()
{
    FirstRunWidget page(Looks::fromApplication());
    page.setFound(std::nullopt);
    page.setFound(std::vector<KnownSource>{});
    QVERIFY(!visibleLabels(page).contains(QStringLiteral("Found on this machine")));
    QVERIFY(!visibleLabels(page).contains(QStringLiteral("Looking…")));
}

void TestFirstRun::opensWhatWasFound()
{
    FirstRunWidget page(Looks::fromApplication());
    QSignalSpy chosen(&page, &FirstRunWidget::sourceChosen);
    page.setFound(std::vector<KnownSource>{{QStringLiteral("/a/mob.db"), QStringLiteral("crew")}});
    page.setRecent(
        {{QStringLiteral("/b/events.jsonl"), QStringLiteral("events.jsonl"), SourceKind::EventFile}});
    QCOMPARE(links(page), QStringList({QStringLiteral("crew"), QStringLiteral("events.jsonl")}));
    page.findChildren<SourceLink *>()[1]->click();
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toString(), QStringLiteral("/b/events.jsonl"));
    page.setRecent({});
    QCOMPARE(links(page), QStringList(QStringLiteral("crew")));
}

void TestFirstRun::notesWhatIsKnown()
{
    const TimestampMs now = 1787418699123; // 2026-08-22 17:11 UTC
    KnownSource source;
    QCOMPARE(knownSourceNote(source, now), QString());
    source.events = 88012;
    QCOMPARE(knownSourceNote(source, now), QStringLiteral("88,012 events"));
    source.lastEventMs = now - 60000;
    QVERIFY(knownSourceNote(source, now).startsWith(QLatin1String("88,012 events, today ")));
    source.lastEventMs = now - 24ULL * 3600 * 1000;
    QVERIFY(knownSourceNote(source, now).startsWith(QLatin1String("88,012 events, yesterday ")));
    source.bytes = 2048;
    QVERIFY(knownSourceNote(source, now).startsWith(QLatin1String("88,012 events, 2.0 KB, yesterday ")));
}

QTEST_MAIN(TestFirstRun)
#include "tst_firstrun.moc"
