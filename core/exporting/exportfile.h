// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <QSaveFile>
#include <QString>
#include <memory>
#include <string_view>

namespace mobwatch {

/// A file that is there whole or not at all: bytes go into a temporary file beside it, which takes its name
/// with commit(). Without commit() nothing is left.
class ExportFile final
{
public:
    enum class IfExists { Refuse, Replace };

    /// Errors: Exists, PermissionDenied, Io; `subject` is the path.
    [[nodiscard]] static Result<std::unique_ptr<ExportFile>> create(const QString &path, IfExists ifExists);

    [[nodiscard]] Result<void> write(std::string_view bytes);
    [[nodiscard]] Result<void> commit();

private:
    ExportFile(const QString &path, IfExists ifExists);
    [[nodiscard]] Error failure(ErrorCode code, const QString &what) const;

    QSaveFile m_file;
    IfExists m_ifExists;
};

} // namespace mobwatch
