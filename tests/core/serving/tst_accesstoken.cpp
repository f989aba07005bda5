// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/accesstoken.h"

#include <QTest>

using namespace mobwatch;

class TestAccessToken : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void admitsEverybodyWithoutAToken();
    void wantsTheToken_data();
    void wantsTheToken();
};

void TestAccessToken::admitsEverybodyWithoutAToken()
{
    const AccessToken open;
    QVERIFY(!open.isRequired());
    QVERIFY(open.admits(std::nullopt, ""));
    QVERIFY(open.admits("Basic x", "auth_token=y"));
}

void TestAccessToken::wantsTheToken_data()
{
    QTest::addColumn<QString>("authorization"); // null = no such header
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("admitted");
    const QString none;
    const QString right = QStringLiteral("Bearer se=cr et");
    QTest::newRow("nothing") << none << QString() << false;
    QTest::newRow("header") << right << QString() << true;
    QTest::newRow("wrong") << QStringLiteral("Bearer se=cr eT") << QString() << false;
    QTest::newRow("a part") << QStringLiteral("Bearer se=cr") << QString() << false;
    QTest::newRow("longer") << QStringLiteral("Bearer se=cr et ") << QString() << false;
    QTest::newRow("empty") << QStringLiteral("Bearer ") << QString() << false;
    QTest::newRow("lower case") << QStringLiteral("bearer se=cr et") << QString() << false;
    QTest::newRow("two spaces") << QStringLiteral("Bearer  se=cr et") << QString() << false;
    QTest::newRow("another scheme") << QStringLiteral("Basic se=cr et") << QString() << false;
    QTest::newRow("url") << none << QStringLiteral("a=b&auth_token=se%3Dcr+et") << true;
    QTest::newRow("url, wrong") << none << QStringLiteral("auth_token=other") << false;
    QTest::newRow("url, other name") << none << QStringLiteral("xauth_token=se%3Dcr+et") << false;
    QTest::newRow("header wins") << QStringLiteral("Bearer other") << QStringLiteral("auth_token=se%3Dcr+et")
                                 << false;
    QTest::newRow("header is right") << right << QStringLiteral("auth_token=other") << true;
}

void TestAccessToken::wantsTheToken()
{
    QFETCH(QString, authorization);
    QFETCH(QString, query);
    QFETCH(bool, admitted);
    const AccessToken token("se=cr et");
    QVERIFY(token.isRequired());
    const auto header = authorization.isNull() ? std::nullopt : std::optional(authorization.toStdString());
    QCOMPARE(token.admits(header, query.toStdString()), admitted);
}

QTEST_GUILESS_MAIN(TestAccessToken)
#include "tst_accesstoken.moc"
