// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"
#include "tests/support/testmacros.h"

using namespace mobwatch;

namespace {

std::string bytes(const QString &text)
{
    return text.toStdString();
}

void row(const char *text, const char *canonical)
{
    QTest::newRow(text[0] ? text : "empty") << QString::fromUtf8(text) << QString::fromUtf8(canonical);
}

void badRow(const char *text, int position, const char *message, const char *suggestion = "")
{
    QTest::newRow(text) << QString::fromUtf8(text) << position << QString::fromUtf8(message)
                        << QString::fromUtf8(suggestion);
}

} // namespace

class TestFilterParser : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAndNormalises_data();
    void readsAndNormalises();
    void equalMeaningsAreEqualValues_data();
    void equalMeaningsAreEqualValues();
    void namesPlaceAndReason_data();
    void namesPlaceAndReason();
    void describesClausesForChips();
    void knowsWhatNeedsPayloads();
    void refusesDepthThatWouldOverflow();
    void readsHugeTextsInLinearTime();
    void refusesTooLongTexts();
    void refusesBytesThatAreNoText();
};

void TestFilterParser::readsAndNormalises_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    row("", "");
    row("  \t\n", "");
    row("kind:step_failed agent:worker-* \"rate limit\"", "kind:step_failed agent:worker-* \"rate limit\"");
    row("a and b", "a b");
    row("a or b c", "a or b c");
    row("(a or b) c", "(a or b) c");
    row("((a)) (b c)", "a b c");
    row("not a", "-a");
    row("-(a or b)", "-(a or b)");
    row("not not a", "not -a");
    row("--a", "not -a");
    row("not(a b)", "-(a b)");
    row("kind:a,b,\"c d\"", "kind:a,b,\"c d\"");
    row("kind:\"plain\"", "kind:plain");
    row("kind=a", "kind:a");
    row("kind!=a", "kind!=a");
    row("run:6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11", "run:6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11");
    row("run:6f0c", "run:6f0c");
    row("run=6f0c", "run:\"6f0c\"");
    row("agent:rt:review:singleton:0", "agent:rt:review:singleton:0");
    row("agent:a=b<c>d~e!f", "agent:a=b<c>d~e!f");
    row("agent:\"\"", "agent:\"\"");
    row("kind:step_*", "kind:step_*");
    row("kind:a**b", "kind:a*b");
    row("kind:a\\*b", "kind:\"a\\*b\"");
    row("kind:\"a\\*b*\"", "kind:\"a\\*b*\"");
    row("kind:or", "kind:\"or\"");
    row("\"or\" \"and\" \"not\"", "\"or\" \"and\" \"not\"");
    row("Or AND Not", "Or AND Not");
    row("mob_id:a run_id:b step_id:c", "mob:a run:b step:c");
    row("agent_identity:a identity:b", "agent:a agent:b");
    row("timestamp>=-10m", "time>=-10m");
    row("since:15m until:-5m", "time>=-15m time<-5m");
    row("since:2026-08-22T17:10:00Z", "time>=2026-08-22T17:10:00Z");
    row("since=\"2026-08-22 17:10\"", "time>=\"2026-08-22 17:10\"");
    row("time:-2h30m..-1d", "time:-2h30m..-1d");
    row("time:\"2026-08-22 17:10\"..\"2026-08-22 17:20\"", "time:\"2026-08-22 17:10..2026-08-22 17:20\"");
    row("time>17:10:30 time<=1755882600000", "time>17:10:30 time<=1755882600000");
    row("time:2026-08-22..", "time:2026-08-22..");
    row("cursor:007", "cursor:7");
    row("cursor:1..5,9,20..,..3", "cursor:1..5,9,20..,..3");
    row("cursor<18446744073709551615 epoch!=2", "cursor<18446744073709551615 epoch!=2");
    row("category:flow,step severity:err*", "category:flow,step severity:err*");
    row("severity>=warning severity<ok", "severity>=warning severity<ok");
    row("label.env:prod mob_label.\"my key\":x run_label.a.b/c:y",
        "label.env:prod mob_label.\"my key\":x run_label.a.b/c:y");
    row("data.output.verdict:ok", "data.output.verdict:ok");
    row("data.items[3].x>=3", "data.items[3].x>=3");
    row("data.a[*][0].\"odd key\"!=null", "data.a[*][0].\"odd key\"!=null");
    row("data.\"a.b[\\\"]\".c:1", "data.\"a.b[\\\"]\".c:1");
    row("data.n:1..3 data.n:\"1..3\" data.n:a..b", "data.n:1..3 data.n:\"1..3\" data.n:a..b");
    row("data.t_ms:1s..2s data.t:\"1s..2s\"", "data.t_ms:1s..2s data.t:1s..2s");
    row("has:agent -has:label.env has:data.x[*]", "has:agent -has:label.env has:data.x[*]");
    row("agent~work agent!~/w.rk/i", "agent~work agent!~/w.rk/i");
    row("agent~\"two words\"", "agent~\"two words\"");
    row("/a\\/b[\\/]?/i", "/a\\/b[\\/]?/i");
    row("text:foo", "foo");
    row("text~\"A b\" text!~x text!=y", "\"A b\" text!~x text!~y");
    row("text:a,b c", "(a or b) c");
    row("\"\\u00e9\\ud83d\\ude00\"", "é😀");
    row("\"a\\nb\\tc\\u0001\\\"\\\\\"", "\"a\\nb\\tc\\u0001\\\"\\\\\"");
    row("hello! 5% a,b", "\"hello!\" 5% \"a,b\"");
    row("a\"b c\"d", "a \"b c\" d");
    row("-5", "-5");
}

