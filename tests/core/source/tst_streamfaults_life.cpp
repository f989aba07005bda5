// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
//
// Faults of the world around a stream (streams.md 5: F39, F42-F46, F49, F50): ledgers that are replaced,
// certificates, clocks, many streams, tokens, and people who leave.
#include "core/stream/rpcclient.h"
#include "tests/support/faultymob.h"
#include "tests/support/fixtures.h"

#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QNetworkInformation>
#include <QTest>
#include <atomic>
#include <mutex>

using namespace mobwatch;
using namespace mobwatch::test;
using namespace std::chrono_literals;

namespace {

std::mutex logMutex;
QByteArray loggedLines; ///< under logMutex
void keepLine(QtMsgType, const QMessageLogContext &, const QString &line)
{
    const std::lock_guard lock(logMutex);
    loggedLines += line.toUtf8() + '\n';
}

} // namespace

class TestStreamFaultsLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void seesAReplacedLedger_data();
    void seesAReplacedLedger();
    void goesOnWhenTheAnchorIsHidden();
    void needsTrust_data();
    void needsTrust();
    void saysNothingOverPlainText();
    void watchesEightStreamsOfOneServer();
    void leavesAtOnce_data();
    void leavesAtOnce();
    void connectsAnewWhenTheClockJumps();
    void asksNobodyWhetherThereIsANetwork();
    void takesAnotherTokenWhileStreaming();
    void logsNoToken();
};

void TestStreamFaultsLife::seesAReplacedLedger_data()
{
    QTest::addColumn<int>("size");
    QTest::addColumn<SeamReason>("reason");
    QTest::newRow("F39a shorter") << 4 << SeamReason::LedgerCleared;
    QTest::newRow("F39b as long") << 9 << SeamReason::LedgerRecreated;
    QTest::newRow("F39b longer") << 30 << SeamReason::LedgerRecreated;
}

void TestStreamFaultsLife::seesAReplacedLedger()
{
    QFETCH(int, size);
    QFETCH(SeamReason, reason);
    WatchedMob watched;
    watched.mob.append(9);
    watched.start();
    TRY_VERIFY(watched.isExact());
    watched.mob.server().goDown();
    watched.mob.replaceLedger(size);
    watched.mob.server().comeBack();
    TRY_VERIFY(watched.isExact(2));
    QCOMPARE(watched.probe->count(1), 9U);
    QCOMPARE(watched.probe->seams.size(), 1U);
    QCOMPARE(watched.probe->seams.front(), (Seam{reason, 2, 9}));
    QCOMPARE(watched.counters().duplicates, 0U);
    QVERIFY(watched.payload(3, 1).contains("a-3"));
    QVERIFY(watched.payload(3, 2).contains("ledger-2-3"));
}

void TestStreamFaultsLife::goesOnWhenTheAnchorIsHidden()
{
    WatchedMob watched;
    watched.mob.append(5);
    watched.start();
    TRY_VERIFY(watched.isExact());
    // The last event may not be seen any more: that alone says nothing about the ledger.
    watched.mob.next(
        [&](const FaultRequest &) {
            return FaultScript()
                .stream()
                .send(FaultyMob::frame(FaultyMob::makeEnvelope(6)) +
                      FaultyMob::frame(FaultyMob::makeEnvelope(7)))
                .hold();
        },
        1, true);
    watched.mob.server().dropAll();
    TRY_VERIFY(watched.probe->isLive() && watched.probe->count() == 7);
    QVERIFY(watched.probe->seams.empty());
    QCOMPARE(watched.probe->repeats, 0);
}

void TestStreamFaultsLife::needsTrust_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("canBeExcepted");
    QTest::newRow("F42 self-signed") << QStringLiteral("self-signed.pem") << true;
    QTest::newRow("F42 expired") << QStringLiteral("expired.pem") << false;
    QTest::newRow("F42 wrong host") << QStringLiteral("wrong-host.pem") << false;
}

void TestStreamFaultsLife::needsTrust()
{
    QFETCH(QString, certificate);
    QFETCH(bool, canBeExcepted);
    WatchedMob watched(
        {fixture(QStringLiteral("tls/") + certificate), fixture(QStringLiteral("tls/server.key")), false});
    watched.mob.append(2);
    watched.start();
    TRY_COMPARE(watched.source->status().state, SourceState::Failed);
    QCOMPARE(watched.source->status().error.code, ErrorCode::Tls);
    const QByteArray offered = QByteArray::fromHex(watched.source->status().error.subject.toLatin1());
    QCOMPARE(offered.size(), canBeExcepted ? 32 : 0);
    QVERIFY(!QTest::qWaitFor([&] { return watched.counters().connections > 1; }, 400));
    QVERIFY(watched.mob.server().requests().empty());
    if (!canBeExcepted)
        return;
    watched.source->acceptCertificate(offered);
    TRY_VERIFY(watched.isExact());
    QVERIFY(watched.source->report().isCertificateExcepted);
}

