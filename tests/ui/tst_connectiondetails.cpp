// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connectiondetails/connectiondetailspanel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTreeWidget>

using namespace mobwatch;
using namespace mobwatch::ui;

namespace {

ConnectionFacts someFacts()
{
    ConnectionFacts facts;
    facts.program = QStringLiteral("Mobwatch test");
    facts.address = QStringLiteral("http://127.0.0.1:8080");
    facts.status.state = SourceState::Live;
    facts.status.isPartial = true;
    facts.screenLastMs = 7;
    facts.screenMedianMs = 6;
    ConnectionReport &report = facts.report;
    report.startedFrom = QStringLiteral("/mobkit/mob_events/stream?after_seq=42");
    report.hasToken = true;
    report.exchange.request = QStringLiteral("GET /mobkit/mob_events/stream?after_seq=42 HTTP/1.1\nHost: x\n"
                                             "Authorization: Bearer s3cret");
    report.exchange.response = QStringLiteral("HTTP/1.1 200 OK\nContent-Type: text/event-stream");
    report.counters.connections = 3;
    report.counters.bytes = 2048;
    report.counters.events = 1204;
    report.counters.holes = 2;
    report.counters.missingCursors = 6;
    report.lastError = Error{ErrorCode::Unreachable, QStringLiteral("connection refused"), {}, -1, {}};
    report.lastErrorMs = 1787418699123;
    report.kindsLeftOut = {QStringLiteral("step_dispatched")};
    report.holes = {{1, 5, 9, HoleReason::LeftOut}, {1, 12, 12, HoleReason::Malformed}};
    report.history = {{1787418699000, QStringLiteral("connecting")}, {1787418699100, QStringLiteral("live")}};
    report.latencyMedianMs = 12;
    report.latencyP90Ms = 30;
    report.latencyLastMs = 11;
    report.recordingPath = QStringLiteral("/data/recordings/a.jsonl");
    report.recordingBytes = 4096;
    return facts;
}

QStringList rows(const QTreeWidget *list)
{
    QStringList out;
    for (int i = 0; i < list->topLevelItemCount(); ++i) {
        QStringList cells;
        for (int column = 0; column < list->columnCount(); ++column)
            cells << list->topLevelItem(i)->text(column);
        out << cells.join(QLatin1String(" | "));
    }
    return out;
}

} // namespace

class TestConnectionDetails : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsEverything();
    void explainsHoles();
    void followsTheConnection();
    void keepsWhatIsChosenInItsLists();
    void saysValuesToAccessibility();
    void copiesWithoutSecrets();
    void revokesAnException();
    void secretsAreCutOut_data();
    void secretsAreCutOut();
};

void TestConnectionDetails::showsEverything()
{
    const ConnectionFacts facts = someFacts();
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    panel.show();
    QStringList texts;
    for (const QLabel *label : panel.findChildren<QLabel *>())
        texts << label->text();
    const QString all = texts.join(QLatin1Char('\n'));
    for (const char *part : {"Live, partial", "http://127.0.0.1:8080", "sent", "step_dispatched",
                             "connection refused", "1,204", "2.0 KB", "2 with 6 cursors", "median 12 ms",
                             "median 6 ms, last 7 ms", "/data/recordings/a.jsonl", "4.0 KB"})
        QVERIFY2(all.contains(QLatin1String(part)), part);
    const QList<QPlainTextEdit *> heads = {
        panel.findChild<QPlainTextEdit *>(QStringLiteral("Sent, without the token")),
        panel.findChild<QPlainTextEdit *>(QStringLiteral("Answered"))};
    QVERIFY(heads[0]->toPlainText().startsWith(QLatin1String("GET ")));
    QVERIFY(!heads[0]->toPlainText().contains(QLatin1String("s3cret")));
    QVERIFY(heads[1]->toPlainText().startsWith(QLatin1String("HTTP/1.1 200")));
}

void TestConnectionDetails::explainsHoles()
{
    const ConnectionFacts facts = someFacts();
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    const QList<QTreeWidget *> lists = {panel.findChild<QTreeWidget *>(QStringLiteral("Holes")),
                                        panel.findChild<QTreeWidget *>(QStringLiteral("History"))};
    QCOMPARE(
        rows(lists[0]),
        QStringList({QStringLiteral("cursor 12 | 1 | 1 | a frame could not be read"),
                     QStringLiteral("cursors 5 to 9 | 1 | 5 | left out by the server, a filter or access "
                                    "control")}));
    QVERIFY(rows(lists[1])[0].endsWith(QLatin1String("live"))); // the newest first
    const auto *tabs = panel.findChild<QTabWidget *>();
    QVERIFY(tabs->tabText(tabs->indexOf(lists[0])).contains(QLatin1Char('2')));
}

