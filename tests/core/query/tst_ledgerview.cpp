// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/query/ledgerview.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <set>

using namespace mobwatch;
using namespace mobwatch::test;
using nlohmann::json;

namespace {

std::optional<std::string> textOf(const json &params, const char *key)
{
    return params.contains(key) && params[key].is_string() ? std::optional(params[key].get<std::string>())
                                                           : std::nullopt;
}

std::optional<std::uint64_t> numberOf(const json &params, const char *key)
{
    return params.contains(key) && params[key].is_number() ? std::optional(params[key].get<std::uint64_t>())
                                                           : std::nullopt;
}

EventQuery queryOf(const json &params)
{
    EventQuery query;
    if (params.is_array()) { // positions are taken as the fields in the order of specification 5.1
        query.sinceMs = params.at(0).get<std::uint64_t>();
        query.untilMs = params.at(1).get<std::uint64_t>();
        return query;
    }
    query.sinceMs = numberOf(params, "since_ms");
    query.untilMs = numberOf(params, "until_ms");
    query.memberId = textOf(params, "member_id");
    query.identity = textOf(params, "identity");
    query.mobId = textOf(params, "mob_id");
    query.runId = textOf(params, "run_id");
    query.stepId = textOf(params, "step_id");
    if (params.contains("event_types"))
        query.eventTypes = params["event_types"].get<std::vector<std::string>>();
    query.limit = numberOf(params, "limit");
    query.afterSeq = numberOf(params, "after_seq");
    return query;
}

/// One recorded call of mob_events/query or /subscribe.
struct Call
{
    QString name;
    json request, reply;
};

std::vector<Call> stdioCalls(const QString &scenario)
{
    std::vector<Call> calls;
    const QDir folder(fixture(scenario));
    for (const QString &file : folder.entryList({QStringLiteral("stdio-*.jsonl")}, QDir::Files, QDir::Name)) {
        const auto text = lines(readAll(folder.filePath(file)));
        calls.push_back({file, json::parse(text.at(0)), json::parse(text.at(1))});
    }
    return calls;
}

std::vector<Call> httpCalls(const QString &scenario)
{
    std::vector<Call> calls;
    const QDir folder(fixture(scenario));
    for (const QString &file : folder.entryList({QStringLiteral("query-*.json")}, QDir::Files, QDir::Name)) {
        const json pair = json::parse(readAll(folder.filePath(file)));
        const json request = json::parse(pair["request_body"].get<std::string>(), nullptr, false);
        if (request.is_object() && request.contains("method") && request["method"].is_string() &&
            request["method"].get<std::string>().starts_with("mobkit/mob_events/"))
            calls.push_back({file, request, pair["response"]});
    }
    return calls;
}

LabelTable labelsOf(const json &events)
{
    LabelTable table;
    for (const json &event : events) {
        const std::string mob = event["mob_id"];
        if (event.contains("mob_labels"))
            table.setMobLabels(mob, event["mob_labels"].get<LabelMap>());
        if (event.contains("run_labels"))
            table.setRunLabels(mob, event["run_id"], event["run_labels"].get<LabelMap>());
    }
    return table;
}

std::vector<RawRow> rowsUpTo(std::vector<RawRow> rows, Cursor latest)
{
    std::erase_if(rows, [latest](const RawRow &row) { return row.cursor > latest; });
    return rows;
}

QByteArray cursors(const std::vector<Envelope> &events)
{
    QByteArray text;
    for (std::size_t i = 0; i < events.size();) {
        std::size_t end = i + 1;
        while (end < events.size() && events[end].cursor == events[end - 1].cursor + 1)
            ++end;
        text += (text.isEmpty() ? "" : ",") + QByteArray::number(events[i].cursor);
        if (end - i > 1)
            text += "-" + QByteArray::number(events[end - 1].cursor);
        i = end;
    }
    return text;
}

bool isRefusedParameter(const json &reply)
{
    return reply.contains("error") && reply["error"]["code"] != -32010;
}

void compareCall(LedgerView &ledger, const Call &call, const std::function<bool(const Envelope &)> &accept)
{
    const EventQuery query =
        queryOf(call.request["params"].is_null() ? json::object() : call.request["params"]);
    const json events = call.reply.contains("result") ? call.reply["result"]["events"] : json::array();
    const auto page = runQuery(ledger, labelsOf(events), query, accept);
    const Cursor latest = *ledger.latestCursor();
    if (call.reply.contains("error")) {
        QVERIFY(!page);
        QCOMPARE(page.error().code, ErrorCode::Stale);
        QCOMPARE(page.error().message.toStdString(), call.reply["error"]["message"].get<std::string>());
        return;
    }
    VERIFY_OK(page);
    QCOMPARE(page->events.size(), events.size());
    for (std::size_t i = 0; i < events.size(); ++i)
        QCOMPARE(json::parse(writeEnvelope(page->events[i])).dump(), events[i].dump());
    // Over stdio the runtime answers the last event's cursor where there is one, over HTTP the frontier.
    const bool stdio = call.name.startsWith(QStringLiteral("stdio-"));
    const Cursor next = stdio && !page->events.empty() ? page->events.back().cursor : page->resumeAfterSeq;
    QCOMPARE(next, call.reply["result"]["next_after_seq"].get<Cursor>());
    if (call.reply["result"].contains("subscribe_url"))
        QCOMPARE(subscribeUrl(query, next, latest), call.reply["result"]["subscribe_url"].get<std::string>());
}

/// What the recorded server showed over HTTP (specification 6.5).
std::set<Cursor> shownOverHttp(const std::vector<Call> &calls)
{
    std::set<Cursor> shown;
    for (const Call &call : calls) {
        if (call.name != QStringLiteral("query-from-0.json") || !call.reply.contains("result"))
            continue;
        for (const json &event : call.reply["result"]["events"])
            shown.insert(event["cursor"].get<Cursor>());
    }
    return shown;
}

} // namespace

