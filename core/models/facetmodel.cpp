// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/facetmodel.h"

#include "core/models/facetrows.h"

#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace mobwatch {

namespace {

constexpr int frameMs = 33;
// What an index carries: 0 for sections, 1 + section for their rows, this + category for kinds.
constexpr quintptr groupBase = 0x100;

FacetSection sectionAt(int number)
{
    return static_cast<FacetSection>(number);
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace

struct FacetModel::Private
{
    struct Section
    {
        Section(FacetSection section, const EventStore &store, const Facets &facets, const RunStates &runs)
            : content(section, store, facets, runs)
        {
        }
        FacetSectionRows content;
        std::vector<Row> rows;
        std::uint32_t total = 0;
    };

    explicit Private(const EventStore &eventStore)
        : store(eventStore)
    {
    }

    const EventStore &store;
    std::vector<Section> sections;
    int shown = facetSectionCount - 1; ///< the label section comes with the first label
    std::array<std::vector<Row>, categoryCount> kinds;
    Filter filter;
    QTimer timer;
    bool held = false;
    Describer describer;

    Section &at(FacetSection section) { return sections[std::size_t(section)]; }
    [[nodiscard]] int groupRow(int category) const
    {
        const auto &groups = sections[std::size_t(FacetSection::Kind)].rows;
        const auto found = std::find_if(groups.begin(), groups.end(), [category](const Row &row) {
            return row.item == Item::Group && int(row.id) == category;
        });
        return int(found - groups.begin());
    }
};

FacetModel::FacetModel(const EventStore &store, const Facets &facets, const RunStates &runs, QObject *parent)
    : QAbstractItemModel(parent)
    , d(new Private(store))
{
    for (int i = 0; i < facetSectionCount; ++i)
        d->sections.emplace_back(sectionAt(i), store, facets, runs);
    d->timer.setSingleShot(true);
    d->timer.setInterval(frameMs);
    connect(&d->timer, &QTimer::timeout, this, &FacetModel::update);
    connect(&facets, &Facets::changed, this, &FacetModel::scheduleUpdate);
    update();
}

FacetModel::~FacetModel() = default;

QModelIndex FacetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, 0, quintptr(0));
    if (parent.internalId() == 0)
        return createIndex(row, 0, quintptr(1 + parent.row()));
    const Row *group = rowOf(parent);
    return createIndex(row, 0, groupBase + group->id);
}

QModelIndex FacetModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    if (child.internalId() < groupBase)
        return createIndex(int(child.internalId()) - 1, 0, quintptr(0));
    return createIndex(d->groupRow(int(child.internalId() - groupBase)), 0,
                       quintptr(1 + int(FacetSection::Kind)));
}

int FacetModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return d->shown;
    if (parent.internalId() == 0)
        return int(d->sections[std::size_t(parent.row())].rows.size());
    const Row *row = rowOf(parent);
    return row && row->item == Item::Group ? int(d->kinds[row->id].size()) : 0;
}

int FacetModel::columnCount(const QModelIndex &) const
{
    return 1;
}

Qt::ItemFlags FacetModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Row *row = rowOf(index);
    const bool isWord = row && (row->item == Item::More || row->item == Item::None);
    Qt::ItemFlags flags = isWord ? Qt::NoItemFlags : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (row && row->item != Item::Group)
        flags |= Qt::ItemNeverHasChildren;
    return flags;
}

const FacetModel::Row *FacetModel::rowOf(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    const auto &rows = index.internalId() < groupBase ? d->sections[std::size_t(index.internalId() - 1)].rows
                                                      : d->kinds[std::size_t(index.internalId() - groupBase)];
    return std::size_t(index.row()) < rows.size() ? &rows[std::size_t(index.row())] : nullptr;
}

QVariant FacetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row *row = rowOf(index);
    const FacetSection section = !row                             ? sectionAt(index.row())
                                 : index.internalId() < groupBase ? sectionAt(int(index.internalId()) - 1)
                                                                  : FacetSection::Kind;
    if (role == SectionRole)
        return int(section);
    if (role == ItemRole)
        return int(row ? row->item : Item::Section);
    if (role == Qt::AccessibleTextRole && d->describer)
        return d->describer(index);
    if (row)
        return valueData(*row, section, role);
    if (role == Qt::DisplayRole || role == FieldRole)
        return section == FacetSection::Label ? QStringLiteral("label")
                                              : toQString(d->at(section).content.field(0));
    return role == TotalRole ? QVariant(d->at(section).total) : QVariant();
}

QVariant FacetModel::valueData(const Row &row, FacetSection section, int role) const
{
    if (role == CountRole)
        return row.count;
    if (role == TotalRole)
        return row.count;
    if (role == StateRole)
        return int(row.state);
    if (role == Qt::CheckStateRole && (row.item == Item::Value || row.item == Item::Group))
        return int(row.state == Filter::ValueState::Included   ? Qt::Checked
                   : row.state == Filter::ValueState::Excluded ? Qt::PartiallyChecked
                                                               : Qt::Unchecked);
    if (row.item == Item::Group) {
        const auto category = static_cast<Category>(row.id);
        if (role == Qt::DisplayRole || role == ValueRole)
            return toQString(categoryName(category));
        if (role == FieldRole)
            return QStringLiteral("category");
        return role == CategoryRole ? QVariant(int(category)) : QVariant();
    }
    if (row.item != Item::Value)
        return {};
    const FacetSectionRows &content = d->at(section).content;
    switch (role) {
    case Qt::DisplayRole:
        if (section == FacetSection::Label)
            return toQString(content.field(row.id).substr(6) + '=' + content.value(row.id));
        return toQString(content.value(row.id));
    case ValueRole:
        return toQString(content.value(row.id));
    case FieldRole:
        return toQString(content.field(row.id));
    case ShareRole:
        return row.share / 1000.0;
    case CategoryRole:
        return section == FacetSection::Kind ? QVariant(int(categoryOf(content.value(row.id)))) : QVariant();
    case SeverityRole:
        if (section == FacetSection::Severity)
            return int(row.id);
        if (section == FacetSection::Kind) {
            const KindInfo *kind = findKind(content.value(row.id));
            return int(kind ? kind->severity : Severity::Info);
        }
        return {};
    case RunStateRole:
        return section == FacetSection::Run ? QVariant(int(row.run)) : QVariant();
    case FlowRole:
        return section == FacetSection::Run ? QVariant(toQString(d->store.flowOfRun(row.id))) : QVariant();
    default:
        return {};
    }
}

