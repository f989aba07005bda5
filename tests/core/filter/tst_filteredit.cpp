// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"
#include "tests/core/filter/randomfilters.h"
#include "tests/support/testmacros.h"

#include <functional>

using namespace mobwatch;

using Edit = std::function<Filter(const Filter &)>;
Q_DECLARE_METATYPE(Edit)

class TestFilterEdit : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void editsTheValue_data();
    void editsTheValue();
    void tellsTheStateOfAValue();
    void takesValuesLiterally();
    void editsOfAnyFilterStayFilters();
    void addsThousandsOfValuesAtOnce();
};

void TestFilterEdit::editsTheValue_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QString>("after");
    const auto row = [](const char *name, const char *before, const Edit &edit, const char *after) {
        QTest::newRow(name) << QString::fromUtf8(before) << edit << QString::fromUtf8(after);
    };
    row(
        "only into nothing", "", [](auto &f) { return f.withOnly("kind", {"a"}); }, "kind:a");
    row(
        "only replaces in place", "kind:a,b x -kind:c kind!=d",
        [](auto &f) {
            return f.withOnly("kind", {"e", "f"});
        },
        "kind:e,f x");
    row(
        "only keeps other clauses of the field", "has:kind kind~z (kind:a or b) kind:q",
        [](auto &f) { return f.withOnly("kind", {"e"}); }, "has:kind kind~z (kind:a or b) kind:e");
    row(
        "only with nothing removes", "kind:a x", [](auto &f) { return f.withOnly("kind", {}); }, "x");
    row(
        "only around or", "a or b", [](auto &f) { return f.withOnly("kind", {"e"}); }, "(a or b) kind:e");
    row(
        "only takes an alias", "run:a", [](auto &f) { return f.withOnly("run_id", {"zz"}); }, "run:zz");
    row(
        "only of a label", "label.env:a label.x:b", [](auto &f) { return f.withOnly("label.env", {"p"}); },
        "label.env:p label.x:b");
    row(
        "only drops doubles", "",
        [](auto &f) {
            return f.withOnly("kind", {"a", "b", "a"});
        },
        "kind:a,b");
    row(
        "unknown field changes nothing", "kind:a", [](auto &f) { return f.withOnly("nokind", {"e"}); },
        "kind:a");
    row(
        "impossible value changes nothing", "severity:ok",
        [](auto &f) { return f.withOnly("severity", {"bad"}); }, "severity:ok");
    row(
        "add extends", "kind:a", [](auto &f) { return f.withAdded("kind", {"b"}); }, "kind:a,b");
    row(
        "add again changes nothing", "kind:a,b", [](auto &f) { return f.withAdded("kind", {"b"}); },
        "kind:a,b");
    row(
        "add new", "x", [](auto &f) { return f.withAdded("kind", {"b"}); }, "x kind:b");
    row(
        "add to every clause", "kind:a kind:b", [](auto &f) { return f.withAdded("kind", {"b"}); },
        "kind:a,b kind:b");
    row(
        "add takes out of exclusion", "-kind:b,c", [](auto &f) { return f.withAdded("kind", {"b"}); },
        "-kind:c kind:b");
    row(
        "add empties exclusion", "-kind:b x", [](auto &f) { return f.withAdded("kind", {"b"}); }, "x kind:b");
    row(
        "add beside a prefix", "run:6f0c", [](auto &f) { return f.withAdded("run", {"6f0c"}); },
        "run:6f0c,\"6f0c\"");
    row(
        "exclude new", "x", [](auto &f) { return f.withExcluded("kind", {"b"}); }, "x -kind:b");
    row(
        "exclude merges", "-kind:a x",
        [](auto &f) {
            return f.withExcluded("kind", {"b", "a"});
        },
        "-kind:a,b x");
    row(
        "exclude merges !=", "kind!=a", [](auto &f) { return f.withExcluded("kind", {"b"}); }, "-kind:a,b");
    row(
        "exclude what was chosen", "kind:a,b", [](auto &f) { return f.withExcluded("kind", {"b"}); },
        "kind:a -kind:b");
    row(
        "exclude the only one", "kind:b", [](auto &f) { return f.withExcluded("kind", {"b"}); }, "-kind:b");
    row(
        "remove value", "kind:a,b -kind:b,c", [](auto &f) { return f.withoutValue("kind", "b"); },
        "kind:a -kind:c");
    row(
        "remove last value", "kind:a x -kind:a", [](auto &f) { return f.withoutValue("kind", "a"); }, "x");
    row(
        "remove value leaves globs", "kind:a*,ab", [](auto &f) { return f.withoutValue("kind", "ab"); },
        "kind:a*");
    row(
        "remove value leaves prefixes", "run:6f0c,\"6f0c\"",
        [](auto &f) { return f.withoutValue("run", "6f0c"); }, "run:6f0c");
    row(
        "remove unknown value", "kind:a", [](auto &f) { return f.withoutValue("kind", "b"); }, "kind:a");
    row(
        "remove field", "kind:a x -kind:b has:kind", [](auto &f) { return f.withoutField("kind"); },
        "x has:kind");
    row(
        "remove clause", "a kind:b c", [](auto &f) { return f.withoutClause(1); }, "a c");
    row(
        "remove the only clause", "a or b", [](auto &f) { return f.withoutClause(0); }, "");
    row(
        "remove no clause", "a", [](auto &f) { return f.withoutClause(1); }, "a");
    row(
        "and", "a b", [](auto &f) { return f.withAnd(*Filter::parse("c d")); }, "a b c d");
    row(
        "and or", "a or b", [](auto &f) { return f.withAnd(*Filter::parse("c or d")); }, "(a or b) (c or d)");
    row(
        "and nothing", "a", [](auto &f) { return f.withAnd(Filter()); }, "a");
    row(
        "nothing and", "", [](auto &f) { return f.withAnd(*Filter::parse("c d")); }, "c d");
    row(
        "since", "x", [](auto &f) { return f.withSince("15m"); }, "x time>=-15m");
    row(
        "since replaces", "time>=-1h x time<-5m", [](auto &f) { return f.withSince("1755882600000"); },
        "time>=1755882600000 x time<-5m");
    row(
        "since removed", "time>=-1h x", [](auto &f) { return f.withSince(""); }, "x");
    row(
        "since nonsense", "time>=-1h x", [](auto &f) { return f.withSince("soon"); }, "time>=-1h x");
    row(
        "until", "time>=-1h", [](auto &f) { return f.withUntil("2026-08-22 17:10"); },
        "time>=-1h time<\"2026-08-22 17:10\"");
    row(
        "until removed", "time>=-1h time<-5m", [](auto &f) { return f.withUntil({}); }, "time>=-1h");
}

