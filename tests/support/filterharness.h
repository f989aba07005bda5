// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/facets.h"
#include "core/filter/filterindex.h"
#include "tests/support/fakesource.h"

#include <QSignalSpy>
#include <memory>
#include <string>
#include <vector>

namespace mobwatch::test {

/// A store with its match list, facets and payloads in memory, and a plain vector that replays what the index
/// says.
class FilterHarness final
{
public:
    FilterHarness();
    ~FilterHarness();
    Q_DISABLE_COPY_MOVE(FilterHarness)

    void append(const std::vector<FakeRow> &rows, Arrival arrival = Arrival::Live, Epoch epoch = 1);
    /// An invalid text is everything; tests check texts elsewhere.
    void setFilter(const std::string &text, TimestampMs now = 1'787'418'700'000);

    [[nodiscard]] std::vector<std::uint32_t> matches() const;
    [[nodiscard]] std::vector<Cursor> matchingCursors() const;
    /// The list as a model sees it that only follows the signals.
    [[nodiscard]] const std::vector<std::uint32_t> &replayed() const { return m_replayed; }
    /// False once the signals broke their promise: pairs, sizes before and after, nothing in between.
    [[nodiscard]] bool isDisciplined() const { return m_isDisciplined; }
    [[nodiscard]] std::uint32_t count(Facet facet, const std::string &value) const;

    EventStore store;
    std::shared_ptr<MemoryPayloads> payloads = std::make_shared<MemoryPayloads>();
    FilterIndex index{store, payloads};
    Facets facets{store, index};

private:
    struct Insert
    {
        std::uint32_t position = 0, count = 0;
        friend bool operator==(const Insert &, const Insert &) = default;
    };
    void replay(const Insert &insert);
    void check(bool isRight) { m_isDisciplined = m_isDisciplined && isRight; }

    std::vector<std::uint32_t> m_replayed;
    std::vector<Insert> m_open; ///< announced, not done
    bool m_isResetting = false;
    bool m_isDisciplined = true;
};

} // namespace mobwatch::test
