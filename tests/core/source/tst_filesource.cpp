// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/source/envelopelinereader.h"
#include "core/source/filesource.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace mobwatch;
using namespace std::chrono_literals;

namespace {

std::string line(Cursor cursor, std::string_view note = "x", Epoch epoch = 1)
{
    Envelope envelope;
    envelope.cursor = cursor;
    envelope.mobId = "release-crew";
    envelope.timestampMs = 1'787'418'699'000 + cursor;
    envelope.kind = "budget_snapshot";
    envelope.data = "{\"note\":\"" + std::string(note) + "\",\"type\":\"budget_snapshot\"}";
    return writeEnvelope(envelope, epoch) + "\n";
}

void write(const QString &path, const std::string &bytes, QIODevice::OpenMode mode)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | mode));
    QCOMPARE(file.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
}

void append(const QString &path, const std::string &bytes)
{
    write(path, bytes, QIODevice::Append);
}

/// Collects what a source says.
struct Watch
{
    explicit Watch(const QString &path)
        : source(path, nullptr, 20ms)
    {
        QObject::connect(&source, &EventSource::batchReady, &source, [this] { take(); });
        source.start();
    }
    void take()
    {
        for (EventBatchPtr &batch : source.takeBatches()) {
            for (std::size_t i = 0; i < batch->size(); ++i) {
                cursors.push_back(batch->cursor[i]);
                keys.push_back(
                    {rowIndex(0), batch->epoch, batch->cursor[i], batch->timestampMs[i], batch->locator[i]});
            }
            for (const UnreadableRow &row : batch->unreadable)
                unreadable.push_back(row);
            duplicates += batch->duplicates;
            conflicts += batch->conflicts;
            batches.push_back(std::move(batch));
        }
        for (const Seam &seam : source.takeSeams())
            seams.push_back(seam);
    }
    [[nodiscard]] std::string payload(std::size_t index) const
    {
        const auto read = source.payloads()->makeReader()->read(keys[index]);
        return read ? *read : "error: " + read.error().message.toStdString();
    }

    FileSource source;
    std::vector<EventBatchPtr> batches;
    std::vector<Cursor> cursors;
    std::vector<PayloadKey> keys;
    std::vector<UnreadableRow> unreadable;
    std::vector<Seam> seams;
    std::uint32_t duplicates = 0, conflicts = 0;
};

using Cursors = std::vector<Cursor>;

} // namespace

class TestFileSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cutsLinesHoweverTheyArrive();
    void longLinesAreBounded();
    void readsARecordedStream();
    void followsAGrowingFile();
    void keepsATornLastLineWaiting();
    void countsDuplicatesAndConflicts();
    void sortsAndSplitsByEpoch();
    void keepsLabelsAndFlows();
    void tellsUnreadableLinesByNumber();
    void waitsForAMissingFile();
    void truncationBeginsANewEpoch();
    void replacementKeepsOldPayloads();
    void overwritingInPlaceIsNoticed();
    void deletionIsTold();
    void refusesDatabasesAndFolders();
    void readsInBoundedPortions();
    void finishesOnce();

private:
    QTemporaryDir m_folder;
    QString m_path;
    int m_number = 0;
};

void TestFileSource::init()
{
    m_path = m_folder.filePath(QStringLiteral("events-%1.jsonl").arg(++m_number));
}

void TestFileSource::cutsLinesHoweverTheyArrive()
{
    const std::string text = "\xef\xbb\xbf{\"a\":1}\r\n\n   \n{\"b\":2}\n{\"c\"";
    for (const std::size_t piece : {1, 2, 3, 5, 100}) {
        EnvelopeLineReader reader;
        std::vector<std::string> seen;
        std::vector<std::uint64_t> offsets;
        const auto take = [&](const EnvelopeLineReader::Line &found) {
            seen.push_back(std::to_string(found.number) + ":" + std::string(found.bytes));
            offsets.push_back(found.offset);
            QCOMPARE(std::string_view(text).substr(found.offset, found.size), found.bytes);
        };
        for (std::size_t i = 0; i < text.size(); i += piece)
            reader.push(std::string_view(text).substr(i, piece), take);
        QCOMPARE(seen, (std::vector<std::string>{"1:{\"a\":1}", "4:{\"b\":2}"}));
        QVERIFY(reader.hasRest());
        reader.finish(take);
        QCOMPARE(seen.back(), std::string("5:{\"c\""));
        QVERIFY(!reader.hasRest());
        QCOMPARE(reader.offset(), text.size());
    }
}

