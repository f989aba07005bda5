// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sessionmessages.h"

#include "ui/mainwindow/servermessages.h"
#include "ui/widgets/eventwords.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace mobwatch::ui {

namespace {

constexpr int newestKnownSchema = 9;

QString tr(const char *text)
{
    return QCoreApplication::translate("SessionMessages", text);
}

QString whyNotOpened(const SessionFacts &facts)
{
    switch (facts.status.error.code) {
    case ErrorCode::NotALedger:
        return tr("It has no table mob_events.");
    case ErrorCode::NotSqlite:
        return tr("It is no SQLite database.");
    case ErrorCode::NotFound:
        return tr("It is not there yet; it is opened as soon as it is.");
    case ErrorCode::PermissionDenied:
        return tr("Permission denied; the folder must be readable too.");
    case ErrorCode::EmptyFile:
        return tr("It is empty; waiting for its writer to begin.");
    case ErrorCode::Damaged:
        return tr("SQLite says that the file is damaged.");
    case ErrorCode::Busy:
        return tr("Its writer holds it locked; trying again.");
    default:
        return facts.status.error.message.isEmpty() ? tr("No reason is known.") : facts.status.error.message;
    }
}

/// Nothing is wrong: what is watched has not begun.
bool waitsForItsBeginning(const SourceStatus &status)
{
    return status.state == SourceState::Waiting &&
           (status.error.code == ErrorCode::NotFound || status.error.code == ErrorCode::EmptyFile);
}

/// The others say nothing about what the file is, only that it cannot be read now.
bool saysWhatItIs(ErrorCode code)
{
    return code == ErrorCode::NotALedger || code == ErrorCode::NotSqlite || code == ErrorCode::Damaged;
}

std::optional<Message> openingMessage(const SessionFacts &facts)
{
    const bool failed = facts.status.state == SourceState::Failed;
    // A short wait for a lock or a writer is told by the state word alone.
    if (!failed && (facts.status.state != SourceState::Waiting || facts.status.error.code == ErrorCode::Busy))
        return std::nullopt;
    // A file that was here and is gone is told by its seam, with what to do about what was read.
    if (facts.status.error.code == ErrorCode::NotFound && !facts.seams.empty())
        return std::nullopt;
    const QString name = QFileInfo(facts.address).fileName();
    Message message;
    message.key = QStringLiteral("source");
    message.severity = Severity::Error;
    if (waitsForItsBeginning(facts.status)) {
        message.severity = Severity::Warning;
        message.title = tr("Waiting for %1.").arg(name);
    } else if (facts.kind == SourceKind::EventFile)
        message.title = tr("%1 cannot be read.").arg(name);
    else
        message.title =
            (saysWhatItIs(facts.status.error.code) ? tr("%1 is not a mob ledger.") : tr("%1 cannot be read."))
                .arg(name);
    message.text = whyNotOpened(facts);
    message.buttons.push_back({MessageAction::OpenAnother, tr("Open another…")});
    if (!failed)
        message.buttons.insert(message.buttons.begin(), {MessageAction::TryNow, tr("Try now")});
    return message;
}

std::optional<Message> unreadableMessage(const SessionFacts &facts)
{
    const std::uint64_t count = facts.counters.unreadable;
    if (count == 0)
        return std::nullopt;
    Message message;
    message.key = QStringLiteral("unreadable");
    const bool file = facts.kind == SourceKind::EventFile;
    if (count == 1)
        message.title = file ? tr("1 line of this file could not be read.")
                             : tr("1 row of this ledger could not be read.");
    else
        message.title = (file ? tr("%1 lines of this file could not be read.")
                              : tr("%1 rows of this ledger could not be read."))
                            .arg(shownCount(count));
    message.text = tr("Everything else is shown.");
    if (facts.firstUnreadable)
        message.text += QLatin1Char(' ') + tr("First one: %1, %2.")
                                               .arg(unreadablePlace(*facts.firstUnreadable),
                                                    unreadableReason(*facts.firstUnreadable));
    message.buttons.push_back({MessageAction::ShowUnreadable, tr("Show them")});
    return message;
}

bool isReset(const Seam &seam)
{
    return seam.reason == SeamReason::LedgerCleared || seam.reason == SeamReason::LedgerRecreated;
}

/// Whether the epoch behind the seam has events.
bool knowsTheEnd(const Seam &seam, const SessionFacts &facts)
{
    return facts.counters.epoch == seam.epoch && facts.counters.lastCursor > 0;
}

std::optional<Message> noticeMessage(const SourceNotice &notice)
{
    const auto say = [](const char *key, const QString &title, const QString &text) {
        return Message{QLatin1String(key), Severity::Warning, title, text, {}};
    };
    using Kind = SourceNotice::Kind;
    switch (notice.kind) {
    case Kind::NewerSchema:
        return say(
            "schema", tr("This ledger was written by a newer runtime."),
            tr("Its rows have schema version %1, this program knows up to %2. What it does not know is shown "
               "as it stands.")
                .arg(notice.number)
                .arg(newestKnownSchema));
    case Kind::PrivateCopy:
        return say(
            "copy", tr("A private copy of the ledger is shown."),
            withReason(tr("It could not be opened in its place, because its folder cannot be written."),
                       notice.text));
    case Kind::EmptiedLedger:
        return say("emptied", tr("This ledger was emptied."),
                   tr("Its mob was destroyed. The store still lists %1. New events appear here if a new mob "
                      "starts in "
                      "it.")
                       .arg(notice.number == 1 ? tr("1 run")
                                               : tr("%1 runs").arg(shownCount(quint64(notice.number)))));
    case Kind::HelperStore:
        return say(
            "helper", tr("No events are ever written into this store."),
            tr("It has the tables of a ledger, but it serves another purpose. Open the ledger of the mob "
               "instead."));
    case Kind::SpoolFull:
        return say("spool", tr("The payloads of older events are not kept."),
                   tr("The space for copies is used up; if the ledger is emptied, they are gone with it."));
    case Kind::SpoolFailed:
        return say("spool", tr("Payloads cannot be kept."),
                   withReason(tr("If the ledger is emptied, they are gone with it."), notice.text));
    case Kind::SafetyPollOnly:
    default:
        break; // nothing to do for a person
    }
    return std::nullopt;
}

} // namespace

