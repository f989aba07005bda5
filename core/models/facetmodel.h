// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/facets.h"
#include "core/filter/filter.h"
#include "core/insight/runstates.h"
#include "core/store/eventstore.h"

#include <QAbstractItemModel>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mobwatch {

/// Sections of the filter sidebar, in the order in which they stand.
enum class FacetSection : std::uint8_t { Severity, Kind, Mob, Run, Step, Agent, Label };
inline constexpr int facetSectionCount = 7;

/// The facets of a session as a tree: sections, in them values (kinds under their category). Values that
/// nothing counts for are left out unless the filter names them. Updates are gathered: at most one a frame,
/// and only rows that changed are announced. GUI thread.
class FacetModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    /// What a row is. Find, More and None exist for views: the place of the find box, how many values are not
    /// listed, and the line of an empty section.
    enum class Item : std::uint8_t { Section, Group, Value, Find, More, None };
    Q_ENUM(Item)

    enum Role {
        ItemRole = Qt::UserRole + 1, ///< Item, as int
        SectionRole,                 ///< FacetSection, as int
        FieldRole,                   ///< the field of the filter language, QString
        ValueRole,                   ///< the value itself, whole and raw, QString
        CountRole,                   ///< exact, quint32. More: how many are hidden
        ShareRole,                   ///< count / largest count of the section, double
        StateRole,                   ///< Filter::ValueState, as int
        CategoryRole,                ///< of kinds and groups
        SeverityRole,                ///< of severities, kinds and runs that ended
        RunStateRole,                ///< of runs
        FlowRole,                    ///< of runs, QString
        TotalRole,                   ///< of sections and find rows: number of values that count, quint32
    };

    /// Rows that a section lists at most; the find box reaches the rest.
    static constexpr int shownLimit = 200;
    /// A section has a find box from this number of values on (kinds are grouped instead).
    static constexpr int findFrom = 12;

    /// All three outlive the model.
    FacetModel(const EventStore &store, const Facets &facets, const RunStates &runs,
               QObject *parent = nullptr);
    ~FacetModel() override;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

    /// Field and value of a row as Filter's edits take them; empty field for rows that are no values.
    struct Target
    {
        std::string field;
        std::string value;
        friend bool operator==(const Target &, const Target &) = default;
    };
    [[nodiscard]] Target target(const QModelIndex &index) const;

    void setFilter(const Filter &filter);

    /// What Qt::AccessibleTextRole says of a row: words are the matter of ui.
    using Describer = std::function<QString(const QModelIndex &)>;
    void setDescriber(Describer describer);

    /// Case-insensitive part of a value, of a run's flow too; empty = everything.
    void setFind(FacetSection section, const QString &text);
    [[nodiscard]] QString find(FacetSection section) const;
    /// Every value that the find text finds, also those that are not listed, in the order of the section.
    [[nodiscard]] std::vector<std::string> found(FacetSection section) const;

    /// While held, rows stay where they are: counts go on, nothing is moved, added or removed.
    void setOrderHeld(bool held);

    /// One row's content; core/models/facetrows.h.
    struct Row;

    [[nodiscard]] QModelIndex sectionIndex(FacetSection section) const;

    /// Something that the rows are made of may have changed; the update comes with the next frame.
    void scheduleUpdate();
    /// The update now (tests, and whoever shows the model for the first time).
    void update();

private:
    struct Private;
    using Rows = std::vector<Row>;
    void applyRows(const QModelIndex &parent, Rows &current, const Rows &next);
    void removeMissing(const QModelIndex &parent, Rows &current, const Rows &next);
    void reorder(const QModelIndex &parent, Rows &current, const Rows &next);
    void insertMissing(const QModelIndex &parent, Rows &current, const Rows &next);
    void refreshRows(const QModelIndex &parent, Rows &current, const Rows &next);
    void updateSection(FacetSection section, bool force);
    void updateKinds(bool force);
    void updateLabels();
    [[nodiscard]] const Row *rowOf(const QModelIndex &index) const;
    [[nodiscard]] QVariant valueData(const Row &row, FacetSection section, int role) const;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
