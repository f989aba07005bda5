// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "ui/widgets/message.h"

#include <QString>
#include <optional>
#include <vector>

namespace mobwatch::ui {

/// What the message bar has to say about a session (look.md, section 6), from values alone.
struct SessionFacts
{
    SourceKind kind = SourceKind::Ledger;
    QString address;
    SourceStatus status;
    std::vector<SourceNotice> notices;
    std::vector<Seam> seams;
    SessionCounters counters;
    std::optional<UnreadableRow> firstUnreadable = {};
    // Of a server:
    int httpStatus = 0;        ///< of its newest answer; 0 = none
    QString serverFilter = {}; ///< the conditions that it applies, in words
    ServerLink::MergeState mergeState = ServerLink::MergeState::None;
    bool isCertificateExcepted = false; ///< it is in use by an exception
    QString nearbyLedger() const;       ///< path; empty where there is none
};
/// Not const: what a server tells is asked through its link.
[[nodiscard]] SessionFacts factsOf(Session &session);
/// `sentence`, and what the system or the server says why; without a reason the sentence alone.
[[nodiscard]] QString withReason(const QString &sentence, const QString &reason);

/// Remembers what it said about a seam: the numbers in it are those of its moment.
class SessionMessages final
{
public:
    [[nodiscard]] std::vector<Message> update(const SessionFacts &facts);
    /// True while a message waits for a number that the first events behind a seam will tell.
    [[nodiscard]] bool waitsForEvents() const { return !m_lastIsSettled; }

private:
    [[nodiscard]] static Message seamMessage(const Seam &seam, std::size_t number, const SessionFacts &facts);

    std::vector<Message> m_seams;
    std::optional<Message> m_trouble; ///< what was said last about the source's state
    bool m_lastIsSettled = true;
};

/// "not valid JSON at byte 211": why a row could not be read, in a few words.
[[nodiscard]] QString unreadableReason(const UnreadableRow &row);
/// "cursor 18,204" or "line 7".
[[nodiscard]] QString unreadablePlace(const UnreadableRow &row);

} // namespace mobwatch::ui
