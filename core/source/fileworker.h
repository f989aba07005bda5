// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/envelopebatcher.h"
#include "core/source/filefeed.h"
#include "core/source/followedfile.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

class QFileSystemWatcher;

namespace mobwatch {

/// Reads and follows one event file on the thread it lives on.
class FileWorker final : public QObject
{
    Q_OBJECT
public:
    FileWorker(QString path, std::shared_ptr<FileFeed> feed, std::shared_ptr<FileGenerations> files,
               std::chrono::milliseconds pollEvery);
    ~FileWorker() override;

    void begin();
    /// Look at once: somebody asked for it, or there is room in the feed again.
    void wake();

private:
    void look();
    void lookSoon();
    void watch();
    void onMissing(const Error &error);
    [[nodiscard]] bool settleFile(const FileIdentity &identity);
    [[nodiscard]] bool startOn(const FileIdentity &identity);
    enum class Reading : std::uint8_t { More, AtEnd, WrittenOver, Failed };
    [[nodiscard]] Reading readSome();
    [[nodiscard]] bool tailIsSame();
    void takeIn(std::string_view bytes);
    void announce(SourceState state, Error error = {}, double progress = 0);

    const QString m_path;
    const std::shared_ptr<FileFeed> m_feed;
    const std::shared_ptr<FileGenerations> m_files;
    const std::chrono::milliseconds m_pollEvery;

    std::unique_ptr<QFileSystemWatcher> m_watcher;
    std::unique_ptr<QTimer> m_poll, m_soon;
    QElapsedTimer m_lastLook;

    std::shared_ptr<FollowedFile> m_file; ///< null until there is one
    FileIdentity m_identity;              ///< as of the last complete reading
    std::optional<EnvelopeLineReader> m_lines;
    EnvelopeBatcher m_batcher;
    std::string m_tail; ///< the last bytes read: they prove that a grown file was not written over
    bool m_begunBefore = false;
    bool m_isLive = false; ///< the end was reached once, or the file was not there at first
    bool m_isFirstBatch = true;
    bool m_deletionTold = false;
    bool m_isNoEventFile = false; ///< looked at again only when asked to
};

} // namespace mobwatch
