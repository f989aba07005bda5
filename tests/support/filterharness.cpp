// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/filterharness.h"

namespace mobwatch::test {

FilterHarness::FilterHarness()
{
    QObject::connect(&index, &FilterIndex::aboutToInsert, &index,
                     [this](std::uint32_t position, std::uint32_t count) {
                         check(m_open.empty() && !m_isResetting && count > 0);
                         check(index.size() == m_replayed.size() && position <= m_replayed.size());
                         m_open.push_back({position, count});
                     });
    QObject::connect(&index, &FilterIndex::inserted, &index,
                     [this](std::uint32_t position, std::uint32_t count) {
                         check(m_open == std::vector{Insert{position, count}});
                         m_open.clear();
                         check(index.size() == m_replayed.size() + count);
                         replay({position, count});
                     });
    QObject::connect(&index, &FilterIndex::aboutToReset, &index, [this] {
        check(m_open.empty() && !m_isResetting && index.size() == m_replayed.size());
        m_isResetting = true;
    });
    QObject::connect(&index, &FilterIndex::reset, &index, [this] {
        check(m_isResetting);
        m_isResetting = false;
        m_replayed = matches();
    });
}

FilterHarness::~FilterHarness()
{
    payloads->release();
}

void FilterHarness::replay(const Insert &insert)
{
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < insert.count; ++i)
        rows.push_back(toNumber(index.rowAt(insert.position + i)));
    m_replayed.insert(m_replayed.begin() + insert.position, rows.begin(), rows.end());
}

void FilterHarness::append(const std::vector<FakeRow> &rows, Arrival arrival, Epoch epoch)
{
    const RowRange range = store.append(*makeBatch(rows, arrival, epoch, payloads.get()));
    index.extend(range);
    facets.extend(range);
}

void FilterHarness::setFilter(const std::string &text, TimestampMs now)
{
    index.setFilter(Filter::parse(text).value_or(Filter()), now);
}

std::vector<std::uint32_t> FilterHarness::matches() const
{
    std::vector<std::uint32_t> result;
    for (std::uint32_t position = 0; position < index.size(); ++position)
        result.push_back(toNumber(index.rowAt(position)));
    return result;
}

std::vector<Cursor> FilterHarness::matchingCursors() const
{
    std::vector<Cursor> result;
    for (const std::uint32_t row : matches())
        result.push_back(store.cursor(rowIndex(row)));
    return result;
}

std::uint32_t FilterHarness::count(Facet facet, const std::string &value) const
{
    const std::uint32_t id = store.texts(static_cast<TextColumn>(facet)).find(value);
    const auto &counts = facets.counts(facet);
    return id != 0 && id < counts.size() ? counts[id] : 0;
}

} // namespace mobwatch::test
