// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"
#include "core/support/time.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch::ui {

/// What a sentence is made from: the columns of one event and, when it is at hand, its payload.
struct EventFacts
{
    std::string_view kind, mob;
    std::optional<std::string_view> run, step, agent;
    Severity severity = Severity::Info;
    std::string_view flow;                ///< of the run, empty while unknown
    std::optional<std::string_view> data; ///< payload JSON; absent = not read (yet): its parts are left out
};

struct SentencePart
{
    enum class Role : std::uint8_t { Word, Name, Id, Reason };
    Role role = Role::Word;
    QString text;
    friend bool operator==(const SentencePart &, const SentencePart &) = default;
};

/// One sentence that says what the event itself tells (look.md, section 3); parts that are not known are left
/// out together with their words. Derived facts (durations, counts, rounds) are not in it.
[[nodiscard]] std::vector<SentencePart> eventSentence(const EventFacts &facts);
[[nodiscard]] QString plainText(const std::vector<SentencePart> &parts);

/// The Info column: the part of the sentence that no column shows.
[[nodiscard]] QString eventInfo(const EventFacts &facts);
/// The whole reason of a failure, verbatim; empty when the event has none.
[[nodiscard]] QString eventReason(const EventFacts &facts);
/// Its gist: without the wrappers that model errors share and without the `; error={...}` tail.
[[nodiscard]] QString reasonGist(const QString &reason);

// Words and numbers of look.md, section 3.
[[nodiscard]] QString shownTime(TimestampMs time, bool withDate);           ///< local, 10:42:17.744
[[nodiscard]] QString shownMoment(TimestampMs time, bool withMilliseconds); ///< local, 2026-11-25 10:42:17
[[nodiscard]] QString shownAge(std::uint64_t milliseconds);                 ///< 0.2 s ago
[[nodiscard]] QString shownDuration(std::uint64_t milliseconds);            ///< 412 ms, 2.1 s, 4 m 12 s
[[nodiscard]] QString shownCount(std::uint64_t count);                      ///< 1,204,331 by QLocale
[[nodiscard]] QString shownBytes(std::uint64_t bytes);
[[nodiscard]] QString shownRunId(std::string_view runId);         ///< first 8 hex of a uuid, else whole
[[nodiscard]] QString shownFingerprint(const QByteArray &sha256); ///< AB:CD:…, upper case
/// Those of a list by commas, such as a notice has.
[[nodiscard]] QStringList labelsIn(const QString &text);
/// Plain text for painting: control and bidi characters as visible escapes; the empty name as "".
[[nodiscard]] QString shownText(std::string_view text);

} // namespace mobwatch::ui
