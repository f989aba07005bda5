// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/paintlatency.h"

#include <QEvent>
#include <QWidget>
#include <algorithm>

namespace mobwatch::ui {

namespace {
constexpr std::size_t sampleCount = 256;
}

PaintLatency::PaintLatency(QObject *parent)
    : QObject(parent)
{
}

void PaintLatency::watch(Session &session, QWidget *viewport)
{
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    if (m_viewport)
        m_viewport->removeEventFilter(this);
    m_session = &session;
    m_viewport = viewport;
    m_samples.clear();
    m_next = 0;
    m_last = 0;
    m_waiting.invalidate();
    viewport->installEventFilter(this);
    connect(&session, &Session::eventsAppended, this, [this, viewport] {
        const bool live = m_session->status().state == SourceState::Live;
        if (live && !m_session->isHeld() && !m_waiting.isValid() && viewport->isVisible())
            m_waiting.start();
    });
}

bool PaintLatency::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_viewport && event->type() == QEvent::Paint && m_waiting.isValid()) {
        m_last = std::max<std::int64_t>(1, m_waiting.elapsed()); // 0 means that nothing was measured
        m_waiting.invalidate();
        if (m_samples.size() < sampleCount)
            m_samples.push_back(m_last);
        else
            m_samples[m_next++ % sampleCount] = m_last;
    }
    return QObject::eventFilter(watched, event);
}

std::int64_t PaintLatency::lastMs() const
{
    return m_last;
}

std::int64_t PaintLatency::medianMs() const
{
    if (m_samples.empty())
        return 0;
    std::vector<std::int64_t> sorted = m_samples;
    const auto middle = sorted.begin() + std::ptrdiff_t(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
}

} // namespace mobwatch::ui
