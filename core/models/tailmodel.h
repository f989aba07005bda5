// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filterindex.h"
#include "core/hub/eventhub.h"
#include "core/store/eventstore.h"

#include <QAbstractListModel>
#include <deque>
#include <memory>
#include <vector>

namespace mobwatch {

/// What is arriving right now, from the bounded broadcast: at most `capacity` lines, the oldest go first.
/// What is lost on the way (the broadcast lagged, a long pause) is a line of its own that says how much. GUI
/// thread.
class TailModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr int capacity = 2000;

    enum Role {
        LineRole = Qt::UserRole, ///< LineKind
        RowRole,                 ///< quint32, the store row; of a lag line the first event it stands for
        MissedRole,              ///< quint64, of a lag line
    };
    enum class LineKind : std::uint8_t { Event, Missed };

    /// `store`, `hub` and `matches` outlive this.
    TailModel(const EventStore &store, EventHub &hub, FilterIndex &matches, QObject *parent = nullptr);
    ~TailModel() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    [[nodiscard]] LineKind lineKind(int line) const;
    [[nodiscard]] RowIndex eventRow(int line) const;
    [[nodiscard]] std::uint64_t missed(int line) const;

    /// Takes what the hub has; one removal at the front and one insertion at the end at most.
    void takeArrived();
    void clear();

    void setPaused(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused; }
    /// Arrived since the pause began (of those that match, where only these are shown).
    [[nodiscard]] std::uint64_t arrivedWhilePaused() const { return m_arrivedWhilePaused; }

    /// Only what matches the filter in force: lines that do not match go, later ones are left out.
    void setOnlyMatching(bool only);
    [[nodiscard]] bool isOnlyMatching() const { return m_onlyMatching; }

Q_SIGNALS:
    void pausedChanged(); ///< the pause, or the count of what arrived meanwhile

private:
    struct Line
    {
        RowIndex row{};
        std::uint64_t missed = 0; ///< 0 = an event
    };

    void collect(std::vector<Line> &lines);
    void keepMatching(std::vector<Line> &lines);
    void append(std::vector<Line> lines);
    void hold(const std::vector<Line> &lines);
    void forgetOthers();
    void retryUndecided();

    const EventStore &m_store;
    FilterIndex &m_matches;
    std::unique_ptr<EventHub::Subscription> m_subscription;
    std::deque<Line> m_lines;
    std::deque<Line> m_waiting;        ///< arrived while paused; bounded like the lines
    std::vector<RowIndex> m_undecided; ///< their payloads are still being searched
    std::uint64_t m_droppedWhilePaused = 0;
    std::uint64_t m_arrivedWhilePaused = 0;
    bool m_paused = false;
    bool m_onlyMatching = false;
};

} // namespace mobwatch
