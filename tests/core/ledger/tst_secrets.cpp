// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelopejson.h"
#include "core/event/projection.h"
#include "core/ledger/storedrow.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>
#include <nlohmann/json.hpp>
#include <set>

using namespace mobwatch;
using namespace mobwatch::test;
using nlohmann::json;

namespace {

/// Texts and number lists (key bytes) that are long enough to be nothing but the secret itself.
void collect(const json &value, std::set<std::string> &secrets)
{
    if (value.is_string() && value.get_ref<const std::string &>().size() >= 16)
        secrets.insert(value.get<std::string>());
    if (value.is_array() && value.size() >= 16 && value.front().is_number())
        secrets.insert(value.dump());
    if (value.is_structured()) {
        for (const json &part : value)
            collect(part, secrets);
    }
}

std::vector<std::string> supervisorRecords(const QString &path)
{
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.db"));
    std::vector<std::string> records;
    if (!QFile::copy(path, copy))
        return records;
    QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("secrets"));
        database.setDatabaseName(copy);
        if (database.open()) {
            QSqlQuery query(QStringLiteral("SELECT record_json FROM mob_runtime_supervisors"), database);
            while (query.next())
                records.push_back(query.value(0).toByteArray().toStdString());
        }
        database.close();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("secrets"));
    return records;
}

} // namespace

class TestSecrets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void appearInNoOutput_data();
    void appearInNoOutput();
    void fencesAreRemovedWhole();
};

void TestSecrets::appearInNoOutput_data()
{
    QTest::addColumn<QString>("scenario");
    for (const QString &scenario : scenarios())
        QTest::newRow(qPrintable(scenario)) << scenario;
}

void TestSecrets::appearInNoOutput()
{
    QFETCH(QString, scenario);
    const QString path = recordedLedger(scenario);
    std::set<std::string> secrets;
    const auto records = supervisorRecords(path);
    QVERIFY(!records.empty());
    for (const std::string &record : records) {
        const json secret = json::parse(record, nullptr, false);
        QVERIFY(!secret.is_discarded());
        for (const char *key : {"secret_key", "private_key", "signing_key", "secret_key_bytes", "secret"}) {
            if (secret.contains(key))
                collect(secret[key], secrets);
        }
    }
    std::string output;
    std::size_t privateReferences = 0;
    for (const RawRow &row : ledgerRows(path)) {
        const json kind = json::parse(row.json)["event"]["kind"];
        for (const char *key :
             {"direct_member_fence", "identity_intent_authority_digest", "runtime_session_token"}) {
            if (kind.contains(key))
                collect(kind[key], secrets);
        }
        privateReferences += kind.contains("bridge_member_ref") ? 1U : 0U;
        const auto event = decodeStoredRow(row.cursor, row.json);
        VERIFY_OK(event);
        output += writeEnvelope(project(*event, {})) + '\n';
    }
    QVERIFY(privateReferences > 0);
    QVERIFY(output.find("bridge_member_ref") == std::string::npos);
    QVERIFY(output.find("member_peer_endpoint") == std::string::npos);
    QVERIFY(output.find("retiring_peer_endpoint") == std::string::npos);
    QVERIFY(output.find("runtime_session_token") == std::string::npos);
    QVERIFY(!secrets.empty());
    for (const std::string &secret : secrets)
        QVERIFY2(output.find(secret) == std::string::npos, "a secret of the ledger is in the output");
}

void TestSecrets::fencesAreRemovedWhole()
{
    const std::string row =
        R"({"event":{"cursor":3,"kind":{"agent_identity":"a","direct_member_fence":)"
        R"({"agent_identity":"a","runtime_session_token":"very-secret-token-0001"},)"
        R"("type":"%1"},"mob_id":"m","timestamp":"2026-08-22T17:10:00Z"},"schema_version":9})";
    for (const char *kind : {"member_spawned", "member_retired", "brand_new"}) {
        std::string text = row;
        text.replace(text.find("%1"), 2, kind);
        const auto event = decodeStoredRow(3, text);
        VERIFY_OK(event);
        QVERIFY(writeEnvelope(project(*event, {})).find("very-secret") == std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