void TestStreamFaultsLife::saysNothingOverPlainText() // F42
{
    FaultServer server([](const FaultRequest &) { return FaultScript().hold(); });
    WatchedMob watched;
    watched.options.server =
        ServerAddress::parse(server.url().replace(QLatin1String("http:"), QLatin1String("https:"))).value();
    watched.options.token = [] { return std::string("token-of-ours"); };
    watched.options.timing.connectBy = 300ms;
    watched.start();
    TRY_VERIFY(watched.source->status().attempt >= 2);
    QCOMPARE(watched.source->report().lastError.code, ErrorCode::Unreachable);
    QVERIFY(server.requests().empty());
}

void TestStreamFaultsLife::watchesEightStreamsOfOneServer() // F43
{
    WatchedMob first;
    first.mob.append(3);
    first.start();
    // Each source has a network of its own: Qt's six connections a host do not count across them.
    std::vector<std::unique_ptr<StreamSource>> others;
    std::vector<std::unique_ptr<SourceProbe>> probes;
    for (int i = 0; i < 7; ++i) {
        others.push_back(std::make_unique<StreamSource>(first.options));
        probes.push_back(std::make_unique<SourceProbe>(*others.back()));
        others.back()->start();
    }
    TRY_VERIFY(first.isExact() && std::all_of(probes.begin(), probes.end(), [](const auto &probe) {
                   return probe->isLive() && probe->count() == 3;
               }));
    RpcClient rpc(first.options.server);
    std::optional<ErrorCode> answered;
    rpc.status([&answered](const Result<ServerStatus> &status) {
        answered = status ? ErrorCode::Internal : status.error().code;
    });
    TRY_VERIFY(answered.has_value());
    QVERIFY2(*answered != ErrorCode::Canceled && *answered != ErrorCode::Unreachable,
             "no answer beside the streams");
}

void TestStreamFaultsLife::leavesAtOnce_data()
{
    QTest::addColumn<int>("when");
    QTest::newRow("F44 before anything") << 0;
    QTest::newRow("F44 while connecting") << 1;
    QTest::newRow("F44 while it waits for the head") << 2;
    QTest::newRow("F44 in a burst") << 3;
    QTest::newRow("F44 in the back-off") << 4;
    QTest::newRow("F44 inside a slot") << 5;
    QTest::newRow("F44 with a full queue") << 6;
}

void TestStreamFaultsLife::leavesAtOnce()
{
    QFETCH(int, when);
    BlackHole hole;
    WatchedMob watched;
    watched.mob.append(when == 6 ? 200'000 : 50'000);
    if (when == 1)
        watched.options.server =
            ServerAddress::parse(QStringLiteral("127.0.0.1:%1").arg(hole.port())).value();
    if (when == 2)
        watched.mob.next([](const FaultRequest &) { return FaultScript().hold(); }, 9);
    if (when == 4)
        watched.mob.next(
            [](const FaultRequest &) { return FaultScript().answer("503 No", "Retry-After: 60\r\n", {}); },
            9);
    watched.source = std::make_unique<StreamSource>(watched.options);
    if (when != 6)
        watched.probe = std::make_unique<SourceProbe>(*watched.source);
    int finishes = 0;
    connect(watched.source.get(), &EventSource::finished, this, [&finishes] { ++finishes; });
    if (when > 0)
        watched.source->start();
    qint64 took = -1;
    const auto leave = [&] {
        if (took >= 0)
            return;
        QElapsedTimer elapsed;
        elapsed.start();
        watched.source->stop();
        took = elapsed.elapsed();
    };
    if (when == 2)
        TRY_COMPARE(watched.mob.streams().size(), 1U);
    if (when == 3)
        TRY_VERIFY(watched.probe->count() > 0);
    if (when == 4)
        TRY_VERIFY(watched.probe->isWaiting());
    if (when == 5) {
        connect(watched.source.get(), &EventSource::batchReady, this, leave);
        TRY_VERIFY(took >= 0);
    }
    if (when == 6)
        TRY_VERIFY(watched.mob.server().bytesSent() > 1'000'000);
    leave();
    QVERIFY2(took < 1000, qPrintable(QString::number(took))); // 100 ms on an idle machine
    TRY_COMPARE(finishes, 1);
    TRY_COMPARE(watched.mob.server().openConnections(), 0);
    QCOMPARE(watched.source->status().state, SourceState::Stopped);
    watched.source->stop();
    QVERIFY(!QTest::qWaitFor([&finishes] { return finishes > 1; }, 100));
}

