// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerreader.h"
#include "tests/support/fixtures.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/testmacros.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mobwatch;

namespace {

std::vector<Cursor> cursors(LedgerReader &ledger, Cursor after, std::optional<Cursor> upTo,
                            std::uint32_t limit)
{
    std::vector<Cursor> result;
    const auto count = ledger.readRows(after, upTo, limit, [&result](const StoredRow &row) {
        result.push_back(row.cursor);
        return true;
    });
    return count && *count == result.size() ? result : std::vector<Cursor>{};
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

ErrorCode openError(const QString &path)
{
    const auto opened = LedgerReader::open(path);
    return opened ? ErrorCode::Internal : opened.error().code;
}

} // namespace

class TestLedgerReader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryFixture_data()
    {
        QTest::addColumn<QString>("ledger");
        QTest::addColumn<int>("rows");
        const auto add = [](const char *path, int rows) {
            QTest::newRow(path) << QString::fromLatin1(path) << rows;
        };
        add("cancel/ledger.db", 45);
        add("escalation/ledger.db", 58);
        add("failures/ledger.db", 96);
        add("fanout/ledger.db", 119);
        add("fanout/live/ledger.db", 98);
        add("host-bind/ledger.db", 8);
        add("linear/ledger.db", 60);
        add("loops/ledger.db", 47);
        add("members/ledger.db", 245);
        add("names/ledger.db", 63);
        add("params/ledger.db", 82);
        add("stop-destroy/ledger-before-destroy.db", 90);
        add("stop-destroy/ledger.db", 0);
        add("stop-destroy/live/ledger.db", 67);
        add("topology/ledger.db", 29);
        add("two-mobs/ledger-second.db", 22);
        add("two-mobs/ledger.db", 45);
    }
    void readsEveryFixture()
    {
        QFETCH(QString, ledger);
        QFETCH(int, rows);
        const QTemporaryDir folder;
        const QString path = test::copyLedger(ledger, folder.path());
        const std::string before = test::readAll(path);
        const std::string walBefore = test::readAll(path + QStringLiteral("-wal"));
        {
            auto opened = LedgerReader::open(path);
            VERIFY_OK(opened);
            LedgerReader &reader = **opened;
            QVERIFY(!reader.usesPrivateCopy());
            const auto page = reader.read(0, std::nullopt, 100000);
            VERIFY_OK(page);
            QCOMPARE(page->rows, static_cast<std::uint32_t>(rows));
            QCOMPARE(page->events.size(), static_cast<std::size_t>(rows));
            QVERIFY(reader.takeRowErrors().empty());
            const auto latest = reader.latestCursor();
            VERIFY_OK(latest);
            QCOMPARE(*latest, static_cast<Cursor>(rows));
            const auto identity = reader.identity();
            VERIFY_OK(identity);
            QCOMPARE(identity->nextCursor, static_cast<Cursor>(rows + 1));
            QVERIFY(!identity->storeInstanceId.isEmpty());
            QVERIFY(identity->tableSchemaVersion >= 7);
        }
        QVERIFY(test::readAll(path) == before);
        QVERIFY(test::readAll(path + QStringLiteral("-wal")) == walBefore);
    }

    void pagesRespectBounds()
    {
        const QTemporaryDir folder;
        auto opened = LedgerReader::open(test::copyLedger(QStringLiteral("linear/ledger.db"), folder.path()));
        VERIFY_OK(opened);
        LedgerReader &reader = **opened;
        QCOMPARE(cursors(reader, 10, Cursor{13}, 100), (std::vector<Cursor>{11, 12, 13}));
        QCOMPARE(cursors(reader, 58, std::nullopt, 100), (std::vector<Cursor>{59, 60}));
        QCOMPARE(cursors(reader, 0, std::nullopt, 2), (std::vector<Cursor>{1, 2}));
        QVERIFY(cursors(reader, ~Cursor{0}, std::nullopt, 2).empty());
        const auto stopped =
            reader.readRows(0, std::nullopt, 100, [](const StoredRow &row) { return row.cursor < 3; });
        VERIFY_OK(stopped);
        QCOMPARE(*stopped, 3U);

        const auto before = reader.cursorBefore(60, 10);
        VERIFY_OK(before);
        QCOMPARE(*before, Cursor{50});
        QCOMPARE(reader.cursorBefore(5, 10).value_or(99), Cursor{0});

        const auto row = reader.readRow(7);
        VERIFY_OK(row);
        QVERIFY(row->has_value());
        QCOMPARE(nlohmann::json::parse(**row)["event"]["cursor"].get<int>(), 7);
        QVERIFY(!reader.readRow(61).value_or(std::string()).has_value());
    }