void TestFileSource::longLinesAreBounded()
{
    EnvelopeLineReader reader(10);
    std::vector<std::string> seen;
    const auto take = [&](const EnvelopeLineReader::Line &found) {
        seen.push_back(found.tooLong ? "too long " + std::to_string(found.size) : std::string(found.bytes));
    };
    reader.push("0123456789\n", take);
    reader.push("0123456789+\n", take); // whole in one piece
    for (int i = 0; i < 7; ++i)
        reader.push("abcde", take); // in pieces
    reader.push("\nok\n", take);
    QCOMPARE(seen, (std::vector<std::string>{"0123456789", "too long 11", "too long 35", "ok"}));
}

void TestFileSource::readsARecordedStream()
{
    std::string all;
    const auto lines = test::sseData(test::fixture(QStringLiteral("fanout/stream.sse")));
    QVERIFY(lines.size() > 50);
    for (const std::string &text : lines)
        all += text + "\n";
    write(m_path, all, QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors.size(), lines.size());
    QTRY_COMPARE(watch.source.status().state, SourceState::Live);
    QVERIFY(watch.unreadable.empty());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto expected = readEnvelope(lines[i]);
        VERIFY_OK(expected);
        QCOMPARE(watch.cursors[i], expected->envelope.cursor);
        QCOMPARE(watch.payload(i), expected->envelope.data);
    }
    const EventBatch &first = *watch.batches.front();
    QCOMPARE(first.arrival, Arrival::Newest);
    QCOMPARE(first.strings.at(first.kind.front()), std::string_view("mob_created"));
    QVERIFY(!first.runFlows.empty());
}

void TestFileSource::followsAGrowingFile()
{
    write(m_path, line(1) + line(2), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2}));
    QTRY_COMPARE(watch.source.status().state, SourceState::Live);
    append(m_path, line(3) + line(4));
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 3, 4}));
    QCOMPARE(watch.batches.back()->arrival, Arrival::Live);
    QVERIFY(watch.seams.empty());
}

void TestFileSource::keepsATornLastLineWaiting()
{
    const std::string torn = line(2);
    write(m_path, line(1) + torn.substr(0, 30), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.source.status().state, SourceState::Live);
    QCOMPARE(watch.cursors, (Cursors{1}));
    QVERIFY(watch.unreadable.empty());
    append(m_path, torn.substr(30));
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2}));
    QCOMPARE(watch.payload(1), std::string(R"({"note":"x","type":"budget_snapshot"})"));
    QVERIFY(watch.unreadable.empty());
}

void TestFileSource::countsDuplicatesAndConflicts()
{
    write(m_path,
          line(1) + line(3) + line(1) + line(2) + line(2) + line(3, "other") + line(3, "other") + line(3),
          QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 3, 3}));
    QCOMPARE(watch.duplicates, 4U);
    QCOMPARE(watch.conflicts, 1U);
    QCOMPARE(watch.payload(3), std::string(R"({"note":"other","type":"budget_snapshot"})"));
    append(m_path, line(2));
    QTRY_COMPARE(watch.duplicates, 5U);
    QCOMPARE(watch.cursors.size(), std::size_t(4));
}

void TestFileSource::sortsAndSplitsByEpoch()
{
    write(m_path, line(5) + line(1, "e2", 2) + line(4) + line(2, "e2", 2) + line(6), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{4, 5, 6, 1, 2}));
    QCOMPARE(watch.batches.size(), std::size_t(2));
    QCOMPARE(watch.batches[0]->epoch, Epoch(1));
    QCOMPARE(watch.batches[1]->epoch, Epoch(2));
    QCOMPARE(watch.payload(4), std::string(R"({"note":"e2","type":"budget_snapshot"})"));
}

