// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/eventtablemodel.h"

#include <QThread>
#include <algorithm>
#include <string_view>

namespace mobwatch {

namespace {

constexpr int frameMs = 33;

std::optional<TextColumn> textColumn(int column)
{
    switch (column) {
    case EventTableModel::KindColumn:
        return TextColumn::Kind;
    case EventTableModel::MobColumn:
        return TextColumn::Mob;
    case EventTableModel::RunColumn:
        return TextColumn::Run;
    case EventTableModel::StepColumn:
        return TextColumn::Step;
    case EventTableModel::AgentColumn:
        return TextColumn::Agent;
    default:
        return std::nullopt;
    }
}

/// std::nullopt for the order of the ledger itself.
std::optional<SortKey> sortKey(int column)
{
    switch (column) {
    case EventTableModel::MarkColumn:
        return SortKey::Severity;
    case EventTableModel::TimeColumn:
        return SortKey::Time;
    case EventTableModel::KindColumn:
        return SortKey::Kind;
    case EventTableModel::MobColumn:
        return SortKey::Mob;
    case EventTableModel::RunColumn:
        return SortKey::Run;
    case EventTableModel::StepColumn:
        return SortKey::Step;
    case EventTableModel::AgentColumn:
        return SortKey::Agent;
    case EventTableModel::DeltaColumn:
        return SortKey::Delta;
    case EventTableModel::EpochColumn:
        return SortKey::EpochNumber;
    case EventTableModel::LabelsColumn:
        return SortKey::Labels;
    default:
        return std::nullopt;
    }
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString labelText(const LabelMap &mob, const LabelMap &run)
{
    QStringList parts;
    for (const auto &[key, value] : run)
        parts << toQString(key) + u'=' + toQString(value);
    for (const auto &[key, value] : mob)
        if (!run.contains(key))
            parts << toQString(key) + u'=' + toQString(value);
    return parts.join(u' ');
}

} // namespace

EventTableModel::EventTableModel(const EventStore &store, FilterIndex &matches, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_matches(matches)
    , m_rowsInLedgerOrder(matches.size())
{
    m_mergeTimer.setSingleShot(true);
    m_mergeTimer.setInterval(frameMs);
    connect(&m_mergeTimer, &QTimer::timeout, this, &EventTableModel::mergePending);
    connectMatches();
}

EventTableModel::~EventTableModel() = default;

void EventTableModel::connectMatches()
{
    connect(&m_matches, &FilterIndex::aboutToInsert, this, &EventTableModel::beginInsert);
    connect(&m_matches, &FilterIndex::inserted, this, &EventTableModel::endInsert);
    connect(&m_matches, &FilterIndex::aboutToReset, this, [this] { beginResetModel(); });
    connect(&m_matches, &FilterIndex::reset, this, [this] {
        m_pending.clear();
        m_rowsInLedgerOrder = m_matches.size();
        if (m_sorted)
            m_sorted->rebuild();
        placeSeams();
        endResetModel();
    });
}

int EventTableModel::mirrored(int row) const
{
    return m_sortOrder == Qt::AscendingOrder ? row : rowCount() - 1 - row;
}

int EventTableModel::rowOfPosition(std::uint32_t position) const
{
    const auto before =
        std::upper_bound(m_seamPlaces.begin(), m_seamPlaces.end(), position) - m_seamPlaces.begin();
    return static_cast<int>(position + static_cast<std::uint32_t>(before));
}

std::optional<RowIndex> EventTableModel::eventAt(int row) const
{
    Q_ASSERT(QThread::currentThread() == thread());
    if (row < 0 || row >= rowCount() || seamAt(row))
        return std::nullopt;
    const int straight = mirrored(row);
    if (m_sorted)
        return m_sorted->at(static_cast<std::uint32_t>(straight));
    std::uint32_t before = 0;
    while (before < m_seamPlaces.size() &&
           m_seamPlaces[before] + before < static_cast<std::uint32_t>(straight))
        ++before;
    return m_matches.rowAt(static_cast<std::uint32_t>(straight) - before);
}

const Seam *EventTableModel::seamAt(int row) const
{
    if (m_sorted || row < 0 || row >= rowCount())
        return nullptr;
    const int straight = mirrored(row);
    for (std::size_t i = 0; i < m_seamPlaces.size(); ++i)
        if (m_seamPlaces[i] + i == static_cast<std::size_t>(straight))
            return &m_seams[i];
    return nullptr;
}

int EventTableModel::rowOfSeam(std::size_t index) const
{
    if (m_sorted || index >= m_seams.size())
        return -1;
    return mirrored(static_cast<int>(m_seamPlaces[index] + index));
}

int EventTableModel::rowOf(RowIndex event) const
{
    if (m_sorted) {
        const auto position = m_matches.matches(event) ? m_sorted->positionOf(event) : std::nullopt;
        return position ? mirrored(static_cast<int>(*position)) : -1;
    }
    const auto position = m_matches.positionOf(event);
    return position && *position < m_rowsInLedgerOrder ? mirrored(rowOfPosition(*position)) : -1;
}

int EventTableModel::nearestRowOf(RowIndex event) const
{
    if (const int exact = rowOf(event); exact >= 0)
        return exact;
    const std::uint32_t size = m_matches.size();
    if (size == 0)
        return -1;
    const std::uint32_t behind = m_matches.lowerBound(event);
    if (behind == size)
        return rowOf(m_matches.rowAt(size - 1));
    if (behind == 0)
        return rowOf(m_matches.rowAt(0));
    const RowIndex after = m_matches.rowAt(behind);
    const RowIndex before = m_matches.rowAt(behind - 1);
    const std::uint32_t place = m_store.positionOf(event);
    return rowOf(m_store.positionOf(after) - place <= place - m_store.positionOf(before) ? after : before);
}

std::optional<std::int64_t> EventTableModel::deltaMs(RowIndex event) const
{
    const std::uint32_t position = m_store.positionOf(event);
    if (position == 0)
        return std::nullopt;
    return static_cast<std::int64_t>(m_store.timestampMs(event)) -
           static_cast<std::int64_t>(m_store.timestampMs(m_store.rowAt(position - 1)));
}

std::uint32_t EventTableModel::eventCount() const
{
    return m_sorted ? m_sorted->size() : m_rowsInLedgerOrder;
}

bool EventTableModel::isAppending() const
{
    return !m_sorted && m_sortOrder == Qt::AscendingOrder;
}

bool EventTableModel::isSortable(int column)
{
    return column == CursorColumn || sortKey(column).has_value();
}

int EventTableModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return static_cast<int>(m_sorted ? m_sorted->size() : m_rowsInLedgerOrder + m_seams.size());
}

int EventTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (const Seam *seam = seamAt(index.row()))
        return role == SeamRole ? QVariant(static_cast<int>(seam->reason)) : QVariant();
    const auto event = eventAt(index.row());
    if (!event)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return displayed(*event, index.column());
    case RowIndexRole:
        return toNumber(*event);
    case SeverityRole:
        return static_cast<int>(m_store.severity(*event));
    case CategoryRole:
        return static_cast<int>(m_store.category(*event));
    case TextIdRole:
        if (const auto column = textColumn(index.column()))
            return m_store.textId(*column, *event);
        return {};
    default:
        return {};
    }
}

