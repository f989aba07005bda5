// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <cstdint>
#include <vector>

namespace mobwatch::ui {

/// How long events that arrived wait for the paint that shows them: from the moment the session has them to
/// the next paint of the table. Only while it is painted at all (a hidden window waits for nobody).
class PaintLatency final : public QObject
{
    Q_OBJECT
public:
    explicit PaintLatency(QObject *parent = nullptr);

    /// Begins anew. Both may go before this does.
    void watch(Session &session, QWidget *viewport);
    [[nodiscard]] std::int64_t lastMs() const;   ///< 0 = nothing was measured
    [[nodiscard]] std::int64_t medianMs() const; ///< of the newest 256

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QPointer<Session> m_session;
    QPointer<QObject> m_viewport;
    QElapsedTimer m_waiting; ///< valid while something waits for its paint
    std::vector<std::int64_t> m_samples;
    std::size_t m_next = 0;
    std::int64_t m_last = 0;
};

} // namespace mobwatch::ui
