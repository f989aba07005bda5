// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerreader.h"
#include "core/ledger/storedrow.h"
#include "core/source/ledgersource.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/sourceprobe.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <thread>

using namespace mobwatch;
using test::LedgerDriver;
using test::SourceProbe;

namespace {

struct Scene
{
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("ledger.db"));
    std::unique_ptr<LedgerSource> source;
    std::unique_ptr<SourceProbe> probe;

    void watch(std::uint64_t budget)
    {
        LedgerSourceOptions options{folder.filePath(QStringLiteral("cache")), budget};
        source = std::make_unique<LedgerSource>(path, options);
        probe = std::make_unique<SourceProbe>(*source);
        source->start();
    }
    [[nodiscard]] Result<std::string> read(Cursor cursor, Epoch epoch = 1) const
    {
        return source->payloads()->makeReader()->read(probe->key(cursor, epoch));
    }
    [[nodiscard]] bool isSettled() const { return probe->isLive() && source->isSpoolIdle(); }
};

constexpr std::uint64_t plenty = std::uint64_t{1} << 30;

} // namespace

class TestLedgerPayloads final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryPayload_data()
    {
        QTest::addColumn<qulonglong>("budget");
        QTest::newRow("from the ledger") << qulonglong{0};
        QTest::newRow("from the spool") << qulonglong{plenty};
    }
    void readsEveryPayload()
    {
        QFETCH(qulonglong, budget);
        Scene scene;
        scene.path = test::copyLedger(QStringLiteral("members/ledger.db"), scene.folder.path());
        const auto expected = LedgerReader::open(scene.path).value()->read(0, std::nullopt, 10000);
        VERIFY_OK(expected);
        scene.watch(budget);
        TRY_VERIFY(scene.isSettled());
        QCOMPARE(scene.source->spooledBytes() > 0, budget > 0);
        TRY_COMPARE(scene.probe->events.size(), expected->events.size());
        const auto reader = scene.source->payloads()->makeReader();
        for (const MobEvent &event : expected->events) {
            const auto payload = reader->read(scene.probe->key(event.cursor));
            VERIFY_OK(payload);
            QCOMPARE(*payload, event.data);
        }
    }

    void keepsPayloadsOfAClearedLedger()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 10000 50")).ok);
        scene.watch(plenty);
        TRY_VERIFY(scene.isSettled());
        QVERIFY(driver.run(QStringLiteral("append 5 60")).ok);
        TRY_VERIFY(scene.probe->isComplete(10005));
        TRY_VERIFY(scene.isSettled());
        QVERIFY(driver.run(QStringLiteral("replace 10")).ok);
        TRY_VERIFY(scene.probe->isComplete(10, 2));
        for (const Cursor cursor : {1, 3, 10, 4000, 9000, 10000, 10005}) {
            const auto payload = scene.read(cursor);
            VERIFY_OK(payload);
            const std::string note(cursor > 10000 ? 60 : 50, 'x');
            QVERIFY(payload->find("\"note\":\"" + note + "\"") != std::string::npos);
        }
        const auto fresh = scene.read(3, 2);
        VERIFY_OK(fresh);
        QVERIFY(fresh->find("\"note\":\"\"") != std::string::npos);
        TRY_VERIFY(scene.isSettled()); // live rows are copied as they come
        QVERIFY(driver.run(QStringLiteral("delete")).ok);
        VERIFY_OK(scene.read(3, 2));
    }

    void saysGoneRatherThanGiveAnotherEvent()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 10 50")).ok);
        scene.watch(0);
        TRY_VERIFY(scene.isSettled());
        TRY_VERIFY(scene.probe->isComplete(10));
        VERIFY_OK(scene.read(3));
        QVERIFY(driver.run(QStringLiteral("replace 10")).ok);
        const auto before = scene.read(3); // whether the clear was noticed yet or not
        QVERIFY(!before);
        QCOMPARE(before.error().code, ErrorCode::Gone);
        TRY_VERIFY(scene.probe->isComplete(10, 2));
        QCOMPARE(scene.read(3).error().code, ErrorCode::Gone);
        VERIFY_OK(scene.read(3, 2));
        QVERIFY(driver.run(QStringLiteral("delete")).ok);
        QCOMPARE(scene.read(3, 2).error().code, ErrorCode::Gone);
    }

    void saysThatTheSpoolIsFull()
    {
        Scene scene;
        LedgerDriver driver(scene.path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 20000 200")).ok);
        scene.watch(1'000'000);
        TRY_VERIFY(scene.isSettled());
        TRY_VERIFY(scene.probe->hasNotice(SourceNotice::Kind::SpoolFull));
        TRY_VERIFY(scene.source->isSpoolIdle());
        QVERIFY(scene.source->spooledBytes() <= 1'000'000);
        QVERIFY(driver.run(QStringLiteral("clear")).ok);
        TRY_COMPARE(scene.probe->seams.size(), std::size_t{1});
        VERIFY_OK(scene.read(20000));
        QCOMPARE(scene.read(1).error().code, ErrorCode::Gone);
    }

    void saysThatTheSpoolCannotBeWritten()
    {
        Scene scene;
        scene.path = test::copyLedger(QStringLiteral("linear/ledger.db"), scene.folder.path());
        QFile inTheWay(scene.folder.filePath(QStringLiteral("cache")));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        scene.watch(plenty);
        TRY_VERIFY(scene.probe->hasNotice(SourceNotice::Kind::SpoolFailed));
        TRY_VERIFY(scene.probe->isLive());
        VERIFY_OK(scene.read(5));
    }

    void answersOtherThreadsAndAfterTheStop()
    {
        Scene scene;
        scene.path = test::copyLedger(QStringLiteral("linear/ledger.db"), scene.folder.path());
        scene.watch(plenty);
        TRY_VERIFY(scene.isSettled());
        TRY_VERIFY(scene.probe->isComplete(60));
        const PayloadAccessPtr access = scene.source->payloads();
        std::vector<PayloadKey> keys;
        for (Cursor cursor = 1; cursor <= 60; ++cursor)
            keys.push_back(scene.probe->key(cursor));
        scene.source->stop();
        scene.source.reset();
        int good = 0;
        std::thread other([&] {
            const auto reader = access->makeReader();
            for (const PayloadKey &key : keys)
                good += reader->read(key).has_value() ? 1 : 0;
        });
        other.join();
        QCOMPARE(good, 60);
    }
};

QTEST_GUILESS_MAIN(TestLedgerPayloads)
#include "tst_ledgerpayloads.moc"
