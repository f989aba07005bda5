// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/options/arguments.h"
#include "tests/support/testmacros.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace mobwatch;
using namespace mobwatch::options;

namespace {

QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace

class TestOptions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyFlagOfACommandIsInItsHelp();
    void noFlagStandsTwiceForACommand();
    void readsTheWindowsCommandLine();
    void refusesOnTheWindowsCommandLine_data();
    void refusesOnTheWindowsCommandLine();
    void readsQueries();
    void emptyValuesAreValues();
    void takesOperandsBehindTwoDashes();
    void tellsWhereAFilterIsWrong();
};

void TestOptions::everyFlagOfACommandIsInItsHelp()
{
    for (const CommandInfo &command : commandTable()) {
        const QString help = helpText(command.command);
        for (const OptionInfo &option : optionTable()) {
            const QString name =
                QStringLiteral("  ") + QString::fromUtf8(option.name.data()) + QLatin1Char(' ');
            // Some flags have an entry for each group of commands.
            const auto options = optionTable();
            const bool expected = std::any_of(options.begin(), options.end(), [&](const OptionInfo &other) {
                return other.name == option.name && belongsTo(other, command.command);
            });
            QCOMPARE(help.contains(name), expected);
        }
    }
}

void TestOptions::noFlagStandsTwiceForACommand()
{
    for (const CommandInfo &command : commandTable()) {
        std::set<std::string_view> names;
        for (const OptionInfo &option : optionTable()) {
            if (belongsTo(option, command.command))
                QVERIFY2(names.insert(option.name).second, option.name.data());
        }
    }
}

void TestOptions::readsTheWindowsCommandLine()
{
    const auto plain = Arguments::parseWindow({});
    VERIFY_OK(plain);
    QVERIFY(plain->operands().isEmpty() && !plain->has("--demo"));
    const auto full = Arguments::parseWindow(words("a.db b.jsonl --from latest --mob-id m --filter kind:x"));
    VERIFY_OK(full);
    QCOMPARE(full->operands(), words("a.db b.jsonl"));
    const auto from = full->from();
    VERIFY_OK(from);
    QCOMPARE(**from, (Arguments::From{Arguments::From::Point::Latest, 0}));
    QCOMPARE(full->query().mobId, std::optional<std::string>("m"));
    VERIFY_OK(full->filter());
    QVERIFY(!full->filter()->isEmpty());
    const auto demo = Arguments::parseWindow(words("--demo"));
    VERIFY_OK(demo);
    QVERIFY(demo->has("--demo"));
}

void TestOptions::refusesOnTheWindowsCommandLine_data()
{
    QTest::addColumn<QString>("subject");
    QTest::newRow("--demo a.db") << QStringLiteral("--demo");
    QTest::newRow("--frob") << QStringLiteral("--frob");
    QTest::newRow("--max-events 5") << QStringLiteral("--max-events");
    QTest::newRow("--limit many") << QStringLiteral("--limit");
    QTest::newRow("--token abc") << QStringLiteral("--token");
}

void TestOptions::refusesOnTheWindowsCommandLine()
{
    QFETCH(QString, subject);
    const auto arguments = Arguments::parseWindow(words(QTest::currentDataTag()));
    QVERIFY(!arguments);
    QCOMPARE(arguments.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(arguments.error().subject, subject);
    QVERIFY(arguments.error().message.contains(subject));
}

void TestOptions::readsQueries()
{
    const auto arguments = Arguments::parseCli(
        words("query x --mob-id m --run-id=r --step-id s --identity i --member-id d --event-types a,,b "
              "--since-ms 1 --until-ms 2 --after-seq 18446744073709551615 --limit 0"));
    VERIFY_OK(arguments);
    EventQuery expected;
    expected.mobId = "m";
    expected.runId = "r";
    expected.stepId = "s";
    expected.identity = "i";
    expected.memberId = "d";
    expected.eventTypes = {"a", "b"};
    expected.sinceMs = 1;
    expected.untilMs = 2;
    expected.afterSeq = ~std::uint64_t{0};
    expected.limit = 0;
    QVERIFY(arguments->query() == expected);
}

void TestOptions::emptyValuesAreValues()
{
    const auto arguments = Arguments::parseCli(
        {QStringLiteral("query"), QStringLiteral("x"), QStringLiteral("--run-id"), QString()});
    VERIFY_OK(arguments);
    QCOMPARE(arguments->query().runId, std::optional<std::string>(""));
    QVERIFY(!arguments->query().mobId);
}

void TestOptions::takesOperandsBehindTwoDashes()
{
    const auto arguments = Arguments::parseCli(words("query --limit 1 -- --odd-name.db"));
    VERIFY_OK(arguments);
    QCOMPARE(arguments->operands(), words("--odd-name.db"));
    const auto input = Arguments::parseCli(words("query -"));
    VERIFY_OK(input);
    QCOMPARE(input->operands(), words("-"));
}

void TestOptions::tellsWhereAFilterIsWrong()
{
    const auto arguments = Arguments::parseCli(words("query x --filter knd:a"));
    VERIFY_OK(arguments);
    const auto filter = arguments->filter();
    QVERIFY(!filter);
    QCOMPARE(filter.error().code, ErrorCode::FilterSyntax);
    QVERIFY2(filter.error().message.contains(QStringLiteral("--filter:1: ")),
             qPrintable(filter.error().message));
}

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
