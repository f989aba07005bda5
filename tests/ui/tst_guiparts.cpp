// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/gatewayfinder.h"
#include "app/gui/serverservices.h"
#include "core/source/gateways.h"
#include "tests/support/faultserver.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

const QString address = QStringLiteral("http://host:1");

/// A keyring that answers when the test says so.
class HeldKeyring final : public Keyring
{
public:
    std::map<QString, std::string> kept;
    std::vector<std::function<void()>> waiting;
    Answer ending = Answer::Done; ///< of writes and removals

    void read(const QString &name, std::function<void(Answer, const std::string &)> done) override
    {
        waiting.emplace_back([this, name, done] {
            const auto found = kept.find(name);
            if (found == kept.end())
                done(Answer::NotThere, {});
            else
                done(Answer::Done, found->second);
        });
    }
    void write(const QString &name, const std::string &secret, std::function<void(Answer)> done) override
    {
        kept[name] = secret;
        waiting.emplace_back([this, done] { done(ending); });
    }
    void remove(const QString &name, std::function<void(Answer)> done) override
    {
        kept.erase(name);
        waiting.emplace_back([this, done] { done(ending); });
    }
    void answerAll()
    {
        for (const auto &answer : std::exchange(waiting, {}))
            answer();
    }
};

struct Tokens
{
    explicit Tokens(std::chrono::milliseconds patience = std::chrono::minutes(1))
        : keyring(new HeldKeyring)
        , store(std::unique_ptr<Keyring>(keyring), patience)
    {
    }
    HeldKeyring *keyring;
    TokenStore store;
};

QString recordingsFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recordings");
}

void writeRecording(const QString &folder, int second)
{
    QVERIFY(QDir().mkpath(folder));
    const auto server = ServerAddress::parse(address);
    QFile file(folder + QLatin1Char('/') + recordingFileName(*server, TimestampMs(second) * 1000, 1));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{}\n");
}

} // namespace

/// What the application is put together from, without windows.
class TestGuiParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void findsATokenInTheKeyring();
    void asksTheKeyringOnce();
    void aTokenThatComesLateIsTold();
    void answersNobodyWhoIsGone();
    void saysWhetherATokenIsKept();
    void aLentTokenStaysOutOfTheKeyring();
    void tellsAllOfACertificate();
    void recordsWhereItIsTold();
    void listsRecordings();
    void cleansUpByTheRule();
    void findsGatewaysThatAnswer();

private:
    QTemporaryDir m_home;
};

void TestGuiParts::init()
{
    QVERIFY(m_home.isValid());
    const QByteArray home = QFile::encodeName(m_home.path());
    qputenv("XDG_CONFIG_HOME", home + "/config");
    qputenv("XDG_DATA_HOME", home + "/data");
    qputenv("XDG_STATE_HOME", home + "/state");
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.filePath(QStringLiteral("config")));
    QDir(recordingsFolder()).removeRecursively();
}

void TestGuiParts::findsATokenInTheKeyring()
{
    Tokens tokens;
    tokens.keyring->kept[address] = "s3cret";
    std::vector<bool> answers;
    tokens.store.find(this, address, [&answers](bool found) { answers.push_back(found); });
    QVERIFY(answers.empty());
    QVERIFY(tokens.store.place() == ui::TokenPlace::Unknown);
    tokens.keyring->answerAll();
    QCOMPARE(answers, std::vector<bool>{true});
    QCOMPARE(tokens.store.token(address), std::string("s3cret"));
    QVERIFY(tokens.store.place() == ui::TokenPlace::Keyring);
}

void TestGuiParts::asksTheKeyringOnce()
{
    Tokens tokens;
    tokens.store.set(address, "s3cret");
    tokens.keyring->answerAll();
    std::vector<bool> answers;
    tokens.store.find(this, address, [&answers](bool found) { answers.push_back(found); });
    QVERIFY(tokens.keyring->waiting.empty());
    QTRY_COMPARE(answers, std::vector<bool>{true});
}

