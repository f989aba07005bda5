// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/ledgerfile.h"

#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <sys/stat.h>

namespace mobwatch {

namespace {

const QString walSuffix = QStringLiteral("-wal");

qint64 modifiedNs(const struct stat &info)
{
#ifdef Q_OS_DARWIN
    const timespec &time = info.st_mtimespec;
#else
    const timespec &time = info.st_mtim;
#endif
    return static_cast<qint64>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

Result<void> copyFile(const QString &from, const QString &to)
{
    QFile source(from);
    if (source.copy(to))
        return {};
    const bool denied = !QFileInfo(from).isReadable();
    return fail(denied ? ErrorCode::PermissionDenied : ErrorCode::Io, source.errorString(), from);
}

} // namespace

FileStamp fileStamp(const QString &path)
{
    struct stat info
    {
    };
    FileStamp stamp;
    if (::stat(QFile::encodeName(path).constData(), &info) != 0) {
        stamp.denied = errno == EACCES;
        return stamp;
    }
    stamp.exists = true;
    stamp.regular = S_ISREG(info.st_mode);
    stamp.device = info.st_dev;
    stamp.inode = info.st_ino;
    stamp.size = info.st_size;
    stamp.modifiedNs = modifiedNs(info);
    return stamp;
}

LedgerStamp ledgerStamp(const QString &path)
{
    return {fileStamp(path), fileStamp(path + walSuffix)};
}

Result<std::shared_ptr<const LedgerCopy>> LedgerCopy::make(const QString &path)
{
    std::shared_ptr<LedgerCopy> copy(new LedgerCopy);
    if (!copy->m_folder.isValid())
        return fail(ErrorCode::Io, copy->m_folder.errorString(), copy->m_folder.path());
    copy->m_path = copy->m_folder.filePath(QStringLiteral("ledger.db"));
    copy->m_original = ledgerStamp(path);
    if (auto done = copyFile(path, copy->m_path); !done)
        return fail(done.error());
    if (copy->m_original.wal.exists) {
        if (auto done = copyFile(path + walSuffix, copy->m_path + walSuffix); !done)
            return fail(done.error());
    }
    // The modes of the originals came along; SQLite wants to write its side files here.
    for (const QString &file : {copy->m_path, copy->m_path + walSuffix})
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    if (ledgerStamp(path) != copy->m_original)
        return fail(ErrorCode::Busy, QStringLiteral("the ledger changed while it was copied"), path);
    return std::shared_ptr<const LedgerCopy>(std::move(copy));
}

} // namespace mobwatch
