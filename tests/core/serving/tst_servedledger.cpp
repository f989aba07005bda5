// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/servedledger.h"
#include "tests/core/serving/recordedhttp.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

/// Reads all there is now; the cursors, in order.
std::vector<Cursor> readAllOf(ServedLedger &ledger, ServedPosition &position, std::size_t bytes = 1000)
{
    std::string out;
    for (;;) {
        const auto hasMore = ledger.read(position, out, bytes);
        if (!hasMore)
            return {~Cursor{0}};
        if (!*hasMore)
            break;
    }
    std::vector<Cursor> cursors;
    for (const std::string &frame : frames(out))
        cursors.push_back(cursorOf(frame));
    return cursors;
}

std::vector<Cursor> range(Cursor first, Cursor last)
{
    std::vector<Cursor> cursors;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        cursors.push_back(cursor);
    return cursors;
}

EventQuery after(Cursor cursor)
{
    EventQuery query;
    query.afterSeq = cursor;
    return query;
}

} // namespace

class TestServedLedger : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void beginsWhereAsked();
    void readsInPages();
    void appliesTheQuery();
    void readsWhatIsAppended();
    void staysSilentAfterAClear_data();
    void staysSilentAfterAClear();
    void goesOnAfterPruning();
    void goesOnWhenTheLedgerIsAway();
    void leavesUnreadableRowsOut();
    void keepsFramesWhole();

private:
    [[nodiscard]] bool run(const char *command) { return m_driver->run(QString::fromLatin1(command)).ok; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<LedgerDriver> m_driver;
    QString m_path;
};

void TestServedLedger::init()
{
    m_driver.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("ledger.db"));
    m_driver = std::make_unique<LedgerDriver>(m_path);
    QVERIFY(run("create"));
}

void TestServedLedger::beginsWhereAsked()
{
    ServedLedger ledger(m_path, {});
    auto empty = ledger.begin({});
    VERIFY_OK(empty);
    QCOMPARE(empty->after, Cursor{0});
    QVERIFY(!ledger.begin(after(1)));
    QVERIFY(run("append 5"));
    const auto live = ledger.begin({});
    VERIFY_OK(live);
    QCOMPARE(live->after, Cursor{5});
    for (const Cursor cursor : {0, 3, 5}) {
        const auto position = ledger.begin(after(cursor));
        VERIFY_OK(position);
        QCOMPARE(position->after, cursor);
    }
    const auto stale = ledger.begin(after(6));
    QVERIFY(!stale);
    QCOMPARE(stale.error().code, ErrorCode::Stale);
    QCOMPARE(stale.error().position, qint64{5});
    QCOMPARE(stale.error().message, QStringLiteral("stale mob event cursor: requested 6, latest 5"));
    // What began before the first event gets them all.
    QCOMPARE(readAllOf(ledger, *empty), range(1, 5));
}

void TestServedLedger::readsInPages()
{
    QVERIFY(run("append 2000"));
    ServedLedger ledger(m_path, {});
    for (const std::size_t bytes : {1, 1000, 1000000}) {
        auto position = ledger.begin(after(0));
        VERIFY_OK(position);
        std::string out;
        const auto hasMore = ledger.read(*position, out, bytes);
        VERIFY_OK(hasMore);
        QVERIFY(*hasMore);
        QVERIFY(out.size() < bytes + 5000);
        QCOMPARE(readAllOf(ledger, *position, bytes), range(frames(out).size() + 1, 2000));
    }
}

void TestServedLedger::appliesTheQuery()
{
    const QTemporaryDir folder;
    const QString path = copyLedger(QStringLiteral("linear/ledger.db"), folder.path());
    ServedLedger ledger(path, {});
    EventQuery query = after(0);
    query.eventTypes = {"flow_started"};
    auto position = ledger.begin(query);
    VERIFY_OK(position);
    QCOMPARE(readAllOf(ledger, *position), (std::vector<Cursor>{8, 25, 42}));
    QCOMPARE(position->after, Cursor{60});
    query.identity = "nobody";
    position = ledger.begin(query);
    VERIFY_OK(position);
    QVERIFY(readAllOf(ledger, *position).empty());
}

void TestServedLedger::readsWhatIsAppended()
{
    ServedLedger ledger(m_path, {});
    auto position = ledger.begin({});
    VERIFY_OK(position);
    for (Cursor last = 1; last <= 5; ++last) {
        QVERIFY(run("append 1"));
        QCOMPARE(readAllOf(ledger, *position), range(last, last));
        QVERIFY(readAllOf(ledger, *position).empty());
        ledger.close();
    }
}

