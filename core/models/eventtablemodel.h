// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filterindex.h"
#include "core/models/sortedmatches.h"
#include "core/source/eventsource.h"
#include "core/store/eventstore.h"

#include <QAbstractTableModel>
#include <QTimer>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace mobwatch {

/// The matches of a session as a table, with the seams between epochs as rows of their own (they are no
/// events and exist in ledger order only). Holds nothing per row while it is in ledger order. GUI thread.
class EventTableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        MarkColumn,
        CursorColumn,
        TimeColumn,
        KindColumn,
        MobColumn,
        RunColumn,
        StepColumn,
        AgentColumn,
        InfoColumn,
        DeltaColumn,
        EpochColumn,
        LabelsColumn,
        ColumnCount
    };
    /// The display role gives the raw value of a column: a number, or text as the ledger has it.
    enum Role {
        RowIndexRole = Qt::UserRole + 1, ///< uint of RowIndex; invalid on a seam
        SeverityRole,                    ///< int of Severity
        CategoryRole,                    ///< int of Category
        TextIdRole, ///< uint, of the column's Interner; invalid where the column is no text
        SeamRole,   ///< int of SeamReason; invalid on an event
    };

    /// `store` and `matches` outlive the model.
    EventTableModel(const EventStore &store, FilterIndex &matches, QObject *parent = nullptr);
    ~EventTableModel() override;

    void setSeams(const std::vector<Seam> &seams);

    // What a row is.
    [[nodiscard]] std::optional<RowIndex> eventAt(int row) const;
    [[nodiscard]] const Seam *seamAt(int row) const;
    /// The row of an event; -1 if it does not match.
    [[nodiscard]] int rowOf(RowIndex event) const;
    /// The row of the event, else of its nearest neighbour in ledger order; -1 when nothing matches.
    [[nodiscard]] int nearestRowOf(RowIndex event) const;
    [[nodiscard]] int rowOfSeam(std::size_t index) const;
    /// Milliseconds since the event before it in the ledger; std::nullopt for the first.
    [[nodiscard]] std::optional<std::int64_t> deltaMs(RowIndex event) const;
    [[nodiscard]] std::uint32_t eventCount() const;
    [[nodiscard]] const EventStore &store() const { return m_store; }
    /// True while new events come in at the last row: ledger order, ascending.
    [[nodiscard]] bool isAppending() const;
    [[nodiscard]] static bool isSortable(int column);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// A seam can be neither chosen nor made current.
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;
    [[nodiscard]] int sortColumn() const { return m_sortColumn; }
    [[nodiscard]] Qt::SortOrder sortOrder() const { return m_sortOrder; }

private:
    void connectMatches();
    void beginInsert(std::uint32_t position, std::uint32_t count);
    void endInsert(std::uint32_t position, std::uint32_t count);
    void mergePending();
    void placeSeams();
    void moveSeamsHome();
    void changeLayout(const std::function<void()> &change);
    [[nodiscard]] std::uint32_t seamHome(const Seam &seam) const;
    [[nodiscard]] int mirrored(int row) const;
    [[nodiscard]] int rowOfPosition(std::uint32_t position) const;
    [[nodiscard]] QVariant displayed(RowIndex event, int column) const;

    const EventStore &m_store;
    FilterIndex &m_matches;
    std::vector<Seam> m_seams;               ///< in the order of their places
    std::vector<std::uint32_t> m_seamPlaces; ///< matches before each seam; ascending
    std::unique_ptr<SortedMatches> m_sorted; ///< of another order than the ledger's
    std::vector<std::uint32_t> m_pending;    ///< matches that m_sorted does not have yet
    std::uint32_t m_rowsInLedgerOrder = 0;   ///< matches that the views know of
    QTimer m_mergeTimer;
    int m_sortColumn = CursorColumn;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace mobwatch
