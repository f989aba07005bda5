// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"
#include "core/filter/filterprogram.h"
#include "core/filter/jsontext.h"
#include "tests/core/filter/samplestore.h"
#include "tests/support/testmacros.h"

#include <nlohmann/json.hpp>

using namespace mobwatch;

namespace {

bool matches(const char *filterText, const std::string &data)
{
    const auto filter = Filter::parse(filterText);
    if (!filter) {
        qWarning("%s: %s", filterText, qPrintable(filter.error().message));
        return false;
    }
    return EnvelopeFilter(*filter, 0).matches(test::sampleEvent(1, "flow_started", data), 1);
}

std::string readable(std::string_view json)
{
    std::string out;
    appendUnescaped(out, json);
    return out;
}

} // namespace

class TestPayloadMatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void followsPathsAndComparesByType_data();
    void followsPathsAndComparesByType();
    void searchesTextAsPeopleReadIt_data();
    void searchesTextAsPeopleReadIt();
    void reportsExplodingExpressions();
    void survivesDamagedAndDeepPayloads();
    void undoesEscapes();
    void tellsContainersFromOtherText();
    void compactsJson();
};

void TestPayloadMatch::followsPathsAndComparesByType_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("data");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *filter, const char *data, bool expected) {
        QTest::addRow("%s on %s", filter, data)
            << QString::fromUtf8(filter) << QString::fromUtf8(data) << expected;
    };
    row("data.a:1", R"({"a":1})", true);
    row("data.a:1", R"({"a":1.0})", true);
    row("data.a:1", R"({"a":"1"})", true);
    row("data.a:1.0", R"({"a":"1"})", false);
    row("data.a:1", R"({"b":1})", false);
    row("data.a!=1", R"({"b":1})", true);
    row("-data.a:1", R"({"b":1})", true);
    row("data.a>0", R"({"b":1})", false);
    row("data.a>=3", R"({"a":3})", true);
    row("data.a>=3", R"({"a":10})", true);
    row("data.a>=3", R"({"a":"10"})", false);
    row("data.a<b", R"({"a":"abc"})", true);
    row("data.a<5", R"({"a":true})", false);
    row("data.a>=2026-08-22", R"({"a":"2026-08-23T00:00:00Z"})", true);
    row("data.a:9007199254740993", R"({"a":9007199254740993})", true);
    row("data.a:9007199254740993", R"({"a":9007199254740992})", false);
    row("data.a:18446744073709551615", R"({"a":18446744073709551615})", true);
    row("data.a:-5", R"({"a":-5})", true);
    row("data.a:1e3", R"({"a":1000})", true);
    row("data.a:123456789012345678901234567890", R"({"a":123456789012345678901234567890})", true);
    row("data.a:1..3", R"({"a":2.9})", true);
    row("data.a:1..3", R"({"a":3})", false);
    row("data.a:1..", R"({"a":1})", true);
    row("data.a:..1", R"({"a":1})", false);
    row("data.a:\"1..3\"", R"({"a":"1..3"})", true);
    row("data.a:\"1..3\"", R"({"a":2})", false);
    row("data.a:true", R"({"a":true})", true);
    row("data.a:true", R"({"a":"true"})", true);
    row("data.a:null", R"({"a":null})", true);
    row("has:data.a", R"({"a":null})", true);
    row("has:data.a.b", R"({"a":null})", false);
    row("data.a:ok,err*", R"({"a":"error"})", true);
    row("data.a:ok", R"({"a":"OK"})", false);
    row("data.a:\"\\*\"", R"({"a":"*"})", true);
    row("data.a:\"\\*\"", R"({"a":"x"})", false);
    row("data.a:*", R"({"a":""})", true);
    row("data.d_ms>2s", R"({"d_ms":2001})", true);
    row("data.d_ms>2s", R"({"d_ms":2000})", false);
    row("data.d_ms:1.5s", R"({"d_ms":1500})", true);
    row("data.d_ms:1s..2m", R"({"d_ms":60000})", true);
    row("data.d>2s", R"({"d":2001})", false);
    row("data.d_ms[0]:2s", R"({"d_ms":[2000]})", true);
    row("data.a.b.c:x", R"({"a":{"z":{"c":1},"b":{"q":[{}],"c":"x"}}})", true);
    row("data.a[1]:x", R"({"a":["y","x"]})", true);
    row("data.a[2]:x", R"({"a":["y","x"]})", false);
    row("data.a[*]:x", R"({"a":["y","x"]})", true);
    row("data.a[*]!=x", R"({"a":["y","x"]})", false);
    row("data.a[*]>4", R"({"a":[1,5]})", true);
    row("data.a[*][0].k:v", R"({"a":[[],[{"k":"v"}]]})", true);
    row("data.a[*].b:1", R"({"a":{"b":1}})", false);
    row("data.a.b:1", R"({"a":[{"b":1}]})", false);
    row("data.\"odd key\":1", R"({"odd key":1})", true);
    row("data.\"a.b\":1", R"({"a.b":1,"a":{"b":2}})", true);
    row("data.é:1", R"({"\u00e9":1})", true);
    row("data.\"q\\\"\":1", R"({"q\"":1})", true);
    row("data.out.verdict:ok", R"({"out":"{\"verdict\":\"ok\"}"})", true);
    row("data.out.verdict:ok", R"({"out":"  {\"verdict\": \"ok\"}\n"})", true);
    row("data.out[0].x:1", R"({"out":"[{\"x\":1}]"})", true);
    row("data.out.a.b:1", R"({"out":"{\"a\":\"{\\\"b\\\":1}\"}"})", true);
    row("data.out.verdict:ok", R"({"out":"{\"verdict\":\"ok\"} tail"})", false);
    row("data.out.verdict:ok", R"({"out":"{\"verdict\":\"ok\",}"})", false);
    row("data.out:\"{\\\"verdict\\\":1}\"", R"({"out":"{\"verdict\":1}"})", true);
    row("data.a:\"{\\\"b\\\":[1,2]}\"", R"({"a":{ "b" : [1, 2] }})", true);
    row("data.a:[1]", R"({"a":[ 1 ]})", true);
    row("data.a~\"b c\"", R"({"a":{"x":"B c"}})", true);
    row("data.a~1", R"({"a":210})", true);
    row("data.a~/^o.k$/i", R"({"a":"OhK"})", true);
    row("data.a!~x", R"({"a":"y"})", true);
    row("data.a!~x", R"({})", true);
    row("data.a~\"a/b\"", R"({"a":"a\/b"})", true);
}