void TestServedLedger::staysSilentAfterAClear_data()
{
    QTest::addColumn<QByteArray>("reset");
    QTest::addColumn<bool>("isLooked"); // between clearing and what follows
    QTest::newRow("cleared") << QByteArray("clear") << true;
    QTest::newRow("cleared, unseen") << QByteArray("clear") << false;
    QTest::newRow("replaced") << QByteArray("replace 0") << false;
}

void TestServedLedger::staysSilentAfterAClear()
{
    QFETCH(QByteArray, reset);
    QFETCH(bool, isLooked);
    QVERIFY(run("append 5"));
    ServedLedger ledger(m_path, {});
    auto old = ledger.begin(after(3));
    VERIFY_OK(old);
    QCOMPARE(readAllOf(ledger, *old), range(4, 5));
    QVERIFY(run(reset.constData()));
    if (isLooked) {
        VERIFY_OK(ledger.refresh());
        QVERIFY(readAllOf(ledger, *old).empty());
        QCOMPARE(ledger.epoch(), Epoch{2});
        QVERIFY(!ledger.begin(after(5)));
    }
    // It outgrows the old position, and still is another life.
    QVERIFY(run("append 9"));
    QVERIFY(readAllOf(ledger, *old).empty());
    QCOMPARE(ledger.epoch(), Epoch{2});
    auto fresh = ledger.begin(after(0));
    VERIFY_OK(fresh);
    QCOMPARE(readAllOf(ledger, *fresh), range(1, 9));
    QVERIFY(!ledger.begin(after(10)));
}

void TestServedLedger::goesOnAfterPruning()
{
    QVERIFY(run("append 5"));
    ServedLedger ledger(m_path, {});
    auto position = ledger.begin(after(5));
    VERIFY_OK(position);
    QVERIFY(run("sql DELETE FROM mob_events"));
    QVERIFY(readAllOf(ledger, *position).empty());
    QVERIFY(run("append 2"));
    QCOMPARE(readAllOf(ledger, *position), range(6, 7));
    QCOMPARE(ledger.epoch(), Epoch{1});
}

void TestServedLedger::goesOnWhenTheLedgerIsAway()
{
    QVERIFY(run("append 5"));
    ServedLedger ledger(m_path, {});
    auto position = ledger.begin(after(3));
    VERIFY_OK(position);
    QVERIFY(QFile::rename(m_path, m_path + QStringLiteral(".away")));
    std::string out;
    const auto away = ledger.read(*position, out, 1000);
    QVERIFY(!away);
    QCOMPARE(away.error().code, ErrorCode::NotFound);
    QVERIFY(out.empty());
    QVERIFY(QFile::rename(m_path + QStringLiteral(".away"), m_path));
    QCOMPARE(readAllOf(ledger, *position), range(4, 5));
}

void TestServedLedger::leavesUnreadableRowsOut()
{
    QVERIFY(run("append 1"));
    QVERIFY(run("raw {oops"));
    QVERIFY(run("append 1"));
    ServedLedger ledger(m_path, {});
    auto position = ledger.begin(after(0));
    VERIFY_OK(position);
    QCOMPARE(readAllOf(ledger, *position), (std::vector<Cursor>{1, 3}));
    const auto left = ledger.takeRowError();
    QVERIFY(left && !left->message.isEmpty());
    QCOMPARE(left->subject, QStringLiteral("2"));
    position = ledger.begin(after(0));
    VERIFY_OK(position);
    QCOMPARE(readAllOf(ledger, *position).size(), std::size_t{2});
    QVERIFY(!ledger.takeRowError());
}

// Line ends between the tokens of a stored row, or in the name of a kind, must not end a line of the stream.
void TestServedLedger::keepsFramesWhole()
{
    QVERIFY(run("kind a\\nb"));
    ServedLedger ledger(m_path, {});
    auto position = ledger.begin(after(0));
    VERIFY_OK(position);
    std::string out;
    VERIFY_OK(ledger.read(*position, out, 1000));
    QVERIFY2(out.starts_with("id: mob-evt-1\nevent: a b\ndata: {\"event_id\""), out.c_str());
    QVERIFY(out.find("\"kind\":\"a\\nb\"") != std::string::npos);
    QCOMPARE(std::count(out.begin(), out.end(), '\n'), 4);
}

QTEST_GUILESS_MAIN(TestServedLedger)
#include "tst_servedledger.moc"
