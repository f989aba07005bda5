// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/serveraddress.h"
#include "core/support/time.h"

#include <QString>
#include <cstdint>
#include <vector>

class QFile;

namespace mobwatch {

/// A recording of a server's stream that lies in the recordings folder.
struct RecordedFile
{
    QString path;
    QString address;           ///< of the server, as ServerAddress::text(); may be cut when it is very long
    TimestampMs startedMs = 0; ///< when the recording began, to the second
    TimestampMs changedMs = 0; ///< when something was written last
    qint64 bytes = 0;
    bool isOpen = false; ///< some process records into it now
    friend bool operator==(const RecordedFile &, const RecordedFile &) = default;
};

/// What is kept: the newest recordings, up to both limits; one that is in use is never removed.
struct RecordingRule
{
    std::uint64_t maxBytes = std::uint64_t{1} << 30; ///< of all together; 0 = no limit
    int maxDays = 30;                                ///< since the last write; 0 = no limit
    friend bool operator==(const RecordingRule &, const RecordingRule &) = default;
};

/// The recordings in `folder`, newest first. Files of other names are left out. Any thread.
[[nodiscard]] std::vector<RecordedFile> listRecordings(const QString &folder);

struct RecordingCleanup
{
    std::vector<RecordedFile> removed;
    std::vector<RecordedFile> kept; ///< newest first
};
/// Removes what `rule` does not keep, oldest first. Any thread.
RecordingCleanup cleanUpRecordings(const QString &folder, const RecordingRule &rule, TimestampMs nowMs);

/// Removes one recording on request; false when it is in use or cannot be removed. Any thread.
[[nodiscard]] bool removeRecording(const QString &path);

/// `127.0.0.1,8080--20261125T065753Z.jsonl`; `copy` counts from 1 for those of the same second.
[[nodiscard]] QString recordingFileName(const ServerAddress &server, TimestampMs startedMs, int copy);
/// Marks an open file as in use until it is closed; `wait` for whoever looks at it right now.
[[nodiscard]] bool lockRecording(const QFile &file, bool wait = false);

} // namespace mobwatch