void TestFilterEdit::editsTheValue()
{
    QFETCH(QString, before);
    QFETCH(Edit, edit);
    QFETCH(QString, after);
    const auto filter = Filter::parse(before.toStdString());
    VERIFY_OK(filter);
    const Filter edited = edit(*filter);
    QCOMPARE(QString::fromStdString(edited.text()), after);
    QVERIFY(*Filter::parse(edited.text()) == edited);
    QCOMPARE(QString::fromStdString(filter->text()),
             QString::fromStdString(Filter::parse(before.toStdString())->text()));
}

void TestFilterEdit::tellsTheStateOfAValue()
{
    using State = Filter::ValueState;
    const auto filter = Filter::parse("kind:a,step_* -agent:x run:6f0c mob!=m (step:s or t) label.env:p");
    VERIFY_OK(filter);
    QCOMPARE(filter->stateOf("kind", "a"), State::Included);
    QCOMPARE(filter->stateOf("kind", "step_failed"), State::Included);
    QCOMPARE(filter->stateOf("kind", "b"), State::None);
    QCOMPARE(filter->stateOf("agent", "x"), State::Excluded);
    QCOMPARE(filter->stateOf("agent_identity", "x"), State::Excluded);
    QCOMPARE(filter->stateOf("agent", "y"), State::None);
    QCOMPARE(filter->stateOf("run", "6f0c2f3e"), State::Included);
    QCOMPARE(filter->stateOf("mob", "m"), State::Excluded);
    QCOMPARE(filter->stateOf("step", "s"), State::None);
    QCOMPARE(filter->stateOf("label.env", "p"), State::Included);
    QCOMPARE(filter->stateOf("nokind", "p"), State::None);
    QCOMPARE(Filter::parse("kind:a kind:b")->stateOf("kind", "a"), State::None);
    QCOMPARE(Filter::parse("kind:a -kind:a")->stateOf("kind", "a"), State::Excluded);
}

