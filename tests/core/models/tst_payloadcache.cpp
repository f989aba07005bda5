// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/payloadcache.h"
#include "tests/support/fakesource.h"

#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

struct Fixture
{
    std::shared_ptr<MemoryPayloads> payloads = std::make_shared<MemoryPayloads>();
    EventStore store;

    void add(const std::vector<FakeRow> &rows)
    {
        store.append(*makeBatch(rows, Arrival::Live, 1, payloads.get()));
    }
};

FakeRow ev(Cursor cursor)
{
    FakeRow row;
    row.cursor = cursor;
    return row;
}

} // namespace

class TestPayloadCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsPayloadsOnceAndCachesThem();
    void handsOutLargePayloadsOnce();
    void doesNotAskAgainForWhatIsGone();
    void forgetsWhatWasScrolledAway();
};

void TestPayloadCache::readsPayloadsOnceAndCachesThem()
{
    Fixture f;
    FakeRow row = ev(1);
    row.payload = R"({"reason":"late"})";
    f.add({row});
    PayloadCache cache(f.store, f.payloads);
    QSignalSpy ready(&cache, &PayloadCache::payloadReady);
    QVERIFY(!cache.find(rowIndex(0)));
    QVERIFY(!cache.find(rowIndex(0)));
    QTRY_COMPARE(ready.size(), 1);
    QCOMPARE(*cache.find(rowIndex(0)), row.payload);
    QCOMPARE(f.payloads->readCount(), 1U);
    QString fetched;
    cache.fetch(rowIndex(0), this, [&](const Result<PayloadCache::Payload> &payload) {
        fetched = QString::fromStdString(**payload);
    });
    QVERIFY(fetched.isEmpty()); // always later
    QTRY_COMPARE(fetched, QString::fromStdString(row.payload));
    bool called = false;
    auto gone = std::make_unique<QObject>();
    cache.fetch(rowIndex(0), gone.get(), [&](const auto &) { called = true; });
    gone.reset();
    QCoreApplication::processEvents();
    QVERIFY(!called);
}

void TestPayloadCache::handsOutLargePayloadsOnce()
{
    Fixture f;
    FakeRow row = ev(1);
    row.payload = "\"" + std::string(100'000, 'x') + "\"";
    f.add({row});
    PayloadCache cache(f.store, f.payloads);
    std::size_t seen = 0;
    connect(&cache, &PayloadCache::payloadReady, this,
            [&](RowIndex index) { seen = cache.find(index)->size(); });
    QVERIFY(!cache.find(rowIndex(0)));
    QTRY_COMPARE(seen, row.payload.size());
    QVERIFY(!cache.find(rowIndex(0)));
    QTRY_COMPARE(f.payloads->readCount(), 2U);
}

void TestPayloadCache::doesNotAskAgainForWhatIsGone()
{
    Fixture f;
    f.add({ev(1)});
    f.payloads->remove(1, 1);
    PayloadCache cache(f.store, f.payloads);
    QSignalSpy ready(&cache, &PayloadCache::payloadReady);
    ErrorCode code = ErrorCode::Internal;
    cache.fetch(rowIndex(0), this,
                [&](const Result<PayloadCache::Payload> &payload) { code = payload.error().code; });
    QTRY_COMPARE(ready.size(), 1);
    QVERIFY(code == ErrorCode::Gone || code == ErrorCode::NotFound);
    const std::size_t reads = f.payloads->readCount();
    QVERIFY(!cache.find(rowIndex(0)));
    cache.fetch(rowIndex(0), this, [](const auto &) {});
    QTRY_COMPARE(ready.size(), 2);
    QCOMPARE(f.payloads->readCount(), reads + 1); // the fetch asked, the look did not
}

void TestPayloadCache::forgetsWhatWasScrolledAway()
{
    Fixture f;
    std::vector<FakeRow> rows;
    for (Cursor cursor = 1; cursor <= 50; ++cursor)
        rows.push_back(ev(cursor));
    f.add(rows);
    f.payloads->hold();
    PayloadCache cache(f.store, f.payloads);
    QSignalSpy ready(&cache, &PayloadCache::payloadReady);
    for (std::uint32_t row = 0; row < 50; ++row)
        QVERIFY(!cache.find(rowIndex(row)));
    cache.cancelPending();
    QVERIFY(!cache.find(rowIndex(7)));
    f.payloads->release();
    QTRY_VERIFY(cache.find(rowIndex(7)));
    QTRY_VERIFY(ready.size() >= 1);
    QVERIFY(ready.size() <= 2); // at most the one that was already being read, and row 7
}

QTEST_GUILESS_MAIN(TestPayloadCache)
#include "tst_payloadcache.moc"