void TestPayloadMatch::followsPathsAndComparesByType()
{
    QFETCH(QString, filter);
    QFETCH(QString, data);
    QFETCH(bool, expected);
    QVERIFY(Filter::parse(filter.toStdString()));
    QCOMPARE(matches(qPrintable(filter), data.toStdString()), expected);
}

void TestPayloadMatch::searchesTextAsPeopleReadIt_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("data");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *filter, const char *data, bool expected) {
        QTest::addRow("%s in %s", filter, data)
            << QString::fromUtf8(filter) << QString::fromUtf8(data) << expected;
    };
    row("rate", R"({"a":"Rate limit"})", true);
    row("Rate", R"({"a":"rate limit"})", false);
    row("Rate", R"({"a":"Rate limit"})", true);
    row("\"a/b\"", R"({"a":"a\/b"})", true);
    row("é", R"({"a":"caf\u00e9"})", true);
    row("é", R"({"a":"CAFÉ"})", true);
    row("É", R"({"a":"café"})", false);
    row("ж", R"({"a":"\u0416"})", true);
    row("😀", R"({"a":"\ud83d\ude00"})", true);
    row("\"say \\\"hi\\\"\"", R"({"a":"say \"hi\""})", true);
    row("\"\\\"a\\\":1\"", R"({"a":1})", true);
    row("\"x\\ny\"", R"({"a":"x\ny"})", true);
    row("\"c:\\\\d\"", R"({"a":"c:\\d"})", true);
    row("\"\\\\u00e9\"", R"({"a":"\\u00e9"})", true);
    row("flow_sta", "{}", true);
    row("Flow_sta", "{}", false);
    row("crew", "{}", true);
    row("/^crew$/", "{}", true);
    row("/CREW/", "{}", false);
    row("/CREW/i", "{}", true);
    row("/^\\{.*\\}$/", R"({"a":1})", true);
    row("/caf./", R"({"a":"caf\u00e9"})", true);
    row("/^.{7}$/", R"({"a":1})", true);
    row("/a\\/b/", R"({"p":"a\/b"})", true);
    row("-nothing", "{}", true);
    row("-crew", "{}", false);
    row("\"crewflow\"", "{}", false);
    row("\"\"", "{}", true);
    row("text!~zzz", "{}", true);
    row("42", R"({"a":1427})", true);
}

void TestPayloadMatch::searchesTextAsPeopleReadIt()
{
    followsPathsAndComparesByType();
}