void TestGuiParts::aTokenThatComesLateIsTold()
{
    Tokens tokens(std::chrono::milliseconds(0));
    tokens.keyring->kept[address] = "s3cret";
    QSignalSpy found(&tokens.store, &TokenStore::found);
    std::vector<bool> answers;
    tokens.store.find(this, address, [&answers](bool isThere) { answers.push_back(isThere); });
    QTRY_COMPARE(answers, std::vector<bool>{false});
    tokens.keyring->answerAll();
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0][0].toString(), address);
    QCOMPARE(tokens.store.token(address), std::string("s3cret"));
    QCOMPARE(answers.size(), 1U);
    // One that was typed meanwhile counts.
    Tokens others(std::chrono::milliseconds(0));
    others.keyring->kept[address] = "old";
    QSignalSpy none(&others.store, &TokenStore::found);
    others.store.find(this, address, [&answers](bool isThere) { answers.push_back(isThere); });
    QTRY_COMPARE(answers.size(), 2U);
    others.store.lend(address, "new");
    others.keyring->answerAll();
    QCOMPARE(others.store.token(address), std::string("new"));
    QCOMPARE(none.size(), 0);
}

void TestGuiParts::answersNobodyWhoIsGone()
{
    Tokens tokens;
    auto context = std::make_unique<QObject>();
    tokens.store.find(context.get(), address, [](bool) { QFAIL("nobody is there"); });
    context.reset();
    tokens.keyring->answerAll();
}

void TestGuiParts::saysWhetherATokenIsKept()
{
    Tokens tokens;
    std::vector<bool> kept;
    const auto note = [&kept](bool done) { kept.push_back(done); };
    tokens.store.set(address, "s3cret", note);
    QVERIFY(kept.empty());
    tokens.keyring->answerAll();
    tokens.keyring->ending = Keyring::Answer::NotThere; // what was not there is forgotten, too
    tokens.store.set(address, {}, note);
    tokens.keyring->answerAll();
    QCOMPARE(kept, (std::vector<bool>{true, true}));
    QVERIFY(tokens.store.place() == ui::TokenPlace::Keyring);
    tokens.keyring->ending = Keyring::Answer::Failed;
    tokens.store.set(address, "s3cret", note);
    tokens.store.set(address, {}, note);
    tokens.keyring->answerAll();
    QCOMPARE(kept, (std::vector<bool>{true, true, false, false}));
    QVERIFY(tokens.store.place() == ui::TokenPlace::Memory);
}

void TestGuiParts::aLentTokenStaysOutOfTheKeyring()
{
    Tokens tokens;
    tokens.store.lend(address, "s3cret");
    QVERIFY(tokens.keyring->waiting.empty() && tokens.keyring->kept.empty());
    QCOMPARE(tokens.store.token(address), std::string("s3cret"));
}

void TestGuiParts::tellsAllOfACertificate()
{
    const QByteArray sha256 = QByteArray::fromHex(QByteArray(64, 'b'));
    SettingsStore store;
    ServerServices services(store, std::make_unique<HeldKeyring>());
    QSignalSpy changed(&services, &ServerServices::certificateChanged);
    const ui::ConnectServices connecting = services.forConnecting();
    connecting.setCertificate(address, sha256);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][1].toByteArray(), sha256);
    QCOMPARE(services.optionsFor({SourceKind::Server, address})->pinnedCertificate, sha256);
    QCOMPARE(store.readServers().certificates.size(), 1U);
    connecting.setCertificate(address, {});
    QCOMPARE(changed.size(), 2);
    QVERIFY(changed[1][1].toByteArray().isEmpty());
    QVERIFY(services.optionsFor({SourceKind::Server, address})->pinnedCertificate.isEmpty());
    QVERIFY(store.readServers().certificates.empty());
}