void TestStreamFaultsLife::connectsAnewWhenTheClockJumps() // F45
{
    std::atomic<qint64> shift = 0;
    WatchedMob watched;
    watched.options.wallClock = [&shift] { return currentTimeMs() + static_cast<TimestampMs>(shift.load()); };
    watched.options.timing.clockTick = 50ms;
    watched.mob.append(3);
    watched.start();
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.counters().connections, 1U);
    shift = 3'600'000;
    TRY_COMPARE(watched.counters().connections, 2U);
    TRY_VERIFY(watched.isExact());
    QVERIFY(!QTest::qWaitFor([&] { return watched.counters().connections > 2; }, 500));
    QCOMPARE(watched.mob.asked().back(), 2);
}

void TestStreamFaultsLife::asksNobodyWhetherThereIsANetwork() // F46
{
    // Nothing here loads a backend, and what one says is never a reason not to try.
    WatchedMob watched;
    watched.mob.append(1);
    watched.start();
    TRY_VERIFY(watched.isExact());
    QVERIFY(QNetworkInformation::instance() == nullptr);
}

void TestStreamFaultsLife::takesAnotherTokenWhileStreaming() // F49
{
    std::string token = "first-token";
    WatchedMob watched;
    watched.options.token = [&token] { return token; };
    watched.mob.append(100);
    watched.start();
    TRY_VERIFY(watched.isExact());
    token = "second-token";
    watched.source->tokenChanged();
    watched.mob.append(100);
    TRY_COMPARE(watched.mob.asked().size(), 2U);
    TRY_VERIFY(watched.isExact());
    QCOMPARE(watched.mob.streams()[0].header("authorization"), QByteArray("Bearer first-token"));
    QCOMPARE(watched.mob.streams()[1].header("authorization"), QByteArray("Bearer second-token"));
    QCOMPARE(watched.probe->repeats, 0);
}

void TestStreamFaultsLife::logsNoToken() // F50
{
    const auto before = qInstallMessageHandler(keepLine);
    QLoggingCategory::setFilterRules(QStringLiteral("mobwatch.*=true\nqt.network.*=true"));
    bool isFine = false;
    QString shown;
    {
        WatchedMob watched;
        watched.options.token = [] { return std::string("s3cret/t+ken"); };
        watched.mob.append(3);
        const QByteArray echo = "Authorization: Bearer s3cret/t+ken\r\nauthorization: bearer s3cret/t+ken\r\n"
                                "X-Echo: s3cret%2Ft%2Bken\r\n";
        watched.mob.next([=](const FaultRequest &) {
            return FaultScript().answer("500 s3cret/t+ken", echo, "s3cret/t+ken");
        });
        watched.mob.next([=](const FaultRequest &) {
            return FaultScript().answer(
                "302 F", echo + "Location: http://localhost:1/x?auth_token=s3cret%2Ft%2Bken\r\n", {});
        });
        watched.options.timing.slowRetry = 100ms;
        watched.mob.next(
            [=](const FaultRequest &) { return FaultScript().stream(echo).send(":\n").wait(50ms).close(); });
        watched.start();
        isFine = QTest::qWaitFor([&watched] { return watched.isExact(); }, 60'000);
        const ConnectionReport report = watched.source->report();
        shown = report.address + report.startedFrom + report.exchange.request + report.exchange.response +
                report.lastError.message + report.lastError.subject;
        for (const auto &change : report.history)
            shown += change.what;
        for (const SourceNotice &notice : watched.probe->notices)
            shown += notice.text;
    }
    QLoggingCategory::setFilterRules({});
    qInstallMessageHandler(before);
    QVERIFY(isFine);
    const std::lock_guard lock(logMutex);
    QVERIFY(loggedLines.contains("stream ended"));
    const QByteArray all = (loggedLines + shown.toUtf8()).toLower();
    for (const char *secret : {"s3cret/t+ken", "s3cret%2ft%2bken", "s3cret"})
        QVERIFY2(!all.contains(secret), all.constData());
}

QTEST_GUILESS_MAIN(TestStreamFaultsLife)
#include "tst_streamfaults_life.moc"