void TestFilterParser::readsAndNormalises()
{
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    const auto filter = Filter::parse(bytes(text));
    VERIFY_OK(filter);
    QCOMPARE(QString::fromStdString(filter->text()), canonical);
    QCOMPARE(filter->isEmpty(), canonical.isEmpty());
    const auto again = Filter::parse(filter->text());
    VERIFY_OK(again);
    QVERIFY(*again == *filter);
}

void TestFilterParser::equalMeaningsAreEqualValues_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("canonical");
    row("(a b) c", "a (b c)");
    row("a or (b or c)", "(a or b) or c");
    row("kind=x", "kind:x");
    row("since:5m", "time>=-5m");
    row("kind:\"a\"", "kind:a");
    row("text:x", "x");
}

void TestFilterParser::equalMeaningsAreEqualValues()
{
    QFETCH(QString, text);
    QFETCH(QString, canonical);
    const auto a = Filter::parse(bytes(text));
    const auto b = Filter::parse(bytes(canonical));
    VERIFY_OK(a);
    VERIFY_OK(b);
    QVERIFY(*a == *b);
    QVERIFY(!(*a == Filter()));
}

void TestFilterParser::namesPlaceAndReason_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("suggestion");
    badRow("kind:a agnet:x", 8, "unknown field \"agnet\", did you mean \"agent\"?", "agent");
    badRow("é \"ü\" agnet:x", 7, "unknown field \"agnet\", did you mean \"agent\"?", "agent");
    badRow("Kind:x", 1, "unknown field \"Kind\", did you mean \"kind\"?", "kind");
    badRow("sinc:5m", 1, "unknown field \"sinc\", did you mean \"since\"?", "since");
    badRow("mob_idd:x", 1, "unknown field \"mob_idd\", did you mean \"mob\"?", "mob");
    badRow("team:x", 1, "unknown field \"team\", did you mean \"label.team\"?", "label.team");
    badRow("taem:x", 1, "unknown field \"taem\", did you mean \"label.team\"?", "label.team");
    badRow("lable.env:x", 1, "unknown field \"lable.env\", did you mean \"label.env\"?", "label.env");
    badRow("dta.reason:x", 1, "unknown field \"dta.reason\", did you mean \"data.reason\"?", "data.reason");
    badRow("http://x", 1, "unknown field \"http\"; quote the text to search for it");
    badRow("has:agnet", 5, "unknown field \"agnet\", did you mean \"agent\"?", "agent");
    badRow("größe:", 1, "unknown field \"größe\"; quote the text to search for it");
    badRow("has:", 5, "found the end, expected a field");
    badRow("has=agent", 4, "found \"=\", expected \":\" behind \"has\"");
    badRow("has:agent,run", 5, "unknown field \"agent,run\"; quote the text to search for it");
    badRow("data:x", 1, "found \"data\" alone, expected \"data.\" and a path");
    badRow("label:x", 1, "found \"label\" alone, expected \"label.\" and a label's key");
    badRow("data.:x", 6, "found the end, expected a key");
    badRow("data.a..b:x", 8, "found \".\", expected a key");
    badRow("data.a[x]:1", 8, "found \"x\", expected the number of an element or *");
    badRow("data.a[1:1", 9, "found the end, expected \"]\"");
    badRow("data.a[1]b:1", 10, "found \"b\", expected \".\", \"[\" or an operator");
    badRow("kind:", 6, "found the end, expected a value");
    badRow("kind: a", 6, "found a space, expected a value");
    badRow("kind:a,", 8, "found the end, expected a value right behind \",\"");
    badRow("kind:a, b", 8, "found a space, expected a value right behind \",\"");
    badRow("kind:a ,b", 8, "found \",\", expected a clause or a text");
    badRow("kind=a,b", 7, "found \",\", expected a space or the end; several values go behind \":\"");
    badRow("kind:\"a\"b", 9, "found \"b\", expected a space, \",\" or the end");
    badRow("kind:\"a", 6, "found a string without an end, expected its closing \"");
    badRow("\"a\\q\"", 3, "found \"\\q\", expected one of \\\" \\\\ \\n \\t \\* \\uXXXX");
    badRow("\"\\u12\"", 2, "found \"\\u\" without its digits, expected four hexadecimal digits");
    badRow("\"\\ud83d x\"", 2, "found half of a surrogate pair, expected both halves");
    badRow("kind<a", 5, "found \"<\", expected one of : = != ~ !~ behind \"kind\"");
    badRow("label.env>=a", 10, "found \">=\", expected one of : = != ~ !~ behind \"label.env\"");
    badRow("cursor~5", 7, "found \"~\", expected one of : = != < <= > >= behind \"cursor\"");
    badRow("cursor:abc", 8, "found \"abc\", expected a whole number or a range a..b");
    badRow("cursor>-1", 8, "found \"-1\", expected a whole number");
    badRow("cursor:18446744073709551616", 8,
           "found \"18446744073709551616\", expected a whole number or a range a..b");
    badRow("cursor:..", 8, "found \"..\", expected a whole number or a range a..b");
    badRow(
        "time:15m", 6,
        "found \"15m\", expected a time: 2026-08-22T17:10:00Z, \"2026-08-22 17:10\", 17:10:30, -10m or Unix "
        "milliseconds, did you mean \"-15m\"?",
        "-15m");
    badRow(
        "since:later", 7,
        "found \"later\", expected a time: 15m, 2026-08-22T17:10:00Z, \"2026-08-22 17:10\", 17:10:30 or Unix "
        "milliseconds");
    badRow("since>5m", 6, "found \">\", expected \":\" behind \"since\"");
    badRow("severity:eror", 10, "unknown severity \"eror\", did you mean \"error\"?", "error");
    badRow("severity>=x", 11, "unknown severity \"x\", expected one of info ok warning error");
    badRow("category:fow", 10, "unknown category \"fow\", did you mean \"flow\"?", "flow");
    badRow("-", 2, "found the end, expected what \"-\" negates, without a space");
    badRow("- a", 2, "found a space, expected what \"-\" negates, without a space");
    badRow("not", 4, "found the end, expected a clause or a text");
    badRow("a and", 6, "found the end, expected a clause or a text");
    badRow("a or or b", 6, "found \"or\", expected a clause or a text");
    badRow("or b", 1, "found \"or\", expected a clause or a text");
    badRow("and", 1, "found \"and\", expected a clause or a text");
    badRow("()", 2, "found \")\", expected a clause or a text");
    badRow("(a", 3, "found the end, expected \")\"");
    badRow("a)", 2, "found \")\", expected the end: there is no \"(\" for it");
    badRow(":x", 1, "found \":\", expected a clause or a text");
    badRow("/abc", 1,
           "found a regular expression without an end, expected its closing /; quote the text to search for "
           "it as it is");
    badRow("/abc/x", 6,
           "found \"x\", expected \"i\" or a space behind the regular expression; quote the text to search "
           "for it as it is");
    badRow("x /a(b/", 7, "found a regular expression with a mistake: missing closing parenthesis");
    badRow("agent~", 7, "found the end, expected a text or a regular expression");
    badRow("agent~\"a\"b", 10, "found \"b\", expected a space or the end");
}