class TestLedgerView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersAsTheRuntimeOverStdio_data() { scenarioRows(); }
    void answersAsTheRuntimeOverStdio();
    void answersAsTheRuntimeOverHttp_data() { scenarioRows(); }
    void answersAsTheRuntimeOverHttp();
    void answersEmptyAfterDestroy();
    void scansBackwardOverGaps_data();
    void scansBackwardOverGaps();
    void crossesWideGapsQuickly();
    void scansForwardOverGaps();
    void handlesEdgeCases_data();
    void handlesEdgeCases();
    void reportsAClearUnderAForwardScan();
    void acceptCountsBeforeTheLimit();
    void skipsUnreadableRows();
    void pagesWithoutRepeats();

private:
    static void scenarioRows();
};

void TestLedgerView::scenarioRows()
{
    QTest::addColumn<QString>("scenario");
    for (const QString &scenario : scenarios())
        QTest::newRow(qPrintable(scenario)) << scenario;
}

void TestLedgerView::answersAsTheRuntimeOverStdio()
{
    QFETCH(QString, scenario);
    const auto calls = stdioCalls(scenario);
    QCOMPARE(calls.size(), std::size_t{5});
    Cursor latest = 0;
    for (const Call &call : calls) {
        if (call.name == QStringLiteral("stdio-stale.jsonl") && !isRefusedParameter(call.reply))
            latest = call.reply["error"]["data"]["latest_cursor"].get<Cursor>();
    }
    MemoryLedger ledger(rowsUpTo(ledgerRows(recordedLedger(scenario)), latest));
    for (const Call &call : calls) {
        if (isRefusedParameter(call.reply)) // the mob's task had ended: no answer to compare with
            continue;
        compareCall(ledger, call, {});
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(call.name));
    }
}

void TestLedgerView::answersAsTheRuntimeOverHttp()
{
    QFETCH(QString, scenario);
    const auto calls = httpCalls(scenario);
    const std::set<Cursor> shown = shownOverHttp(calls);
    Cursor latest = 0;
    for (const Call &call : calls) {
        if (call.name == QStringLiteral("query-subscribe-limit-0.json"))
            latest = call.reply["result"]["next_after_seq"].get<Cursor>();
    }
    MemoryLedger ledger(rowsUpTo(ledgerRows(recordedLedger(scenario)), latest));
    const auto accept = [&shown](const Envelope &envelope) { return shown.contains(envelope.cursor); };
    for (const Call &call : calls) {
        if (isRefusedParameter(call.reply) || call.name == QStringLiteral("query-after-destroy.json"))
            continue;
        compareCall(ledger, call, accept);
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(call.name));
    }
}

void TestLedgerView::answersEmptyAfterDestroy()
{
    MemoryLedger ledger(ledgerRows(fixture(QStringLiteral("stop-destroy/ledger.db"))));
    const auto page = runQuery(ledger, {}, {});
    VERIFY_OK(page);
    QCOMPARE(*page, QueryPage{});
}

