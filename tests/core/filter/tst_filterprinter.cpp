// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"
#include "core/filter/filternode.h"
#include "core/filter/parser.h"
#include "core/filter/printer.h"
#include "core/filter/scanner.h"
#include "core/filter/valuereader.h"
#include "tests/core/filter/randomfilters.h"
#include "tests/support/testmacros.h"

using namespace mobwatch;
using test::Dice;
using test::randomText;

namespace {

FieldRef randomField(Dice &dice)
{
    static const std::vector<FieldId> simple{FieldId::Kind, FieldId::Mob, FieldId::Run, FieldId::Step,
                                             FieldId::Agent};
    static const std::vector<FieldId> labels{FieldId::Label, FieldId::MobLabel, FieldId::RunLabel};
    switch (dice.below(3)) {
    case 0:
        return {dice.pick(simple), {}, {}};
    case 1:
        return {dice.pick(labels), randomText(dice), {}};
    default:
        break;
    }
    FieldRef field{FieldId::Data, {}, {{PathStep::Kind::Key, randomText(dice), 0}}};
    for (std::size_t i = dice.below(4); i > 0; --i) {
        if (dice.oneIn(2))
            field.path.push_back({PathStep::Kind::Key, randomText(dice), 0});
        else if (dice.oneIn(2))
            field.path.push_back({PathStep::Kind::Element, {}, dice.below(1000)});
        else
            field.path.push_back({PathStep::Kind::AnyElement, {}, 0});
    }
    return field;
}

FilterValue randomValue(Dice &dice, const FieldRef &field, FilterOp op)
{
    FilterValue value{{randomText(dice)}, false, false};
    if (field.id == FieldId::Run && op == FilterOp::Equal && dice.oneIn(4))
        return {{"6f0c-"}, false, true};
    if (field.id == FieldId::Data && dice.oneIn(4))
        return {{"1", dice.oneIn(2) ? "2.5" : ""}, true, false};
    while (dice.oneIn(3)) {
        // Two stars side by side are one, so an inner piece is never empty.
        if (value.pieces.size() > 1)
            value.pieces.back() += 'x';
        value.pieces.push_back(randomText(dice));
    }
    return value;
}

FilterNodePtr randomClause(Dice &dice)
{
    FilterNode node;
    node.kind = FilterNode::Kind::Clause;
    node.field = dice.oneIn(4) ? FieldRef{FieldId::Text, {}, {}} : randomField(dice);
    const bool isText = node.field.id == FieldId::Text;
    if (isText || dice.oneIn(3)) {
        node.op = dice.oneIn(3) ? FilterOp::ContainsNot : FilterOp::Contains;
        node.pattern.text = randomText(dice);
        if (dice.oneIn(4))
            node.pattern = {"^a\\\\[x/]*/\\d", true, dice.oneIn(2)};
        return std::make_shared<const FilterNode>(node);
    }
    if (dice.oneIn(6)) {
        node.op = FilterOp::Has;
        return std::make_shared<const FilterNode>(node);
    }
    node.op = dice.oneIn(4) ? FilterOp::NotEqual : FilterOp::Equal;
    for (std::size_t i = node.op == FilterOp::Equal ? 1 + dice.below(3) : 1; i > 0; --i)
        node.values.push_back(randomValue(dice, node.field, node.op));
    if (node.field.id == FieldId::Data && dice.oneIn(4)) {
        node.op = FilterOp::GreaterEqual;
        node.values = {{{randomText(dice)}, false, false}};
    }
    return std::make_shared<const FilterNode>(node);
}

FilterNodePtr randomTree(Dice &dice, int depth)
{
    if (depth == 0 || dice.oneIn(3))
        return randomClause(dice);
    if (dice.oneIn(3))
        return makeNot(randomTree(dice, depth - 1));
    std::vector<FilterNodePtr> parts;
    for (std::size_t i = 2 + dice.below(3); i > 0; --i)
        parts.push_back(randomTree(dice, depth - 1));
    return makeJunction(dice.oneIn(2) ? FilterNode::Kind::And : FilterNode::Kind::Or, parts);
}

} // namespace

class TestFilterPrinter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void printedTreesParseToThemselves();
    void printedTextsParseToThemselves();
    void quotesOnlyWhereNeeded();
};

void TestFilterPrinter::printedTreesParseToThemselves()
{
    Dice dice(20260822);
    for (int i = 0; i < 3000; ++i) {
        const FilterNodePtr tree = randomTree(dice, 4);
        const std::string text = printFilter(*tree);
        const auto parsed = parseFilter(text, {});
        QVERIFY2(parsed, (text + "  " + (parsed ? "" : parsed.error().message.toStdString())).c_str());
        QVERIFY2(sameTree(*tree, **parsed), text.c_str());
        QCOMPARE(printFilter(**parsed), text);
    }
}

void TestFilterPrinter::printedTextsParseToThemselves()
{
    Dice dice(7);
    for (int i = 0; i < 3000; ++i) {
        const std::string text = test::randomFilter(dice, 4);
        const auto filter = Filter::parse(text);
        QVERIFY2(filter, (text + "  " + (filter ? "" : filter.error().message.toStdString())).c_str());
        const auto again = Filter::parse(filter->text());
        QVERIFY2(again && *again == *filter, text.c_str());
        QCOMPARE(again->text(), filter->text());
    }
}

void TestFilterPrinter::quotesOnlyWhereNeeded()
{
    const auto text = [](const char *value) { return Filter().withOnly("agent", {value}).text(); };
    QCOMPARE(text("worker-1"), std::string("agent:worker-1"));
    QCOMPARE(text("rt:review:singleton:0"), std::string("agent:rt:review:singleton:0"));
    QCOMPARE(text("日本"), std::string("agent:日本"));
    QCOMPARE(text(""), std::string("agent:\"\""));
    QCOMPARE(text("a b"), std::string("agent:\"a b\""));
    QCOMPARE(text("a,b"), std::string("agent:\"a,b\""));
    QCOMPARE(text("a*"), std::string("agent:\"a\\*\""));
    QCOMPARE(text("a\\"), std::string("agent:\"a\\\\\""));
    QCOMPARE(text("not"), std::string("agent:\"not\""));
    QCOMPARE(text("a\tb\x02"), std::string("agent:\"a\\tb\\u0002\""));
    QCOMPARE(Filter().withOnly("run", {"6f0c"}).text(), std::string("run:\"6f0c\""));
    QCOMPARE(Filter().withOnly("run", {"6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11"}).text(),
             std::string("run:6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11"));
    QCOMPARE(Filter().withOnly("data.n", {"1..2"}).text(), std::string("data.n:\"1..2\""));
}

QTEST_GUILESS_MAIN(TestFilterPrinter)
#include "tst_filterprinter.moc"
