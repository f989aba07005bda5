// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/tokenstore.h"

#include <QPointer>
#include <QTimer>
#include <utility>

namespace mobwatch {

TokenStore::TokenStore(std::unique_ptr<Keyring> keyring, std::chrono::milliseconds patience, QObject *parent)
    : QObject(parent)
    , m_patience(patience)
    , m_keyring(std::move(keyring))
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
    const auto waiting = std::make_shared<std::function<void(bool)>>(std::move(done));
    const QPointer<QObject> alive(context);
    const auto say = [waiting, alive](bool isThere) {
        const auto told = std::exchange(*waiting, nullptr);
        if (told && alive)
            told(isThere);
        return bool(told);
    };
    m_keyring->read(address, [this, address, say](Keyring::Answer answer, const std::string &secret) {
        note(answer);
        const bool isNews = answer == Keyring::Answer::Done && m_tokens.try_emplace(address, secret).second;
        if (!say(!token(address).empty()) && isNews)
            Q_EMIT found(address);
    });
    QTimer::singleShot(m_patience, this, [say] { say(false); });
}

void TokenStore::set(const QString &address, const std::string &token, std::function<void(bool)> done)
{
    m_tokens[address] = token; // empty: known to be none
    const auto answered = [this, done = std::move(done)](Keyring::Answer answer) {
        note(answer);
        if (done)
            done(answer != Keyring::Answer::Failed);
    };
    if (token.empty())
        m_keyring->remove(address, answered);
    else
        m_keyring->write(address, token, answered);
}

void TokenStore::lend(const QString &address, const std::string &token)
{
    m_tokens[address] = token;
}

void TokenStore::note(Keyring::Answer answer)
{
    // Whatever goes wrong, nothing was kept there.
    m_place = answer == Keyring::Answer::Failed ? ui::TokenPlace::Memory : ui::TokenPlace::Keyring;
}

} // namespace mobwatch
