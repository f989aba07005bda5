// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/recordingshelf.h"

#include <QPointer>
#include <memory>

namespace mobwatch {

RecordingShelf::RecordingShelf(QObject *parent)
    : QObject(parent)
    , m_thread("mw-recordings")
{
    m_thread.start([] { return std::make_unique<QObject>(); });
}

RecordingShelf::~RecordingShelf()
{
    m_thread.stop();
}

void RecordingShelf::list(QObject *context, const QString &folder,
                          std::function<void(const std::vector<RecordedFile> &)> done)
{
    // What belongs to this thread waits here: a QPointer may not be touched by another.
    const auto answer = std::make_shared<std::function<void(const std::vector<RecordedFile> &)>>(
        [alive = QPointer<QObject>(context), done = std::move(done)](const std::vector<RecordedFile> &files) {
            if (alive)
                done(files);
        });
    m_thread.post([this, folder, answer](QObject &) mutable {
        m_answers.post([files = listRecordings(folder), answer = std::move(answer)] { (*answer)(files); });
    });
}

void RecordingShelf::cleanUp(const QString &folder, const RecordingRule &rule)
{
    m_thread.post([folder, rule](QObject &) { cleanUpRecordings(folder, rule, currentTimeMs()); });
}

} // namespace mobwatch
