// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/source/followedfile.h"
#include "core/stream/serveraddress.h"
#include "core/support/ids.h"
#include "core/support/result.h"
#include "core/support/time.h"

#include <QFile>
#include <QString>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// The lines that were kept in memory because no file took them; the oldest are given up first. Any thread.
class LineMemory final
{
public:
    explicit LineMemory(std::size_t budget);
    /// Returns the line's number.
    std::uint64_t add(std::string line);
    [[nodiscard]] std::optional<std::string> line(std::uint64_t number) const;
    [[nodiscard]] std::size_t bytes() const;

private:
    const std::size_t m_budget;
    mutable std::mutex m_mutex;
    std::deque<std::string> m_lines;
    std::uint64_t m_first = 0; ///< number of the first line that is still there
    std::size_t m_bytes = 0;
};

/// Where the recording is now; shared with readers. Any thread.
class RecordingPlace final
{
public:
    explicit RecordingPlace(std::size_t memoryBudget)
        : memory(memoryBudget)
    {
    }
    LineMemory memory;
    [[nodiscard]] std::shared_ptr<const FollowedFile> file() const;
    void setFile(std::shared_ptr<const FollowedFile> file);

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const FollowedFile> m_file;
};

/// Writes what arrives from a server as an event file (JSONL) and is the payload storage of the session.
/// Bytes are handed to the system before flush() returns: a killed process loses nothing of what was flushed.
/// Files and folder are private; the file is locked (advisory) while it is written. Used by one thread,
/// payloads() by any.
class StreamRecording final
{
public:
    struct Options
    {
        QString folder; ///< empty = lines are kept in memory only
        ServerAddress server;
        TimestampMs startedMs = 0;
        std::size_t memoryBudget = std::size_t{64} << 20; ///< bytes of lines, where no file takes them
    };
    explicit StreamRecording(Options options);
    ~StreamRecording(); ///< a file without a line is removed
    Q_DISABLE_COPY_MOVE(StreamRecording)

    /// Makes the file. Errors: Io, PermissionDenied, with the path as subject; lines then go to memory.
    [[nodiscard]] Result<void> open();
    /// Takes one envelope as it was sent; `namesEpoch` when the line brings a key `epoch` of its own.
    void add(std::string_view envelope, Epoch epoch, bool namesEpoch);
    /// Hands everything added to the system. `locators` gets one for each line since the last call, in order.
    /// An error is told once; the lines went to memory then and go on to do so.
    [[nodiscard]] Result<void> flush(std::vector<std::uint64_t> &locators);

    [[nodiscard]] PayloadAccessPtr payloads() const;
    [[nodiscard]] QString path() const { return m_file ? m_file->fileName() : QString(); }
    [[nodiscard]] std::uint64_t bytes() const { return m_written; }

private:
    [[nodiscard]] Result<void> create();
    void moveToMemory(std::vector<std::uint64_t> &locators);

    const Options m_options;
    std::shared_ptr<RecordingPlace> m_place;
    std::unique_ptr<QFile> m_file; ///< null = memory
    std::string m_pending;
    std::vector<std::size_t> m_sizes; ///< of the lines in m_pending, with their newline
    std::uint64_t m_written = 0;
};

} // namespace mobwatch
