// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/exporting/exportfile.h"

#include <QFileInfo>

namespace mobwatch {

namespace {

// Also a link that leads nowhere is something that stands there.
bool isTaken(const QString &path)
{
    const QFileInfo info(path);
    return info.exists() || info.isSymLink();
}

} // namespace

ExportFile::ExportFile(const QString &path, IfExists ifExists)
    : m_file(path)
    , m_ifExists(ifExists)
{
}

Error ExportFile::failure(ErrorCode code, const QString &what) const
{
    return Error{code, what, m_file.fileName(), -1, {}};
}

Result<std::unique_ptr<ExportFile>> ExportFile::create(const QString &path, IfExists ifExists)
{
    std::unique_ptr<ExportFile> file(new ExportFile(path, ifExists));
    if (ifExists == IfExists::Refuse && isTaken(path))
        return fail(file->failure(ErrorCode::Exists, QStringLiteral("%1 exists already").arg(path)));
    if (!file->m_file.open(QIODevice::WriteOnly)) {
        const bool denied = file->m_file.error() == QFileDevice::PermissionsError;
        return fail(
            file->failure(denied ? ErrorCode::PermissionDenied : ErrorCode::Io,
                          QStringLiteral("cannot write %1: %2").arg(path, file->m_file.errorString())));
    }
    return file;
}

Result<void> ExportFile::write(std::string_view bytes)
{
    if (m_file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size()))
        return fail(
            failure(ErrorCode::Io,
                    QStringLiteral("cannot write %1: %2").arg(m_file.fileName(), m_file.errorString())));
    return {};
}

Result<void> ExportFile::commit()
{
    // Somebody may have put a file there while this one was being written.
    if (m_ifExists == IfExists::Refuse && isTaken(m_file.fileName())) {
        m_file.cancelWriting();
        return fail(failure(ErrorCode::Exists, QStringLiteral("%1 exists already").arg(m_file.fileName())));
    }
    if (!m_file.commit())
        return fail(
            failure(ErrorCode::Io,
                    QStringLiteral("cannot write %1: %2").arg(m_file.fileName(), m_file.errorString())));
    return {};
}

} // namespace mobwatch
