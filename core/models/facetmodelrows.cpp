// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// How a level of the facet tree becomes another one: the fewest announcements that a view needs.

#include "core/models/facetmodel.h"
#include "core/models/facetrows.h"

#include <algorithm>
#include <map>
#include <utility>

namespace mobwatch {

namespace {

using Key = std::pair<FacetModel::Item, std::uint32_t>;

Key keyOf(const FacetModel::Row &row)
{
    return {row.item, row.id};
}

std::map<Key, int> positions(const std::vector<FacetModel::Row> &rows)
{
    std::map<Key, int> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found[keyOf(rows[i])] = int(i);
    return found;
}

} // namespace

void FacetModel::applyRows(const QModelIndex &parent, Rows &current, const Rows &next)
{
    const bool sameRows =
        current.size() == next.size() && std::equal(current.begin(), current.end(), next.begin(),
                                                    [](const Row &a, const Row &b) { return a.isSame(b); });
    if (!sameRows) {
        removeMissing(parent, current, next);
        reorder(parent, current, next);
        insertMissing(parent, current, next);
    }
    refreshRows(parent, current, next);
}

void FacetModel::removeMissing(const QModelIndex &parent, Rows &current, const Rows &next)
{
    const auto wanted = positions(next);
    const auto isMissing = [&wanted](const Row &row) { return wanted.find(keyOf(row)) == wanted.end(); };
    for (int last = int(current.size()) - 1; last >= 0; --last) {
        if (!isMissing(current[std::size_t(last)]))
            continue;
        int first = last;
        while (first > 0 && isMissing(current[std::size_t(first - 1)]))
            --first;
        beginRemoveRows(parent, first, last);
        current.erase(current.begin() + first, current.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void FacetModel::reorder(const QModelIndex &parent, Rows &current, const Rows &next)
{
    const auto wanted = positions(next);
    const auto isBefore = [&wanted](const Row &a, const Row &b) {
        return wanted.at(keyOf(a)) < wanted.at(keyOf(b));
    };
    if (std::is_sorted(current.begin(), current.end(), isBefore))
        return;
    Q_EMIT layoutAboutToBeChanged({QPersistentModelIndex(parent)}, VerticalSortHint);
    const Rows before = current;
    std::sort(current.begin(), current.end(), isBefore);
    const auto now = positions(current);
    QModelIndexList from;
    QModelIndexList to;
    for (std::size_t i = 0; i < before.size(); ++i) {
        from.push_back(index(int(i), 0, parent));
        to.push_back(index(now.at(keyOf(before[i])), 0, parent));
    }
    changePersistentIndexList(from, to);
    Q_EMIT layoutChanged({QPersistentModelIndex(parent)}, VerticalSortHint);
}

void FacetModel::insertMissing(const QModelIndex &parent, Rows &current, const Rows &next)
{
    const auto present = positions(current);
    const auto isNew = [&present](const Row &row) { return present.find(keyOf(row)) == present.end(); };
    for (std::size_t i = 0; i < next.size();) {
        if (!isNew(next[i])) {
            ++i;
            continue;
        }
        std::size_t end = i + 1;
        while (end < next.size() && isNew(next[end]))
            ++end;
        beginInsertRows(parent, int(i), int(end) - 1);
        current.insert(current.begin() + std::ptrdiff_t(i), next.begin() + std::ptrdiff_t(i),
                       next.begin() + std::ptrdiff_t(end));
        endInsertRows();
        i = end;
    }
}

void FacetModel::refreshRows(const QModelIndex &parent, Rows &current, const Rows &next)
{
    for (std::size_t i = 0; i < current.size();) {
        if (current[i] == next[i]) {
            ++i;
            continue;
        }
        std::size_t end = i;
        for (; end < current.size() && current[end] != next[end]; ++end)
            current[end] = next[end];
        Q_EMIT dataChanged(index(int(i), 0, parent), index(int(end) - 1, 0, parent));
        i = end;
    }
}

} // namespace mobwatch
