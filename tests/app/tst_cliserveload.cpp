// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/servestreams.h"
#include "core/serving/eventframe.h"
#include "tests/app/localserver.h"
#include "tests/app/served.h"
#include "tests/support/ledgerdriver.h"
#include "tests/support/testmacros.h"

#include <QElapsedTimer>
#include <QTest>
#include <csignal>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

/// A stream without a transport: the test takes the bytes.
class Taker final : public cli::ServeReply
{
public:
    bool isAbandoned() override { return false; }
    void answer(HttpAnswer) override {}
    void stream(HttpAnswer, std::shared_ptr<cli::ServePipe> pipe) override
    {
        pipe->attach({[] {}, [] {}, [] { return false; }});
        m_pipe = std::move(pipe);
    }
    bool hasTaken()
    {
        std::array<char, 65536> bytes{};
        m_hasTaken = m_pipe->take(bytes.data(), bytes.size()) > 0 || m_hasTaken;
        return m_hasTaken;
    }
    void leave() { m_pipe->close(); }

private:
    std::shared_ptr<cli::ServePipe> m_pipe;
    bool m_hasTaken = false;
};

bool holdsOpen(const QString &path)
{
    const QFileInfoList all = QDir(QStringLiteral("/proc/self/fd")).entryInfoList(QDir::Files | QDir::System);
    return std::any_of(all.begin(), all.end(),
                       [&path](const QFileInfo &file) { return file.symLinkTarget() == path; });
}

} // namespace

class TestCliServeLoad : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void letsSlowReadersBe();
    void letsGoOfTheLedgerBehindStuckReaders();
    void letsGoOfTheLedgerBehindTheLastReader();
    void holdsAnswersOnce();
    void passesOverCallsOfThoseThatLeft();
    void sendsIdleConnectionsAway();
    void forgetsReadersThatLeft();
    void tellsOfAnUnreadableRowOnce();
    void keepsAlive();
    void keepsAliveEvery15Seconds();
};

void TestCliServeLoad::letsGoOfTheLedgerBehindStuckReaders()
{
    LedgerDriver writer(path("large.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 8000 300")).ok);
    const LocalServer serving(path("large.db"));
    HttpSocket stuck(serving.port(), 4096);
    stuck.get(stream + "?after_seq=0");
    QTRY_VERIFY(!stuck.body().isEmpty());
    QTRY_VERIFY(!serving.hasOpen(path("large.db")));
    stuck.readFreely();
    QTRY_VERIFY(stuck.body().right(2000).contains("id: mob-evt-8000\n"));
}

void TestCliServeLoad::letsGoOfTheLedgerBehindTheLastReader()
{
    LedgerDriver writer(path("live.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    cli::ServeStreams streams(path("live.db"), {}, std::chrono::seconds(15));
    Taker reader;
    QCOMPARE(streams.open({}, false, reader), 200);
    QVERIFY(writer.run(QStringLiteral("append 1")).ok);
    QTRY_VERIFY(reader.hasTaken());
    QVERIFY(holdsOpen(path("live.db"))); // to look again in a moment
    reader.leave();
    QTRY_COMPARE(streams.streamCount(), std::size_t{0});
    QTRY_VERIFY(!holdsOpen(path("live.db")));
}

// Of an answer that nobody takes there is one copy.
void TestCliServeLoad::holdsAnswersOnce()
{
    LedgerDriver writer(path("large.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 10000 300")).ok);
    qputenv("MALLOC_MMAP_THRESHOLD_", "262144"); // what is freed is given back, so that what is held shows
    LocalServer serving(path("large.db"), {QStringLiteral("--verbose")});
    qunsetenv("MALLOC_MMAP_THRESHOLD_");
    HttpSocket reader(serving.port());
    call(reader, wideCall);
    QTRY_VERIFY_WITH_TIMEOUT(reader.isComplete(), 60000);
    const qint64 answerKb = reader.body().size() / 1024;
    const qint64 resident = serving.residentKb();
    constexpr int count = 6;
    std::vector<std::unique_ptr<HttpSocket>> stuck;
    for (int i = 0; i < count; ++i) {
        stuck.push_back(std::make_unique<HttpSocket>(serving.port(), 4096));
        call(*stuck.back(), wideCall);
    }
    QTRY_COMPARE_WITH_TIMEOUT(serving.program().err().count("POST /console/rpc 200"), count + 1, 120000);
    for (const auto &each : stuck)
        QTRY_COMPARE(each->status(), 200);
    const qint64 held = serving.residentKb() - resident;
    QVERIFY2(held < answerKb * count * 3 / 2,
             QByteArray::number(held) + " for answers of " + QByteArray::number(answerKb));
}

void TestCliServeLoad::passesOverCallsOfThoseThatLeft()
{
    LedgerDriver writer(path("large.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 20000")).ok);
    LocalServer serving(path("large.db"), {QStringLiteral("--verbose")});
    HttpSocket first(serving.port());
    call(first, wideCall);
    for (int i = 0; i < 12; ++i) {
        HttpSocket leaving(serving.port());
        call(leaving, wideCall);
        leaving.close();
    }
    HttpSocket last(serving.port());
    call(last, wideCall);
    QTRY_VERIFY_WITH_TIMEOUT(first.isComplete() && last.isComplete(), 120000);
    QTRY_VERIFY(serving.program().err().count("POST /console/rpc 200") >= 2);
    QVERIFY2(serving.program().err().count("POST /console/rpc 200") <= 4,
             serving.program().err().constData());
}

