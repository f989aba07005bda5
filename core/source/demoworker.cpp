// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/demoworker.h"

namespace mobwatch {

void DemoWorker::begin(const SimulatorOptions &options)
{
    auto simulator = Simulator::open(options);
    if (!simulator)
        return m_news->failed(simulator.error());
    if (const auto history = (*simulator)->step(); !history)
        return m_news->failed(history.error());
    m_news->begun();
    m_driver = std::make_unique<SimulatorDriver>(std::move(*simulator));
    connect(m_driver.get(), &SimulatorDriver::finished, this, [this] {
        if (m_driver->error())
            m_news->failed(*m_driver->error());
    });
    m_driver->start();
}

} // namespace mobwatch
