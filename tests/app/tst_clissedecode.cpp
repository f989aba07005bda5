// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/stream/sseparser.h"
#include "tests/app/clirunner.h"
#include "tests/support/fixtures.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace mobwatch::test;

class TestCliSseDecode : public CliTest
{
    Q_OBJECT
private Q_SLOTS:
    void decodesARecordedStream();
    void chunksMakeNoDifference();
    void allShowsCommentsAndRetries();
    void invalidBytesAreReplaced();
    void printsWhatALiveStreamHasSent();
    void exitCodes();
    void tooLargeAnEventIsTold();
};

void TestCliSseDecode::decodesARecordedStream()
{
    const QString file = fixture(QStringLiteral("linear/stream.sse"));
    const Outcome outcome = run({QStringLiteral("sse-decode"), file});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.err, QByteArray());
    std::vector<std::string> data;
    for (const std::string &line : lines(outcome.out.toStdString())) {
        const auto event = nlohmann::ordered_json::parse(line);
        const auto envelope = nlohmann::json::parse(event.at("data").get<std::string>());
        QCOMPARE(event.begin().key(), std::string("type"));
        QCOMPARE(event.at("type").get<std::string>(), envelope.at("kind").get<std::string>());
        QCOMPARE(event.at("id").get<std::string>(), envelope.at("event_id").get<std::string>());
        data.push_back(event.at("data"));
    }
    QCOMPARE(data, sseData(file));
}

void TestCliSseDecode::chunksMakeNoDifference()
{
    const QByteArray body = QByteArray::fromStdString(readAll(fixture(QStringLiteral("names/stream.sse"))));
    const Outcome whole = run(words("sse-decode --all"), body);
    QCOMPARE(whole.code, 0);
    QVERIFY(whole.out.count('\n') > 30);
    for (const char *chunk : {"1", "3", "1000", "18446744073709551615"}) {
        const Outcome other = run(words("sse-decode - --all --chunk") + words(chunk), body);
        QCOMPARE(other.code, 0);
        QCOMPARE(other.out, whole.out);
    }
}

void TestCliSseDecode::allShowsCommentsAndRetries()
{
    const QByteArray body =
        ": keep-alive\n\nretry: 3000\nid: 7\ndata: a\ndata: \"b\"\n\n:\n\nevent: x\ndata\n\nid\ndata: lost";
    QCOMPARE(run(words("sse-decode"), body).out,
             QByteArray("{\"type\":\"message\",\"data\":\"a\\n\\\"b\\\"\",\"id\":\"7\"}\n"
                        "{\"type\":\"x\",\"data\":\"\",\"id\":\"7\"}\n"));
    QCOMPARE(run(words("sse-decode --all"), body).out,
             QByteArray("{\"comment\":\" keep-alive\"}\n{\"retry\":3000}\n"
                        "{\"type\":\"message\",\"data\":\"a\\n\\\"b\\\"\",\"id\":\"7\"}\n{\"comment\":\"\"}\n"
                        "{\"type\":\"x\",\"data\":\"\",\"id\":\"7\"}\n"));
}

void TestCliSseDecode::invalidBytesAreReplaced()
{
    const Outcome outcome = run(words("sse-decode"), "data: a\xff"
                                                     "b\n\ndata: next\n\n");
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, QByteArray("{\"type\":\"message\",\"data\":\"a\xef\xbf\xbd"
                                     "b\",\"id\":\"\"}\n"
                                     "{\"type\":\"message\",\"data\":\"next\",\"id\":\"\"}\n"));
}

void TestCliSseDecode::printsWhatALiveStreamHasSent()
{
    Running decoder(words("sse-decode"));
    decoder.send("data: 1\n\ndata: 2\r\r");
    QTRY_COMPARE(decoder.lineCount(), qsizetype{2});
    decoder.closeInput();
    QCOMPARE(decoder.end(), 0);
}

void TestCliSseDecode::exitCodes()
{
    QCOMPARE(run(words("sse-decode nothing-there.sse")).code, 4);
    QCOMPARE(run({QStringLiteral("sse-decode"), m_folder->path()}).code, 4);
    QCOMPARE(run(words("sse-decode --chunk 0")).code, 2);
    QCOMPARE(run(words("sse-decode --format json")).code, 2);
    const Outcome empty = run(words("sse-decode"));
    QCOMPARE(empty.code, 0);
    QCOMPARE(empty.out + empty.err, QByteArray());
}

void TestCliSseDecode::tooLargeAnEventIsTold()
{
    const QByteArray body =
        "data: first\n\ndata: " + QByteArray(mobwatch::SseParser::defaultMaxPending, 'x') + "\n\n";
    const Outcome outcome = run(words("sse-decode"), body);
    QCOMPARE(outcome.code, 6);
    QCOMPARE(outcome.out.count('\n'), qsizetype{1});
    QVERIFY(outcome.err.contains("larger than"));
}

QTEST_GUILESS_MAIN(TestCliSseDecode)
#include "tst_clissedecode.moc"
