// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"

#include <QObject>
#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

namespace mobwatch {

/// What waits between the thread that reads an event file and the GUI thread. Any thread.
class FileFeed final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::size_t maxBatches = 8;

    /// The reader stops when it is full; it is told to go on when batches were taken.
    [[nodiscard]] bool isFull() const
    {
        const std::lock_guard lock(m_mutex);
        return m_batches.size() >= maxBatches;
    }
    void deliver(std::vector<EventBatchPtr> batches)
    {
        if (batches.empty())
            return;
        {
            const std::lock_guard lock(m_mutex);
            for (EventBatchPtr &batch : batches)
                m_batches.push_back(std::move(batch));
        }
        Q_EMIT rung();
    }
    void deliver(const Seam &seam)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_seams.push_back(seam);
            m_stateChanged = true;
        }
        Q_EMIT rung();
    }
    void deliver(const SourceStatus &status)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_status == status)
                return;
            m_status = status;
            m_stateChanged = true;
        }
        Q_EMIT rung();
    }

    [[nodiscard]] std::vector<EventBatchPtr> takeBatches()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_batches, {});
    }
    [[nodiscard]] std::vector<Seam> takeSeams()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_seams, {});
    }
    [[nodiscard]] SourceStatus status() const
    {
        const std::lock_guard lock(m_mutex);
        return m_status;
    }
    [[nodiscard]] bool hasBatches() const
    {
        const std::lock_guard lock(m_mutex);
        return !m_batches.empty();
    }
    [[nodiscard]] bool takeStateChanged()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_stateChanged, false);
    }

Q_SIGNALS:
    void rung();

private:
    mutable std::mutex m_mutex;
    std::vector<EventBatchPtr> m_batches;
    std::vector<Seam> m_seams;
    SourceStatus m_status;
    bool m_stateChanged = false;
};

} // namespace mobwatch