void TestPayloadMatch::reportsExplodingExpressions()
{
    const std::string bomb = "{\"a\":\"" + std::string(5000, 'a') + "!x\"}";
    const Envelope event = test::sampleEvent(1, "flow_started", bomb);
    for (const char *text : {"/(a|a)+x/", "-/(a|a)+x/", "data.a~/(a|aa)+x/", "kind:nope or /(a|a)+x/"}) {
        const EnvelopeFilter filter(*Filter::parse(text), 0);
        QVERIFY2(!filter.matches(event, 1), text);
        QCOMPARE(filter.regexFailures(), 1U);
        QVERIFY(!filter.matches(event, 1));
        QCOMPARE(filter.regexFailures(), 2U);
    }
    const EnvelopeFilter settled(*Filter::parse("kind:flow_started or /(a|a)+x/"), 0);
    QVERIFY(settled.matches(event, 1));
    QCOMPARE(settled.regexFailures(), 0U);
}

void TestPayloadMatch::survivesDamagedAndDeepPayloads()
{
    const std::string whole = R"({"a":[1,{"b":"x\u00e9\"y","c":"{\"d\":[true,null]}"}],"e":-1.5e3})";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        const std::string cut = whole.substr(0, length);
        for (const char *filter :
             {"data.a[1].b~y", "data.a[1].c.d[*]:null", "data.e<0", "has:data.zz", "zz", "data.a~zz"})
            QVERIFY(matches(filter, cut) == matches(filter, cut));
    }
    const std::string deep = "{\"a\":" + std::string(200'000, '[') + std::string(200'000, ']') + ",\"b\":1}";
    QVERIFY(matches("data.b:1", deep));
    QVERIFY(!matches("data.a[*][*][*]:1", deep));
    const std::string inside = nlohmann::json{{"s", deep}}.dump();
    QVERIFY(matches("data.s.b:1", inside));
    QVERIFY(!matches("x", std::string("{\"a\":\"\xff\xfe\"}")));
    QVERIFY(matches("b", std::string("{\"a\":\"\xff\xfe\",\"b\":1}")));
    QVERIFY(matches("/\"b/", std::string("{\"a\":\"\xff\xfe\",\"b\":1}")));
}

void TestPayloadMatch::undoesEscapes()
{
    QCOMPARE(readable(R"(a\/b\\c\"d\n\t\b\f\r)"), std::string("a/b\\c\"d\n\t\b\f\r"));
    QCOMPARE(readable(R"(\u0041\u00e9\ud83d\ude00)"), std::string("Aé😀"));
    QCOMPARE(readable(R"(\ud83d!)"), std::string("\xEF\xBF\xBD!"));
    QCOMPARE(readable(R"(\ude00\ud83d\u0041)"), std::string("\xEF\xBF\xBD\xEF\xBF\xBD"
                                                            "A"));
    QCOMPARE(readable(R"(\u12)"), std::string("\\u12"));
    QCOMPARE(readable("x\\"), std::string("x\\"));
}

void TestPayloadMatch::tellsContainersFromOtherText()
{
    const std::vector<std::string> texts{"{}",
                                         "[]",
                                         " [1] ",
                                         "{\"a\":{}}",
                                         "[{},[],\"x\",-0.5e+3,true,false,null]",
                                         "",
                                         "1",
                                         "\"x\"",
                                         "{",
                                         "[1",
                                         "[1,]",
                                         "{\"a\"}",
                                         "{\"a\":}",
                                         "{a:1}",
                                         "[1]]",
                                         "[01]",
                                         "[1.]",
                                         "[.5]",
                                         "[-]",
                                         "[1e]",
                                         "[\"\\x\"]",
                                         "[\"\\u00g0\"]",
                                         "[\"\n\"]",
                                         "[tru]",
                                         "[1}",
                                         "{\"a\":1,}",
                                         "{,}",
                                         "[,]",
                                         "[1 2]",
                                         "{\"a\" 1}",
                                         "[\"a]",
                                         "{\"a\":[1,{\"b\":2}],\"c\":3}",
                                         "[[[]],{}]",
                                         "[nul",
                                         "[\"\\"};
    for (const std::string &text : texts) {
        const auto parsed = nlohmann::json::parse(text, nullptr, false);
        QVERIFY2(isJsonContainer(text) == parsed.is_structured(), text.c_str());
    }
    QVERIFY(isJsonContainer(std::string(100'000, '[') + std::string(100'000, ']')));
}

void TestPayloadMatch::compactsJson()
{
    QCOMPARE(compactJson("{ \"a b\" : [ 1 , \"x\\/y\\u00e9\\n\" ] }"),
             std::string("{\"a b\":[1,\"x/yé\\n\"]}"));
}

QTEST_GUILESS_MAIN(TestPayloadMatch)
#include "tst_payloadmatch.moc"
