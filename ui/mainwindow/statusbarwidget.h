// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "ui/looks/looks.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QProgressBar;

namespace mobwatch::ui {

class StatusSegment;

/// The line at the bottom of the window: state, address, cursor, age of the last event, rate; what could not
/// be read or is missing; memory. Ages move once a second.
class StatusBarWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusBarWidget(const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    void setSession(Session *session);
    void refresh();
    /// Something that goes on in the background, with a click that ends it; empty = nothing.
    void setActivity(const QString &text);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void stateClicked(); ///< of a server
    void unreadableClicked();
    void gapsClicked();
    void activityClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    StatusSegment *addSegment(const QString &name, bool clickable);
    void refreshSource();
    /// Nothing came from a server for too long, or it is away.
    [[nodiscard]] bool isStale(const SourceStatus &status, TimestampMs now);
    void refreshCounts();
    void showCount(StatusSegment *segment, std::uint64_t count, const QString &text, const QString &icon);
    void showMemory();
    void fitSegments();

    Looks m_looks;
    QPointer<Session> m_session;
    StatusSegment *m_state;
    QProgressBar *m_progress;
    StatusSegment *m_address;
    StatusSegment *m_cursor;
    StatusSegment *m_age;
    StatusSegment *m_rate;
    StatusSegment *m_activity;
    StatusSegment *m_unreadable;
    StatusSegment *m_gaps;
    StatusSegment *m_duplicates;
    StatusSegment *m_memory;
    QTimer m_second;
    std::uint64_t m_bytes = 0; ///< of a server, and since when there are no more
    TimestampMs m_bytesAtMs = 0;
};

} // namespace mobwatch::ui
