// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/recordings.h"

#include <QByteArray>
#include <QString>
#include <functional>
#include <vector>

namespace mobwatch::ui {

/// A certificate that is not trusted, but was accepted by the person for one server.
struct PinnedCertificate
{
    QString address;
    QByteArray sha256;
    friend bool operator==(const PinnedCertificate &, const PinnedCertificate &) = default;
};

/// What holds for all servers.
struct ServerSettings
{
    bool records = true;
    QString recordingFolder; ///< empty = the standard one
    RecordingRule recordings;
    std::vector<PinnedCertificate> certificates;
    friend bool operator==(const ServerSettings &, const ServerSettings &) = default;
};

/// What is on the disk now.
struct RecordingUse
{
    int files = 0;
    qint64 bytes = 0;
};

/// GUI thread.
struct ServerSettingsServices
{
    std::function<ServerSettings()> read;
    std::function<void(const ServerSettings &)> write; ///< cleans up by the new rule
    std::function<QString()> standardFolder;           ///< of recordings
    /// `done` comes later, and not after `context` is gone.
    std::function<void(QObject *context, std::function<void(const RecordingUse &)> done)> recordingUse;
};

} // namespace mobwatch::ui
