// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/connect/connectservices.h"

#include <QObject>
#include <QString>
#include <functional>
#include <map>
#include <string>

namespace mobwatch {

/// The tokens of servers: in the system keyring, and in memory where none answers. The only place that
/// touches the keyring. Tokens go from here to a request, and nowhere else.
class TokenStore final : public QObject
{
    Q_OBJECT
public:
    explicit TokenStore(QObject *parent = nullptr);

    /// At hand, without asking the keyring; empty = none.
    [[nodiscard]] std::string token(const QString &address) const;
    /// Asks the keyring where nothing is at hand. `done` comes later, and not after `context` is gone; an
    /// answer that takes longer than five seconds (a keyring that waits to be unlocked) counts as none, and
    /// is at hand once it comes.
    void find(QObject *context, const QString &address, std::function<void(bool)> done);
    /// Keeps it; an empty token forgets.
    void set(const QString &address, const std::string &token);
    /// For this run of the program only, such as one from the command line; the keyring does not see it.
    void lend(const QString &address, const std::string &token);
    [[nodiscard]] ui::TokenPlace place() const { return m_place; }

private:
    void writeToKeyring(const QString &address, const std::string &token);

    std::map<QString, std::string> m_tokens;
    ui::TokenPlace m_place = ui::TokenPlace::Unknown;
};

} // namespace mobwatch
