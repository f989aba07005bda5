// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/timevalue.h"

#include <QTest>
#include <limits>

using namespace mobwatch;

class TestTimeValue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void resolves_data();
    void resolves();
    void refuses();
    void midnightThatIsMissing();
    void readsDurations();
    void shortFormsCountBack();
};

void TestTimeValue::initTestCase()
{
    // Two hours ahead of UTC in summer, one in winter.
    qputenv("TZ", "Europe/Berlin");
    tzset();
}

void TestTimeValue::resolves_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<quint64>("expected");
    const auto row = [](const char *text, TimestampMs expected) {
        QTest::newRow(text) << QString::fromUtf8(text) << quint64(expected);
    };
    row("2026-08-22T17:10:00Z", 1787418600000);
    row("2026-08-22T17:10:00.1239Z", 1787418600123);
    row("2026-08-22 17:10:00+02:00", 1787411400000);
    row("2026-08-22 17:10", 1787411400000);
    row("2026-08-22T17:10", 1787411400000);
    row("2026-08-22 17:10:05.25", 1787411405250);
    row("2026-01-22 17:10", 1769098200000);
    row("2026-08-22", 1787349600000);
    row("17:10:30", 1787411430000);
    row("00:00", 1787349600000);
    row("0", 0);
    row("1755882600000", 1755882600000);
    row("18446744073709551615", std::numeric_limits<TimestampMs>::max());
    row("-10m", 1787418600000 - 600'000);
    row("-2h30m", 1787418600000 - 9'000'000);
    row("-1d", 1787418600000 - 86'400'000);
    row("-1w", 1787418600000 - 604'800'000);
    row("-500ms", 1787418600000 - 500);
    row("-1.5s", 1787418600000 - 1500);
    row("-99999d", 0);
    row("1969-12-31T00:00:00Z", 0);
}

void TestTimeValue::resolves()
{
    QFETCH(QString, text);
    QFETCH(quint64, expected);
    constexpr TimestampMs now = 1787418600000; // 2026-08-22T17:10:00Z
    const auto time = resolveTime(text.toStdString(), now);
    QVERIFY(time.has_value());
    QCOMPARE(quint64(*time), expected);
}

void TestTimeValue::refuses()
{
    for (const char *text : {"",
                             "now",
                             "15m",
                             "-",
                             "-m",
                             "-10",
                             "-10y",
                             "17:",
                             "25:00",
                             "17:60",
                             "17:10:",
                             "17:10:30.",
                             "2026-13-01",
                             "2026-02-30 10:00",
                             "2026-08-22 ",
                             "2026-08-22x17:10",
                             "2026-8-22",
                             "18446744073709551616",
                             "-1e3s",
                             "- 5m",
                             "17:10Z"})
        QVERIFY2(!resolveTime(text, 1787418600000), text);
}

void TestTimeValue::midnightThatIsMissing()
{
    qputenv("TZ", "America/Santiago"); // summer time begins at midnight
    tzset();
    QCOMPARE(quint64(*resolveTime("2026-09-06", 0)), quint64(1788667200000)); // 01:00 -03:00
    qputenv("TZ", "Europe/Berlin");
    tzset();
}

void TestTimeValue::readsDurations()
{
    QCOMPARE(parseDurationMs("2s"), std::optional(2000.0));
    QCOMPARE(parseDurationMs("1h2m3s4ms"), std::optional(3'723'004.0));
    QCOMPARE(parseDurationMs("1.5h"), std::optional(5'400'000.0));
    for (const char *text : {"", "2", "s", "2x", "-2s", "2s3", ".5s", "2 s", "inf", "nans"})
        QVERIFY2(!parseDurationMs(text), text);
}

void TestTimeValue::shortFormsCountBack()
{
    QCOMPARE(timeOfShortForm("15m"), std::string("-15m"));
    QCOMPARE(timeOfShortForm("-15m"), std::string("-15m"));
    QCOMPARE(timeOfShortForm("17:10"), std::string("17:10"));
    QCOMPARE(timeOfShortForm(""), std::string());
}

QTEST_GUILESS_MAIN(TestTimeValue)
#include "tst_timevalue.moc"
