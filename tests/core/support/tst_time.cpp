// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/support/time.h"

#include <QTest>

using namespace mobwatch;

class TestTime final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsRfc3339_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("expected"); // -1 = refused
        const auto row = [](const char *text, qint64 expected) {
            QTest::newRow(text) << QByteArray(text) << expected;
        };
        row("2026-08-22T17:11:39.123456789Z", 1787418699123);
        row("2026-08-22T17:11:39.123999999Z", 1787418699123);
        row("2026-08-22T17:11:39Z", 1787418699000);
        row("2026-08-22T17:11:39.5Z", 1787418699500);
        row("2026-08-22t17:11:39.123z", 1787418699123);
        row("2026-08-22T19:11:39.123+02:00", 1787418699123);
        row("2026-08-22T11:41:39.123-05:30", 1787418699123);
        row("2016-12-31T23:59:60Z", 1483228800000);
        row("1969-12-31T23:59:59Z", 0);
        row("2024-02-29T00:00:00Z", 1709164800000);
        row("2023-02-29T00:00:00Z", -1);
        row("2026-13-01T00:00:00Z", -1);
        row("2026-08-22T24:00:00Z", -1);
        row("2026-08-22T17:11:39", -1);
        row("2026-08-22T17:11:39.Z", -1);
        row("2026-08-22T17:11:39.123Zx", -1);
        row("2026-08-22T17:11:39+2:00", -1);
        row("", -1);
    }

    void readsRfc3339()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, expected);
        const auto time = parseRfc3339(text.toStdString());
        QCOMPARE(time.has_value(), expected >= 0);
        if (time)
            QCOMPARE(*time, TimestampMs(expected));
    }

    void writesUtcWithThreeDigits()
    {
        QCOMPARE(formatRfc3339Utc(1787418699123), std::string("2026-08-22T17:11:39.123Z"));
        QCOMPARE(formatRfc3339Utc(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(formatRfc3339Utc(1709164800005), std::string("2024-02-29T00:00:00.005Z"));
    }
};

QTEST_GUILESS_MAIN(TestTime)
#include "tst_time.moc"
