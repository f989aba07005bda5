// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/simulator/simulator.h"

#include <QObject>
#include <memory>
#include <mutex>
#include <optional>

namespace mobwatch {

/// What the writing thread has to tell. Any thread.
class DemoNews final : public QObject
{
    Q_OBJECT
public:
    void begun()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_hasBegun = true;
        }
        Q_EMIT rung();
    }
    void failed(const Error &error)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_error = error;
        }
        Q_EMIT rung();
    }
    [[nodiscard]] bool hasBegun() const
    {
        const std::lock_guard lock(m_mutex);
        return m_hasBegun;
    }
    [[nodiscard]] std::optional<Error> error() const
    {
        const std::lock_guard lock(m_mutex);
        return m_error;
    }

Q_SIGNALS:
    void rung();

private:
    mutable std::mutex m_mutex;
    bool m_hasBegun = false;
    std::optional<Error> m_error;
};

/// Lives on the writing thread.
class DemoWorker final : public QObject
{
    Q_OBJECT
public:
    explicit DemoWorker(std::shared_ptr<DemoNews> news)
        : m_news(std::move(news))
    {
    }

    void begin(const SimulatorOptions &options);

private:
    std::shared_ptr<DemoNews> m_news;
    std::unique_ptr<SimulatorDriver> m_driver;
};

} // namespace mobwatch
