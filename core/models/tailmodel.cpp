// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/tailmodel.h"

#include <QThread>
#include <algorithm>

namespace mobwatch {

TailModel::TailModel(const EventStore &store, EventHub &hub, FilterIndex &matches, QObject *parent)
    : QAbstractListModel(parent)
    , m_store(store)
    , m_matches(matches)
    , m_subscription(hub.subscribe())
{
    connect(&matches, &FilterIndex::reset, this, &TailModel::forgetOthers);
    connect(&matches, &FilterIndex::searchChanged, this, &TailModel::retryUndecided);
}

TailModel::~TailModel() = default;

int TailModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size());
}

QVariant TailModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_lines[std::size_t(index.row())];
    switch (role) {
    case LineRole:
        return int(line.missed > 0 ? LineKind::Missed : LineKind::Event);
    case RowRole:
        return toNumber(line.row);
    case MissedRole:
        return qulonglong(line.missed);
    default:
        return {};
    }
}

TailModel::LineKind TailModel::lineKind(int line) const
{
    return missed(line) > 0 ? LineKind::Missed : LineKind::Event;
}

RowIndex TailModel::eventRow(int line) const
{
    return m_lines[std::size_t(line)].row;
}

std::uint64_t TailModel::missed(int line) const
{
    return m_lines[std::size_t(line)].missed;
}

void TailModel::takeArrived()
{
    Q_ASSERT(QThread::currentThread() == thread());
    std::vector<Line> lines;
    collect(lines);
    if (m_onlyMatching)
        keepMatching(lines);
    if (lines.empty())
        return;
    if (m_paused)
        hold(lines);
    else
        append(std::move(lines));
}

void TailModel::collect(std::vector<Line> &lines)
{
    const EventHub::Subscription::Received received = m_subscription->take();
    if (received.lagged > 0) {
        // Live rows are neighbours in the store, so what was missed stands before the first that was not.
        const std::uint32_t behind =
            received.rows.empty() ? m_store.rowCount() : toNumber(received.rows.front());
        const auto first = std::uint32_t(behind - std::min<std::uint64_t>(behind, received.lagged));
        lines.push_back({rowIndex(first), received.lagged});
    }
    for (const RowIndex row : received.rows)
        lines.push_back({row, 0});
}

void TailModel::keepMatching(std::vector<Line> &lines)
{
    const bool searching = m_matches.isSearching();
    std::erase_if(lines, [&](const Line &line) {
        if (line.missed > 0 || m_matches.matches(line.row))
            return false;
        if (searching)
            m_undecided.push_back(line.row);
        return true;
    });
    if (m_undecided.size() > std::size_t(capacity))
        m_undecided.erase(m_undecided.begin(), m_undecided.end() - capacity);
}

void TailModel::append(std::vector<Line> lines)
{
    if (lines.size() > std::size_t(capacity)) {
        const std::size_t cut = lines.size() - std::size_t(capacity) + 1;
        std::uint64_t lost = 0;
        for (std::size_t i = 0; i < cut; ++i)
            lost += std::max<std::uint64_t>(1, lines[i].missed);
        lines.erase(lines.begin() + 1, lines.begin() + qsizetype(cut));
        lines.front().missed = lost;
    }
    const int excess = int(m_lines.size() + lines.size()) - capacity;
    if (excess > 0) {
        beginRemoveRows({}, 0, excess - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + excess);
        endRemoveRows();
    }
    const int first = int(m_lines.size());
    beginInsertRows({}, first, first + int(lines.size()) - 1);
    m_lines.insert(m_lines.end(), lines.begin(), lines.end());
    endInsertRows();
}

void TailModel::hold(const std::vector<Line> &lines)
{
    for (const Line &line : lines)
        m_arrivedWhilePaused += std::max<std::uint64_t>(1, line.missed);
    m_waiting.insert(m_waiting.end(), lines.begin(), lines.end());
    // One line less than the capacity: the line that tells what was dropped needs a place too.
    while (m_waiting.size() >= std::size_t(capacity)) {
        m_droppedWhilePaused += std::max<std::uint64_t>(1, m_waiting.front().missed);
        m_waiting.pop_front();
    }
    Q_EMIT pausedChanged();
}

void TailModel::clear()
{
    m_undecided.clear();
    if (m_lines.empty())
        return;
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

void TailModel::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    takeArrived();
    m_paused = paused;
    std::vector<Line> lines;
    if (!paused) {
        if (m_droppedWhilePaused > 0) {
            const std::uint32_t behind = toNumber(m_waiting.front().row);
            const auto first = std::uint32_t(behind - std::min<std::uint64_t>(behind, m_droppedWhilePaused));
            lines.push_back({rowIndex(first), m_droppedWhilePaused});
        }
        lines.insert(lines.end(), m_waiting.begin(), m_waiting.end());
    }
    m_waiting.clear();
    m_droppedWhilePaused = 0;
    m_arrivedWhilePaused = 0;
    if (!lines.empty())
        append(std::move(lines));
    Q_EMIT pausedChanged();
}

void TailModel::setOnlyMatching(bool only)
{
    if (only == m_onlyMatching)
        return;
    takeArrived();
    m_onlyMatching = only;
    m_undecided.clear();
    forgetOthers();
}

void TailModel::forgetOthers()
{
    m_undecided.clear();
    const auto isOther = [this](const Line &line) {
        return line.missed == 0 && !m_matches.matches(line.row);
    };
    if (!m_onlyMatching || std::none_of(m_lines.begin(), m_lines.end(), isOther))
        return;
    beginResetModel();
    if (m_matches.isSearching()) {
        for (const Line &line : m_lines) {
            if (isOther(line))
                m_undecided.push_back(line.row);
        }
    }
    std::erase_if(m_lines, isOther);
    endResetModel();
}

void TailModel::retryUndecided()
{
    if (m_matches.isSearching() || m_undecided.empty())
        return;
    std::vector<Line> lines;
    for (const RowIndex row : m_undecided) {
        if (m_matches.matches(row))
            lines.push_back({row, 0});
    }
    m_undecided.clear();
    if (lines.empty())
        return;
    if (m_paused)
        hold(lines);
    else
        append(std::move(lines));
}

} // namespace mobwatch
