// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/memberalias.h"

#include <QTest>

using namespace mobwatch;

class TestMemberAlias : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void encodesAndDecodes_data();
    void encodesAndDecodes();
    void malformedStaysLiteral_data();
    void malformedStaysLiteral();
};

void TestMemberAlias::encodesAndDecodes_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("encoded");
    const auto add = [](const char *name, const char *encoded) {
        QTest::newRow(encoded) << QByteArray(name) << QByteArray(encoded);
    };
    add("worker-1", "worker-1");
    add("_ok-name_", "_ok-name_");
    add("review:singleton", "mk--review_csingleton");
    add("rt:review:singleton:0", "mk--rt_creview_csingleton_c0");
    add("a b", "mk--a_x20_b");
    add("1st_try", "mk--1st__try");
    add("é", "mk--_xe9_");
    add("日本 😀", "mk--_x65e5__x672c__x20__x1f600_");
    add("tab\tinside", "mk--tab_x9_inside");
    add("", "mk--");
    add("mk--fake", "mk--mk--fake");
    add("-x", "mk---x");
}

void TestMemberAlias::encodesAndDecodes()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, encoded);
    QCOMPARE(QByteArray::fromStdString(encodeMemberName(name.toStdString())), encoded);
    QCOMPARE(QByteArray::fromStdString(decodeMemberName(encoded.toStdString())), name);
}

void TestMemberAlias::malformedStaysLiteral_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : {"mk--a_", "mk--a_q", "mk--_x20", "mk--_x_", "mk--_xd800_", "mk--_x110000_",
                             "mk--_xzz_", "mk--_xffffffffff_", "mk-", "MK--a_cb", "plain_cname"})
        QTest::newRow(text) << QByteArray(text);
}

void TestMemberAlias::malformedStaysLiteral()
{
    QFETCH(QByteArray, text);
    QCOMPARE(QByteArray::fromStdString(decodeMemberName(text.toStdString())), text);
}

QTEST_GUILESS_MAIN(TestMemberAlias)
#include "tst_memberalias.moc"