Qt::ItemFlags EventTableModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || seamAt(index.row()))
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren;
}

QVariant EventTableModel::displayed(RowIndex event, int column) const
{
    if (const auto text = textColumn(column)) {
        const auto value = m_store.text(*text, event);
        return value ? QVariant(toQString(*value)) : QVariant();
    }
    switch (column) {
    case CursorColumn:
        return static_cast<qulonglong>(m_store.cursor(event));
    case TimeColumn:
        return static_cast<qulonglong>(m_store.timestampMs(event));
    case EpochColumn:
        return static_cast<uint>(m_store.epoch(event));
    case DeltaColumn: {
        const auto delta = deltaMs(event);
        return delta ? QVariant(static_cast<qlonglong>(*delta)) : QVariant();
    }
    case LabelsColumn:
        return labelText(m_store.mobLabels(event), m_store.runLabels(event));
    default:
        return {};
    }
}

// Insertion

void EventTableModel::beginInsert(std::uint32_t position, std::uint32_t count)
{
    if (m_sorted || count == 0)
        return;
    int first = rowOfPosition(position);
    if (m_sortOrder == Qt::DescendingOrder)
        first = rowCount() - first;
    beginInsertRows({}, first, first + static_cast<int>(count) - 1);
}

void EventTableModel::endInsert(std::uint32_t position, std::uint32_t count)
{
    if (count == 0)
        return;
    m_rowsInLedgerOrder += count;
    for (std::uint32_t &place : m_seamPlaces)
        if (place > position)
            place += count;
    if (!m_sorted) {
        endInsertRows();
        moveSeamsHome();
        return;
    }
    for (std::uint32_t i = 0; i < count; ++i)
        m_pending.push_back(toNumber(m_matches.rowAt(position + i)));
    if (!m_mergeTimer.isActive())
        m_mergeTimer.start();
}

