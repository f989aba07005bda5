// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/filterharness.h"

#include <QSignalSpy>
#include <QTest>

using namespace mobwatch;
using test::FakeRow;
using test::FilterHarness;

namespace {

FakeRow step(Cursor cursor, const std::string &kind, const std::string &run,
             Severity severity = Severity::Info, const std::string &payload = "{}")
{
    FakeRow row{cursor, kind, run};
    row.severity = severity;
    row.payload = payload;
    return row;
}

std::vector<FakeRow> sample()
{
    return {step(1, "flow_started", "a"),
            step(2, "step_failed", "a", Severity::Error, R"({"why":"limit"})"),
            step(3, "step_completed", "a", Severity::Ok),
            step(4, "flow_started", "b"),
            step(5, "step_failed", "b", Severity::Error),
            step(6, "step_failed", "b", Severity::Error, R"({"why":"limit"})"),
            {7, "mob_reset"}};
}

} // namespace

class TestFacets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsEveryValueWithoutAFilter()
    {
        FilterHarness h;
        QSignalSpy changes(&h.facets, &Facets::changed);
        h.append(sample());
        QCOMPARE(changes.count(), 1);
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 3U);
        QCOMPARE(h.count(Facet::Run, "a"), 3U);
        QCOMPARE(h.facets.counts(Facet::Run)[0], 1U); // absent
        QCOMPARE(h.facets.counts(Facet::Step)[0], 7U);
        QCOMPARE(h.facets.counts(Facet::Severity), (std::vector<std::uint32_t>{3, 1, 0, 3}));
        QCOMPARE(h.count(Facet::Mob, "crew"), 7U);
    }

    void leavesOutTheFacetsOwnClauses()
    {
        FilterHarness h;
        h.append(sample());
        QSignalSpy changes(&h.facets, &Facets::changed);
        h.setFilter("kind:step_failed run:b");
        QCOMPARE(changes.count(), 1);
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 2U);
        QCOMPARE(h.count(Facet::Kind, "flow_started"), 1U); // of run b
        QCOMPARE(h.count(Facet::Kind, "step_completed"), 0U);
        QCOMPARE(h.count(Facet::Run, "a"), 1U); // step_failed
        QCOMPARE(h.count(Facet::Run, "b"), 2U);
        QCOMPARE(h.facets.counts(Facet::Severity), (std::vector<std::uint32_t>{0, 0, 0, 2}));
    }

    void exclusionsOfOneFieldBelongTogether()
    {
        FilterHarness h;
        h.append(sample());
        h.setFilter("-kind:step_failed -kind:mob_reset severity<error");
        QCOMPARE(h.count(Facet::Kind, "mob_reset"), 1U);
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 0U);
        QCOMPARE(h.facets.counts(Facet::Severity), (std::vector<std::uint32_t>{2, 1, 0, 0}));
    }

    void anyOtherClauseCountsForAll()
    {
        FilterHarness h;
        h.append(sample());
        h.setFilter("cursor>=4 (kind:step_failed or run:a)");
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 2U);
        QCOMPARE(h.count(Facet::Kind, "flow_started"), 0U);
        QCOMPARE(h.count(Facet::Run, "b"), 2U);
    }

    void growsWithWhatIsNew()
    {
        FilterHarness h;
        h.setFilter("severity:error");
        h.append(sample());
        QSignalSpy changes(&h.facets, &Facets::changed);
        h.append({step(8, "flow_failed", "c", Severity::Error), step(9, "flow_started", "c")});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(h.count(Facet::Run, "c"), 1U);
        QCOMPARE(h.count(Facet::Kind, "flow_failed"), 1U);
        QCOMPARE(h.facets.counts(Facet::Severity), (std::vector<std::uint32_t>{4, 1, 0, 4}));
    }

    void payloadClausesCountOnceTheyAreKnown()
    {
        FilterHarness h;
        h.append(sample());
        h.payloads->hold();
        h.setFilter("kind:step_failed data.why:limit");
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 0U);
        h.payloads->release();
        QTRY_COMPARE(h.count(Facet::Kind, "step_failed"), 2U);
        QCOMPARE(h.count(Facet::Run, "a"), 1U);
        QCOMPARE(h.count(Facet::Run, "b"), 1U);
    }

    void payloadClausesAlsoCountWhereOnlyTheFacetSaysNo()
    {
        FilterHarness h;
        h.append(sample());
        h.setFilter("run:a data.why:limit");
        QTRY_COMPARE(h.count(Facet::Run, "b"), 1U);
        QCOMPARE(h.index.size(), 1U);
        QCOMPARE(h.count(Facet::Run, "a"), 1U);
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 1U);
        h.append({step(8, "flow_failed", "c", Severity::Error, R"({"why":"limit"})")});
        QTRY_COMPARE(h.count(Facet::Run, "c"), 1U);
        QCOMPARE(h.index.size(), 1U);
    }

    void countsLargeBatches()
    {
        FilterHarness h;
        std::vector<FakeRow> rows;
        for (Cursor cursor = 1; cursor <= 200'000; ++cursor)
            rows.push_back({cursor, cursor % 3 == 0 ? "step_failed" : "step_completed",
                            "run " + std::to_string(cursor / 5)});
        h.append(rows);
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 66'666U);
        QCOMPARE(h.count(Facet::Run, "run 39999"), 5U);
        h.setFilter("kind:step_failed");
        QCOMPARE(h.count(Facet::Kind, "step_failed"), 66'666U);
        QCOMPARE(h.count(Facet::Kind, "step_completed"), 133'334U);
        QCOMPARE(h.count(Facet::Mob, "crew"), 66'666U);
        QCOMPARE(h.index.size(), 66'666U);
    }
};

QTEST_GUILESS_MAIN(TestFacets)
#include "tst_facets.moc"
