// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace mobwatch::ui {

/// What the page about a connection shows: the source's report and what only the window knows.
struct ConnectionFacts
{
    QString address;
    SourceStatus status;
    ConnectionReport report;
    /// From the arrival of live events in the window to the end of the paint that shows them; 0 = none yet.
    std::int64_t screenMedianMs = 0, screenLastMs = 0;
    QString program; ///< name and version
    friend bool operator==(const ConnectionFacts &, const ConnectionFacts &) = default;
};

/// A heading and its lines, "name: value"; the same for the page and for the text of a bug report.
struct FactGroup
{
    QString title;
    struct Line
    {
        QString name, value;
        friend bool operator==(const Line &, const Line &) = default;
    };
    std::vector<Line> lines;
    friend bool operator==(const FactGroup &, const FactGroup &) = default;
};
[[nodiscard]] std::vector<FactGroup> connectionGroups(const ConnectionFacts &facts);
[[nodiscard]] QString holeWords(HoleReason reason);
/// "cursors 5 to 9" or "cursor 5".
[[nodiscard]] QString holePlace(const StreamHole &hole);
/// Everything as plain text, for a bug report; without tokens, whatever the report holds.
[[nodiscard]] QString connectionText(const ConnectionFacts &facts);
/// `text` with the values of credentials replaced.
[[nodiscard]] QString withoutSecrets(const QString &text);

} // namespace mobwatch::ui