void TestCliServeLoad::sendsIdleConnectionsAway()
{
    auto pipe = std::make_shared<cli::ServePipe>([] {});
    auto stuckPipe = std::make_shared<cli::ServePipe>([] {});
    auto emptyPipe = std::make_shared<cli::ServePipe>([] {});
    const std::string large(std::size_t{8} << 20, 'x');
    stuckPipe->offer(large);
    stuckPipe->end();
    emptyPipe->end();
    const auto http = cli::ServeHttp::listen(
        QStringLiteral("127.0.0.1"), 0, 1000,
        [&](const HttpRequest &request, std::shared_ptr<cli::ServeReply> reply) -> std::optional<HttpAnswer> {
            if (request.path == "/text")
                return textAnswer(200, "ok");
            reply->stream({}, request.method == "HEAD"   ? emptyPipe
                              : request.path == "/stuck" ? stuckPipe
                                                         : pipe);
            return std::nullopt;
        },
        std::chrono::seconds(1));
    VERIFY_OK(http);
    HttpSocket open((*http)->port()), stuck((*http)->port(), 4096);
    open.get("/stream");
    stuck.get("/stuck");
    QTRY_COMPARE(open.status(), 200);
    QTRY_COMPARE(stuck.status(), 200);
    HttpSocket silent((*http)->port()), begun((*http)->port()), answered((*http)->port()),
        head((*http)->port());
    begun.send("GET /te");
    answered.get("/text");
    head.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    QTRY_COMPARE(answered.status(), 200);
    QTRY_COMPARE(head.status(), 200);
    QTRY_VERIFY_WITH_TIMEOUT(silent.isClosed() && begun.isClosed() && answered.isClosed() && head.isClosed(),
                             15000);
    QVERIFY(!open.isClosed() && !stuck.isClosed());
    pipe->offer("later");
    QTRY_COMPARE(open.body(), QByteArray("later"));
    stuck.readFreely();
    QTRY_COMPARE_WITH_TIMEOUT(stuck.body().size(), qsizetype{8} << 20, 30000);
    pipe->end();
}