QString unreadablePlace(const UnreadableRow &row)
{
    if (row.line >= 0)
        return tr("line %1").arg(shownCount(quint64(row.line)));
    if (row.count > 1)
        return tr("cursors %1 to %2").arg(shownCount(row.cursor), shownCount(row.cursor + row.count - 1));
    return row.cursor > 0 ? tr("cursor %1").arg(shownCount(row.cursor)) : tr("a row without cursor");
}

QString unreadableReason(const UnreadableRow &row)
{
    if (row.error.code == ErrorCode::Pre06)
        return tr("written before runtime 0.6");
    QString reason = row.error.message.isEmpty() ? tr("not valid JSON") : row.error.message;
    // What the parser says behind the colon is for the log.
    if (reason.startsWith(QLatin1String("not valid JSON")))
        reason = tr("not valid JSON");
    while (reason.endsWith(QLatin1Char('.')))
        reason.chop(1);
    if (row.error.position >= 0 && !reason.contains(QLatin1String("byte")))
        reason = tr("%1 at byte %2").arg(reason).arg(row.error.position);
    return reason;
}

QString withReason(const QString &sentence, const QString &reason)
{
    return reason.isEmpty()
               ? sentence
               : sentence + QLatin1Char(' ') + tr("Reason: %1.").arg(shownText(reason.toStdString()));
}

QString SessionFacts::nearbyLedger() const
{
    for (const SourceNotice &notice : notices) {
        if (notice.kind == SourceNotice::Kind::NearbyLedger)
            return notice.text;
    }
    return {};
}

SessionFacts factsOf(Session &session)
{
    SessionFacts facts;
    facts.kind = session.source().kind();
    facts.address = session.source().address();
    facts.status = session.status();
    facts.notices = session.notices();
    facts.seams = session.seams();
    facts.counters = session.counters();
    if (!session.unreadableRows().empty())
        facts.firstUnreadable = session.unreadableRows().front();
    if (ServerLink *link = session.server()) {
        const ConnectionReport report = link->report();
        facts.httpStatus = report.exchange.status;
        facts.isCertificateExcepted = report.isCertificateExcepted;
        facts.mergeState = link->mergeState();
    }
    return facts;
}

Message SessionMessages::seamMessage(const Seam &seam, std::size_t number, const SessionFacts &facts)
{
    Message message;
    message.key = QStringLiteral("seam%1").arg(number);
    message.severity = Severity::Warning;
    if (isReset(seam)) {
        message.title = tr("The ledger was reset.");
        const bool known = knowsTheEnd(seam, facts);
        message.text = known ? tr("It ends at cursor %1, we had %2. A new epoch starts, the old events stay.")
                                   .arg(shownCount(facts.counters.lastCursor), shownCount(seam.lastCursor))
                             : tr("We had cursor %1. A new epoch starts, the old events stay.")
                                   .arg(shownCount(seam.lastCursor));
    } else {
        message.title = seam.reason == SeamReason::LedgerDeleted
                            ? tr("The ledger file was deleted.")
                            : tr("The ledger was emptied; its mob was destroyed.");
        message.text =
            tr("What was read, %1 events, is only here now.").arg(shownCount(facts.counters.events));
        message.buttons.push_back({MessageAction::Export, tr("Export…")});
    }
    message.buttons.push_back({MessageAction::ShowSeam, tr("Show the seam")});
    return message;
}

std::vector<Message> SessionMessages::update(const SessionFacts &facts)
{
    if (!m_lastIsSettled && m_seams.size() == facts.seams.size())
        m_seams.pop_back();
    while (m_seams.size() < facts.seams.size())
        m_seams.push_back(seamMessage(facts.seams[m_seams.size()], m_seams.size(), facts));
    m_lastIsSettled =
        m_seams.empty() || !isReset(facts.seams.back()) || knowsTheEnd(facts.seams.back(), facts);
    std::vector<Message> messages;
    const bool isServer = facts.kind == SourceKind::Server;
    auto trouble = isServer ? serverStateMessage(facts) : openingMessage(facts);
    // While it tries again, nothing has changed yet.
    if (!trouble && facts.status.state == SourceState::Connecting && facts.status.attempt > 0)
        trouble = m_trouble;
    m_trouble = trouble;
    if (std::optional<Message> &message = trouble)
        messages.push_back(std::move(*message));
    messages.insert(messages.end(), m_seams.rbegin(), m_seams.rend());
    if (auto message = unreadableMessage(facts))
        messages.push_back(std::move(*message));
    for (const SourceNotice &notice : facts.notices) {
        // Only an empty ledger is called emptied; behind a seam the seam says it.
        if (notice.kind == SourceNotice::Kind::EmptiedLedger && facts.counters.events > 0)
            continue;
        auto message = serverNoticeMessage(notice, facts);
        if (!message)
            message = noticeMessage(notice);
        if (message)
            messages.push_back(std::move(*message));
    }
    if (!facts.serverFilter.isEmpty())
        messages.push_back(serverFilterMessage(facts.serverFilter));
    return messages;
}

} // namespace mobwatch::ui
