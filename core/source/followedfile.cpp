// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/followedfile.h"

#include "core/event/envelopejson.h"
#include "core/source/envelopebatcher.h"

#include <QDateTime>
#include <QFileInfo>
#include <algorithm>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

namespace mobwatch {

namespace {

class FilePayloadReader final : public PayloadReader
{
public:
    explicit FilePayloadReader(std::shared_ptr<const FileGenerations> files)
        : m_files(std::move(files))
    {
    }

    Result<std::string> read(const PayloadKey &key) override
    {
        const std::shared_ptr<const FollowedFile> file = m_files->of(key.epoch);
        if (!file)
            return fail(ErrorCode::NotFound, QStringLiteral("no file of epoch %1 was read").arg(key.epoch));
        const EnvelopeBatcher::Place place = EnvelopeBatcher::place(key.locator);
        auto bytes = file->read(place.offset, place.size);
        if (!bytes)
            return fail(bytes.error());
        bytes->resize(std::min(bytes->find('\n'), bytes->size()));
        auto line = readEnvelope(*bytes);
        // A file that was written over holds something else at this place.
        if (!line || line->envelope.cursor != key.cursor || line->envelope.timestampMs != key.timestampMs)
            return fail(ErrorCode::Gone,
                        QStringLiteral("the file was written over; this event is no longer in it"));
        return std::move(line->envelope.data);
    }

private:
    std::shared_ptr<const FileGenerations> m_files;
};

} // namespace

Result<FileIdentity> FileIdentity::of(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, QStringLiteral("%1 does not exist").arg(path), path);
    if (info.isDir())
        return fail(ErrorCode::Io, QStringLiteral("%1 is a folder, not an event file").arg(path), path);
    if (!info.isReadable())
        return fail(ErrorCode::PermissionDenied, QStringLiteral("%1 may not be read").arg(path), path);
    FileIdentity identity;
    identity.size = info.size();
    identity.modifiedNs = info.lastModified().toMSecsSinceEpoch() * 1'000'000;
#ifdef Q_OS_UNIX
    struct stat status
    {
    };
    if (::stat(QFile::encodeName(path).constData(), &status) == 0) {
        identity.device = status.st_dev;
        identity.inode = status.st_ino;
        identity.size = status.st_size;
#ifdef Q_OS_LINUX
        identity.modifiedNs = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec;
#endif
    }
#endif
    return identity;
}

Result<std::shared_ptr<FollowedFile>> FollowedFile::open(const QString &path)
{
    auto file = std::make_shared<FollowedFile>();
    file->m_file.setFileName(path);
    if (!file->m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        const bool missing = !QFileInfo::exists(path);
        return fail(missing ? ErrorCode::NotFound : ErrorCode::Io,
                    QStringLiteral("%1 cannot be opened: %2").arg(path, file->m_file.errorString()), path);
    }
    return file;
}

Result<std::string> FollowedFile::read(std::uint64_t offset, std::uint64_t size) const
{
    const std::lock_guard lock(m_mutex);
    std::string bytes(size, '\0');
    qint64 got = -1;
    if (m_file.seek(static_cast<qint64>(offset)))
        got = m_file.read(bytes.data(), static_cast<qint64>(size));
    if (got < 0)
        return fail(ErrorCode::Io, m_file.errorString(), m_file.fileName());
    bytes.resize(static_cast<std::size_t>(got));
    return bytes;
}

void FileGenerations::add(Epoch firstEpoch, std::shared_ptr<const FollowedFile> file)
{
    const std::lock_guard lock(m_mutex);
    m_files[firstEpoch] = std::move(file);
}

std::shared_ptr<const FollowedFile> FileGenerations::of(Epoch epoch) const
{
    const std::lock_guard lock(m_mutex);
    const auto after = m_files.upper_bound(epoch);
    return after == m_files.begin() ? nullptr : std::prev(after)->second;
}

FilePayloads::FilePayloads(std::shared_ptr<const FileGenerations> files)
    : m_files(std::move(files))
{
}

std::unique_ptr<PayloadReader> FilePayloads::makeReader() const
{
    return std::make_unique<FilePayloadReader>(m_files);
}

} // namespace mobwatch
