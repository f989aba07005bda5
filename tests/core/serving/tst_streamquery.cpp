// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/formquery.h"
#include "core/serving/streamquery.h"
#include "tests/support/testmacros.h"

#include <QTest>

using namespace mobwatch;

class TestStreamQuery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void decodesForms_data();
    void decodesForms();
    void readsAllParameters();
    void ignoresTheUnknown();
    void undoesSubscribeUrl();
    void complains_data();
    void complains();
};

void TestStreamQuery::decodesForms_data()
{
    QTest::addColumn<QString>("encoded");
    QTest::addColumn<QString>("decoded");
    // The table of specification 7.
    for (const auto &[encoded, decoded] :
         std::initializer_list<std::pair<const char *, const char *>>{{"release+crew", "release crew"},
                                                                      {"a%2Cb", "a,b"},
                                                                      {"a%26b%3Dc", "a&b=c"},
                                                                      {"50%25", "50%"},
                                                                      {"a%2Bb", "a+b"},
                                                                      {"%7Ex%40y%2Fz", "~x@y/z"},
                                                                      {"na%C3%AFve", "naïve"},
                                                                      {"%f0%9f%98%80", "😀"},
                                                                      {"%09%0A", "\t\n"},
                                                                      {"%zz", "%zz"},
                                                                      {"%4", "%4"},
                                                                      {"%", "%"},
                                                                      {"%ff", "\uFFFD"},
                                                                      {"", ""},
                                                                      {"a=b", "a=b"}})
        QTest::newRow(encoded) << QString::fromUtf8(encoded) << QString::fromUtf8(decoded);
}

void TestStreamQuery::decodesForms()
{
    QFETCH(QString, encoded);
    QFETCH(QString, decoded);
    const FormPairs expected{{"key", decoded.toStdString()}};
    QCOMPARE(readForm("key=" + encoded.toStdString()), expected);
    QCOMPARE(readForm("&&key=" + encoded.toStdString() + '&'), expected);
}

void TestStreamQuery::readsAllParameters()
{
    const auto query =
        readStreamQuery("after_seq=7&mob_id=a+b&run_id=&step_id=s&identity=i&member_id=m&since_ms=1&until_ms="
                        "18446744073709551615&event_types=,flow_started,%20flow_failed%09,,");
    VERIFY_OK(query);
    EventQuery expected;
    expected.afterSeq = 7;
    expected.mobId = "a b";
    expected.runId = "";
    expected.stepId = "s";
    expected.identity = "i";
    expected.memberId = "m";
    expected.sinceMs = 1;
    expected.untilMs = ~std::uint64_t{0};
    expected.eventTypes = {"flow_started", "flow_failed"};
    QCOMPARE(*query, expected);
}

void TestStreamQuery::ignoresTheUnknown()
{
    const auto query = readStreamQuery("limit=x&colour=red&auth_token=t&auth_token=t&After_Seq=z");
    VERIFY_OK(query);
    QCOMPARE(*query, EventQuery());
}

void TestStreamQuery::undoesSubscribeUrl()
{
    EventQuery query;
    query.mobId = "a b&c=d+e/ü";
    query.runId = "";
    query.stepId = "schritt 1/2 +ä\n";
    query.identity = "rt:review:0";
    query.memberId = "naïve 😀~*-._";
    query.sinceMs = 1;
    query.untilMs = 2;
    query.eventTypes = {"flow_started", "flow_failed"};
    const std::string url = subscribeUrl(query, Cursor{61}, 99);
    const auto read = readStreamQuery(url.substr(url.find('?') + 1));
    VERIFY_OK(read);
    query.afterSeq = 61;
    QCOMPARE(*read, query);
}

void TestStreamQuery::complains_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("message");
    const QString digit = QStringLiteral("after_seq: invalid digit found in string");
    const QString large = QStringLiteral("after_seq: number too large to fit in target type");
    QTest::newRow("letters") << QStringLiteral("after_seq=abc") << digit;
    QTest::newRow("negative") << QStringLiteral("after_seq=-1") << digit;
    QTest::newRow("fraction") << QStringLiteral("after_seq=1.0") << digit;
    QTest::newRow("space") << QStringLiteral("after_seq=+1") << digit;
    QTest::newRow("only a plus") << QStringLiteral("after_seq=%2B") << digit;
    QTest::newRow("empty") << QStringLiteral("after_seq=")
                           << QStringLiteral("after_seq: cannot parse integer from empty string");
    QTest::newRow("no value") << QStringLiteral("after_seq")
                              << QStringLiteral("after_seq: cannot parse integer from empty string");
    QTest::newRow("overflow") << QStringLiteral("after_seq=18446744073709551616") << large;
    QTest::newRow("far overflow") << QStringLiteral("after_seq=99999999999999999999999") << large;
    QTest::newRow("other field") << QStringLiteral("until_ms=x")
                                 << QStringLiteral("until_ms: invalid digit found in string");
    QTest::newRow("twice") << QStringLiteral("after_seq=1&after_seq=2")
                           << QStringLiteral("duplicate field `after_seq`");
    QTest::newRow("text twice") << QStringLiteral("run_id=a&run_id=a")
                                << QStringLiteral("duplicate field `run_id`");
}

void TestStreamQuery::complains()
{
    QFETCH(QString, query);
    QFETCH(QString, message);
    const auto read = readStreamQuery(query.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(read.error().message, message);
}

QTEST_GUILESS_MAIN(TestStreamQuery)
#include "tst_streamquery.moc"
