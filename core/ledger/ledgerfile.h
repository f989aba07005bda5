// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <QString>
#include <QTemporaryDir>
#include <QtGlobal>
#include <memory>

namespace mobwatch {

/// What the file system says about one file, without opening it: closing a plain handle would drop the locks
/// that SQLite holds in this process.
struct FileStamp
{
    bool exists = false;
    bool regular = false;
    bool denied = false; ///< a folder on the way may not be entered
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 modifiedNs = 0;

    /// Another file under the same name (or none).
    [[nodiscard]] bool sameFile(const FileStamp &other) const
    {
        return exists && other.exists && device == other.device && inode == other.inode;
    }
    friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

[[nodiscard]] FileStamp fileStamp(const QString &path);

/// A ledger's main file and its write-ahead log at one moment; differs after every append.
struct LedgerStamp
{
    FileStamp main;
    FileStamp wal;
    friend bool operator==(const LedgerStamp &, const LedgerStamp &) = default;
};

[[nodiscard]] LedgerStamp ledgerStamp(const QString &path);

/// A copy of a ledger at rest in a folder of ours that only its owner can enter; removed with the object.
class LedgerCopy final
{
public:
    /// Copies the file and its -wal. Only for a ledger that SQLite cannot open in place: it opens the files
    /// by plain handles. Errors: PermissionDenied, Busy (it changed while it was copied), Io.
    [[nodiscard]] static Result<std::shared_ptr<const LedgerCopy>> make(const QString &path);
    [[nodiscard]] QString path() const { return m_path; }
    /// What the original looked like when it was copied.
    [[nodiscard]] const LedgerStamp &original() const { return m_original; }

private:
    LedgerCopy() = default;
    QTemporaryDir m_folder;
    QString m_path;
    LedgerStamp m_original;
};

} // namespace mobwatch