void TestConnectionDetails::followsTheConnection()
{
    ConnectionFacts facts = someFacts();
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    panel.show();
    facts.report.counters.events = 99'999;
    facts.status.state = SourceState::Waiting;
    facts.status.isPartial = false;
    const auto says = [&panel](const char *text) {
        for (const QLabel *label : panel.findChildren<QLabel *>()) {
            if (label->text() == QLatin1String(text))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(says("99,999"));
    QVERIFY(says("Waiting"));
}

void TestConnectionDetails::keepsWhatIsChosenInItsLists()
{
    ConnectionFacts facts = someFacts();
    for (std::uint64_t i = 0; i < 100; ++i)
        facts.report.history.push_back({1787418700000 + i, QStringLiteral("change %1").arg(i)});
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    panel.show();
    auto *history = panel.findChild<QTreeWidget *>(QStringLiteral("History"));
    panel.findChild<QTabWidget *>()->setCurrentWidget(history);
    QTreeWidgetItem *chosen = history->topLevelItem(60);
    const QString text = chosen->text(1);
    history->setCurrentItem(chosen);
    history->scrollToItem(chosen, QAbstractItemView::PositionAtTop);
    const int top = history->visualItemRect(chosen).top();
    facts.report.history.erase(facts.report.history.begin()); // the oldest go
    facts.report.history.push_back({1787418800000, QStringLiteral("waiting")});
    facts.report.history.push_back({1787418800100, QStringLiteral("live again")});
    panel.refresh();
    QCOMPARE(rows(history).size(), qsizetype(facts.report.history.size()));
    QVERIFY(rows(history)[0].endsWith(QLatin1String("live again")));
    QVERIFY(rows(history).back().endsWith(QLatin1String("live")));
    QVERIFY(history->currentItem());
    QCOMPARE(history->currentItem()->text(1), text);
    QCOMPARE(history->visualItemRect(history->currentItem()).top(), top);
}

void TestConnectionDetails::saysValuesToAccessibility()
{
    ConnectionFacts facts = someFacts();
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    panel.show();
    const QLabel *events = nullptr;
    for (const QLabel *label : panel.findChildren<QLabel *>()) {
        if (label->accessibleName() == QLatin1String("Events"))
            events = label;
    }
    QVERIFY(events);
    QCOMPARE(events->accessibleDescription(), QStringLiteral("1,204"));
    QVERIFY(events->textInteractionFlags().testFlag(Qt::TextSelectableByKeyboard));
    QVERIFY(events->focusPolicy() & Qt::TabFocus);
    facts.report.counters.events = 1'205;
    panel.refresh();
    QCOMPARE(events->accessibleDescription(), QStringLiteral("1,205"));
}

void TestConnectionDetails::copiesWithoutSecrets()
{
    const ConnectionFacts facts = someFacts();
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    panel.findChild<QPushButton *>(QStringLiteral("copyText"))->click();
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY(!text.contains(QLatin1String("s3cret")));
    for (const char *part : {"Mobwatch test", "after_seq=42", "HTTP/1.1 200 OK", "cursors 5 to 9",
                             "connecting", "Holes: 2 with 6 cursors", "Authorization: (not shown)"})
        QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
}

void TestConnectionDetails::revokesAnException()
{
    ConnectionFacts facts = someFacts();
    ConnectionDetailsPanel panel([&facts] { return facts; }, Looks::fromApplication(), nullptr);
    panel.show();
    QSignalSpy revoked(&panel, &ConnectionDetailsPanel::revokeRequested);
    auto *revoke = panel.findChild<QPushButton *>(QStringLiteral("revoke"));
    QVERIFY(!revoke->isVisible());
    facts.report.isCertificateExcepted = true;
    panel.refresh();
    QVERIFY(revoke->isVisible());
    revoke->click();
    QCOMPARE(revoked.size(), 1);
}

void TestConnectionDetails::secretsAreCutOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("header") << QStringLiteral("authorization: Bearer s3cret");
    QTest::newRow("proxy") << QStringLiteral("Proxy-Authorization: Basic s3cret");
    QTest::newRow("cookie") << QStringLiteral("Set-Cookie: id=s3cret; Path=/");
    QTest::newRow("query") << QStringLiteral("/x?after_seq=1&auth_token=s3cret&run_id=2");
    QTest::newRow("other") << QStringLiteral("/x?access_token=s3cret");
}

void TestConnectionDetails::secretsAreCutOut()
{
    QFETCH(QString, text);
    QVERIFY(!withoutSecrets(text).contains(QLatin1String("s3cret")));
    QVERIFY(withoutSecrets(text).contains(QLatin1String("not shown")));
}

QTEST_MAIN(TestConnectionDetails)
#include "tst_connectiondetails.moc"
