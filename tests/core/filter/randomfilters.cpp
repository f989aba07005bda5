// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/core/filter/randomfilters.h"

namespace mobwatch::test {

namespace {

const std::vector<std::string> textFields{"kind",
                                          "mob",
                                          "run",
                                          "step",
                                          "agent",
                                          "mob_id",
                                          "agent_identity",
                                          "label.env",
                                          "run_label.env",
                                          "mob_label.\"a b\""};
const std::vector<std::string> textValues{
    "step_*",    "flow_started", "*",       "\"\"",      "worker-1", "worker-*",
    "6f0c2f3e",  "\"6f0c2f3e\"", "release", "prod",      "*a*e*",    "\"two words\"",
    "\"a\\*b\"", "a\\*b",        "mobkit",  "\"6f0c*\"", "build"};
const std::vector<std::string> paths{
    "data.n",        "data.d_ms",     "data.reason",     "data.output.verdict",
    "data.items[0]", "data.items[*]", "data.items[*].k", "data.\"odd key\"",
    "data.ok",       "data.none",     "data.output",     "data.missing"};
const std::vector<std::string> dataValues{"1",         "2",    "2.5", "true", "null", "ok",
                                          "\"x\"",     "1..3", "..2", "1s..", "err*", "\"1\"",
                                          "\"[1,2]\"", "1500", "1s",  "*"};
const std::vector<std::string> plainDataValues{"1", "2", "2.5", "true", "ok", "\"x\"", "1500", "1s", "b"};
const std::vector<std::string> needles{"step", "Step",    "rate",     "\"rate limit\"", "é",
                                       "É",    "\"a/b\"", "\"\\\"\"", "/w.rk/",         "/W.RK/i",
                                       "/^{/", "verdict", "\"\"",     "worker-1",       "/\\d+s?$/"};
const std::vector<std::string> orders{"<", "<=", ">", ">="};

std::string randomClause(Dice &dice)
{
    switch (dice.below(9)) {
    case 0:
    case 1: {
        const std::string values =
            dice.oneIn(2) ? dice.pick(textValues) : dice.pick(textValues) + "," + dice.pick(textValues);
        return dice.pick(textFields) + ":" + values;
    }
    case 2:
        return dice.pick(textFields) + (dice.oneIn(2) ? "=" : "!=") + dice.pick(textValues);
    case 3:
        return (dice.oneIn(3) ? dice.pick(paths) : dice.pick(textFields)) + (dice.oneIn(2) ? "~" : "!~") +
               dice.pick(needles);
    case 4: {
        static const std::vector<std::string> numbers{"cursor:2..9",
                                                      "cursor:3,5,7",
                                                      "cursor!=4",
                                                      "cursor<5",
                                                      "epoch:2",
                                                      "epoch>=2",
                                                      "cursor:1,3,5,7,9,11,13,15,17,19,21"};
        return dice.pick(numbers);
    }
    case 5: {
        static const std::vector<std::string> times{"time>=1000",
                                                    "since:5s",
                                                    "until:2s",
                                                    "time:-8s..-3s",
                                                    "time:3000",
                                                    "time<1970-01-01T00:00:07Z",
                                                    "time>=\"1970-01-01 00:00:04\""};
        return dice.pick(times);
    }
    case 6: {
        static const std::vector<std::string> named{"severity:error", "severity>=warning",  "severity<ok",
                                                    "severity!=info", "category:step,flow", "category:*m*",
                                                    "severity:w*",    "category!=mob"};
        return dice.pick(named);
    }
    case 7:
        return "has:" + (dice.oneIn(2) ? dice.pick(paths) : dice.pick(textFields));
    default:
        return dice.pick(paths) + (dice.oneIn(3) ? dice.pick(orders) + dice.pick(plainDataValues)
                                                 : (dice.oneIn(4) ? "!=" : ":") + dice.pick(dataValues));
    }
}

} // namespace

std::string randomText(Dice &dice)
{
    static const std::vector<std::string> pieces{
        "a",       "B",    "9", " ", "  ",   "\"", "\\",  "*",   ",",     ":",       "=",
        "!",       "<",    ">", "~", "/",    "(",  ")",   "-",   ".",     "..",      "\n",
        "\t",      "\x01", "é", "ß", "日本", "😀",  "and", "or",  "not",   "6f0c",    "\\*",
        "\\u0041", "[",    "]", "'", "_",    "1",  "ms",  "has", "data.", "\xC2\xA0"};
    std::string text;
    for (std::size_t i = dice.below(6); i > 0; --i)
        text += dice.pick(pieces);
    return text;
}

std::string randomFilter(Dice &dice, int depth)
{
    if (depth == 0 || dice.oneIn(3))
        return dice.oneIn(5) ? dice.pick(needles) : randomClause(dice);
    const std::string a = randomFilter(dice, depth - 1);
    const std::string b = randomFilter(dice, depth - 1);
    switch (dice.below(7)) {
    case 0:
        return a + " " + b;
    case 1:
        return a + "  and\t" + b;
    case 2:
        return a + " or " + b;
    case 3:
        return "not (" + a + ")";
    case 4:
        return "-(" + a + " or " + b + ")";
    case 5:
        return "(" + a + " or " + b + ") and " + a;
    default:
        return "not " + a + " (" + b + ")";
    }
}

} // namespace mobwatch::test
