// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerwatcher.h"
#include "tests/support/ledgerdriver.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using namespace std::chrono_literals;

class TestLedgerWatcher final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noticesEveryChange()
    {
        const QTemporaryDir folder;
        const QString path = QDir(folder.path()).filePath(QStringLiteral("ledger.db"));
        LedgerWatcher watcher(path, 1h); // the notifications alone
        QVERIFY(watcher.isNotified());
        QSignalSpy spy(&watcher, &LedgerWatcher::changed);
        test::LedgerDriver driver(path);
        for (const char *command : {"create", "append 1", "append 1", "keep", "append 1", "append 1", "clear",
                                    "delete", "create", "append 5", "delete", "create"}) {
            watcher.rearm();
            spy.clear();
            QVERIFY(driver.run(QString::fromLatin1(command)).ok);
            QTRY_VERIFY2(!spy.isEmpty() || QByteArray(command) == "keep", command);
        }
    }

    void followsAFileThatWasReplaced()
    {
        const QTemporaryDir folder;
        const QDir dir(folder.path());
        const QString path = dir.filePath(QStringLiteral("ledger.db"));
        const auto write = [](const QString &name, const QByteArray &bytes) {
            QFile file(name);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
            file.write(bytes);
        };
        write(path, "one");
        LedgerWatcher watcher(path, 1h);
        QSignalSpy spy(&watcher, &LedgerWatcher::changed);
        for (int round = 0; round < 5; ++round) {
            const QString next = dir.filePath(QStringLiteral("next"));
            write(next, "other");
            QVERIFY(QFile::remove(path));
            QVERIFY(QFile::rename(next, path));
            QTRY_VERIFY(!spy.isEmpty());
            watcher.rearm();
            QTRY_VERIFY(!spy.isEmpty());
            QCoreApplication::processEvents();
            spy.clear();
            write(path, "more"); // no entry of the folder changes with it
            QTRY_VERIFY(!spy.isEmpty());
        }
    }

    void pollsWhereNothingNotifies()
    {
        const QTemporaryDir folder;
        const QString path = QDir(folder.path()).filePath(QStringLiteral("later/ledger.db"));
        LedgerWatcher watcher(path, 10ms);
        QVERIFY(!watcher.isNotified()); // there is no folder yet
        QSignalSpy spy(&watcher, &LedgerWatcher::changed);
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("later")));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("x");
        file.close();
        QTRY_VERIFY(!spy.isEmpty());
        watcher.rearm();
        QVERIFY(watcher.isNotified());
    }
};

QTEST_GUILESS_MAIN(TestLedgerWatcher)
#include "tst_ledgerwatcher.moc"