void TestFilterParser::namesPlaceAndReason()
{
    QFETCH(QString, text);
    QFETCH(int, position);
    QFETCH(QString, message);
    QFETCH(QString, suggestion);
    const auto filter = Filter::parse(bytes(text), {"env", "team"});
    QVERIFY2(!filter, "was understood");
    QCOMPARE(filter.error().code, ErrorCode::FilterSyntax);
    QCOMPARE(filter.error().message, message);
    QCOMPARE(filter.error().position, position);
    QCOMPARE(filter.error().suggestion, suggestion);
}

void TestFilterParser::describesClausesForChips()
{
    using Op = FilterClause::Op;
    const auto filter =
        Filter::parse("kind:a,b* -agent:\"x y\" severity>=ok has:step -has:run label.env!=p \"t u\" "
                      "-/r/i data.n:1..3 (a or b) since:5m not agent~z");
    VERIFY_OK(filter);
    const std::vector<FilterClause> expected{
        {FilterField::Kind, "kind", Op::Equal, {"a", "b*"}, "kind:a,b*", false},
        {FilterField::Agent, "agent", Op::Equal, {"x y"}, "-agent:\"x y\"", true},
        {FilterField::Severity, "severity", Op::GreaterEqual, {"ok"}, "severity>=ok", false},
        {FilterField::Step, "step", Op::Has, {}, "has:step", false},
        {FilterField::Run, "run", Op::HasNot, {}, "-has:run", false},
        {FilterField::Label, "label.env", Op::NotEqual, {"p"}, "label.env!=p", false},
        {FilterField::Other, "text", Op::Contains, {"t u"}, "\"t u\"", false},
        {FilterField::Other, "text", Op::ContainsNot, {"/r/i"}, "-/r/i", false},
        {FilterField::Other, "data.n", Op::Equal, {"1..3"}, "data.n:1..3", false},
        {FilterField::Other, "", Op::More, {}, "a or b", false},
        {FilterField::Time, "time", Op::GreaterEqual, {"-5m"}, "time>=-5m", false},
        {FilterField::Agent, "agent", Op::ContainsNot, {"z"}, "-agent~z", false},
    };
    const std::vector<FilterClause> shown = filter->clauses();
    QCOMPARE(shown.size(), expected.size());
    for (std::size_t i = 0; i < shown.size(); ++i)
        QVERIFY2(shown[i] == expected[i], shown[i].text.c_str());
    QVERIFY(Filter().clauses().empty());
    QCOMPARE(Filter::parse("a or b")->clauses().size(), std::size_t{1});
}