void TestGuiParts::recordsWhereItIsTold()
{
    SettingsStore store;
    ServerServices services(store, std::make_unique<HeldKeyring>());
    const ui::ServerSettingsServices settings = services.forSettings();
    QCOMPARE(services.optionsFor({SourceKind::Server, address})->recordingFolder, recordingsFolder());
    ui::ServerSettings changed = settings.read();
    changed.recordingFolder = m_home.filePath(QStringLiteral("elsewhere"));
    settings.write(changed);
    QCOMPARE(services.optionsFor({SourceKind::Server, address})->recordingFolder, changed.recordingFolder);
    QCOMPARE(SettingsStore().readServers(), changed);
    changed.records = false;
    settings.write(changed);
    QVERIFY(services.optionsFor({SourceKind::Server, address})->recordingFolder.isEmpty());
    settings.write(ui::ServerSettings());
}

void TestGuiParts::listsRecordings()
{
    for (int second = 1; second <= 7; ++second)
        writeRecording(recordingsFolder(), second);
    SettingsStore store;
    ServerServices services(store, std::make_unique<HeldKeyring>());
    std::vector<ui::KnownSource> found;
    services.recordings(this, [&found](const std::vector<ui::KnownSource> &sources) { found = sources; });
    QVERIFY(found.empty()); // the disk is looked at elsewhere
    QTRY_COMPARE(found.size(), 5U);
    QCOMPARE(found[0].name, QStringLiteral("Recording of http://host:1"));
    QVERIFY(found[0].kind == SourceKind::EventFile);
    std::optional<ui::RecordingUse> use;
    services.forSettings().recordingUse(this, [&use](const ui::RecordingUse &now) { use = now; });
    QTRY_VERIFY(use);
    QCOMPARE(use->files, 7);
    QCOMPARE(use->bytes, qint64(21));
    auto context = std::make_unique<QObject>();
    bool isLast = false;
    services.recordings(context.get(), [](const auto &) { QFAIL("nobody is there"); });
    services.recordings(this, [&isLast](const auto &) { isLast = true; });
    context.reset();
    QTRY_VERIFY(isLast);
}

void TestGuiParts::cleansUpByTheRule()
{
    writeRecording(recordingsFolder(), 1);
    const QFileInfoList before = QDir(recordingsFolder()).entryInfoList(QDir::Files);
    QCOMPARE(before.size(), 1);
    QFile file(before[0].filePath());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-400), QFileDevice::FileModificationTime));
    file.close();
    SettingsStore store;
    const ServerServices services(store, std::make_unique<HeldKeyring>());
    QTRY_VERIFY(QDir(recordingsFolder()).isEmpty());
}

void TestGuiParts::findsGatewaysThatAnswer()
{
    const FaultServer alive([](const FaultRequest &request) {
        if (request.path() == "/healthz")
            return FaultScript().answer("200 OK", "Content-Type: text/plain\r\n", "ok");
        return FaultScript().answer("404 Not Found", "", "");
    });
    QString gone;
    {
        const FaultServer other([](const FaultRequest &) { return FaultScript().close(); });
        gone = other.url();
    }
    const QString path = gatewayRegistryPath();
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile registry(path);
    QVERIFY(registry.open(QIODevice::WriteOnly));
    registry.write(QStringLiteral(R"({"entries":[{"runtime_id":"crew","http_base_url":"%1"},)"
                                  R"({"runtime_id":"gone","http_base_url":"%2"}]})")
                       .arg(alive.url(), gone)
                       .toUtf8());
    registry.close();
    std::optional<std::vector<ui::KnownSource>> found;
    (new GatewayFinder(this, [&found](std::vector<ui::KnownSource> sources) { found = sources; }))->start();
    QTRY_VERIFY(found);
    QCOMPARE(found->size(), 1U);
    QCOMPARE((*found)[0].name, QStringLiteral("crew"));
    QCOMPARE((*found)[0].path, alive.url());
    for (const FaultRequest &request : alive.requests())
        QVERIFY(request.header("authorization").isEmpty());
}

QTEST_GUILESS_MAIN(TestGuiParts)
#include "tst_guiparts.moc"
