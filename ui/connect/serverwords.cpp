// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connect/serverwords.h"

#include "ui/widgets/eventwords.h"

#include <QCoreApplication>
#include <QUrl>

namespace mobwatch::ui {

namespace {

constexpr int forbidden = 403;

QString tr(const char *text)
{
    return QCoreApplication::translate("ServerWords", text);
}

/// What core says about a server, which it names by its whole address.
QString messageOf(const QString &address, const Error &error)
{
    return shownText(QString(error.message).replace(address, shownHost(address)).toStdString());
}

QString sentence(QString text)
{
    if (text.isEmpty())
        return text;
    // A host stands as it is written.
    const qsizetype space = text.indexOf(QLatin1Char(' '));
    if (!text.left(space).contains(QLatin1Char('.')) && !text.left(space).contains(QLatin1Char(':')))
        text[0] = text[0].toUpper();
    if (!text.endsWith(QLatin1Char('.')))
        text += QLatin1Char('.');
    return text;
}

/// What stands behind the last colon: the system's own reason.
QString reasonOf(const QString &address, const Error &error)
{
    QString reason = messageOf(address, error).section(QLatin1String(": "), -1);
    while (reason.endsWith(QLatin1Char('.')))
        reason.chop(1);
    if (!reason.isEmpty())
        reason[0] = reason[0].toLower();
    return reason;
}

QString status(int httpStatus)
{
    return httpStatus > 0 ? QStringLiteral(" (%1)").arg(httpStatus) : QString();
}

ServerTrouble unreachable(const QString &address, const Error &error)
{
    const QString running = tr("Is the gateway running?");
    const QString message = messageOf(address, error);
    if (message.isEmpty())
        return {tr("Cannot reach %1.").arg(shownHost(address)), running};
    // A message that names the server itself needs no more around it.
    if (message.startsWith(shownHost(address)))
        return {sentence(message), running};
    return {tr("Cannot reach %1: %2.").arg(shownHost(address), reasonOf(address, error)), running};
}

ServerTrouble notAStream(const QString &address, const Error &error, int httpStatus)
{
    if (httpStatus == 404)
        return {tr("There is no event stream at this address (404)."),
                tr("Asked for /mobkit/mob_events/stream. Is a path missing in front of it?")};
    return {tr("What answers there is no mob server%1.").arg(status(httpStatus)),
            sentence(messageOf(address, error))};
}

} // namespace

QString shownHost(const QString &address)
{
    const qsizetype scheme = address.indexOf(QLatin1String("://"));
    return shownText((scheme < 0 ? address : address.mid(scheme + 3)).toStdString());
}

ServerTrouble serverTrouble(const QString &address, const Error &error, int httpStatus)
{
    switch (error.code) {
    case ErrorCode::Unauthorized:
        if (httpStatus == forbidden)
            return {tr("This token may not watch this mob (403)."),
                    tr("The server asks for the right mob.observe.")};
        return {tr("The server wants a token (401)."), tr("The address is right, the sign-in was refused.")};
    case ErrorCode::Unreachable:
    case ErrorCode::Canceled:
        return unreachable(address, error);
    case ErrorCode::Stalled:
        return {tr("The stream went silent."),
                tr("%1 Not even a heartbeat.").arg(sentence(messageOf(address, error)))};
    case ErrorCode::NotAStream:
        return notAStream(address, error, httpStatus);
    case ErrorCode::ServerError:
        return {tr("The server cannot answer now%1.").arg(status(httpStatus)),
                sentence(messageOf(address, error))};
    case ErrorCode::Tls: // without a certificate to accept it is about something else
        return {(error.subject.isEmpty() ? tr("No secure connection to %1.")
                                         : tr("The certificate of %1 is not trusted."))
                    .arg(shownHost(address)),
                sentence(reasonOf(address, error))};
    case ErrorCode::InvalidArgument:
        return {tr("The server does not understand the request%1.").arg(status(httpStatus)),
                sentence(messageOf(address, error))};
    case ErrorCode::Stale:
        return {tr("The server does not have the cursor asked for."), sentence(messageOf(address, error))};
    default:
        return {tr("The connection to %1 failed.").arg(shownHost(address)),
                sentence(messageOf(address, error))};
    }
}

QString signInReasonWords(const QString &reason)
{
    if (reason == QLatin1String("missing_credentials"))
        return tr("The server got no token.");
    if (reason == QLatin1String("invalid_token"))
        return tr("The token is not valid: wrong, expired, or signed by somebody else.");
    if (reason == QLatin1String("email_not_allowlisted"))
        return tr("The token is valid, but its account is not on the server's list.");
    if (reason == QLatin1String("email_not_verified"))
        return tr("The e-mail address in the token is not verified.");
    if (reason == QLatin1String("provider_mismatch"))
        return tr("The token comes from another sign-in provider than the server expects.");
    if (reason == QLatin1String("hs256_not_allowed"))
        return tr("The token is signed with HS256, which this server accepts from local issuers only.");
    return reason.isEmpty() ? QString() : tr("The server says: %1.").arg(shownText(reason.toStdString()));
}

QStringList trialWords(const QString &address, const TrialOutcome &outcome)
{
    if (outcome.error) {
        const ServerTrouble trouble = serverTrouble(address, *outcome.error, outcome.httpStatus);
        const QString reason = signInReasonWords(outcome.signInReason);
        QStringList lines{trouble.title};
        if (!reason.isEmpty())
            lines << reason;
        else if (!trouble.text.isEmpty())
            lines << trouble.text;
        return lines;
    }
    QStringList lines{tr("Events can be watched at %1.").arg(shownHost(address))};
    if (!outcome.isRpcServed)
        lines << plainStreamTitle() << plainStreamText();
    else if (outcome.latestCursor)
        lines << (*outcome.latestCursor == 0
                      ? tr("Its ledger is empty so far.")
                      : tr("Its newest event has cursor %1.").arg(shownCount(*outcome.latestCursor)));
    if (outcome.status.isRunning && !*outcome.status.isRunning)
        lines << tr("Its mob is not running.");
    if (!outcome.status.mobStorage.isEmpty() && outcome.status.mobStorage != QLatin1String("persistent"))
        lines << tr("It keeps its ledger in memory: after a restart its events begin anew.");
    return lines;
}

QString plainStreamTitle()
{
    return tr("This server answers no queries.");
}

QString plainStreamText()
{
    return tr("Only what its stream brings is shown: start from the beginning to see what happened before.");
}

QString addressErrorWords(const Error &error)
{
    return sentence(shownText(error.message.toStdString()));
}

QString tokenPlaceWords(TokenPlace place)
{
    switch (place) {
    case TokenPlace::Keyring:
        return tr("Kept in the system keyring.");
    case TokenPlace::Memory:
        return tr("Kept in memory only, until the program ends: no keyring answers here.");
    case TokenPlace::Unknown:
        break;
    }
    return tr("Kept in the system keyring, or in memory where there is none.");
}

QString serverQueryWords(const EventQuery &query)
{
    QStringList parts;
    const auto add = [&parts](const QString &name, const std::optional<std::string> &value) {
        if (value)
            parts << QStringLiteral("%1 %2").arg(name, shownText(*value));
    };
    add(tr("mob"), query.mobId);
    add(tr("run"), query.runId);
    add(tr("step"), query.stepId);
    add(tr("agent"), query.identity ? query.identity : query.memberId);
    if (!query.eventTypes.empty()) {
        QStringList kinds;
        for (const std::string &kind : query.eventTypes)
            kinds << shownText(kind);
        parts << tr("kind %1").arg(kinds.join(QLatin1String(", ")));
    }
    if (query.sinceMs)
        parts << tr("since %1").arg(shownMoment(*query.sinceMs, false));
    if (query.untilMs)
        parts << tr("until %1").arg(shownMoment(*query.untilMs, false));
    return parts.join(QLatin1String(", "));
}
} // namespace mobwatch::ui