FacetModel::Target FacetModel::target(const QModelIndex &index) const
{
    const Row *row = rowOf(index);
    if (!row)
        return {};
    if (row->item == Item::Group)
        return {"category", std::string(categoryName(static_cast<Category>(row->id)))};
    if (row->item != Item::Value)
        return {};
    const auto section = static_cast<FacetSection>(index.data(SectionRole).toInt());
    const FacetSectionRows &content = d->at(section).content;
    return {content.field(row->id), content.value(row->id)};
}

QModelIndex FacetModel::sectionIndex(FacetSection section) const
{
    return int(section) < d->shown ? createIndex(int(section), 0, quintptr(0)) : QModelIndex();
}

void FacetModel::setFilter(const Filter &filter)
{
    d->filter = filter;
    for (auto &section : d->sections)
        section.content.setFilter(filter);
    update();
}

void FacetModel::setDescriber(Describer describer)
{
    d->describer = std::move(describer);
}

void FacetModel::setFind(FacetSection section, const QString &text)
{
    d->at(section).content.setFind(text.toStdString());
    updateSection(section, true);
}

QString FacetModel::find(FacetSection section) const
{
    return toQString(d->at(section).content.find());
}

std::vector<std::string> FacetModel::found(FacetSection section) const
{
    const FacetSectionRows &content = d->at(section).content;
    std::vector<std::string> values;
    for (const std::uint32_t id : content.ordered(content.ids().size()))
        values.push_back(content.value(id));
    return values;
}

void FacetModel::setOrderHeld(bool held)
{
    if (std::exchange(d->held, held) && !held)
        scheduleUpdate();
}

void FacetModel::scheduleUpdate()
{
    if (!d->timer.isActive())
        d->timer.start();
}

void FacetModel::update()
{
    Q_ASSERT(thread() == QThread::currentThread());
    d->timer.stop();
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < facetSectionCount - 1; ++i)
        updateSection(sectionAt(i), false);
    updateLabels();
    // Tens of thousands of runs cost more than a frame allows: then less often, so that the window stays
    // free.
    constexpr int leastShare = 8;
    d->timer.setInterval(std::max(frameMs, leastShare * int(clock.elapsed())));
}

void FacetModel::updateLabels()
{
    auto &labels = d->at(FacetSection::Label).content;
    labels.gather();
    if (labels.isEmptyOfLabels())
        return;
    if (d->shown < facetSectionCount) {
        beginInsertRows({}, d->shown, d->shown);
        ++d->shown;
        endInsertRows();
    }
    updateSection(FacetSection::Label, false);
}

void FacetModel::updateSection(FacetSection section, bool force)
{
    Private::Section &part = d->at(section);
    part.content.gather();
    const QModelIndex parent = sectionIndex(section);
    if (std::exchange(part.total, part.content.total()) != part.total)
        Q_EMIT dataChanged(parent, parent, {TotalRole});
    if (section == FacetSection::Kind) {
        updateKinds(force);
        return;
    }
    const bool isHeld = d->held && !force &&
                        std::any_of(part.rows.begin(), part.rows.end(),
                                    [](const Row &row) { return row.item == Item::Value; });
    applyRows(parent, part.rows, isHeld ? part.content.renewed(part.rows) : part.content.rows());
}

void FacetModel::updateKinds(bool force)
{
    Private::Section &part = d->at(FacetSection::Kind);
    std::array<std::vector<Row>, categoryCount> kinds;
    std::array<std::uint32_t, categoryCount> sums{};
    for (const std::uint32_t id : part.content.ordered(part.content.ids().size())) {
        const Row row = part.content.valueRow(id);
        const auto category = std::size_t(categoryOf(part.content.value(id)));
        kinds[category].push_back(row);
        sums[category] += row.count;
    }
    std::vector<Row> groups;
    for (std::uint32_t category = 0; category < categoryCount; ++category) {
        Row group{.item = Item::Group, .id = category, .count = sums[category]};
        group.state = d->filter.stateOf("category", categoryName(static_cast<Category>(category)));
        const bool keep = d->held && !force && !d->kinds[category].empty();
        if (keep)
            kinds[category] = part.content.renewed(d->kinds[category]);
        if (!kinds[category].empty() || group.state != Filter::ValueState::None)
            groups.push_back(group);
    }
    if (groups.empty())
        groups.push_back({.item = Item::None});

    const QModelIndex section = sectionIndex(FacetSection::Kind);
    for (int category = 0; category < categoryCount; ++category) {
        const int row = d->groupRow(category);
        if (kinds[std::size_t(category)].empty() && std::size_t(row) < part.rows.size())
            applyRows(index(row, 0, section), d->kinds[std::size_t(category)], {});
    }
    applyRows(section, part.rows, groups);
    for (int category = 0; category < categoryCount; ++category) {
        if (!kinds[std::size_t(category)].empty())
            applyRows(index(d->groupRow(category), 0, section), d->kinds[std::size_t(category)],
                      kinds[std::size_t(category)]);
    }
}

} // namespace mobwatch
