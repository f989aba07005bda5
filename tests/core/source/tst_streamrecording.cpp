// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/source/recordings.h"
#include "core/source/streamrecording.h"
#include "tests/support/testmacros.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mobwatch;

namespace {

constexpr TimestampMs started = 1787418699123; // 2026-08-22 17:11:39 UTC
constexpr TimestampMs day = 24ULL * 3600 * 1000;

Envelope envelope(Cursor cursor, std::string data = R"({"type":"mob_completed"})")
{
    Envelope event;
    event.cursor = cursor;
    event.mobId = "crew";
    event.timestampMs = 1000 + cursor;
    event.kind = "mob_completed";
    event.data = std::move(data);
    return event;
}

StreamRecording::Options options(const QString &folder, std::size_t memory = 1 << 20)
{
    return {folder, *ServerAddress::parse(QStringLiteral("http://127.0.0.1:8080/team")), started, memory};
}

PayloadKey key(Cursor cursor, std::uint64_t locator, Epoch epoch = 1)
{
    return {rowIndex(0), epoch, cursor, 1000 + cursor, locator};
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void age(const QString &path, TimestampMs ms)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(ms)),
                             QFileDevice::FileModificationTime));
}

void makeFile(const QString &path, int bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(QByteArray(bytes, 'x')), qint64(bytes));
}

// Limits how large a file of this process may become; a signal must not end the process.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    Q_DISABLE_COPY_MOVE(FileSizeLimit)

private:
    rlimit m_before{};
    void (*m_handler)(int) = SIG_DFL;
};

} // namespace

