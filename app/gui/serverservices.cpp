// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/serverservices.h"

#include "app/gui/connectiontester.h"

#include <QStandardPaths>
#include <QTimer>
#include <algorithm>

namespace mobwatch {

namespace {

constexpr std::size_t listedRecordings = 5;

QString standardFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recordings");
}

ui::KnownSource knownRecording(const RecordedFile &file)
{
    ui::KnownSource source;
    source.path = file.path;
    source.name = ServerServices::tr("Recording of %1").arg(file.address);
    source.kind = SourceKind::EventFile;
    source.bytes = file.bytes;
    source.lastEventMs = file.changedMs;
    return source;
}

} // namespace

ServerServices::ServerServices(SettingsStore &store, std::unique_ptr<Keyring> keyring, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_settings(store.readServers())
    , m_tokens(std::move(keyring))
{
    connect(&m_tokens, &TokenStore::found, this, &ServerServices::tokenFound);
    m_shelf.cleanUp(recordingFolder(), m_settings.recordings);
}

QString ServerServices::recordingFolder() const
{
    return m_settings.recordingFolder.isEmpty() ? standardFolder() : m_settings.recordingFolder;
}

Result<StreamOptions> ServerServices::optionsFor(const ui::SourceRequest &request)
{
    const auto address = ServerAddress::parse(request.path);
    if (!address)
        return fail(address.error());
    StreamOptions options;
    options.server = *address;
    options.start = request.start;
    options.after = request.after;
    options.serverQuery = request.serverQuery;
    options.token = [this, key = address->text()] { return m_tokens.token(key); };
    options.pinnedCertificate = certificateOf(address->text());
    if (m_settings.records)
        options.recordingFolder = recordingFolder();
    return options;
}

ui::ConnectServices ServerServices::forConnecting()
{
    ui::ConnectServices services;
    services.tokenPlace = [this] { return m_tokens.place(); };
    services.findToken = [this](QObject *context, const QString &address, std::function<void(bool)> done) {
        m_tokens.find(context, address, std::move(done));
    };
    services.setToken = [this](const QString &address, const std::string &token,
                               std::function<void(bool)> done) {
        m_tokens.set(address, token, std::move(done));
    };
    services.tryConnection = [this](QObject *context, const QString &address, const std::string &token,
                                    std::function<void(const ui::TrialOutcome &)> done) {
        tryConnection(context, address, token, std::move(done));
    };
    services.setCertificate = [this](const QString &address, const QByteArray &sha256) {
        setCertificate(address, sha256);
    };
    return services;
}

ui::ServerSettingsServices ServerServices::forSettings()
{
    ui::ServerSettingsServices services;
    services.read = [this] { return m_settings; };
    services.write = [this](const ui::ServerSettings &settings) {
        writeSettings(settings);
        m_shelf.cleanUp(recordingFolder(), m_settings.recordings);
    };
    services.standardFolder = [] { return standardFolder(); };
    services.recordingUse = [this](QObject *context, std::function<void(const ui::RecordingUse &)> done) {
        m_shelf.list(context, recordingFolder(),
                     [done = std::move(done)](const std::vector<RecordedFile> &files) {
                         ui::RecordingUse use;
                         for (const RecordedFile &file : files) {
                             ++use.files;
                             use.bytes += file.bytes;
                         }
                         done(use);
                     });
    };
    return services;
}

void ServerServices::recordings(QObject *context,
                                std::function<void(const std::vector<ui::KnownSource> &)> done)
{
    m_shelf.list(context, recordingFolder(),
                 [done = std::move(done)](const std::vector<RecordedFile> &files) {
                     std::vector<ui::KnownSource> found;
                     for (const RecordedFile &file : files) {
                         // One that is being written: its server itself stands in the list.
                         if (!file.isOpen && found.size() < listedRecordings)
                             found.push_back(knownRecording(file));
                     }
                     done(found);
                 });
}

QByteArray ServerServices::certificateOf(const QString &address) const
{
    const auto found = std::ranges::find(m_settings.certificates, address, &ui::PinnedCertificate::address);
    return found == m_settings.certificates.end() ? QByteArray() : found->sha256;
}

void ServerServices::setCertificate(const QString &address, const QByteArray &sha256)
{
    ui::ServerSettings settings = m_settings;
    std::erase_if(settings.certificates,
                  [&address](const ui::PinnedCertificate &known) { return known.address == address; });
    if (!sha256.isEmpty())
        settings.certificates.push_back({address, sha256});
    writeSettings(settings);
    Q_EMIT certificateChanged(address, sha256);
}

void ServerServices::writeSettings(const ui::ServerSettings &settings)
{
    m_settings = settings;
    m_store.writeServers(settings);
}

void ServerServices::tryConnection(QObject *context, const QString &address, const std::string &token,
                                   std::function<void(const ui::TrialOutcome &)> done)
{
    const auto server = ServerAddress::parse(address);
    if (!server) {
        QTimer::singleShot(0, context, [error = server.error(), done = std::move(done)] {
            ui::TrialOutcome outcome;
            outcome.error = error;
            done(outcome);
        });
        return;
    }
    ConnectionTester::Question question;
    question.server = *server;
    question.pinnedCertificate = certificateOf(server->text());
    question.token = token;
    if (!token.empty()) {
        (new ConnectionTester(std::move(question), std::move(done), context))->start();
        return;
    }
    // As connecting does: the keyring is asked first.
    const QString key = server->text();
    m_tokens.find(context, key,
                  [this, context, key, question = std::move(question), done = std::move(done)](bool) mutable {
                      question.token = m_tokens.token(key);
                      (new ConnectionTester(std::move(question), std::move(done), context))->start();
                  });
}

} // namespace mobwatch