void TestCliServeLoad::tellsOfAnUnreadableRowOnce()
{
    LedgerDriver writer(path("live.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    for (const char *command : {"append 1", "raw {oops", "raw {oops", "append 1"})
        QVERIFY(writer.run(QString::fromLatin1(command)).ok);
    LocalServer serving(path("live.db"));
    for (int i = 0; i < 2; ++i) {
        HttpSocket reader(serving.port());
        reader.get(stream + "?after_seq=0");
        QTRY_COMPARE(cursorsIn(reader.body()), (std::vector<Cursor>{1, 4}));
    }
    QCOMPARE(serving.end(SIGTERM), 0);
    QCOMPARE(serving.program().err().count("could not be read"), 1);
    QVERIFY(serving.program().err().contains("the row at cursor 2 could not be read"));
}

// A hundred that do not read, and one that does: it has everything soon, without a thread or a store of bytes
// for each of the others; these then get every event too.
void TestCliServeLoad::letsSlowReadersBe()
{
    constexpr Cursor last = 8000;
    LedgerDriver writer(path("large.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    QVERIFY(writer.run(QStringLiteral("append 8000 300")).ok);
    LocalServer serving(path("large.db"));
    HttpSocket health(serving.port());
    health.get("/healthz");
    QTRY_COMPARE(health.status(), 200);
    const auto threads = serving.threads();
    const qint64 resident = serving.residentKb();
    std::vector<std::unique_ptr<HttpSocket>> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(std::make_unique<HttpSocket>(serving.port(), 4096));
        slow.back()->get(stream + "?after_seq=0");
    }
    HttpSocket quick(serving.port());
    quick.get(stream + "?after_seq=0");
    QTRY_VERIFY_WITH_TIMEOUT(
        quick.body().endsWith("\n\n") && quick.body().right(2000).contains("id: mob-evt-8000\n"), 120000);
    QCOMPARE(cursorsIn(quick.body()), range(1, last));
    QCOMPARE(serving.threads(), threads);
    QVERIFY2(serving.residentKb() - resident < 60 * 1024,
             QByteArray::number(serving.residentKb() - resident));
    // New events reach the quick one as if it were alone.
    QVERIFY(writer.run(QStringLiteral("append 1")).ok);
    QTRY_VERIFY(quick.body().right(2000).contains("id: mob-evt-8001\n"));
    // The slow ones have missed nothing.
    const QByteArray expected = quick.body();
    for (std::size_t i : {std::size_t{0}, std::size_t{50}, std::size_t{99}}) {
        slow[i]->readFreely();
        QTRY_VERIFY_WITH_TIMEOUT(slow[i]->body().size() >= expected.size(), 60000);
        QVERIFY(slow[i]->body() == expected);
    }
    QCOMPARE(serving.program().end(SIGTERM), 0);
}

void TestCliServeLoad::forgetsReadersThatLeft()
{
    LedgerDriver writer(path("live.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    const LocalServer serving(path("live.db"));
    HttpSocket health(serving.port());
    health.get("/healthz");
    QTRY_COMPARE(health.status(), 200);
    const auto files = serving.files();
    {
        std::vector<std::unique_ptr<HttpSocket>> readers;
        for (int i = 0; i < 50; ++i) {
            readers.push_back(std::make_unique<HttpSocket>(serving.port()));
            readers.back()->get(stream + "?after_seq=0");
            QTRY_COMPARE(readers.back()->status(), 200);
        }
        QVERIFY(serving.files() >= files + 50);
    }
    QTRY_VERIFY(serving.files() <= files + 5);
}

void TestCliServeLoad::keepsAlive()
{
    LedgerDriver writer(path("live.db"));
    QVERIFY(writer.run(QStringLiteral("create")).ok);
    cli::ServeStreams streams(path("live.db"), {}, std::chrono::milliseconds(50));
    VERIFY_OK(streams.check());
    Mailbox mailbox;
    const auto http = cli::ServeHttp::listen(
        QStringLiteral("127.0.0.1"), 0, 1000,
        [&](const HttpRequest &, std::shared_ptr<cli::ServeReply> reply) -> std::optional<HttpAnswer> {
            mailbox.post([&streams, reply] { streams.open({}, false, *reply); });
            return std::nullopt;
        });
    VERIFY_OK(http);
    HttpSocket socket((*http)->port());
    socket.get(stream);
    const QByteArray comment(keepAliveFrame.data(), static_cast<qsizetype>(keepAliveFrame.size()));
    QTRY_COMPARE(socket.body(), comment + comment + comment);
    QVERIFY(writer.run(QStringLiteral("append 1")).ok);
    QTRY_VERIFY(socket.body().contains("id: mob-evt-1\n"));
    QTRY_VERIFY(socket.body().endsWith("\n\n" + comment + comment));
    QCOMPARE(streams.streamCount(), std::size_t{1});
    socket.close();
    QTRY_COMPARE(streams.streamCount(), std::size_t{0});
}

void TestCliServeLoad::keepsAliveEvery15Seconds()
{
    const LocalServer serving(ledger("linear"));
    HttpSocket socket(serving.port());
    QElapsedTimer timer;
    timer.start();
    socket.get(stream);
    QTRY_COMPARE_WITH_TIMEOUT(socket.body(), QByteArray(": keep-alive\n\n"), 20000);
    QVERIFY2(timer.elapsed() >= 14900 && timer.elapsed() < 17000, QByteArray::number(timer.elapsed()));
}

QTEST_GUILESS_MAIN(TestCliServeLoad)
#include "tst_cliserveload.moc"
