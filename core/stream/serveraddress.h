// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <QString>
#include <QUrl>
#include <string_view>

namespace mobwatch {

/// Where a server is: origin and an optional path prefix, without credentials, query or fragment.
class ServerAddress final
{
public:
    /// What a person types: `127.0.0.1:8080`, `http://host:port/prefix/`; http where no scheme is named.
    /// A pasted stream or RPC URL is taken for its server. Errors: InvalidArgument (other scheme, no host,
    /// bad port, name and password or a token inside, a query); the message never repeats a secret.
    [[nodiscard]] static Result<ServerAddress> parse(const QString &text);

    [[nodiscard]] QString text() const; ///< canonical, without a slash at the end and a default port
    /// `path` is absolute on the server, with an encoded query, such as a subscribe_url; the prefix goes
    /// before it. Whatever it is, the URL stays on this server.
    [[nodiscard]] QUrl resolve(std::string_view path) const;
    [[nodiscard]] bool isSameOrigin(const QUrl &url) const; ///< default ports count as written
    [[nodiscard]] bool isLoopback() const;
    [[nodiscard]] bool isEncrypted() const;

    friend bool operator==(const ServerAddress &, const ServerAddress &) = default;

private:
    QUrl m_base; ///< path without a slash at the end
};

} // namespace mobwatch
