// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/serveraddress.h"

#include <QTest>

using namespace mobwatch;

class TestServerAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesWhatPeopleType_data();
    void takesWhatPeopleType();
    void refuses_data();
    void refuses();
    void resolvesOnTheServer_data();
    void resolvesOnTheServer();
    void knowsItsOrigin_data();
    void knowsItsOrigin();
    void knowsLoopback();
};

void TestServerAddress::takesWhatPeopleType_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *typed, const char *text) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(text);
    };
    row("127.0.0.1:8080", "http://127.0.0.1:8080");
    row("  localhost:8080/ ", "http://localhost:8080");
    row("HTTP://Build.Example:80/Prefix//", "http://build.example/Prefix");
    row("https://h:443", "https://h");
    row("https://h:80", "https://h:80");
    row("[::1]:7000", "http://[::1]:7000");
    row("h/a%20b", "http://h/a%20b");
    row("http://h:1/mobkit/mob_events/stream?after_seq=4&run_id=x", "http://h:1");
    row("http://h:1/team/mobkit/mob_events/stream", "http://h:1/team");
    row("http://h:1/console/rpc/", "http://h:1");
    row("http://h:1/healthz", "http://h:1");
}

void TestServerAddress::takesWhatPeopleType()
{
    QFETCH(QString, typed);
    QFETCH(QString, text);
    const auto address = ServerAddress::parse(typed);
    QVERIFY2(address, address ? "" : qPrintable(address.error().message));
    QCOMPARE(address->text(), text);
    const auto again = ServerAddress::parse(address->text());
    QVERIFY(again);
    QVERIFY(*again == *address);
}

void TestServerAddress::refuses_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed :
         {"", "  ", "ftp://h", "http://", "h:0", "h:99999", "h:x", "mailto:me", "http://name:secret@h",
          "name:secret@h:bad", "http://h?auth_token=secret", "http://h/?x=1", "http://h/#secret",
          "http://h/mobkit/mob_events/stream?after_seq=1&auth_token=secret", "a b"})
        QTest::newRow(typed) << QString::fromUtf8(typed);
}

void TestServerAddress::refuses()
{
    QFETCH(QString, typed);
    const auto address = ServerAddress::parse(typed);
    QVERIFY(!address);
    QCOMPARE(address.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!address.error().message.isEmpty());
    QVERIFY(!(address.error().message + address.error().subject).contains(QLatin1String("secret")));
}

void TestServerAddress::resolvesOnTheServer_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("route") << "h:1" << QByteArray("/console/rpc") << QByteArray("http://h:1/console/rpc");
    QTest::newRow("encoded query kept")
        << "h:1" << QByteArray("/s?after_seq=4&event_types=a%2Cb&mob_id=a%26b")
        << QByteArray("http://h:1/s?after_seq=4&event_types=a%2Cb&mob_id=a%26b");
    QTest::newRow("prefix") << "h:1/team" << QByteArray("/s?x=1") << QByteArray("http://h:1/team/s?x=1");
    QTest::newRow("no slash") << "h:1" << QByteArray("@evil/") << QByteArray("http://h:1/@evil/");
    QTest::newRow("port glued") << "h:1" << QByteArray("2/s") << QByteArray("http://h:1/2/s");
    QTest::newRow("network path") << "h:1" << QByteArray("//evil/s") << QByteArray("http://h:1//evil/s");
    QTest::newRow("empty") << "h:1" << QByteArray() << QByteArray("http://h:1/");
    QTest::newRow("fragment") << "h:1" << QByteArray("/s#x") << QByteArray("http://h:1/s");
}

void TestServerAddress::resolvesOnTheServer()
{
    QFETCH(QString, base);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, url);
    const auto address = ServerAddress::parse(base);
    QVERIFY(address);
    const QUrl resolved = address->resolve(path.toStdString());
    QCOMPARE(resolved.toEncoded(), url);
    QVERIFY(address->isSameOrigin(resolved));
}

void TestServerAddress::knowsItsOrigin_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("same");
    QTest::newRow("default port") << "http://h"
                                  << "http://h:80/x" << true;
    QTest::newRow("default port, typed") << "http://h:80"
                                         << "http://h/x" << true;
    QTest::newRow("case") << "http://h"
                          << "HTTP://H/" << true;
    QTest::newRow("port") << "http://h:1"
                          << "http://h:2/" << false;
    QTest::newRow("host") << "http://h:1"
                          << "http://g:1/" << false;
    QTest::newRow("subdomain") << "http://h"
                               << "http://h.evil/" << false;
    QTest::newRow("scheme") << "https://h"
                            << "http://h/" << false;
    QTest::newRow("scheme, same port") << "https://h:80"
                                       << "http://h:80/" << false;
    QTest::newRow("no URL") << "http://h"
                            << "" << false;
}

void TestServerAddress::knowsItsOrigin()
{
    QFETCH(QString, base);
    QFETCH(QString, url);
    QFETCH(bool, same);
    const auto address = ServerAddress::parse(base);
    QVERIFY(address);
    QCOMPARE(address->isSameOrigin(QUrl(url)), same);
}

void TestServerAddress::knowsLoopback()
{
    const auto isLoopback = [](const char *text) {
        const auto address = ServerAddress::parse(QString::fromUtf8(text));
        return address && address->isLoopback();
    };
    QVERIFY(isLoopback("127.0.0.1:1"));
    QVERIFY(isLoopback("127.3.2.1"));
    QVERIFY(isLoopback("[::1]:1"));
    QVERIFY(isLoopback("localhost"));
    QVERIFY(isLoopback("mob.localhost"));
    QVERIFY(!isLoopback("10.0.0.1"));
    QVERIFY(!isLoopback("localhost.example"));
}

QTEST_GUILESS_MAIN(TestServerAddress)
#include "tst_serveraddress.moc"