void TestFilterParser::knowsWhatNeedsPayloads()
{
    QVERIFY(!Filter().needsPayload());
    QVERIFY(!Filter::parse("kind:a -(run:b or label.x:y) cursor<5 has:text")->needsPayload());
    QVERIFY(Filter::parse("kind:a word")->needsPayload());
    QVERIFY(Filter::parse("kind:a or not data.x:1")->needsPayload());
    QVERIFY(Filter::parse("has:data.x")->needsPayload());
}

void TestFilterParser::refusesDepthThatWouldOverflow()
{
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '(') + "a" + std::string(levels, ')');
    };
    VERIFY_OK(Filter::parse(nested(100)));
    const auto tooDeep = Filter::parse(nested(101));
    QVERIFY(!tooDeep);
    QCOMPARE(tooDeep.error().position, 101);
    for (const char *piece : {"(", "-", "not ", "-(", "a or ("}) {
        std::string text;
        while (text.size() < 200'000)
            text += piece;
        QVERIFY(!Filter::parse(text + "a"));
    }
    std::string path = "data";
    while (path.size() < 100'000)
        path += ".a";
    QVERIFY(!Filter::parse(path + ":x"));
}

void TestFilterParser::readsHugeTextsInLinearTime()
{
    std::string values = "run:";
    for (int i = 0; i < 50'000; ++i)
        values += (i > 0 ? "," : "") + std::string("run-") + std::to_string(i);
    const auto many = Filter::parse(values);
    VERIFY_OK(many);
    QCOMPARE(many->clauses().front().values.size(), std::size_t{50'000});
    std::string words;
    while (words.size() < 200'000)
        words += "a or b ";
    VERIFY_OK(Filter::parse(words + "c"));
    VERIFY_OK(Filter::parse(std::string(1'000'000, 'x')));
    VERIFY_OK(Filter::parse("kind:" + std::string(200'000, '*')));
    QVERIFY(!Filter::parse(std::string(1'000'000, 'x') + ":y"));
}

void TestFilterParser::refusesTooLongTexts()
{
    const auto filter = Filter::parse(std::string(5'000'000, 'x'));
    QVERIFY(!filter);
    QCOMPARE(filter.error().code, ErrorCode::FilterSyntax);
}

void TestFilterParser::refusesBytesThatAreNoText()
{
    for (const char *bad :
         {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x80\x80"}) {
        const auto filter = Filter::parse(std::string("é ") + bad);
        QVERIFY(!filter);
        QCOMPARE(filter.error().position, bad[0] == 'a' ? 4 : 3);
    }
}

QTEST_GUILESS_MAIN(TestFilterParser)
#include "tst_filterparser.moc"
