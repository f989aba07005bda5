// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QNetworkReply>
#include <QString>
#include <chrono>
#include <optional>
#include <string>

namespace mobwatch {

/// Replaces the token wherever it stands, as it is or percent-encoded, and the value of each auth_token
/// parameter. Everything from the wire that a person may see goes through here.
class Redaction final
{
public:
    explicit Redaction(std::string token = {});
    [[nodiscard]] QString apply(QString text) const;
    /// Only the token itself: bytes that are no UTF-8 stay as they are.
    [[nodiscard]] std::string apply(const std::string &text) const;

private:
    QByteArray m_token;
    QByteArray m_encodedToken;
};

/// Whether a header can carry the token: a line break would begin another header.
[[nodiscard]] bool isSendable(const std::string &token);

/// A request to a server as streams.md 3.2 wants it; without a token when it is empty. A token that is not
/// sendable is left out.
[[nodiscard]] QNetworkRequest serverRequest(const QUrl &url, const QByteArray &accept,
                                            const std::string &token);

/// Where a redirect leads, for people: its query and fragment may hold what is nobody's business.
[[nodiscard]] QString shownTarget(const QUrl &target);

/// The header Retry-After: seconds, or a date in one of the three forms of HTTP, which counts from `now`.
/// Never negative, saturates; nullopt = neither.
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfterOf(const QByteArray &header,
                                                                    const QDateTime &now);

/// A date of HTTP in one of its three forms; invalid when it is none.
[[nodiscard]] QDateTime httpDate(const QByteArray &text);

/// `text/event-stream` of ` Text/Event-Stream ; charset=x`.
[[nodiscard]] QByteArray mediaTypeOf(const QByteArray &contentType);

/// Request line and headers, for people; secret headers are hidden, however their names are spelt.
[[nodiscard]] QString requestText(const QNetworkRequest &request, const Redaction &redaction);
/// Status line and headers, likewise.
[[nodiscard]] QString responseText(const QNetworkReply &reply, const Redaction &redaction);

} // namespace mobwatch
