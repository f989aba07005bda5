// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/filterharness.h"

#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using test::FakeRow;
using test::FilterHarness;

namespace {

FakeRow withPayload(Cursor cursor, const std::string &payload, const std::string &kind = "step_failed")
{
    FakeRow row{cursor, kind};
    row.payload = payload;
    return row;
}

// Odd cursors fail, even ones complete.
std::vector<FakeRow> steps(Cursor first, Cursor last)
{
    std::vector<FakeRow> rows;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        rows.push_back({cursor, cursor % 2 == 1 ? "step_failed" : "step_completed"});
    return rows;
}

using Cursors = std::vector<Cursor>;

} // namespace

class TestFilterIndex : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutFilterItIsTheLedgerOrder()
    {
        FilterHarness h;
        h.append(steps(5, 8));
        h.append(steps(1, 4), Arrival::Older);
        QCOMPARE(h.matchingCursors(), (Cursors{1, 2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(h.index.positionOf(rowIndex(0)), std::optional<std::uint32_t>(4));
        QVERIFY(h.index.matches(rowIndex(7)));
        QCOMPARE(h.replayed(), h.matches());
        QVERIFY(h.isDisciplined());
        QVERIFY(!h.index.isSearching());
    }

    void showsOnlyWhatItWasTold()
    {
        FilterHarness h;
        h.append(steps(5, 8));
        const RowRange behind = h.store.append(*test::makeBatch(steps(9, 9)));
        const RowRange inFront = h.store.append(*test::makeBatch(steps(2, 3)));
        QCOMPARE(h.index.size(), 4U);
        QCOMPARE(h.matchingCursors(), (Cursors{5, 6, 7, 8}));
        QCOMPARE(h.index.lowerBound(rowIndex(inFront.first)), 0U);
        QCOMPARE(h.index.lowerBound(rowIndex(behind.first)), 4U);
        QVERIFY(!h.index.matches(rowIndex(behind.first)));
        h.index.extend({behind.first, 3});
        QCOMPARE(h.matchingCursors(), (Cursors{2, 3, 5, 6, 7, 8, 9}));
        QVERIFY(h.isDisciplined());
    }

    void columnFiltersAreAnsweredAtOnce()
    {
        FilterHarness h;
        h.append(steps(10, 15));
        h.setFilter("kind:step_failed");
        QVERIFY(!h.index.isSearching());
        QCOMPARE(h.matchingCursors(), (Cursors{11, 13, 15}));
        h.append(steps(16, 17));
        h.append(steps(1, 3), Arrival::Older);
        QCOMPARE(h.matchingCursors(), (Cursors{1, 3, 11, 13, 15, 17}));
        QCOMPARE(h.index.positionOf(rowIndex(1)), std::optional<std::uint32_t>(2));
        QVERIFY(!h.index.positionOf(rowIndex(0)));
        QCOMPARE(h.index.lowerBound(rowIndex(0)), 2U);
        QCOMPARE(h.index.lowerBound(rowIndex(2)), 3U);
        QCOMPARE(h.replayed(), h.matches());
        QVERIFY(h.isDisciplined());
    }

    void stringsLearnedLaterAreDecided()
    {
        FilterHarness h;
        h.setFilter("agent:worker-*");
        h.append({{1, "member_spawned", {}, {}, "worker-1"}, {2, "member_spawned", {}, {}, "lead"}});
        h.append({{3, "member_spawned", {}, {}, "worker-2"}, {4, "member_spawned"}});
        QCOMPARE(h.matchingCursors(), (Cursors{1, 3}));
    }

    void oneBatchIsOneInsert()
    {
        FilterHarness h;
        h.append(steps(101, 200));
        h.setFilter("kind:step_failed");
        QSignalSpy inserts(&h.index, &FilterIndex::inserted);
        h.append(steps(1, 100), Arrival::Older);
        h.append(steps(201, 300));
        QCOMPARE(inserts.count(), 2);
        QCOMPARE(inserts.at(0).at(0).toUInt(), 0U);
        QCOMPARE(inserts.at(0).at(1).toUInt(), 50U);
        QCOMPARE(inserts.at(1).at(0).toUInt(), 100U);
    }

    void manySmallPiecesAreOneReset()
    {
        FilterHarness h;
        std::vector<FakeRow> odd, even;
        for (Cursor cursor = 1; cursor <= 2000; ++cursor)
            (cursor % 2 == 1 ? odd : even).push_back({cursor});
        for (const char *filter : {"", "kind:step_dispatched"}) {
            FilterHarness each;
            each.setFilter(filter);
            each.append(odd);
            QSignalSpy inserts(&each.index, &FilterIndex::inserted);
            QSignalSpy resets(&each.index, &FilterIndex::reset);
            each.append(even);
            QCOMPARE(inserts.count(), 0);
            QCOMPARE(resets.count(), 1);
            QCOMPARE(each.index.size(), 2000U);
            QCOMPARE(each.matchingCursors()[1234], Cursor{1235});
            QCOMPARE(each.count(Facet::Kind, "step_dispatched"), 2000U);
            QVERIFY(each.isDisciplined());
        }
    }

    void payloadClausesAreAnsweredInTheBackground()
    {
        FilterHarness h;
        h.append({withPayload(1, R"({"reason":"rate limit"})"), withPayload(2, R"({"reason":"timeout"})"),
                  withPayload(3, R"({"reason":"Rate Limit hit"})", "flow_failed"),
                  withPayload(4, R"({"reason":"rate limit"})")});
        QSignalSpy searches(&h.index, &FilterIndex::searchChanged);
        h.setFilter("kind:step_failed \"rate limit\"");
        QVERIFY(h.index.isSearching());
        QVERIFY(h.index.isFirstSearch());
        QCOMPARE(h.index.size(), 0U);
        QTRY_VERIFY(!h.index.isSearching());
        QVERIFY(!h.index.isFirstSearch());
        QCOMPARE(h.index.progress(), 1.0);
        QCOMPARE(h.matchingCursors(), (Cursors{1, 4}));
        QVERIFY(searches.count() >= 2);
        h.append({withPayload(5, R"({"reason":"the rate limit"})"), withPayload(6, "{}")});
        QVERIFY(h.index.isSearching());
        QVERIFY(!h.index.isFirstSearch()); // nothing that people should see flicker
        QTRY_COMPARE(h.matchingCursors(), (Cursors{1, 4, 5}));
        h.append({withPayload(0, R"({"reason":"rate limit"})")}, Arrival::Older);
        QTRY_COMPARE(h.matchingCursors(), (Cursors{0, 1, 4, 5}));
        QCOMPARE(h.replayed(), h.matches());
        QVERIFY(h.isDisciplined());
    }

    void newestPayloadsAreReadFirstAndLiveRowsBeforeHistory()
    {
        FilterHarness h;
        std::vector<FakeRow> rows;
        for (Cursor cursor = 10; cursor < 10'000; ++cursor)
            rows.push_back(withPayload(cursor, "{\"a\":1}"));
        h.append(rows);
        h.payloads->hold(100);
        h.setFilter("data.a:1");
        QTRY_COMPARE(h.payloads->readCount(), std::size_t{100});
        h.append({withPayload(20'000, "{\"a\":1}")});
        // The block that is being read is finished first, not the whole history.
        h.payloads->hold(5000);
        QTRY_VERIFY(h.index.matches(rowIndex(9990)));
        QVERIFY(h.index.isSearching());
        const Cursors part = h.matchingCursors();
        QCOMPARE(part.back(), Cursor{20'000});
        QVERIFY(std::is_sorted(part.begin(), part.end()));
        QVERIFY(h.index.progress() < 1.0);
        h.payloads->release();
        QTRY_VERIFY(!h.index.isSearching());
        QCOMPARE(h.index.size(), 9991U);
        QCOMPARE(h.replayed(), h.matches());
        QVERIFY(h.isDisciplined());
    }

    void theLatestFilterWins()
    {
        FilterHarness h;
        std::vector<FakeRow> rows;
        for (Cursor cursor = 1; cursor <= 5000; ++cursor)
            rows.push_back(withPayload(cursor, cursor % 2 == 0 ? R"({"w":"even"})" : R"({"w":"odd"})"));
        h.append(rows);
        h.payloads->hold(10);
        h.setFilter("data.w:even");
        QTRY_COMPARE(h.payloads->readCount(), std::size_t{10});
        h.setFilter("data.w:odd");
        h.payloads->release();
        QTRY_VERIFY(!h.index.isSearching());
        QCOMPARE(h.index.size(), 2500U);
        QCOMPARE(h.matchingCursors().front(), Cursor{1});
        // The abandoned search stopped where it was.
        QVERIFY(h.payloads->readCount() <= 5011);
        h.setFilter("");
        QCOMPARE(h.index.size(), 5000U);
        QCOMPARE(h.replayed(), h.matches());
        QVERIFY(h.isDisciplined());
    }

    void unreadablePayloadsAreCounted()
    {
        FilterHarness h;
        h.append(
            {withPayload(1, R"({"a":"x"})"), withPayload(2, R"({"a":"x"})"), withPayload(3, R"({"a":"y"})")});
        h.payloads->remove(1, 2);
        h.setFilter("data.a:x");
        QTRY_VERIFY(!h.index.isSearching());
        QCOMPARE(h.matchingCursors(), (Cursors{1}));
        QCOMPARE(h.index.unreadablePayloads(), 1U);
        h.setFilter("kind:step_failed");
        QCOMPARE(h.index.unreadablePayloads(), 0U);
    }

    void explodingExpressionsAreCounted()
    {
        FilterHarness h;
        h.append(
            {withPayload(1, "{\"a\":\"" + std::string(3000, 'a') + "!\"}"), withPayload(2, R"({"a":"b"})")});
        h.setFilter("data.a~/^(a+)+$/");
        QTRY_VERIFY(!h.index.isSearching());
        QCOMPARE(h.index.size(), 0U);
        QCOMPARE(h.index.regexFailures(), 1U);
    }

    void anotherPayloadAccessSearchesAgain()
    {
        FilterHarness h;
        h.append({withPayload(1, R"({"a":"x"})")});
        h.payloads->remove(1, 1);
        h.setFilter("data.a:x");
        QTRY_VERIFY(!h.index.isSearching());
        QCOMPARE(h.index.size(), 0U);
        const auto other = std::make_shared<test::MemoryPayloads>();
        other->put(1, 1, R"({"a":"x"})");
        h.index.setPayloadAccess(other);
        QTRY_COMPARE(h.index.size(), 1U);
    }

    void endsWhileItSearches()
    {
        for (const std::size_t allowed : {0U, 1U, 50U}) {
            FilterHarness h;
            std::vector<FakeRow> rows;
            for (Cursor cursor = 1; cursor <= 1000; ++cursor)
                rows.push_back(withPayload(cursor, "{}"));
            h.append(rows);
            h.payloads->hold(allowed);
            h.setFilter("data.a:1");
            QTRY_COMPARE(h.payloads->readCount(), allowed);
        }
    }
};

QTEST_GUILESS_MAIN(TestFilterIndex)
#include "tst_filterindex.moc"