void TestFileSource::keepsLabelsAndFlows()
{
    Envelope envelope;
    envelope.cursor = 1;
    envelope.mobId = "m";
    envelope.timestampMs = 7;
    envelope.kind = "flow_failed";
    envelope.runId = "r1";
    envelope.mobLabels = {{"env", "staging"}};
    envelope.data =
        R"({"cause":"step_error","flow_id":"f","reason":"no","run_id":"r1","type":"flow_failed"})";
    std::string text = writeEnvelope(envelope) + "\n";
    envelope.cursor = 2;
    envelope.runLabels = {{"ticket", "REL-118"}};
    text += writeEnvelope(envelope) + "\n" + line(3);
    write(m_path, text, QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors.size(), std::size_t(3));
    const EventBatch &batch = *watch.batches.front();
    QCOMPARE(batch.labelSets.size(), std::size_t(2));
    QVERIFY(batch.labelSets[batch.mobLabels[1]] == (LabelMap{{"env", "staging"}}));
    QVERIFY(batch.labelSets[batch.runLabels[1]] == (LabelMap{{"ticket", "REL-118"}}));
    QCOMPARE(batch.runLabels[0], BatchStrings::absent);
    QCOMPARE(batch.mobLabels[2], BatchStrings::absent);
    QCOMPARE(batch.severity[0], Severity::Error);
    QCOMPARE(batch.runFlows.size(), std::size_t(1));
    QCOMPARE(batch.strings.at(batch.runFlows[0].flow), std::string_view("f"));
    QCOMPARE(batch.run[2], BatchStrings::absent);
}

void TestFileSource::tellsUnreadableLinesByNumber()
{
    write(m_path, "not json\n" + line(1) + "\n{\"cursor\":\n" + line(2) + line(3, "x", 65535),
          QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 3}));
    QCOMPARE(watch.unreadable.size(), std::size_t(2));
    QCOMPARE(watch.unreadable[0].line, 1);
    QCOMPARE(watch.unreadable[0].error.code, ErrorCode::Malformed);
    QCOMPARE(watch.unreadable[1].line, 4);
    append(m_path, "broken\n");
    QTRY_COMPARE(watch.unreadable.size(), std::size_t(3));
    QCOMPARE(watch.unreadable[2].line, 7);
}

void TestFileSource::waitsForAMissingFile()
{
    Watch watch(m_path);
    QTRY_COMPARE(watch.source.status().state, SourceState::Waiting);
    QCOMPARE(watch.source.status().error.code, ErrorCode::NotFound);
    write(m_path, line(1), QIODevice::Truncate);
    QTRY_COMPARE(watch.cursors, (Cursors{1}));
    QTRY_COMPARE(watch.source.status().state, SourceState::Live);
    QCOMPARE(watch.batches.front()->arrival, Arrival::Live);
    QVERIFY(watch.seams.empty());
}

void TestFileSource::truncationBeginsANewEpoch()
{
    write(m_path, line(1) + line(2) + line(3), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 3}));
    QTRY_COMPARE(watch.source.status().state, SourceState::Live);
    write(m_path, line(1), QIODevice::Truncate);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 3, 1}));
    QCOMPARE(watch.batches.back()->epoch, Epoch(2));
    QCOMPARE(watch.seams, (std::vector<Seam>{{SeamReason::LedgerRecreated, 2, 3}}));
    QCOMPARE(watch.duplicates, 0U);
}

void TestFileSource::replacementKeepsOldPayloads()
{
    write(m_path, line(1, "old") + line(2, "old"), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2}));
    const QString other = m_path + QStringLiteral(".new");
    write(other, line(1, "new") + line(2, "new") + line(3, "new"), QIODevice::Truncate);
    QCOMPARE(std::rename(QFile::encodeName(other).constData(), QFile::encodeName(m_path).constData()), 0);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 1, 2, 3}));
    QCOMPARE(watch.seams.size(), std::size_t(1));
    QCOMPARE(watch.payload(1), std::string(R"({"note":"old","type":"budget_snapshot"})"));
    QCOMPARE(watch.payload(3), std::string(R"({"note":"new","type":"budget_snapshot"})"));
}

