// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/exporting/exportfile.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using mobwatch::test::readAll;

class TestExportFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isThereWholeOrNotAtAll();
    void leavesNothingWithoutCommit();
    void refusesWhatIsThere();
    void refusesWhatCameWhileWriting();
    void replacesWhenTold();
    void tellsWhyItCannotWrite();
};

void TestExportFile::isThereWholeOrNotAtAll()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("out.csv"));
    auto file = ExportFile::create(path, ExportFile::IfExists::Refuse);
    VERIFY_OK(file);
    QVERIFY((*file)->write("one").has_value());
    QVERIFY(!QFile::exists(path));
    QVERIFY((*file)->write("two").has_value());
    QVERIFY((*file)->commit().has_value());
    QCOMPARE(readAll(path), std::string("onetwo"));
}

void TestExportFile::leavesNothingWithoutCommit()
{
    const QTemporaryDir folder;
    {
        auto file = ExportFile::create(folder.filePath(QStringLiteral("out")), ExportFile::IfExists::Refuse);
        VERIFY_OK(file);
        QVERIFY((*file)->write("one").has_value());
    }
    QVERIFY(QDir(folder.path()).isEmpty());
}

void TestExportFile::refusesWhatIsThere()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("link"));
    QVERIFY(QFile::link(QStringLiteral("/no/such/target"), path));
    const auto file = ExportFile::create(path, ExportFile::IfExists::Refuse);
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::Exists);
    QCOMPARE(file.error().subject, path);
}

void TestExportFile::refusesWhatCameWhileWriting()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("out"));
    auto file = ExportFile::create(path, ExportFile::IfExists::Refuse);
    VERIFY_OK(file);
    QVERIFY((*file)->write("ours").has_value());
    QFile other(path);
    QVERIFY(other.open(QIODevice::WriteOnly));
    other.write("theirs");
    other.close();
    const auto done = (*file)->commit();
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Exists);
    QCOMPARE(readAll(path), std::string("theirs"));
}

void TestExportFile::replacesWhenTold()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("out"));
    for (const char *text : {"old", "new"}) {
        auto file = ExportFile::create(path, ExportFile::IfExists::Replace);
        VERIFY_OK(file);
        QVERIFY((*file)->write(text).has_value());
        QVERIFY((*file)->commit().has_value());
        QCOMPARE(readAll(path), std::string(text));
    }
}

void TestExportFile::tellsWhyItCannotWrite()
{
    const auto file = ExportFile::create(QStringLiteral("/no/such/folder/out"), ExportFile::IfExists::Refuse);
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::Io);
    QVERIFY(file.error().message.contains(QStringLiteral("/no/such/folder/out")));
}

QTEST_GUILESS_MAIN(TestExportFile)
#include "tst_exportfile.moc"
