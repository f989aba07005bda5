// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/gateways.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mobwatch;

class TestGateways : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void readsTheRegistry();
    void oddRegistriesHaveNone_data();
    void oddRegistriesHaveNone();
    void theRegistryIsTheUsersOwn();

private:
    std::vector<FoundGateway> read(const QByteArray &json)
    {
        const QString path = m_folder->filePath(QStringLiteral("registry.json"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size())
            return {};
        file.close();
        return registeredGateways(path);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestGateways::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestGateways::readsTheRegistry()
{
    const auto found = read(R"({
      "entries": [
        {"http_base_url": "http://127.0.0.1:41873", "key": "k", "pid": 4711, "runtime_id": "release-crew",
         "updated_at_ms": 1787418699123, "control_listen_address": "x"},
        {"http_base_url": "http://127.0.0.1:41873/", "key": "again"},
        {"http_base_url": "ftp://127.0.0.1/", "key": "odd"},
        {"http_base_url": 7}, 7, {},
        {"http_base_url": "http://127.0.0.1:2", "key": "only-key", "updated_at_ms": -1}
      ]})");
    QCOMPARE(found.size(), std::size_t{2});
    QCOMPARE(found[0].mobId, QStringLiteral("release-crew"));
    QCOMPARE(found[0].server.text(), QStringLiteral("http://127.0.0.1:41873"));
    QCOMPARE(found[0].updatedMs, TimestampMs{1787418699123});
    QCOMPARE(found[1].mobId, QStringLiteral("only-key"));
    QCOMPARE(found[1].updatedMs, TimestampMs{0});
}

void TestGateways::oddRegistriesHaveNone_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {"", "[", "[]", "{}", R"({"entries":7})", R"({"entries":{}})", R"({"entries":[]})"})
        QTest::addRow("'%s'", json) << QByteArray(json);
}

void TestGateways::oddRegistriesHaveNone()
{
    QFETCH(QByteArray, json);
    QVERIFY(read(json).empty());
    QVERIFY(registeredGateways(m_folder->filePath(QStringLiteral("nothing"))).empty());
}

void TestGateways::theRegistryIsTheUsersOwn()
{
    const QByteArray before = qgetenv("XDG_STATE_HOME");
    qputenv("XDG_STATE_HOME", "/state");
    const QString named = gatewayRegistryPath();
    qunsetenv("XDG_STATE_HOME");
    const QString standard = gatewayRegistryPath();
    if (!before.isEmpty())
        qputenv("XDG_STATE_HOME", before);
    QCOMPARE(named, QStringLiteral("/state/meerkat-mobkit/tux-runtimes.json"));
    QVERIFY(standard.endsWith(QStringLiteral("/.local/state/meerkat-mobkit/tux-runtimes.json")));
}

QTEST_GUILESS_MAIN(TestGateways)
#include "tst_gateways.moc"
