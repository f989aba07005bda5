// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/payloadspool.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace mobwatch {

namespace {

struct Place
{
    Cursor cursor = 0;
    TimestampMs timestampMs = 0;
    std::uint32_t offset = 0; ///< in the run
    std::uint32_t size = 0;
};

/// Rows that were written at once: ascending by cursor.
struct Run
{
    Epoch epoch = 1;
    std::uint64_t offset = 0; ///< in the segment
    std::vector<Place> places;
};

Error systemError(const QString &path)
{
    return Error{ErrorCode::Io, QString::fromLocal8Bit(std::strerror(errno)), path, -1, {}};
}

bool writeAll(int file, std::string_view bytes, std::uint64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return true;
}

bool readAll(int file, char *bytes, std::size_t size, std::uint64_t offset)
{
    while (size > 0) {
        const ssize_t got = ::pread(file, bytes, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        size -= static_cast<std::size_t>(got);
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

} // namespace

struct PayloadSpool::Segment
{
    int file = -1;
    std::uint64_t bytes = 0;
    std::vector<Run> runs;
    std::pair<Epoch, Cursor> newest{0, 0};
    std::pair<Epoch, Cursor> oldest{0xffff, ~Cursor{0}};

    Segment() = default;
    Q_DISABLE_COPY_MOVE(Segment)
    ~Segment()
    {
        if (file >= 0)
            ::close(file);
    }

    void add(Run run)
    {
        oldest = std::min(oldest, {run.epoch, run.places.front().cursor});
        newest = std::max(newest, {run.epoch, run.places.back().cursor});
        runs.push_back(std::move(run));
    }

    /// The place and its offset in the file.
    [[nodiscard]] std::optional<std::pair<Place, std::uint64_t>> find(Epoch epoch, Cursor cursor) const
    {
        const std::pair wanted{epoch, cursor};
        if (wanted < oldest || newest < wanted)
            return std::nullopt;
        for (const Run &run : runs) {
            if (run.epoch != epoch || cursor < run.places.front().cursor || cursor > run.places.back().cursor)
                continue;
            const auto at =
                std::lower_bound(run.places.begin(), run.places.end(), cursor,
                                 [](const Place &place, Cursor value) { return place.cursor < value; });
            if (at != run.places.end() && at->cursor == cursor)
                return std::pair{*at, run.offset + at->offset};
        }
        return std::nullopt;
    }
};

PayloadSpool::PayloadSpool(Options options)
    : m_options(std::move(options))
{
}

PayloadSpool::~PayloadSpool() = default;

Result<PayloadSpool::Stored> PayloadSpool::addNewest(Epoch epoch, const std::vector<SpoolRecord> &records)
{
    return add(epoch, records, true);
}

Result<PayloadSpool::Stored> PayloadSpool::addOlder(Epoch epoch, const std::vector<SpoolRecord> &records)
{
    return add(epoch, records, false);
}

Result<PayloadSpool::SegmentPtr> PayloadSpool::openSegment() const
{
    if (!QDir().mkpath(m_options.folder))
        return fail(ErrorCode::Io, QStringLiteral("the folder cannot be made"), m_options.folder);
    QByteArray name = QFile::encodeName(QDir(m_options.folder).filePath(QStringLiteral("spool-XXXXXX")));
    auto segment = std::make_shared<Segment>();
    segment->file = ::mkstemp(name.data()); // mode 0600
    if (segment->file < 0)
        return fail(systemError(m_options.folder));
    ::unlink(name.constData());
    return segment;
}

Result<PayloadSpool::Stored> PayloadSpool::add(Epoch epoch, const std::vector<SpoolRecord> &records,
                                               bool newest)
{
    if (records.empty())
        return Stored::Yes;
    const std::lock_guard writing(m_writing);
    std::string bytes;
    Run run;
    run.epoch = epoch;
    for (const SpoolRecord &record : records) {
        run.places.push_back({record.cursor, record.timestampMs, static_cast<std::uint32_t>(bytes.size()),
                              static_cast<std::uint32_t>(record.data.size())});
        bytes += record.data;
    }
    SegmentPtr segment;
    {
        const std::lock_guard lock(m_mutex);
        if (bytes.size() > m_options.budget || (!newest && m_bytes + bytes.size() > m_options.budget))
            return Stored::OverBudget;
        segment = newest ? m_newest : m_older;
    }
    if (!segment || segment->bytes + bytes.size() > m_options.segmentBytes) {
        auto opened = openSegment();
        if (!opened)
            return fail(opened.error());
        segment = std::move(*opened);
    }
    // Only this thread writes to the segment, and nobody looks for the new rows before they are in its index.
    run.offset = segment->bytes;
    if (!writeAll(segment->file, bytes, run.offset))
        return fail(systemError(m_options.folder));

    const std::lock_guard lock(m_mutex);
    segment->bytes += bytes.size();
    segment->add(std::move(run));
    SegmentPtr &growing = newest ? m_newest : m_older;
    if (growing != segment) {
        growing = segment;
        m_segments.push_back(segment);
    }
    m_bytes += bytes.size();
    const bool over = m_bytes > m_options.budget;
    while (m_bytes > m_options.budget && m_segments.size() > 1)
        giveUpOldest();
    return over ? Stored::OverBudget : Stored::Yes;
}

void PayloadSpool::giveUpOldest()
{
    const auto oldest =
        std::min_element(m_segments.begin(), m_segments.end(),
                         [](const SegmentPtr &a, const SegmentPtr &b) { return a->newest < b->newest; });
    m_bytes -= (*oldest)->bytes;
    if (*oldest == m_older)
        m_older.reset();
    if (*oldest == m_newest)
        m_newest.reset();
    m_segments.erase(oldest);
}

Result<std::optional<std::string>> PayloadSpool::read(Epoch epoch, Cursor cursor,
                                                      TimestampMs timestampMs) const
{
    SegmentPtr segment;
    std::pair<Place, std::uint64_t> place;
    {
        const std::lock_guard lock(m_mutex);
        for (const SegmentPtr &candidate : m_segments) {
            if (const auto found = candidate->find(epoch, cursor)) {
                segment = candidate;
                place = *found;
                break;
            }
        }
    }
    if (!segment || place.first.timestampMs != timestampMs)
        return std::optional<std::string>();
    std::string data(place.first.size, '\0');
    if (!readAll(segment->file, data.data(), data.size(), place.second))
        return fail(systemError(m_options.folder));
    return std::optional<std::string>(std::move(data));
}

std::uint64_t PayloadSpool::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

std::uint64_t PayloadSpool::rows() const
{
    const std::lock_guard lock(m_mutex);
    std::uint64_t rows = 0;
    for (const SegmentPtr &segment : m_segments) {
        for (const Run &run : segment->runs)
            rows += run.places.size();
    }
    return rows;
}

} // namespace mobwatch
