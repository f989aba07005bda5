// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QString>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace mobwatch {

/// One secret for each name, kept by the desktop. Answers come later on the GUI thread, and not after the
/// keyring is gone; one that waits to be unlocked may take minutes.
class Keyring
{
public:
    enum class Answer : std::uint8_t { Done, NotThere, Failed };

    Keyring() = default;
    virtual ~Keyring() = default;
    Q_DISABLE_COPY_MOVE(Keyring)

    virtual void read(const QString &name, std::function<void(Answer, const std::string &)> done) = 0;
    virtual void write(const QString &name, const std::string &secret, std::function<void(Answer)> done) = 0;
    virtual void remove(const QString &name, std::function<void(Answer)> done) = 0;
};

/// That of the desktop (Secret Service, KWallet). The only place that touches QtKeychain.
[[nodiscard]] std::unique_ptr<Keyring> systemKeyring();

} // namespace mobwatch
