// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/filter.h"
#include "core/models/formattedjson.h"
#include "core/models/payloadtreemodel.h"
#include "tests/support/fixtures.h"
#include "tests/support/testmacros.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>
#include <nlohmann/json.hpp>

using namespace mobwatch;

namespace {

PayloadTreeModel::Bytes bytes(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

/// The payload of the first recorded event of this kind whose payload holds
/// `part`.
std::string recorded(const QString &scenario, const std::string &kind, const std::string &part = {})
{
    for (const std::string &line : test::sseData(test::fixture(scenario + QStringLiteral("/stream.sse")))) {
        const auto event = nlohmann::ordered_json::parse(line, nullptr, false);
        if (!event.is_object() || event.value("kind", "") != kind)
            continue;
        std::string data = event.at("data").dump();
        if (data.find(part) != std::string::npos)
            return data;
    }
    return {};
}

QModelIndex child(const QAbstractItemModel &model, const QString &key, const QModelIndex &parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        if (model.index(row, 0, parent).data().toString() == key)
            return model.index(row, 0, parent);
    }
    return {};
}

QString value(const QModelIndex &key)
{
    return key.siblingAtColumn(PayloadTreeModel::ValueColumn).data().toString();
}

} // namespace

class TestPayloadTreeModel final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsOrderAndSpelling()
    {
        PayloadTreeModel model;
        QAbstractItemModelTester tester(&model);
        model.setPayload(bytes(" {\"z\":1.50e2,\"a\":[true,null,{}],\"e\":"
                               "\"\\u00e9\\ud83d\\ude00\\n\",\"big\":123456789012345678901} "));
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("z"));
        QCOMPARE(value(model.index(0, 0)), QStringLiteral("1.50e2"));
        QCOMPARE(value(model.index(3, 0)), QStringLiteral("123456789012345678901"));
        QCOMPARE(value(model.index(2, 0)), QString::fromUtf8("é😀\n"));
        const QModelIndex list = model.index(1, 0);
        QCOMPARE(list.data(PayloadTreeModel::ChildCountRole).toInt(), 3);
        QCOMPARE(model.index(1, 0, list).data(PayloadTreeModel::TypeRole).toInt(),
                 int(PayloadTreeModel::Type::Null));
        QVERIFY(model.index(0, 0, list).data(PayloadTreeModel::IsElementRole).toBool());
        QVERIFY(!model.hasChildren(model.index(2, 0, list)));
        QCOMPARE(list.data(PayloadTreeModel::TextRole).toString(), QStringLiteral("[true,null,{}]"));
        model.setPayload(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void unfoldsJsonInText()
    {
        PayloadTreeModel model;
        QAbstractItemModelTester tester(&model);
        model.setPayload(bytes("{\"output\":\"{\\\"verdict\\\":\\\"ok\\\",\\\"n\\\":[1,2]}\","
                               "\"plain\":\"{not json}\",\"empty\":\"{}\"}"));
        const QModelIndex output = child(model, QStringLiteral("output"));
        QVERIFY(output.data(PayloadTreeModel::FromTextRole).toBool());
        QCOMPARE(output.data(PayloadTreeModel::ChildCountRole).toInt(), 2);
        QCOMPARE(value(child(model, QStringLiteral("verdict"), output)), QStringLiteral("ok"));
        QCOMPARE(output.data(PayloadTreeModel::TextRole).toString(),
                 QStringLiteral("{\"verdict\":\"ok\",\"n\":[1,2]}"));
        QVERIFY(!model.hasChildren(child(model, QStringLiteral("plain"))));
        QVERIFY(!model.hasChildren(child(model, QStringLiteral("empty"))));
    }

    void showsTheErrorsOfAReason()
    {
        PayloadTreeModel model;
        QAbstractItemModelTester tester(&model);
        const std::string data = recorded(QStringLiteral("escalation"), "step_failed", "error={");
        QVERIFY(!data.empty());
        model.setPayload(bytes(data));
        const QModelIndex reason = child(model, QStringLiteral("reason"));
        const QModelIndex error = child(model, QStringLiteral("error"), reason);
        QVERIFY(error.isValid());
        QCOMPARE(value(child(model, QStringLiteral("kind"), error)), QStringLiteral("llm_failure"));
        // The language reaches the text, not a part of it.
        QCOMPARE(error.data(PayloadTreeModel::PathRole).toString(), QStringLiteral("data.reason"));
        QVERIFY(reason.data(PayloadTreeModel::TextRole).toString().endsWith(QStringLiteral("}}}")));
    }

    void spellsPathsAsTheFilterLanguageDoes()
    {
        PayloadTreeModel model;
        model.setPayload(bytes("{\"a\":{\"b "
                               "c\":[{\"d\\\"e\":1}],\"clé\":2,\"0\":3},\"o\":\"{\\\"x\\\":[7]}\"}"));
        const QModelIndex a = child(model, QStringLiteral("a"));
        const QModelIndex odd = model.index(0, 0, model.index(0, 0, child(model, QStringLiteral("b c"), a)));
        QCOMPARE(odd.data(PayloadTreeModel::PathRole).toString(),
                 QStringLiteral("data.a.\"b c\"[0].\"d\\\"e\""));
        const QModelIndex inText =
            model.index(0, 0, child(model, QStringLiteral("x"), child(model, QStringLiteral("o"))));
        QCOMPARE(inText.data(PayloadTreeModel::PathRole).toString(), QStringLiteral("data.o.x[0]"));
        for (const QModelIndex &index :
             {odd, inText, child(model, QStringLiteral("clé"), a), child(model, QStringLiteral("0"), a)}) {
            const QString text = index.data(PayloadTreeModel::PathRole).toString() + QStringLiteral(":1");
            VERIFY_OK(Filter::parse(text.toStdString()));
        }
    }

    void readsRecordedPayloadsLikeAParser_data()
    {
        QTest::addColumn<QString>("scenario");
        for (const QString &scenario : test::scenarios())
            QTest::newRow(qPrintable(scenario)) << scenario;
    }
    void readsRecordedPayloadsLikeAParser()
    {
        QFETCH(QString, scenario);
        PayloadTreeModel model;
        for (const std::string &line :
             test::sseData(test::fixture(scenario + QStringLiteral("/stream.sse")))) {
            const auto event = nlohmann::ordered_json::parse(line, nullptr, false);
            if (!event.is_object())
                continue;
            const auto &data = event.at("data");
            model.setPayload(bytes(data.dump()));
            QCOMPARE(model.rowCount(), int(data.size()));
            int row = 0;
            for (const auto &[key, member] : data.items()) {
                const QModelIndex index = model.index(row++, 0);
                QCOMPARE(index.data().toString(), QString::fromStdString(key));
                QCOMPARE(
                    index.data(PayloadTreeModel::TextRole).toString(),
                    QString::fromStdString(member.is_string() ? member.get<std::string>() : member.dump()));
            }
            const FormattedJson formatted = formatJson(data.dump(), 0);
            QVERIFY(formatted.complete);
            QVERIFY(nlohmann::ordered_json::parse(formatted.text) == data);
        }
    }

    void obeysTheRulesOfModelsOnOddPayloads()
    {
        // The tester visits every row at each reset: the odd payloads of moderate size, not the wide ones.
        PayloadTreeModel model;
        QAbstractItemModelTester tester(&model);
        int seen = 0;
        for (const std::string &line : test::sseData(test::fixture(QStringLiteral("params/stream.sse")))) {
            const auto event = nlohmann::ordered_json::parse(line, nullptr, false);
            if (!event.is_object() || line.size() > 8'000)
                continue;
            model.setPayload(bytes(event.at("data").dump()));
            ++seen;
        }
        QVERIFY(seen > 20);
    }

    void staysQuickOnDeepAndWidePayloads()
    {
        QElapsedTimer timer;
        timer.start();
        PayloadTreeModel model;
        std::string deep;
        for (int i = 0; i < 100'000; ++i)
            deep += "{\"k\":[";
        deep += "1";
        for (int i = 0; i < 100'000; ++i)
            deep += "]}";
        model.setPayload(bytes(deep));
        QModelIndex index;
        for (int i = 0; i < 120; ++i) {
            QCOMPARE(model.rowCount(index), 1);
            index = model.index(0, 0, index);
        }
        std::string wide = "{";
        for (int i = 0; i < 20'000; ++i)
            wide += (i ? ",\"key-" : "\"key-") + std::to_string(i) + "\":{\"i\":" + std::to_string(i) + "}";
        model.setPayload(bytes(wide + "}"));
        QCOMPARE(model.rowCount(), 20'000);
        QCOMPARE(value(model.index(0, 0, model.index(19'999, 0))), QStringLiteral("19999"));
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }

    void comesToAnEndOnBrokenBytes_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *text : {"", "{", "[1,", "{\"a\"", "{\"a\":", "\"abc", "{\"a\\", "]]]",
                                 "{\"a\":\"\\u12", "[\"x\",}", "{{{{", ":::", "nul"})
            QTest::newRow(text) << QByteArray(text);
    }
    void comesToAnEndOnBrokenBytes()
    {
        QFETCH(QByteArray, json);
        PayloadTreeModel model;
        QAbstractItemModelTester tester(&model);
        model.setPayload(bytes(json.toStdString()));
        for (int row = 0; row < model.rowCount(); ++row) {
            for (const int role :
                 {int(Qt::DisplayRole), int(PayloadTreeModel::TextRole), int(PayloadTreeModel::PathRole)})
                static_cast<void>(model.index(row, 1).data(role));
        }
        QVERIFY(formatJson(json.toStdString(), 100).text.size() < 200);
    }

    void formatsForPeople()
    {
        QCOMPARE(formatJson("{\"a\":[1,{\"b\":\"x: {y}\"}],\"c\":{},\"d\":[ ]}", 0).text,
                 std::string("{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x: {y}\"\n   "
                             " }\n  ],\n  \"c\": "
                             "{},\n  \"d\": []\n}"));
    }

    void stopsFormattingAtTheLimit()
    {
        const FormattedJson cut = formatJson("{\"text\":\"ééééééééééééééééééééééééé\",\"more\":[1,2,3]}", 20);
        QVERIFY(!cut.complete);
        QVERIFY(cut.text.size() <= 20);
        QVERIFY(!QString::fromStdString(cut.text).contains(QChar::ReplacementCharacter));
    }
};

QTEST_GUILESS_MAIN(TestPayloadTreeModel)
#include "tst_payloadtreemodel.moc"
