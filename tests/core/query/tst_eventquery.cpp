// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/query/eventquery.h"

#include <QTest>

using namespace mobwatch;

namespace {

Envelope sample()
{
    Envelope envelope;
    envelope.cursor = 42;
    envelope.mobId = "m";
    envelope.timestampMs = 1000;
    envelope.kind = "step_dispatched";
    envelope.runId = "r";
    envelope.stepId = "s";
    envelope.agentIdentity = "review:singleton";
    return envelope;
}

EventQuery query(void (*change)(EventQuery &))
{
    EventQuery result;
    change(result);
    return result;
}

} // namespace

Q_DECLARE_METATYPE(mobwatch::EventQuery)

class TestEventQuery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matchesAsSpecified_data();
    void matchesAsSpecified();
    void missingSlotNeverMatches();
    void encodesForms_data();
    void encodesForms();
    void writesSubscribeUrls_data();
    void writesSubscribeUrls();
    void wordsTheStaleError();
};

void TestEventQuery::matchesAsSpecified_data()
{
    QTest::addColumn<EventQuery>("query");
    QTest::addColumn<bool>("expected");
    const auto add = [](const char *name, bool expected, void (*change)(EventQuery &)) {
        QTest::newRow(name) << query(change) << expected;
    };
    add("nothing asked", true, [](EventQuery &) {});
    add("since is inclusive", true, [](EventQuery &q) { q.sinceMs = 1000; });
    add("since", false, [](EventQuery &q) { q.sinceMs = 1001; });
    add("until is exclusive", false, [](EventQuery &q) { q.untilMs = 1000; });
    add("until", true, [](EventQuery &q) { q.untilMs = 1001; });
    add("since after until", false, [](EventQuery &q) { q.sinceMs = 2000, q.untilMs = 1; });
    add("mob", true, [](EventQuery &q) { q.mobId = "m"; });
    add("case counts", false, [](EventQuery &q) { q.mobId = "M"; });
    add("no trimming", false, [](EventQuery &q) { q.runId = "r "; });
    add("run and step", true, [](EventQuery &q) { q.runId = "r", q.stepId = "s"; });
    add("other step", false, [](EventQuery &q) { q.stepId = "t"; });
    add("identity", true, [](EventQuery &q) { q.identity = "review:singleton"; });
    add("member id", true, [](EventQuery &q) { q.memberId = "review:singleton"; });
    add("encoded identity", false, [](EventQuery &q) { q.identity = "mk--review_csingleton"; });
    add("identity wins over member id", true, [](EventQuery &q) {
        q.identity = "review:singleton";
        q.memberId = "other";
    });
    add("member id is no alternative", false, [](EventQuery &q) {
        q.identity = "other";
        q.memberId = "review:singleton";
    });
    add("types are an or", true, [](EventQuery &q) { q.eventTypes = {"flow_started", "step_dispatched"}; });
    add("unknown type", false, [](EventQuery &q) { q.eventTypes = {"no_such_kind"}; });
    add("empty value", false, [](EventQuery &q) { q.runId = ""; });
    add("limit and after_seq play no part", true, [](EventQuery &q) { q.limit = 0, q.afterSeq = 99; });
}

void TestEventQuery::matchesAsSpecified()
{
    QFETCH(EventQuery, query);
    QFETCH(bool, expected);
    QCOMPARE(matches(sample(), query), expected);
}

void TestEventQuery::missingSlotNeverMatches()
{
    Envelope envelope = sample();
    envelope.runId.reset();
    QVERIFY(!matches(envelope, query([](EventQuery &q) { q.runId = "r"; })));
    QVERIFY(!matches(envelope, query([](EventQuery &q) { q.runId = ""; })));
    envelope.runId = "";
    QVERIFY(matches(envelope, query([](EventQuery &q) { q.runId = ""; })));
}

void TestEventQuery::encodesForms_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("encoded");
    const auto add = [](const char *value, const char *encoded) {
        QTest::newRow(value) << QByteArray(value) << QByteArray(encoded);
    };
    add("release crew", "release+crew");
    add("a,b", "a%2Cb");
    add("a&b=c", "a%26b%3Dc");
    add("50%", "50%25");
    add("a+b", "a%2Bb");
    add("rt:review:0", "rt%3Areview%3A0");
    add("~x@y/z", "%7Ex%40y%2Fz");
    add("*-._", "*-._");
    add("naïve", "na%C3%AFve");
    add("日本", "%E6%97%A5%E6%9C%AC");
    add("😀", "%F0%9F%98%80");
    add("\t\n", "%09%0A");
    add("", "");
}

void TestEventQuery::encodesForms()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, encoded);
    EventQuery q;
    q.mobId = value.toStdString();
    QCOMPARE(subscribeUrl(q, 1, 0), "/mobkit/mob_events/stream?after_seq=1&mob_id=" + encoded.toStdString());
}

void TestEventQuery::writesSubscribeUrls_data()
{
    QTest::addColumn<qint64>("next"); // -1 = none
    QTest::addColumn<EventQuery>("query");
    QTest::addColumn<qint64>("latest");
    QTest::addColumn<QByteArray>("expected");
    const auto add = [](qint64 next, qint64 latest, const char *rest, void (*change)(EventQuery &)) {
        QTest::newRow(rest) << next << query(change) << latest
                            << QByteArray(QByteArray("/mobkit/mob_events/stream?after_seq=") + rest);
    };
    add(-1, 42, "42", [](EventQuery &) {});
    add(-1, 42, "7", [](EventQuery &q) { q.afterSeq = 7; });
    add(9, 42, "9", [](EventQuery &q) { q.afterSeq = 7; });
    add(-1, 0, "0", [](EventQuery &) {});
    QTest::newRow("next 0 counts") << qint64{0} << query([](EventQuery &q) { q.afterSeq = 7; }) << qint64{42}
                                   << QByteArray("/mobkit/mob_events/stream?after_seq=0");
    add(5, 42, "5&mob_id=release+crew&event_types=flow_started%2Cflow_failed", [](EventQuery &q) {
        q.mobId = "release crew";
        q.eventTypes = {"flow_started", "flow_failed"};
        q.limit = 3;
    });
    add(-1, 3, "3&run_id=&step_id=s&identity=a&member_id=b&since_ms=1&until_ms=2", [](EventQuery &q) {
        q.runId = "";
        q.sinceMs = 1;
        q.untilMs = 2;
        q.memberId = "b";
        q.identity = "a";
        q.stepId = "s";
    });
}

void TestEventQuery::writesSubscribeUrls()
{
    QFETCH(qint64, next);
    QFETCH(EventQuery, query);
    QFETCH(qint64, latest);
    QFETCH(QByteArray, expected);
    const auto nextAfterSeq = next < 0 ? std::nullopt : std::optional(static_cast<Cursor>(next));
    QCOMPARE(QByteArray::fromStdString(subscribeUrl(query, nextAfterSeq, static_cast<Cursor>(latest))),
             expected);
}

void TestEventQuery::wordsTheStaleError()
{
    const Error error = staleError(18446744073709551615ULL, 58);
    QCOMPARE(error.code, ErrorCode::Stale);
    QCOMPARE(error.message,
             QStringLiteral("stale mob event cursor: requested 18446744073709551615, latest 58"));
}

QTEST_GUILESS_MAIN(TestEventQuery)
#include "tst_eventquery.moc"
