// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/recordings.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>
#include <algorithm>
#include <optional>

#ifdef Q_OS_UNIX
#include <sys/file.h>
#endif

namespace mobwatch {

namespace {

constexpr int longestAddress = 180; // a file name has 255 bytes
const QString timeFormat = QStringLiteral("yyyyMMdd'T'HHmmss'Z'");

std::optional<RecordedFile> recordedFile(const QFileInfo &info)
{
    static const QRegularExpression name(QStringLiteral(R"(^(.+)--(\d{8}T\d{6}Z)(?:-\d+)?\.jsonl$)"));
    const QRegularExpressionMatch match = name.match(info.fileName());
    if (!match.hasMatch())
        return std::nullopt;
    QDateTime started = QDateTime::fromString(match.captured(2), timeFormat);
    if (!started.isValid())
        return std::nullopt;
    started.setTimeSpec(Qt::UTC);
    QByteArray address = match.captured(1).toLatin1();
    address.replace(',', ':').replace('+', '/');
    RecordedFile file;
    file.path = info.absoluteFilePath();
    file.address = QUrl::fromPercentEncoding(address);
    if (!file.address.startsWith(QLatin1String("https://")))
        file.address.prepend(QLatin1String("http://"));
    file.startedMs = static_cast<TimestampMs>(std::max<qint64>(0, started.toMSecsSinceEpoch()));
    file.changedMs = static_cast<TimestampMs>(std::max<qint64>(0, info.lastModified().toMSecsSinceEpoch()));
    file.bytes = info.size();
    QFile opened(file.path);
    file.isOpen = opened.open(QIODevice::ReadOnly) && !lockRecording(opened);
    return file;
}

} // namespace

QString recordingFileName(const ServerAddress &server, TimestampMs startedMs, int copy)
{
    QString address = server.text();
    if (address.startsWith(QLatin1String("http://")))
        address.remove(0, 7);
    QByteArray encoded = QUrl::toPercentEncoding(address, ":/");
    encoded.replace(':', ',').replace('/', '+');
    encoded.truncate(longestAddress);
    const QString time =
        QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(startedMs), Qt::UTC).toString(timeFormat);
    const QString number = copy > 1 ? QStringLiteral("-%1").arg(copy) : QString();
    return QStringLiteral("%1--%2%3.jsonl").arg(QString::fromLatin1(encoded), time, number);
}

bool lockRecording(const QFile &file, bool wait)
{
#ifdef Q_OS_UNIX
    return ::flock(file.handle(), wait ? LOCK_EX : LOCK_EX | LOCK_NB) == 0;
#else
    Q_UNUSED(file);
    Q_UNUSED(wait);
    return true; // a file that is open cannot be removed there
#endif
}

std::vector<RecordedFile> listRecordings(const QString &folder)
{
    std::vector<RecordedFile> files;
    const auto infos =
        QDir(folder).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files | QDir::NoSymLinks);
    for (const QFileInfo &info : infos) {
        if (auto file = recordedFile(info))
            files.push_back(std::move(*file));
    }
    std::sort(files.begin(), files.end(), [](const RecordedFile &a, const RecordedFile &b) {
        return a.startedMs != b.startedMs ? a.startedMs > b.startedMs : a.path > b.path;
    });
    return files;
}

RecordingCleanup cleanUpRecordings(const QString &folder, const RecordingRule &rule, TimestampMs nowMs)
{
    constexpr TimestampMs dayMs = 24ULL * 3600 * 1000;
    RecordingCleanup result;
    std::uint64_t total = 0;
    for (RecordedFile &file : listRecordings(folder)) {
        const auto bytes = static_cast<std::uint64_t>(file.bytes);
        const TimestampMs age = nowMs > file.changedMs ? nowMs - file.changedMs : 0;
        const bool tooOld = rule.maxDays > 0 && age > static_cast<TimestampMs>(rule.maxDays) * dayMs;
        const bool tooMuch = rule.maxBytes > 0 && total + bytes > rule.maxBytes;
        if (!file.isOpen && (tooOld || tooMuch) && removeRecording(file.path)) {
            result.removed.push_back(std::move(file));
            continue;
        }
        total += bytes;
        result.kept.push_back(std::move(file));
    }
    std::reverse(result.removed.begin(), result.removed.end());
    return result;
}

bool removeRecording(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !lockRecording(file))
        return false;
    return QFile::remove(path);
}

} // namespace mobwatch