    void classifiesWhatIsNoLedger()
    {
        const QTemporaryDir folder;
        const QDir dir(folder.path());
        const QString missing = dir.filePath(QStringLiteral("missing.db"));
        QCOMPARE(openError(missing), ErrorCode::NotFound);
        QVERIFY(!QFile::exists(missing));

        const QString empty = dir.filePath(QStringLiteral("empty.db"));
        write(empty, {});
        QCOMPARE(openError(empty), ErrorCode::EmptyFile);
        QCOMPARE(QFile(empty).size(), 0);

        const QString text = dir.filePath(QStringLiteral("notes.txt"));
        write(text, "not a database\n");
        QCOMPARE(openError(text), ErrorCode::NotSqlite);
        write(text, QByteArray(100'000, 'a'));
        QCOMPARE(openError(text), ErrorCode::NotSqlite);
        QCOMPARE(openError(folder.path()), ErrorCode::NotSqlite);

        const QString other = dir.filePath(QStringLiteral("other.db"));
        test::LedgerDriver driver(other);
        QVERIFY(driver.run(QStringLiteral("journal WAL")).ok);
        QCOMPARE(openError(other), ErrorCode::EmptyFile); // SQLite, but nothing in it yet
    }

    void tellsOtherDatabases()
    {
        const QTemporaryDir folder;
        const QString path = test::copyLedger(QStringLiteral("linear/ledger.db"), folder.path());
        const QByteArray whole = QByteArray::fromStdString(test::readAll(path));
        QByteArray renamed = whole;
        renamed.replace("mob_event_meta", "mob_event_mata");
        const QString other = QDir(folder.path()).filePath(QStringLiteral("other.db"));
        write(other, renamed);
        QCOMPARE(openError(other), ErrorCode::NotALedger);
    }

    void opensNamesThatLookLikeUris()
    {
        const QTemporaryDir folder;
        const QString path = test::copyLedger(QStringLiteral("linear/ledger.db"), folder.path());
        const QString odd = QDir(folder.path()).filePath(QString::fromUtf8("a?mode=rw&b#c%20d é.db"));
        QVERIFY(QFile::rename(path, odd));
        const auto opened = LedgerReader::open(odd);
        VERIFY_OK(opened);
        QCOMPARE((*opened)->latestCursor().value_or(0), Cursor{60});
    }

    /// A child gives its privileges up, as read-only folders are not enforced for root.
    void readsAPrivateCopyWhereTheFolderIsReadOnly()
    {
        const QTemporaryDir folder;
        const QString path = test::copyLedger(QStringLiteral("linear/ledger.db"), folder.path());
        QFile::remove(path + QStringLiteral("-wal")); // at rest
        QFile::remove(path + QStringLiteral("-shm"));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
        QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup |
                                                         QFile::ExeGroup | QFile::ReadOther |
                                                         QFile::ExeOther));
        const pid_t child = fork();
        if (child == 0) {
            if (geteuid() == 0 && setuid(65534) != 0)
                _exit(10);
            auto opened = LedgerReader::open(path);
            if (!opened)
                _exit(20 + static_cast<int>(opened.error().code));
            if (!(*opened)->usesPrivateCopy())
                _exit(11);
            _exit((*opened)->latestCursor().value_or(0) == 60 ? 0 : 12);
        }
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        QVERIFY(!QFile::exists(path + QStringLiteral("-wal")));
    }

    void reportsAFileThatMayNotBeRead()
    {
        const QTemporaryDir folder;
        const QString path = test::copyLedger(QStringLiteral("linear/ledger.db"), folder.path());
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner |
                                                 QFile::ReadOther | QFile::ExeOther);
        QVERIFY(QFile::setPermissions(path, QFile::WriteOwner));
        const pid_t child = fork();
        if (child == 0) {
            if (geteuid() == 0 && setuid(65534) != 0)
                _exit(10);
            _exit(openError(path) == ErrorCode::PermissionDenied ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
    }

    void reportsBusyAndRecovers()
    {
        const QTemporaryDir folder;
        const QString path = QDir(folder.path()).filePath(QStringLiteral("ledger.db"));
        test::LedgerDriver driver(path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 3")).ok);
        QVERIFY(driver.run(QStringLiteral("journal DELETE")).ok);
        QVERIFY(driver.run(QStringLiteral("lock")).ok);
        QCOMPARE(openError(path), ErrorCode::Busy);
        QVERIFY(driver.run(QStringLiteral("unlock")).ok);
        const auto opened = LedgerReader::open(path);
        VERIFY_OK(opened);
        QCOMPARE((*opened)->latestCursor().value_or(0), Cursor{3});
    }

    void countsRowsThatCannotBeRead()
    {
        const QTemporaryDir folder;
        const QString path = QDir(folder.path()).filePath(QStringLiteral("ledger.db"));
        test::LedgerDriver driver(path);
        QVERIFY(driver.run(QStringLiteral("create")).ok);
        QVERIFY(driver.run(QStringLiteral("append 1")).ok);
        QVERIFY(driver.run(QStringLiteral("raw {\"event\":")).ok);
        QVERIFY(driver.run(QStringLiteral("append 1")).ok);
        auto opened = LedgerReader::open(path);
        VERIFY_OK(opened);
        const auto page = (*opened)->read(0, std::nullopt, 10);
        VERIFY_OK(page);
        QCOMPARE(page->rows, 3U);
        QCOMPARE(page->events.size(), std::size_t{2});
        QCOMPARE(page->scannedTo, Cursor{3});
        const auto errors = (*opened)->takeRowErrors();
        QCOMPARE(errors.size(), std::size_t{1});
        QCOMPARE(errors[0].code, ErrorCode::Malformed);
        QCOMPARE(errors[0].subject, QStringLiteral("2"));
    }
};

QTEST_GUILESS_MAIN(TestLedgerReader)
#include "tst_ledgerreader.moc"
