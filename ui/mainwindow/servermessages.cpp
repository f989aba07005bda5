// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/servermessages.h"

#include "ui/connect/serverwords.h"
#include "ui/widgets/eventwords.h"

#include <QCoreApplication>
#include <QStringList>

namespace mobwatch::ui {

namespace {

/// Breaks that heal by themselves are not worth a bar (look.md, section 5).
constexpr int roundsBeforeABar = 3;
/// A list that is longer is found in the connection details.
constexpr int kindsInABar = 3;

QString tr(const char *text)
{
    return QCoreApplication::translate("ServerMessages", text);
}

bool healsByItself(ErrorCode code)
{
    return code == ErrorCode::Unreachable || code == ErrorCode::Stalled || code == ErrorCode::ServerError ||
           code == ErrorCode::Canceled;
}

QString fromWhere(const SessionFacts &facts)
{
    return facts.counters.lastCursor == 0
               ? QString()
               : tr(", from cursor %1 on").arg(shownCount(facts.counters.lastCursor));
}

void addTokenButton(Message &message, int httpStatus)
{
    constexpr int forbidden = 403;
    message.buttons.push_back(
        {MessageAction::EnterToken, httpStatus == forbidden ? tr("Use another token…") : tr("Enter token…")});
}

void addButtons(Message &message, const SessionFacts &facts)
{
    if (facts.status.error.code == ErrorCode::Unauthorized) {
        addTokenButton(message, facts.httpStatus);
        return;
    }
    if (facts.status.error.code == ErrorCode::Tls && !facts.status.error.subject.isEmpty())
        message.buttons.push_back({MessageAction::ShowCertificate, tr("Show certificate…")});
    if (facts.status.state != SourceState::Connecting)
        message.buttons.push_back({MessageAction::TryNow, tr("Try now")});
    message.buttons.push_back({MessageAction::EditConnection, tr("Edit…")});
}

} // namespace

std::optional<Message> serverStateMessage(const SessionFacts &facts)
{
    const SourceStatus &status = facts.status;
    const bool failed = status.state == SourceState::Failed;
    const bool tries = status.state == SourceState::Waiting || status.state == SourceState::Connecting;
    if (!failed && !(tries && status.attempt > 0))
        return std::nullopt;
    if (!failed && healsByItself(status.error.code) && status.attempt < roundsBeforeABar)
        return std::nullopt;
    if (!failed && status.state == SourceState::Connecting && status.error == Error())
        return std::nullopt;
    const ServerTrouble trouble = serverTrouble(facts.address, status.error, facts.httpStatus);
    Message message;
    message.key = QStringLiteral("source");
    message.severity = status.error.code == ErrorCode::Stalled ? Severity::Warning : Severity::Error;
    message.title = trouble.title;
    message.text = trouble.text;
    if (status.nextTryMs != 0) { // also a failure may be looked at again, slowly
        message.countdownTo = status.nextTryMs;
        message.text.remove(QLatin1String("%1")); // that one belongs to the countdown
        message.text += QLatin1Char(' ') + tr("Next try in %1") + fromWhere(facts) + QLatin1Char('.');
    }
    addButtons(message, facts);
    return message;
}

QString leftOutTitle(const QString &kinds)
{
    const QStringList labels = labelsIn(kinds);
    if (labels.contains(QLatin1String("step_dispatched")) &&
        labels.contains(QLatin1String("step_target_completed")))
        return tr("This server sends no dispatches and no target results.");
    if (!labels.isEmpty() && labels.size() <= kindsInABar)
        return tr("This server does not send %1.")
            .arg(shownText(labels.join(QLatin1String(", ")).toStdString()));
    return tr("This server does not send all events.");
}

namespace {

std::optional<Message> nearbyMessage(const QString &path, ServerLink::MergeState state)
{
    const QString shownPath = shownText(path.toStdString());
    Message message{QStringLiteral("nearby"), Severity::Warning, {}, {}, {}};
    switch (state) {
    case ServerLink::MergeState::None:
        message.title = tr("The ledger of this server is on this machine.");
        message.text = tr("It has every event, also those that the server leaves out: %1").arg(shownPath);
        message.buttons = {{MessageAction::OpenNearby, tr("Read it too")}};
        return message;
    case ServerLink::MergeState::Comparing:
        message.severity = Severity::Info;
        message.title = tr("Comparing the ledger with the server…");
        message.text =
            tr("What only the ledger has appears once an event of both is the same: %1").arg(shownPath);
        return message;
    case ServerLink::MergeState::Refused:
        message.title = tr("This is not this server's ledger.");
        message.text = tr("Its events are others under the same cursors: %1").arg(shownPath);
        message.buttons = {{MessageAction::OpenNearby, tr("Open in its own window")}};
        return message;
    case ServerLink::MergeState::Merged:
        break;
    }
    return std::nullopt;
}

} // namespace

std::optional<Message> serverNoticeMessage(const SourceNotice &notice, const SessionFacts &facts)
{
    const auto say = [](const char *key, const QString &title, const QString &text,
                        std::vector<Message::Button> buttons = {}) {
        return Message{QLatin1String(key), Severity::Warning, title, text, std::move(buttons)};
    };
    const Message::Button details{MessageAction::ShowConnection, tr("Connection details")};
    using Kind = SourceNotice::Kind;
    switch (notice.kind) {
    case Kind::PartialServer: {
        if (facts.mergeState == ServerLink::MergeState::Merged)
            return std::nullopt;
        std::vector<Message::Button> buttons;
        if (facts.nearbyLedger().isEmpty())
            buttons.push_back({MessageAction::OpenAnother, tr("Open the ledger…")});
        buttons.push_back({MessageAction::ShowConnection, tr("What is missing")});
        return say("partial", leftOutTitle(notice.text),
                   tr("Over HTTP it leaves out most member and step events. Its ledger file has everything."),
                   std::move(buttons));
    }
    case Kind::NearbyLedger:
        return nearbyMessage(notice.text, facts.mergeState);
    case Kind::PlainStream:
        return say("plain", plainStreamTitle(), plainStreamText(),
                   {{MessageAction::EditConnection, tr("Edit…")}, details});
    case Kind::LosesCursors:
        return say("ephemeral", tr("This server keeps its ledger in memory."),
                   tr("When it is started again, its events begin anew."));
    case Kind::RecordingFailed:
        return say("recording", tr("What arrives is not recorded."),
                   withReason(tr("Watching goes on; the payloads of the newest events are kept in memory."),
                              notice.text),
                   {{MessageAction::ShowSettings, tr("Settings…")}});
    case Kind::BufferingProxy:
        return say("buffering", tr("Something between here and the server holds events back."),
                   tr("A proxy may be buffering the stream; events then arrive late and in lumps."),
                   {details});
    case Kind::EventTooLarge:
        return say("toolarge", tr("An event was too large to be read."),
                   notice.number == 0
                       ? tr("It was stepped over; everything behind it is shown.")
                       : tr("The event with cursor %1 was stepped over; everything behind it is shown.")
                             .arg(shownCount(quint64(notice.number))));
    case Kind::CertificateExcepted:
        if (!facts.isCertificateExcepted)
            return std::nullopt;
        return say("certificate", tr("The certificate of this server is not trusted."),
                   tr("You accepted it for this host. SHA-256: %1")
                       .arg(shownFingerprint(QByteArray::fromHex(notice.text.toLatin1()))),
                   {{MessageAction::RevokeCertificate, tr("Revoke")}});
    default:
        return std::nullopt;
    }
}

Message serverFilterMessage(const QString &conditions)
{
    return {QStringLiteral("serverfilter"),
            Severity::Info,
            tr("The server filters: %1.").arg(conditions),
            tr("Nothing else comes here. The filter bar filters among what came."),
            {{MessageAction::EditConnection, tr("Edit…")}}};
}

} // namespace mobwatch::ui
