// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filterprogram.h"
#include "tests/support/filterharness.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <random>
#include <tuple>

using namespace mobwatch;
using test::FakeRow;
using test::FilterHarness;

namespace {

using Random = std::mt19937;

template <class List>
const auto &oneOf(const List &list, Random &random)
{
    return list[random() % list.size()];
}

std::optional<std::string> maybe(Random &random, const std::vector<std::string> &texts)
{
    return random() % 4 == 0 ? std::nullopt : std::optional(oneOf(texts, random));
}

FakeRow randomRow(Cursor cursor, Random &random)
{
    static const std::vector<std::string> kinds{"step_failed", "step_completed",  "flow_started",
                                                "mob_reset",   "from_the_future", ""};
    static const std::vector<std::string> runs{"r1", "r2", ""};
    static const std::vector<std::string> agents{"worker-1", "worker-2", "lead", ""};
    static const std::vector<std::string> payloads{"{}", R"({"n":1})", R"({"n":5,"s":"limit"})",
                                                   R"({"s":"Limit"})", R"({"a":{"b":[1,2]}})"};
    FakeRow row{cursor, oneOf(kinds, random), maybe(random, runs), maybe(random, {"s1", "s2", ""}),
                maybe(random, agents)};
    row.mob = oneOf(std::vector<std::string>{"crew", "other"}, random);
    row.payload = oneOf(payloads, random);
    row.timestampMs = 1000 + random() % 50;
    row.severity = static_cast<Severity>(random() % severityCount);
    if (random() % 3 == 0)
        row.mobLabels = {{"env", random() % 2 == 0 ? "prod" : "test"}};
    if (row.run && random() % 5 == 0)
        row.runLabels = {{"ticket", "7"}};
    return row;
}

std::string randomFilter(Random &random)
{
    static const std::vector<std::string> clauses{
        "kind:step_failed", "-kind:step_*", "kind:from_the_future,mob_reset", "kind:\"\"", "mob:crew",
        "-mob:crew", "run:r1", "-run:r2", "run:\"\"", "has:run", "not has:agent", "step:s1,s2",
        "agent:worker-*", "agent!=lead", "-agent:lead", "severity>=warning", "severity:info",
        "-severity:error", "category:step", "cursor>50", "epoch:2", "time<1020", "label.env:prod",
        "run_label.ticket:7", "(kind:step_failed or run:r1)", "not (agent:lead or mob:other)",
        // These ask for payloads.
        "data.n>=2", "limit", "has:data.s", "not data.n:1", "(kind:flow_started or data.s:limit)"};
    std::string text;
    for (std::size_t count = random() % 5; count-- > 0;)
        text += oneOf(clauses, random) + " ";
    return text;
}

// What the whole filter, or every part but those of `without`, says about a row: nothing kept, nothing
// incremental.
bool saysYes(const FilterProgram &program, const FilterHarness &h, std::uint32_t row,
             std::optional<FilterField> without)
{
    const StoreChunk &chunk = h.store.chunk(row / StoreChunk::capacity);
    const std::uint32_t index = row % StoreChunk::capacity;
    const auto payload = h.payloads->makeReader()->read(h.store.payloadKey(rowIndex(row)));
    const auto parts = program.parts();
    for (std::size_t part = 0; part < parts.size(); ++part) {
        if (without && parts[part].field == *without)
            continue;
        Verdict verdict = Verdict::No;
        program.evaluatePart(part, chunk, index, index + 1, &verdict);
        if (verdict == Verdict::NeedsPayload)
            verdict =
                program.partMatchesPayload(part, chunk, index, *payload).matches ? Verdict::Yes : Verdict::No;
        if (verdict != Verdict::Yes)
            return false;
    }
    return true;
}

std::vector<std::uint32_t> ledgerOrder(const EventStore &store)
{
    std::vector<std::uint32_t> rows(store.rowCount());
    for (std::uint32_t row = 0; row < rows.size(); ++row)
        rows[row] = row;
    std::ranges::sort(rows, {}, [&](std::uint32_t row) {
        return std::tuple(store.epoch(rowIndex(row)), store.cursor(rowIndex(row)), row);
    });
    return rows;
}

std::uint32_t valueOf(const EventStore &store, Facet facet, std::uint32_t row)
{
    if (facet == Facet::Label)
        return store.chunk(row / StoreChunk::capacity).labels[row % StoreChunk::capacity];
    return facet == Facet::Severity ? static_cast<std::uint32_t>(store.severity(rowIndex(row)))
                                    : store.textId(static_cast<TextColumn>(facet), rowIndex(row));
}

std::vector<std::uint32_t> withoutTrailingZeros(std::vector<std::uint32_t> counts)
{
    while (!counts.empty() && counts.back() == 0)
        counts.pop_back();
    return counts;
}

using FacetCounts = std::array<std::vector<std::uint32_t>, facetCount>;

FacetCounts expectedCounts(const FilterProgram &program, const FilterHarness &h)
{
    static constexpr std::array fields{FilterField::Kind, FilterField::Mob,   FilterField::Run,
                                       FilterField::Step, FilterField::Agent, FilterField::Severity,
                                       FilterField::Label};
    FacetCounts counts;
    for (std::size_t facet = 0; facet < facetCount; ++facet) {
        for (std::uint32_t row = 0; row < h.store.rowCount(); ++row) {
            if (!saysYes(program, h, row, fields[facet]))
                continue;
            const std::uint32_t value = valueOf(h.store, static_cast<Facet>(facet), row);
            if (counts[facet].size() <= value)
                counts[facet].resize(value + 1);
            ++counts[facet][value];
        }
    }
    return counts;
}

FacetCounts actualCounts(const FilterHarness &h)
{
    FacetCounts counts;
    for (std::size_t facet = 0; facet < facetCount; ++facet)
        counts[facet] = withoutTrailingZeros(h.facets.counts(static_cast<Facet>(facet)));
    return counts;
}

constexpr TimestampMs now = 2000;

void checkAgainstScratch(FilterHarness &h, const std::string &text)
{
    const auto program = FilterProgram::compile(Filter::parse(text).value(), h.store, now);
    std::vector<std::uint32_t> expected;
    for (const std::uint32_t row : ledgerOrder(h.store)) {
        if (saysYes(*program, h, row, std::nullopt))
            expected.push_back(row);
    }
    QTRY_VERIFY2(!h.index.isSearching(), text.c_str());
    QVERIFY2(h.matches() == expected, text.c_str());
    QVERIFY2(h.replayed() == expected, text.c_str());
    QVERIFY2(h.isDisciplined(), text.c_str());
    for (std::uint32_t position = 0; position < expected.size(); ++position)
        QCOMPARE(h.index.positionOf(rowIndex(expected[position])), std::optional(position));
    const FacetCounts counts = expectedCounts(*program, h);
    QTRY_VERIFY2(actualCounts(h) == counts, text.c_str());
}

void appendRandomBatch(FilterHarness &h, Random &random)
{
    const auto epoch = static_cast<Epoch>(random() % 3 + 1);
    const bool isDense = random() % 2 == 0;
    std::vector<Cursor> cursors(random() % 40);
    const Cursor first = random() % 200 + 1;
    for (std::size_t i = 0; i < cursors.size(); ++i)
        cursors[i] = isDense ? first + i : random() % 200 + 1;
    std::ranges::sort(cursors);
    cursors.erase(std::unique(cursors.begin(), cursors.end()), cursors.end());
    std::vector<FakeRow> rows;
    for (const Cursor cursor : cursors) {
        if (!h.store.findCursor(epoch, cursor)) // the payloads of the fake are by cursor
            rows.push_back(randomRow(cursor, random));
    }
    h.append(rows, static_cast<Arrival>(random() % 3), epoch);
}

} // namespace

class TestIncrementalProperty : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void incrementalEqualsFromScratch()
    {
        Random random(20260822);
        for (int round = 0; round < 120; ++round) {
            FilterHarness h;
            if (round % 3 == 0) {
                // As in a store of millions: columns in the background, facets in turns.
                h.index.setSynchronousRows(random() % 60);
                h.facets.setRowsPerTurn(static_cast<std::uint32_t>(random() % 30 + 1));
            }
            std::string text;
            const std::size_t batches = random() % 8 + 1;
            for (std::size_t batch = 0; batch < batches; ++batch) {
                if (random() % 3 == 0) {
                    text = randomFilter(random);
                    h.setFilter(text, now);
                }
                appendRandomBatch(h, random);
                if (random() % 4 == 0)
                    checkAgainstScratch(h, text);
                if (QTest::currentTestFailed())
                    return;
            }
            checkAgainstScratch(h, text);
            if (QTest::currentTestFailed())
                return;
        }
    }
};

QTEST_GUILESS_MAIN(TestIncrementalProperty)
#include "tst_incrementalproperty.moc"