void TestFileSource::overwritingInPlaceIsNoticed()
{
    write(m_path, line(1, "old") + line(2, "old"), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2}));
    QTRY_COMPARE(watch.source.status().state, SourceState::Live);
    {
        QFile file(m_path); // grows within one step: neither the inode nor the size tells
        QVERIFY(file.open(QIODevice::ReadWrite));
        const std::string text = line(7, "new") + line(8, "new") + line(9, "new");
        file.write(text.data(), static_cast<qint64>(text.size()));
    }
    QTRY_COMPARE(watch.cursors, (Cursors{1, 2, 7, 8, 9}));
    QCOMPARE(watch.batches.back()->epoch, Epoch(2));
    // What stood there before is gone with the bytes, and is never taken for the new.
    const auto gone = watch.source.payloads()->makeReader()->read(watch.keys[0]);
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, ErrorCode::Gone);
}

void TestFileSource::deletionIsTold()
{
    write(m_path, line(1), QIODevice::Truncate);
    Watch watch(m_path);
    QTRY_COMPARE(watch.cursors, (Cursors{1}));
    QVERIFY(QFile::remove(m_path));
    QTRY_COMPARE(watch.source.status().state, SourceState::Waiting);
    watch.take();
    QCOMPARE(watch.seams, (std::vector<Seam>{{SeamReason::LedgerDeleted, 1, 1}}));
    QCOMPARE(watch.payload(0), std::string(R"({"note":"x","type":"budget_snapshot"})"));
    write(m_path, line(5), QIODevice::Truncate);
    QTRY_COMPARE(watch.cursors, (Cursors{1, 5}));
    QCOMPARE(watch.batches.back()->epoch, Epoch(2));
}

void TestFileSource::refusesDatabasesAndFolders()
{
    Watch database(test::copyLedger(QStringLiteral("linear/ledger.db"), m_folder.path()));
    QTRY_COMPARE(database.source.status().state, SourceState::Failed);
    QVERIFY(database.source.status().error.message.contains(QStringLiteral("ledger")));
    Watch folder(m_folder.path());
    QTRY_COMPARE(folder.source.status().state, SourceState::Failed);
    QCOMPARE(folder.source.status().error.code, ErrorCode::Io);
}

void TestFileSource::readsInBoundedPortions()
{
    std::string text;
    const std::string note(400, 'n');
    constexpr Cursor count = 60'000; // about 35 MB
    for (Cursor cursor = 1; cursor <= count; ++cursor)
        text += line(cursor, note);
    write(m_path, text, QIODevice::Truncate);
    FileSource source(m_path, nullptr, 20ms);
    QSignalSpy ready(&source, &EventSource::batchReady);
    source.start();
    // Nobody takes anything: the reading stops at the bound.
    QTRY_VERIFY(ready.count() > 0);
    QTRY_COMPARE(source.status().state, SourceState::CatchingUp);
    std::size_t rows = 0;
    std::size_t most = 0;
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            const auto batches = source.takeBatches();
            most = std::max(most, batches.size());
            for (const EventBatchPtr &batch : batches)
                rows += batch->size();
            return rows == count;
        }(),
        60'000);
    QVERIFY2(most <= 10, qPrintable(QString::number(most)));
    QTRY_COMPARE(source.status().state, SourceState::Live);
}

void TestFileSource::finishesOnce()
{
    write(m_path, line(1), QIODevice::Truncate);
    FileSource source(m_path);
    QSignalSpy finished(&source, &EventSource::finished);
    source.start();
    QSignalSpy ready(&source, &EventSource::batchReady);
    QTRY_VERIFY(ready.count() > 0);
    const auto batches = source.takeBatches();
    source.stop();
    source.stop();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(source.status().state, SourceState::Stopped);
    const EventBatch &batch = *batches.front();
    const auto payload = source.payloads()->makeReader()->read(
        {rowIndex(0), 1, batch.cursor[0], batch.timestampMs[0], batch.locator[0]});
    VERIFY_OK(payload);
    QCoreApplication::processEvents();
    QCOMPARE(finished.count(), 1);
}

QTEST_GUILESS_MAIN(TestFileSource)
#include "tst_filesource.moc"