void TestLedgerView::scansBackwardOverGaps_data()
{
    QTest::addColumn<bool>("small");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("256") << false << 256 << QByteArray("1-10,200-300");
    QTest::newRow("150") << false << 150 << QByteArray("1-10,200-300");
    QTest::newRow("105") << false << 105 << QByteArray("7-10,200-300");
    QTest::newRow("3") << false << 3 << QByteArray("298-300");
    QTest::newRow("small") << true << 100 << QByteArray("1-3,100-160");
}

void TestLedgerView::scansBackwardOverGaps()
{
    QFETCH(bool, small);
    QFETCH(int, limit);
    QFETCH(QByteArray, expected);
    MemoryLedger ledger;
    for (Cursor cursor = 1; cursor <= (small ? 160U : 300U); ++cursor) {
        if (cursor <= (small ? 3U : 10U) || cursor >= (small ? 100U : 200U))
            ledger.addEvent(cursor);
    }
    EventQuery query;
    query.limit = static_cast<std::uint64_t>(limit);
    const auto page = runQuery(ledger, {}, query);
    VERIFY_OK(page);
    QCOMPARE(cursors(page->events), expected);
    QCOMPARE(page->resumeAfterSeq, Cursor{small ? 160U : 300U});
}

void TestLedgerView::crossesWideGapsQuickly()
{
    MemoryLedger ledger;
    for (const Cursor cursor :
         {Cursor{1}, Cursor{2}, Cursor{1'000'000'007}, Cursor{4'000'000'000'000'000'000}})
        ledger.addEvent(cursor);
    const auto page = runQuery(ledger, {}, {});
    VERIFY_OK(page);
    QCOMPARE(cursors(page->events), QByteArray("1-2,1000000007,4000000000000000000"));
    QVERIFY2(ledger.reads < 10'000, qPrintable(QString::number(ledger.reads)));
}

void TestLedgerView::scansForwardOverGaps()
{
    MemoryLedger ledger;
    for (Cursor cursor = 1; cursor <= 300; ++cursor) {
        if (cursor <= 10 || cursor >= 200)
            ledger.addEvent(cursor);
    }
    EventQuery query;
    query.afterSeq = 0;
    auto page = runQuery(ledger, {}, query);
    VERIFY_OK(page);
    QCOMPARE(cursors(page->events), QByteArray("1-10,200-300"));
    QCOMPARE(page->resumeAfterSeq, Cursor{300});
    query.limit = 12;
    page = runQuery(ledger, {}, query);
    QCOMPARE(cursors(page->events), QByteArray("1-10,200-201"));
    QCOMPARE(page->resumeAfterSeq, Cursor{201});
    query.eventTypes = {"no_such_kind"};
    page = runQuery(ledger, {}, query);
    QCOMPARE(page->events.size(), std::size_t{0});
    QCOMPARE(page->resumeAfterSeq, Cursor{300});
}

void TestLedgerView::handlesEdgeCases_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<qint64>("after"); // -1 = none, -2 = the greatest number
    QTest::addColumn<int>("limit");    // -1 = none
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("limit 0 never goes stale") << 5 << qint64{99} << 0 << QByteArray(" resume 99");
    QTest::newRow("limit 0") << 5 << qint64{-1} << 0 << QByteArray(" resume 5");
    QTest::newRow("empty ledger") << 0 << qint64{-1} << -1 << QByteArray(" resume 0");
    QTest::newRow("empty ledger from 0") << 0 << qint64{0} << -1 << QByteArray(" resume 0");
    QTest::newRow("empty ledger from 1")
        << 0 << qint64{1} << -1 << QByteArray("stale mob event cursor: requested 1, latest 0");
    QTest::newRow("at the head") << 5 << qint64{5} << -1 << QByteArray(" resume 5");
    QTest::newRow("above the head") << 5 << qint64{6} << -1
                                    << QByteArray("stale mob event cursor: requested 6, latest 5");
    QTest::newRow("greatest number")
        << 5 << qint64{-2} << -1
        << QByteArray("stale mob event cursor: requested 18446744073709551615, latest 5");
    QTest::newRow("large limit") << 300 << qint64{-1} << 100000 << QByteArray("1-300 resume 300");
    QTest::newRow("default limit") << 300 << qint64{-1} << -1 << QByteArray("45-300 resume 300");
    QTest::newRow("default limit forward") << 300 << qint64{0} << -1 << QByteArray("1-256 resume 256");
}

void TestLedgerView::handlesEdgeCases()
{
    QFETCH(int, rows);
    QFETCH(qint64, after);
    QFETCH(int, limit);
    QFETCH(QByteArray, expected);
    MemoryLedger ledger;
    for (int i = 1; i <= rows; ++i)
        ledger.addEvent(static_cast<Cursor>(i));
    EventQuery query;
    if (after != -1)
        query.afterSeq = after == -2 ? ~Cursor{0} : static_cast<Cursor>(after);
    if (limit >= 0)
        query.limit = static_cast<std::uint64_t>(limit);
    const auto page = runQuery(ledger, {}, query);
    QCOMPARE(page ? cursors(page->events) + " resume " + QByteArray::number(page->resumeAfterSeq)
                  : page.error().message.toUtf8(),
             expected);
}

void TestLedgerView::reportsAClearUnderAForwardScan()
{
    MemoryLedger ledger;
    for (Cursor cursor = 1; cursor <= 400; ++cursor)
        ledger.addEvent(cursor);
    // The clear falls behind the second read: the third batch's own check finds it.
    ledger.beforeRead = [&ledger](int read) {
        if (read == 3) {
            ledger.clear();
            ledger.addEvent(1);
        }
    };
    EventQuery query;
    query.afterSeq = 0;
    query.limit = 1000;
    const auto page = runQuery(ledger, {}, query);
    VERIFY_OK(page); // that read found nothing behind 256: the scan ended
    QCOMPARE(cursors(page->events), QByteArray("1-256"));
    query.afterSeq = page->resumeAfterSeq;
    ledger.beforeRead = nullptr;
    const auto late = runQuery(ledger, {}, query);
    QVERIFY(!late);
    QCOMPARE(late.error().message, QStringLiteral("stale mob event cursor: requested 256, latest 1"));

    MemoryLedger shrinking;
    for (Cursor cursor = 1; cursor <= 400; ++cursor)
        shrinking.addEvent(cursor);
    shrinking.afterRead = [&shrinking](int read) {
        if (read == 2)
            shrinking.clear();
    };
    query.afterSeq = 0;
    const auto cut = runQuery(shrinking, {}, query);
    QVERIFY(!cut);
    QCOMPARE(cut.error().message, QStringLiteral("stale mob event cursor: requested 256, latest 0"));
}

void TestLedgerView::acceptCountsBeforeTheLimit()
{
    MemoryLedger ledger;
    for (Cursor cursor = 1; cursor <= 300; ++cursor)
        ledger.addEvent(cursor);
    EventQuery query;
    query.limit = 3;
    const auto page = runQuery(ledger, {}, query, [](const Envelope &e) { return e.cursor % 100 == 0; });
    VERIFY_OK(page);
    QCOMPARE(cursors(page->events), QByteArray("100,200,300"));
}

void TestLedgerView::skipsUnreadableRows()
{
    std::vector<RawRow> rows{{1, "not JSON"}, {2, R"({"cursor":2,"kind":{}})"}, {3, ""}};
    MemoryLedger ledger(rows);
    EventQuery query;
    query.afterSeq = 0;
    const auto page = runQuery(ledger, {}, query);
    VERIFY_OK(page);
    QCOMPARE(page->events.size(), std::size_t{0});
    QCOMPARE(page->resumeAfterSeq, Cursor{3});
}

void TestLedgerView::pagesWithoutRepeats()
{
    MemoryLedger ledger(ledgerRows(recordedLedger(QStringLiteral("fanout"))));
    EventQuery query;
    query.afterSeq = 0;
    query.limit = 7;
    Cursor last = 0;
    std::size_t total = 0;
    for (;;) {
        const auto page = runQuery(ledger, {}, query);
        VERIFY_OK(page);
        if (page->events.empty())
            break;
        QVERIFY(page->events.front().cursor > last);
        last = page->events.back().cursor;
        total += page->events.size();
        QCOMPARE(page->resumeAfterSeq >= last, true);
        query.afterSeq = page->resumeAfterSeq;
    }
    QCOMPARE(total, ledgerRows(recordedLedger(QStringLiteral("fanout"))).size());
}

QTEST_GUILESS_MAIN(TestLedgerView)
#include "tst_ledgerview.moc"