class TestStreamRecording : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void writesLinesAsSentAndReadsThemBack()
    {
        const QTemporaryDir dir;
        const QString folder = dir.filePath(QStringLiteral("new/recordings"));
        const std::string spaced =
            "{\"cursor\":2,\n\"mob_id\":\"crew\", \"timestamp_ms\":1002,\"kind\":\"x\",\"data\":{\"a\": 1} }";
        const std::string foreign =
            R"({"cursor":3,"epoch":9,"mob_id":"crew","timestamp_ms":1003,"kind":"x","data":7})";
        StreamRecording recording(options(folder));
        VERIFY_OK(recording.open());
        recording.add(writeEnvelope(envelope(1)), 1, false);
        recording.add(spaced, 2, false);
        recording.add(foreign, 1, true);
        std::vector<std::uint64_t> locators;
        VERIFY_OK(recording.flush(locators));
        QCOMPARE(locators.size(), std::size_t(3));
        QCOMPARE(recording.bytes(), std::uint64_t(contents(recording.path()).size()));

        const QByteArrayList lines = contents(recording.path()).split('\n');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0].toStdString(), writeEnvelope(envelope(1)));
        QCOMPARE(lines[1],
                 QByteArray("{\"cursor\":2, \"mob_id\":\"crew\", \"timestamp_ms\":1002,\"kind\":\"x\","
                            "\"data\":{\"a\": 1} ,\"epoch\":2}"));
        QCOMPARE(readEnvelope(lines[2].toStdString())->epoch, Epoch(1));

        const auto reader = recording.payloads()->makeReader();
        QCOMPARE(reader->read(key(1, locators[0])).value(), std::string(R"({"type":"mob_completed"})"));
        QCOMPARE(reader->read(key(2, locators[1], 2)).value(), std::string(R"({"a": 1})"));
        QCOMPARE(reader->read(key(1, locators[1])).error().code, ErrorCode::Gone);

        struct stat status
        {
        };
        QCOMPARE(::stat(QFile::encodeName(recording.path()).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, mode_t(0600));
        QCOMPARE(::stat(QFile::encodeName(folder).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, mode_t(0700));
    }

    void killedProcessLosesNothingThatWasShown()
    {
        const QTemporaryDir dir;
        int shown[2];
        QCOMPARE(::pipe(shown), 0);
        const pid_t child = ::fork();
        if (child == 0) { // writes for ever and tells what was flushed
            StreamRecording recording(options(dir.path()));
            if (!recording.open())
                ::_exit(1);
            std::vector<std::uint64_t> locators;
            for (Cursor cursor = 1;; ++cursor) {
                recording.add(writeEnvelope(envelope(cursor)), 1, false);
                if (cursor % 7 == 0 && recording.flush(locators) &&
                    ::write(shown[1], &cursor, sizeof cursor) != sizeof cursor)
                    ::_exit(1);
            }
        }
        QVERIFY(child > 0);
        ::close(shown[1]);
        Cursor last = 0;
        for (int i = 0; i < 200; ++i)
            QCOMPARE(::read(shown[0], &last, sizeof last), ssize_t(sizeof last));
        QCOMPARE(::kill(child, SIGKILL), 0);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        while (::read(shown[0], &last, sizeof last) == ssize_t(sizeof last)) {
        }
        ::close(shown[0]);

        const auto files = listRecordings(dir.path());
        QCOMPARE(files.size(), std::size_t(1));
        QVERIFY(!files[0].isOpen);
        Cursor expected = 1;
        for (const QByteArray &line : contents(files[0].path).split('\n')) {
            if (expected > last)
                break;
            const auto read = readEnvelope(line.toStdString());
            VERIFY_OK(read);
            QCOMPARE(read->envelope.cursor, expected++);
        }
        QCOMPARE(expected, last + 1);
    }

    void fullDiskGoesOnInMemory()
    {
        const QTemporaryDir dir;
        StreamRecording recording(options(dir.path()));
        VERIFY_OK(recording.open());
        std::vector<std::uint64_t> locators, all;
        recording.add(writeEnvelope(envelope(1)), 1, false);
        VERIFY_OK(recording.flush(locators));
        all = locators;
        const QString path = recording.path();
        const QByteArray before = contents(path);
        {
            const FileSizeLimit limit(static_cast<rlim_t>(before.size()) + 200);
            for (Cursor cursor = 2; cursor <= 11; ++cursor)
                recording.add(writeEnvelope(envelope(cursor)), 1, false);
            const auto flushed = recording.flush(locators);
            QVERIFY(!flushed);
            QCOMPARE(flushed.error().code, ErrorCode::Io);
        }
        all.insert(all.end(), locators.begin(), locators.end());
        QCOMPARE(contents(path), before); // no half line
        QVERIFY(recording.path().isEmpty());
        recording.add(writeEnvelope(envelope(12)), 1, false);
        VERIFY_OK(recording.flush(locators)); // told only once
        all.push_back(locators.at(0));
        const auto reader = recording.payloads()->makeReader();
        for (Cursor cursor = 1; cursor <= 12; ++cursor)
            VERIFY_OK(reader->read(key(cursor, all[cursor - 1])));
    }

    void unusableFolderIsToldAtOnce()
    {
        const QTemporaryDir dir;
        makeFile(dir.filePath(QStringLiteral("taken")), 1);
        for (const QString &folder : {QStringLiteral("taken"), QStringLiteral("taken/below")}) {
            StreamRecording recording(options(dir.filePath(folder)));
            QVERIFY(!recording.open());
            recording.add(writeEnvelope(envelope(1)), 1, false);
            std::vector<std::uint64_t> locators;
            VERIFY_OK(recording.flush(locators));
            VERIFY_OK(recording.payloads()->makeReader()->read(key(1, locators[0])));
        }
    }

    void memoryIsBounded()
    {
        StreamRecording recording(options({}, 10'000));
        VERIFY_OK(recording.open());
        std::vector<std::uint64_t> locators, all;
        for (Cursor cursor = 1; cursor <= 100; ++cursor) {
            recording.add(writeEnvelope(envelope(cursor, '"' + std::string(900, 'x') + '"')), 1, false);
            VERIFY_OK(recording.flush(locators));
            all.push_back(locators.at(0));
        }
        recording.add(writeEnvelope(envelope(101, '"' + std::string(20'000, 'x') + '"')), 1, false);
        const auto reader = recording.payloads()->makeReader();
        VERIFY_OK(reader->read(key(100, all[99])));
        QCOMPARE(reader->read(key(1, all[0])).error().code, ErrorCode::Gone);
        VERIFY_OK(recording.flush(locators));
        QCOMPARE(reader->read(key(101, locators[0])).error().code, ErrorCode::Gone);
        QCOMPARE(reader->read(key(100, all[99])).error().code, ErrorCode::Gone);
    }

    void emptyRecordingIsRemoved()
    {
        const QTemporaryDir dir;
        {
            StreamRecording recording(options(dir.path()));
            VERIFY_OK(recording.open());
            QCOMPARE(listRecordings(dir.path()).size(), std::size_t(1));
        }
        QVERIFY(listRecordings(dir.path()).empty());
    }

    void listsWhatIsThere()
    {
        const QTemporaryDir dir;
        makeFile(dir.filePath(QStringLiteral("other.jsonl")), 3);
        StreamRecording first(options(dir.path()));
        StreamRecording second(options(dir.path()));
        VERIFY_OK(first.open());
        VERIFY_OK(second.open());
        QVERIFY(first.path() != second.path());
        auto files = listRecordings(dir.path());
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].address, QStringLiteral("http://127.0.0.1:8080/team"));
        QCOMPARE(files[0].startedMs, started / 1000 * 1000);
        QVERIFY(files[0].isOpen && files[1].isOpen);
        QVERIFY(!removeRecording(files[0].path));
    }

    void roundTripsAddresses_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address : {"http://[::1]:8080", "https://host.example", "http://h:1/a+b/c,d"})
            QTest::newRow(address) << QString::fromLatin1(address);
    }
    void roundTripsAddresses()
    {
        QFETCH(QString, address);
        const QTemporaryDir dir;
        const auto server = ServerAddress::parse(address);
        VERIFY_OK(server);
        makeFile(dir.filePath(recordingFileName(*server, started, 1)), 1);
        const auto files = listRecordings(dir.path());
        QCOMPARE(files.size(), std::size_t(1));
        QCOMPARE(files[0].address, server->text());
    }

    void cleansUpByRule()
    {
        const QTemporaryDir dir;
        const auto server = *ServerAddress::parse(QStringLiteral("http://h"));
        const TimestampMs now = started + 100 * day;
        QStringList paths;
        for (TimestampMs i = 0; i < 5; ++i) {
            paths << dir.filePath(recordingFileName(server, now - i * 10 * day, 1));
            makeFile(paths.last(), 1000);
            age(paths.last(), now - i * 10 * day);
        }
        QFile used(paths[4]);
        QVERIFY(used.open(QIODevice::ReadOnly));
        QVERIFY(lockRecording(used));
        auto result = cleanUpRecordings(dir.path(), {0, 25}, now); // by age
        QCOMPARE(result.removed.size(), std::size_t(1));
        QCOMPARE(result.removed[0].path, paths[3]);
        QCOMPARE(result.kept.size(), std::size_t(4));
        QVERIFY(QFile::exists(paths[4]));                       // in use
        result = cleanUpRecordings(dir.path(), {2500, 0}, now); // by size
        QCOMPARE(result.removed.size(), std::size_t(1));
        QCOMPARE(result.removed[0].path, paths[2]);
        used.close();
        result = cleanUpRecordings(dir.path(), {2500, 30}, now);
        QCOMPARE(result.removed.size(), std::size_t(1));
        QCOMPARE(result.removed[0].path, paths[4]);
        QVERIFY(QFile::exists(paths[0]) && QFile::exists(paths[1]));
    }
};

QTEST_GUILESS_MAIN(TestStreamRecording)
#include "tst_streamrecording.moc"
