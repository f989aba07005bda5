// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/support/result.h"

#include <QFile>
#include <QString>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mobwatch {

/// What tells one file from another at the same path, and whether it was touched.
struct FileIdentity
{
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    qint64 size = 0;
    qint64 modifiedNs = 0;
    /// NotFound, PermissionDenied, Io (a folder, ...).
    [[nodiscard]] static Result<FileIdentity> of(const QString &path);
    [[nodiscard]] bool isSameFile(const FileIdentity &other) const
    {
        return device == other.device && inode == other.inode;
    }
    friend bool operator==(const FileIdentity &, const FileIdentity &) = default;
};

/// An open event file. Stays readable when another file takes its place. Any thread.
class FollowedFile final
{
public:
    [[nodiscard]] static Result<std::shared_ptr<FollowedFile>> open(const QString &path);
    /// Up to `size` bytes; fewer at the end.
    [[nodiscard]] Result<std::string> read(std::uint64_t offset, std::uint64_t size) const;

private:
    mutable std::mutex m_mutex;
    mutable QFile m_file;
};

/// The files that one source has read so far, by the first epoch of each. Any thread.
class FileGenerations final
{
public:
    void add(Epoch firstEpoch, std::shared_ptr<const FollowedFile> file);
    [[nodiscard]] std::shared_ptr<const FollowedFile> of(Epoch epoch) const;

private:
    mutable std::mutex m_mutex;
    std::map<Epoch, std::shared_ptr<const FollowedFile>> m_files;
};

/// Payloads of an event file, by where their line stands.
class FilePayloads final : public PayloadAccess
{
public:
    explicit FilePayloads(std::shared_ptr<const FileGenerations> files);
    [[nodiscard]] std::unique_ptr<PayloadReader> makeReader() const override;

private:
    std::shared_ptr<const FileGenerations> m_files;
};

} // namespace mobwatch
