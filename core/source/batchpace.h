// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <chrono>
#include <functional>
#include <utility>

namespace mobwatch {

/// Tells of batches at once when it was quiet, else at most once a frame. One thread.
class BatchPace final
{
public:
    static constexpr std::chrono::milliseconds frame{33};

    explicit BatchPace(std::function<void()> how)
        : m_tell(std::move(how))
    {
        m_timer.setSingleShot(true);
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { tell(); });
    }
    Q_DISABLE_COPY_MOVE(BatchPace)
    ~BatchPace() = default;

    void ring()
    {
        if (m_timer.isActive())
            return;
        const qint64 since = m_last.isValid() ? m_last.elapsed() : frame.count();
        if (since >= frame.count())
            tell();
        else
            m_timer.start(static_cast<int>(frame.count() - since));
    }
    /// What would come later comes now.
    void flush()
    {
        if (m_timer.isActive())
            tell();
    }

private:
    void tell()
    {
        m_timer.stop();
        m_last.start();
        m_tell();
    }

    std::function<void()> m_tell;
    QTimer m_timer;
    QElapsedTimer m_last;
};

} // namespace mobwatch
