// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerreader.h"
#include "core/ledger/salvage.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace mobwatch;

namespace {

constexpr Cursor rowsWritten = 3000;
constexpr qint64 pageSize = 4096;

/// Rows 1..last, all but those of the damaged ranges, and how often it was asked.
struct Rows
{
    Cursor last = 0;
    std::vector<DamagedCursors> damaged;
    int asked = 0;

    [[nodiscard]] RowProbe probe()
    {
        return [this](Cursor cursor) -> Result<std::optional<Cursor>> {
            ++asked;
            for (const DamagedCursors &range : damaged) {
                if (cursor >= range.first && cursor <= range.last)
                    return fail(ErrorCode::Damaged, QStringLiteral("malformed"));
            }
            return cursor > last ? std::optional<Cursor>()
                                 : std::optional<Cursor>(std::max<Cursor>(cursor, 1));
        };
    }
};

} // namespace

class TestDamagedLedger final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_whole = m_folder.filePath(QStringLiteral("whole.db"));
        test::LedgerDriver driver(m_whole);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append %1").arg(rowsWritten)).ok);
    }

    void findsTheFarSideOfDamage()
    {
        for (const Cursor width : {1, 2, 3, 17, 64, 4000}) {
            Rows rows{100'000, {{500, 500 + width - 1}}};
            const auto found = firstReadable(500, 100'000, rows.probe());
            VERIFY_OK(found);
            QCOMPARE(found->value_or(0), 500 + width);
            QVERIFY2(rows.asked < 40, qPrintable(QString::number(rows.asked)));
        }
        Rows toTheEnd{1000, {{500, 1000}}};
        const auto none = firstReadable(500, 1000, toTheEnd.probe());
        VERIFY_OK(none);
        QVERIFY(!none->has_value());
    }

    void findsTheLastReadableRow()
    {
        for (const Cursor width : {1, 2, 3, 50, 900}) {
            Rows rows{1000, {{1000 - width + 1, 1000}}};
            const auto found = lastReadable(1000, rows.probe());
            VERIFY_OK(found);
            QCOMPARE(found->value_or(0), 1000 - width);
        }
        Rows nothing{1000, {{1, 1000}}};
        QVERIFY(!lastReadable(1000, nothing.probe()).value().has_value());
        const auto busy = lastReadable(10, [](Cursor) -> Result<std::optional<Cursor>> {
            return fail(ErrorCode::Busy, QStringLiteral("locked"));
        });
        QVERIFY(!busy);
        QCOMPARE(busy.error().code, ErrorCode::Busy);
    }

    void readsATruncatedFileUpToItsEnd_data()
    {
        QTest::addColumn<int>("percent");
        for (const int percent : {30, 50, 80, 99})
            QTest::addRow("%d", percent) << percent;
    }
    void readsATruncatedFileUpToItsEnd()
    {
        QFETCH(int, percent);
        const QString path = copy("cut");
        QFile file(path);
        const qint64 pages = file.size() / pageSize;
        QVERIFY(file.resize(pages * percent / 100 * pageSize));
        const auto ledger = LedgerReader::open(path);
        VERIFY_OK(ledger);
        const auto latest = (*ledger)->latestCursor();
        VERIFY_OK(latest);
        QVERIFY(*latest > 0);
        QVERIFY(*latest < rowsWritten);
        const auto seen = readAll(**ledger);
        QCOMPARE(seen.size(), *latest);
        QCOMPARE(seen.back(), *latest);
        const auto damage = (*ledger)->takeDamage();
        QVERIFY(!damage.empty());
        for (const DamagedCursors &range : damage)
            QCOMPARE(range, (DamagedCursors{*latest + 1, rowsWritten}));
    }

    void stepsOverDamagedPages()
    {
        for (const int from : {10, 20, 30, 40}) {
            const QString path = copy("hole");
            QFile file(path);
            const qint64 pages = file.size() / pageSize;
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.seek(pages * from / 50 * pageSize));
            file.write(QByteArray(3 * pageSize, 'U'));
            file.close();
            const auto ledger = LedgerReader::open(path);
            VERIFY_OK(ledger);
            const auto seen = readAll(**ledger);
            std::size_t missing = 0;
            for (const DamagedCursors &range : (*ledger)->takeDamage()) {
                missing += range.last - range.first + 1;
                for (Cursor cursor = range.first; cursor <= range.last; ++cursor)
                    QVERIFY(!std::binary_search(seen.begin(), seen.end(), cursor));
            }
            QVERIFY(missing > 0);
            QCOMPARE(seen.size() + missing, rowsWritten);
            QVERIFY(std::is_sorted(seen.begin(), seen.end()));
        }
    }

    void givesUpWhatHasNoTablesAnyMore()
    {
        const QString path = copy("torn");
        QFile file(path);
        QVERIFY(file.resize(2000));
        const auto ledger = LedgerReader::open(path);
        QVERIFY(!ledger);
        QVERIFY(ledger.error().code == ErrorCode::Damaged || ledger.error().code == ErrorCode::NotSqlite);
    }

    void readsTheDefinitionInForce()
    {
        const auto ledger =
            LedgerReader::open(test::copyLedger(QStringLiteral("linear/ledger.db"), m_folder.path()));
        VERIFY_OK(ledger);
        const auto definitions = (*ledger)->definitions();
        VERIFY_OK(definitions);
        QCOMPARE(definitions->size(), std::size_t(1));
        const MobDefinition &crew = definitions->front();
        QCOMPARE(crew.mobId, std::string("linear-crew"));
        QCOMPARE(crew.revision, std::optional<std::int64_t>(1));
        QCOMPARE(crew.profiles,
                 (std::vector<std::string>{"ghost", "lead", "researcher", "reviewer", "writer"}));
        QCOMPARE(crew.flows.size(), std::size_t(21));
        QVERIFY(std::find(crew.flows.begin(), crew.flows.end(), "Übergabe & fin ✓") != crew.flows.end());
    }

    void readsDefinitionsOfEvents()
    {
        const auto updated = definitionOfEvent(
            "crew",
            R"({"definition":{"flows":{"a":{},"b":{}},"profiles":{"lead":{}}},"epoch":2,"type":"x"})");
        VERIFY_OK(updated);
        QCOMPARE(updated->flows, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(updated->revision, std::optional<std::int64_t>(2));
        for (const char *bad : {"", "[]", "{}", "{\"definition\":7}", "{\"definition\":{"})
            QVERIFY2(!definitionOfEvent("crew", bad), bad);
    }

private:
    [[nodiscard]] QString copy(const char *name)
    {
        const QString path = m_folder.filePath(QString::fromLatin1(name) + QStringLiteral(".db"));
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(path + QLatin1String(suffix));
        QFile::copy(m_whole, path);
        return path;
    }

    static std::vector<Cursor> readAll(LedgerReader &ledger)
    {
        std::vector<Cursor> seen;
        for (std::uint32_t count = 256; count == 256;) {
            const auto page = ledger.readRows(seen.empty() ? 0 : seen.back(), std::nullopt, 256,
                                              [&seen](const StoredRow &row) {
                                                  seen.push_back(row.cursor);
                                                  return true;
                                              });
            count = page.value_or(0);
        }
        return seen;
    }

    QTemporaryDir m_folder;
    QString m_whole;
};

QTEST_GUILESS_MAIN(TestDamagedLedger)
#include "tst_damagedledger.moc"
