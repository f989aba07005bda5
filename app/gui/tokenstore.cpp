// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/tokenstore.h"

#include <QPointer>
#include <QTimer>
#include <chrono>
#include <memory>
#include <qt6keychain/keychain.h>

namespace mobwatch {

namespace {

constexpr std::chrono::seconds patience{5};

QString serviceName()
{
    return QStringLiteral("Mobwatch");
}

ui::TokenPlace placeOf(QKeychain::Error error)
{
    // Whatever else goes wrong, nothing was kept there.
    return error == QKeychain::NoError || error == QKeychain::EntryNotFound ? ui::TokenPlace::Keyring
                                                                            : ui::TokenPlace::Memory;
}

} // namespace

TokenStore::TokenStore(QObject *parent)
    : QObject(parent)
{
}

std::string TokenStore::token(const QString &address) const
{
    const auto found = m_tokens.find(address);
    return found == m_tokens.end() ? std::string() : found->second;
}

void TokenStore::find(QObject *context, const QString &address, std::function<void(bool)> done)
{
    if (m_tokens.contains(address)) {
        QTimer::singleShot(0, context,
                           [this, address, done = std::move(done)] { done(!token(address).empty()); });
        return;
    }
    // Two may answer, the keyring and the clock; the first one counts.
    const auto answer = std::make_shared<std::function<void(bool)>>(std::move(done));
    const QPointer<QObject> alive(context);
    const auto say = [answer, alive](bool found) {
        if (*answer && alive)
            std::exchange(*answer, nullptr)(found);
    };
    auto *job = new QKeychain::ReadPasswordJob(serviceName(), this);
    job->setKey(address);
    connect(job, &QKeychain::Job::finished, this, [this, job, address, say] {
        m_place = placeOf(job->error());
        if (job->error() == QKeychain::NoError && !m_tokens.contains(address))
            m_tokens[address] = job->textData().toStdString();
        say(!token(address).empty());
    });
    QTimer::singleShot(patience, this, [say] { say(false); });
    job->start();
}

void TokenStore::set(const QString &address, const std::string &token)
{
    m_tokens[address] = token; // empty: known to be none
    writeToKeyring(address, token);
}

void TokenStore::lend(const QString &address, const std::string &token)
{
    m_tokens[address] = token;
}

void TokenStore::writeToKeyring(const QString &address, const std::string &token)
{
    QKeychain::Job *job = nullptr;
    if (token.empty()) {
        job = new QKeychain::DeletePasswordJob(serviceName(), this);
    } else {
        auto *write = new QKeychain::WritePasswordJob(serviceName(), this);
        write->setTextData(QString::fromStdString(token));
        job = write;
    }
    job->setKey(address);
    connect(job, &QKeychain::Job::finished, this, [this, job] { m_place = placeOf(job->error()); });
    job->start();
}

} // namespace mobwatch