void EventTableModel::mergePending()
{
    if (!m_sorted || m_pending.empty())
        return;
    // The new rows appear at the end first, because a change of layout may not change the number of rows.
    const int oldCount = rowCount();
    const int added = static_cast<int>(m_pending.size());
    const bool ascending = m_sortOrder == Qt::AscendingOrder;
    std::vector<std::uint32_t> rows;
    rows.swap(m_pending);
    beginInsertRows({}, ascending ? oldCount : 0, (ascending ? oldCount : 0) + added - 1);
    m_sorted->appendUnsorted(rows);
    endInsertRows();
    changeLayout([this, added] { m_sorted->mergeAppended(static_cast<std::uint32_t>(added)); });
}

void EventTableModel::changeLayout(const std::function<void()> &change)
{
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<std::optional<RowIndex>> events;
    std::vector<const Seam *> seams;
    for (const QModelIndex &index : before) {
        events.push_back(eventAt(index.row()));
        seams.push_back(seamAt(index.row()));
    }
    change();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        int row = events[at] ? rowOf(*events[at]) : -1;
        if (seams[at])
            row = rowOfSeam(static_cast<std::size_t>(seams[at] - m_seams.data()));
        after.push_back(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

// Order

void EventTableModel::sort(int column, Qt::SortOrder order)
{
    if (!isSortable(column) || (column == m_sortColumn && order == m_sortOrder))
        return;
    mergePending();
    const auto key = sortKey(column);
    const bool seamsComeOrGo = !m_seams.empty() && key.has_value() != (m_sorted != nullptr);
    const auto change = [this, column, order, key] {
        m_sortColumn = column;
        m_sortOrder = order;
        if (!key) {
            m_sorted.reset();
        } else if (!m_sorted || m_sorted->key() != *key) {
            m_sorted = std::make_unique<SortedMatches>(m_store, m_matches, *key);
            m_sorted->rebuild();
        }
    };
    if (!seamsComeOrGo) {
        changeLayout(change);
        return;
    }
    beginResetModel();
    change();
    endResetModel();
}

// Seams

std::uint32_t EventTableModel::seamHome(const Seam &seam) const
{
    const unsigned next = seam.reason == SeamReason::LedgerDeleted ? seam.epoch + 1U : seam.epoch;
    std::uint32_t low = 0;
    std::uint32_t high = m_rowsInLedgerOrder;
    while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (m_store.epoch(m_matches.rowAt(middle)) < next)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void EventTableModel::placeSeams()
{
    std::stable_sort(m_seams.begin(), m_seams.end(),
                     [](const Seam &a, const Seam &b) { return a.epoch < b.epoch; });
    m_seamPlaces.clear();
    for (const Seam &seam : m_seams)
        m_seamPlaces.push_back(seamHome(seam));
    std::sort(m_seamPlaces.begin(), m_seamPlaces.end());
}

void EventTableModel::moveSeamsHome()
{
    for (std::size_t i = 0; i < m_seams.size(); ++i) {
        if (seamHome(m_seams[i]) != m_seamPlaces[i]) {
            changeLayout([this] { placeSeams(); });
            return;
        }
    }
}

void EventTableModel::setSeams(const std::vector<Seam> &seams)
{
    if (seams.size() == m_seams.size())
        return;
    if (m_sorted) {
        m_seams = seams;
        placeSeams();
        return;
    }
    // Seams are only ever added, a few in the life of a session.
    for (std::size_t i = m_seams.size(); i < seams.size(); ++i) {
        const std::uint32_t home = seamHome(seams[i]);
        const auto place = std::upper_bound(m_seamPlaces.begin(), m_seamPlaces.end(), home);
        const auto at = place - m_seamPlaces.begin();
        int row = static_cast<int>(home) + static_cast<int>(at);
        if (m_sortOrder == Qt::DescendingOrder)
            row = rowCount() - row;
        beginInsertRows({}, row, row);
        m_seams.insert(m_seams.begin() + at, seams[i]);
        m_seamPlaces.insert(place, home);
        endInsertRows();
    }
}

} // namespace mobwatch
