// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/eventlines.h"

#include "app/cli/output.h"
#include "app/cli/standardinput.h"

#include <QFile>
#include <QFileInfo>
#include <limits>

namespace mobwatch::cli {

namespace {

Result<void> readInput(EventLines &lines)
{
    std::vector<char> block(std::size_t{1} << 18);
    while (!lines.isStopped()) {
        const auto size = readStandardInput(block);
        if (!size)
            return fail(size.error());
        if (*size == 0)
            break;
        lines.push({block.data(), *size});
    }
    lines.finish();
    return {};
}

} // namespace

void EventLines::push(std::string_view bytes)
{
    m_reader.push(bytes, [this](const EnvelopeLineReader::Line &line) { take(line, false); });
}

void EventLines::finish()
{
    m_reader.finish([this](const EnvelopeLineReader::Line &line) { take(line, true); });
}

void EventLines::restart()
{
    m_reader = EnvelopeLineReader();
    m_seen.clear();
    m_firstEpoch = newestEpoch;
}

void EventLines::take(const EnvelopeLineReader::Line &line, bool isLast)
{
    if (m_stopped)
        return;
    Result<EnvelopeLine> read =
        line.tooLong
            ? Result<EnvelopeLine>(fail(ErrorCode::Malformed, QStringLiteral("the line is too long")))
            : readEnvelope(line.bytes);
    if (!read && isLast) {
        tornLastLine = true;
        return;
    }
    if (!read) {
        ++unreadableCount;
        if (unreadable.size() < mostListed)
            unreadable.push_back({line.number, read.error().message});
        return;
    }
    if (read->epoch > std::numeric_limits<Epoch>::max() - m_firstEpoch) {
        ++unreadableCount;
        if (unreadable.size() < mostListed)
            unreadable.push_back({line.number, QStringLiteral("the epoch is too large")});
        return;
    }
    read->epoch = static_cast<Epoch>(read->epoch + m_firstEpoch);
    const auto verdict = m_seen.see(read->epoch, read->envelope.cursor, line.bytes);
    if (verdict == SeenCursors::Verdict::Duplicate) {
        ++duplicates;
        return;
    }
    if (verdict == SeenCursors::Verdict::Conflict)
        ++conflicts;
    newestEpoch = std::max(newestEpoch, read->epoch);
    m_stopped = !m_event(std::move(*read));
}

Result<void> ensureEventFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isFile())
        return fail(ErrorCode::NotFound,
                    QStringLiteral("%1 is not a regular file; the source - reads from a pipe").arg(path),
                    path);
    return {};
}

Result<void> readEventLines(const Request &request, EventLines &lines)
{
    if (request.type == SourceType::StandardInput)
        return readInput(lines);
    if (auto regular = ensureEventFile(request.source); !regular)
        return regular;
    QFile file(request.source);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        const ErrorCode code = !file.exists() ? ErrorCode::NotFound
                               : file.error() == QFileDevice::PermissionsError || !file.isReadable()
                                   ? ErrorCode::PermissionDenied
                                   : ErrorCode::Io;
        return fail(code, QStringLiteral("cannot open %1: %2").arg(request.source, file.errorString()),
                    request.source);
    }
    QByteArray block(1 << 18, Qt::Uninitialized);
    while (!lines.isStopped()) {
        const qint64 size = file.read(block.data(), block.size());
        if (size < 0)
            return fail(ErrorCode::NotFound,
                        QStringLiteral("cannot read %1: %2").arg(request.source, file.errorString()),
                        request.source);
        if (size == 0)
            break;
        lines.push({block.constData(), static_cast<std::size_t>(size)});
    }
    lines.finish();
    return {};
}

void MatchCollector::add(EnvelopeLine &&line)
{
    if (line.epoch > m_newestEpoch) {
        m_newestEpoch = line.epoch;
        m_latest = 0;
        if (m_afterSeq)
            m_kept.clear();
    }
    if (line.epoch == m_newestEpoch)
        m_latest = std::max(m_latest, line.envelope.cursor);
    if (m_limit == 0 ||
        (m_afterSeq && (line.epoch != m_newestEpoch || line.envelope.cursor <= *m_afterSeq)) ||
        !m_request.wants(line.envelope, line.epoch))
        return;
    const std::tuple key{line.epoch, line.envelope.cursor, m_added++};
    m_kept.emplace(key, std::move(line));
    if (m_kept.size() > m_limit)
        m_kept.erase(m_afterSeq ? std::prev(m_kept.end()) : m_kept.begin());
}

Result<std::vector<EnvelopeLine>> MatchCollector::take()
{
    if (m_afterSeq && m_limit > 0 && *m_afterSeq > m_latest)
        return fail(staleError(*m_afterSeq, m_latest));
    std::vector<EnvelopeLine> result;
    result.reserve(m_kept.size());
    for (auto &[key, line] : m_kept)
        result.push_back(std::move(line));
    m_kept.clear();
    return result;
}

int reportLines(const Request &request, const EventLines &lines)
{
    if (request.verbose && lines.tornLastLine)
        tell(QStringLiteral("%1: the last line has no end yet and was left out").arg(request.source));
    if (request.verbose && lines.duplicates > 0)
        tell(QStringLiteral("%1: %2 repeated events were dropped").arg(request.source).arg(lines.duplicates));
    if (lines.conflicts > 0)
        tell(QStringLiteral("%1: %2 events have a cursor that another event has too")
                 .arg(request.source)
                 .arg(lines.conflicts));
    if (lines.unreadableCount == 0)
        return Done;
    const EventLines::Unreadable &first = lines.unreadable.front();
    tell(QStringLiteral("%1: %2 lines could not be read, the first is line %3: %4")
             .arg(request.source)
             .arg(lines.unreadableCount)
             .arg(first.line)
             .arg(first.reason));
    return DamagedInput;
}

} // namespace mobwatch::cli
