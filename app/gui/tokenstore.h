// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/gui/keyring.h"
#include "ui/connect/connectservices.h"

#include <QObject>
#include <QString>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace mobwatch {

/// The tokens of servers: in the system keyring, and in memory where none answers. Tokens go from here to a
/// request, and nowhere else.
class TokenStore final : public QObject
{
    Q_OBJECT
public:
    explicit TokenStore(std::unique_ptr<Keyring> keyring = systemKeyring(),
                        std::chrono::milliseconds patience = std::chrono::seconds(5),
                        QObject *parent = nullptr);

    /// At hand, without asking the keyring; empty = none.
    [[nodiscard]] std::string token(const QString &address) const;
    /// Asks the keyring where nothing is at hand. `done` comes later, and not after `context` is gone; an
    /// answer that takes longer than our patience (a keyring that waits to be unlocked) counts as none, and
    /// is told by found() once it comes.
    void find(QObject *context, const QString &address, std::function<void(bool)> done);
    /// Keeps it; an empty token forgets. `done` (may be empty) comes later: false where the keyring did not
    /// do it, so that it holds until the program ends only.
    void set(const QString &address, const std::string &token, std::function<void(bool)> done = {});
    /// For this run of the program only, such as one from the command line; the keyring does not see it.
    void lend(const QString &address, const std::string &token);
    [[nodiscard]] ui::TokenPlace place() const { return m_place; }

Q_SIGNALS:
    /// The keyring gave this address's token after find() had said that there is none.
    void found(const QString &address);

private:
    void note(Keyring::Answer answer);

    std::map<QString, std::string> m_tokens;
    ui::TokenPlace m_place = ui::TokenPlace::Unknown;
    std::chrono::milliseconds m_patience;
    std::unique_ptr<Keyring> m_keyring; ///< goes first: no answer comes after
};

} // namespace mobwatch