void TestFilterEdit::takesValuesLiterally()
{
    test::Dice dice(3);
    for (int i = 0; i < 1000; ++i) {
        const std::string value = test::randomText(dice);
        const std::string other = test::randomText(dice) + "z";
        for (const char *field : {"kind", "run", "label.env", "data.x"}) {
            const auto filter = Filter::parse(Filter().withOnly(field, {value, other}).text());
            VERIFY_OK(filter);
            const std::vector<std::string> expected =
                value == other ? std::vector{value} : std::vector{value, other};
            QCOMPARE(filter->clauses().front().values, expected);
            QCOMPARE(filter->stateOf(field, value), Filter::ValueState::Included);
            QCOMPARE(filter->stateOf(field, value + "!"),
                     value + "!" == other ? Filter::ValueState::Included : Filter::ValueState::None);
            QCOMPARE(filter->withoutValue(field, value).withoutValue(field, other), Filter());
        }
    }
}

void TestFilterEdit::editsOfAnyFilterStayFilters()
{
    test::Dice dice(11);
    for (int i = 0; i < 600; ++i) {
        Filter filter = *Filter::parse(test::randomFilter(dice, 3));
        for (int step = 0; step < 6; ++step) {
            const std::string value = test::randomText(dice);
            const std::string field =
                dice.pick(std::vector<std::string>{"kind", "run", "agent", "label.env", "data.n"});
            switch (dice.below(6)) {
            case 0:
                filter = filter.withOnly(field, {value});
                QCOMPARE(filter.stateOf(field, value), Filter::ValueState::Included);
                break;
            case 1:
                filter = filter.withAdded(field, {value});
                break;
            case 2:
                filter = filter.withExcluded(field, {value});
                QCOMPARE(filter.stateOf(field, value), Filter::ValueState::Excluded);
                break;
            case 3:
                filter = filter.withoutValue(field, value);
                break;
            case 4:
                filter = filter.withoutClause(dice.below(4));
                break;
            default:
                filter = filter.withSince("5m").withAnd(*Filter::parse(test::randomFilter(dice, 2)));
            }
            const auto again = Filter::parse(filter.text());
            QVERIFY2(again && *again == filter, filter.text().c_str());
        }
    }
    // An edit that would nest deeper than a text may is refused as a whole.
    std::string text = "(a or b)";
    for (int level = 1; level < 100; ++level)
        text = "(c " + text + " or d)";
    const auto deep = Filter::parse(text.substr(1, text.size() - 2));
    VERIFY_OK(deep);
    const Filter edited = deep->withOnly("kind", {"x"});
    QVERIFY(*Filter::parse(edited.text()) == edited);
    const Filter twice = edited.withAnd(*Filter::parse(text));
    QVERIFY(*Filter::parse(twice.text()) == twice);
}

void TestFilterEdit::addsThousandsOfValuesAtOnce()
{
    std::vector<std::string> values;
    for (int i = 0; i < 20'000; ++i)
        values.push_back("run " + std::to_string(i));
    Filter filter = Filter().withAdded("run", values);
    QCOMPARE(filter.clauses().front().values.size(), values.size());
    QVERIFY(filter.withAdded("run", values) == filter);
    QVERIFY(filter.withExcluded("run", values).text().starts_with("-run:"));
    QCOMPARE(filter.stateOf("run", "run 19999"), Filter::ValueState::Included);
}

QTEST_GUILESS_MAIN(TestFilterEdit)
#include "tst_filteredit.moc"
