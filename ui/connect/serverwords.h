// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/connect/connectservices.h"

#include <QString>
#include <QStringList>

namespace mobwatch::ui {

/// "127.0.0.1:8080", "host/prefix": an address without its scheme.
[[nodiscard]] QString shownHost(const QString &address);

/// What is wrong with a connection: what happened, then why.
struct ServerTrouble
{
    QString title;
    QString text;
    friend bool operator==(const ServerTrouble &, const ServerTrouble &) = default;
};
/// `httpStatus` of the answer, 0 when none came or it is not known.
[[nodiscard]] ServerTrouble serverTrouble(const QString &address, const Error &error, int httpStatus);
/// In words, what the server says why it refused a token (specification 6.9); its own text where it is not
/// known.
[[nodiscard]] QString signInReasonWords(const QString &reason);
/// Several lines, the first one the most important.
[[nodiscard]] QStringList trialWords(const QString &address, const TrialOutcome &outcome);
/// Of a server without the RPC: what it is, and what follows.
[[nodiscard]] QString plainStreamTitle();
[[nodiscard]] QString plainStreamText();
/// What is wrong with a typed address; never repeats it where it may hold a secret.
[[nodiscard]] QString addressErrorWords(const Error &error);
[[nodiscard]] QString tokenPlaceWords(TokenPlace place);
/// "kinds step_failed, run 6f0c": the conditions that the server applies; empty = none.
[[nodiscard]] QString serverQueryWords(const EventQuery &query);

} // namespace mobwatch::ui
