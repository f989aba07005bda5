// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/payloadspool.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <string>

using namespace mobwatch;

namespace {

std::string payload(Cursor cursor)
{
    return "{\"n\":" + std::to_string(cursor) + "," + std::string(80, 'x') + "}";
}

/// Adds rows [first, first + count) one payload each.
bool add(PayloadSpool &spool, Epoch epoch, Cursor first, int count, bool newest,
         PayloadSpool::Stored expected = PayloadSpool::Stored::Yes)
{
    std::vector<std::string> payloads;
    std::vector<SpoolRecord> records;
    for (int i = 0; i < count; ++i)
        payloads.push_back(payload(first + static_cast<Cursor>(i)));
    for (int i = 0; i < count; ++i) {
        const Cursor cursor = first + static_cast<Cursor>(i);
        records.push_back({cursor, 1000 + cursor, payloads[static_cast<std::size_t>(i)]});
    }
    const auto stored = newest ? spool.addNewest(epoch, records) : spool.addOlder(epoch, records);
    return stored && *stored == expected;
}

bool has(const PayloadSpool &spool, Epoch epoch, Cursor cursor)
{
    const auto read = spool.read(epoch, cursor, 1000 + cursor);
    return read && read->has_value() && **read == payload(cursor);
}

} // namespace

class TestPayloadSpool final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatItWasGiven()
    {
        const QTemporaryDir folder;
        PayloadSpool spool({folder.path(), 1 << 20, 4096});
        QVERIFY(add(spool, 1, 101, 100, true));
        QVERIFY(add(spool, 1, 51, 50, false));
        QVERIFY(add(spool, 1, 1, 50, false));
        QVERIFY(add(spool, 2, 1, 10, true));
        QCOMPARE(spool.rows(), std::uint64_t{210});
        for (Cursor cursor = 1; cursor <= 200; ++cursor)
            QVERIFY2(has(spool, 1, cursor), std::to_string(cursor).c_str());
        QVERIFY(has(spool, 2, 10));
        QVERIFY(!has(spool, 2, 11));
        QVERIFY(!has(spool, 3, 1));
    }

    void refusesAnotherEventWithTheSameCursor()
    {
        const QTemporaryDir folder;
        PayloadSpool spool({folder.path(), 1 << 20, 4096});
        QVERIFY(add(spool, 1, 1, 3, true));
        const auto read = spool.read(1, 2, 7);
        VERIFY_OK(read);
        QVERIFY(!read->has_value());
    }

    void keepsTheNewestWithinItsBudget()
    {
        const QTemporaryDir folder;
        PayloadSpool spool({folder.path(), 20'000, 2'000});
        QVERIFY(add(spool, 1, 1001, 10, true));
        Cursor next = 1001;
        while (next > 1 && add(spool, 1, next - 10, 10, false))
            next -= 10;
        QVERIFY(next > 1); // the budget ended it
        QVERIFY(add(spool, 1, next - 10, 10, false, PayloadSpool::Stored::OverBudget));
        QVERIFY(has(spool, 1, next));
        QVERIFY(spool.bytes() <= 20'000);
        bool over = false;
        for (Cursor cursor = 1011; cursor < 1311; cursor += 10) {
            if (!add(spool, 1, cursor, 10, true))
                over = true;
            QVERIFY(spool.bytes() <= 20'000);
        }
        QVERIFY(over);
        QVERIFY(has(spool, 1, 1310));
        QVERIFY(has(spool, 1, 1200));
        QVERIFY(!has(spool, 1, next));
        QVERIFY(!has(spool, 1, 1001));
    }

    void leavesNothingInItsFolder()
    {
        const QTemporaryDir folder;
        PayloadSpool spool({QDir(folder.path()).filePath(QStringLiteral("sub")), 1 << 20, 4096});
        QVERIFY(add(spool, 1, 1, 100, true));
        QVERIFY(QDir(folder.path()).exists(QStringLiteral("sub")));
        QVERIFY(QDir(folder.filePath(QStringLiteral("sub"))).entryList(QDir::Files | QDir::Hidden).isEmpty());
    }

    void reportsAFolderThatCannotBeMade()
    {
        PayloadSpool spool({QStringLiteral("/proc/no/such"), 1 << 20, 4096});
        const std::string data = "{}";
        const auto stored = spool.addNewest(1, {{1, 1, data}});
        QVERIFY(!stored);
        QCOMPARE(stored.error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestPayloadSpool)
#include "tst_payloadspool.moc"
